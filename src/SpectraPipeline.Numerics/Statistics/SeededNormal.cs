namespace SpectraPipeline.Numerics.Statistics;

/// <summary>Normal deviates from a seed and a name, the same on every machine.</summary>
/// <remarks>SplitMix64 (G. L. Steele, D. Lea, C. H. Flood, OOPSLA 2014, doi 10.1145/2660193.2660195) and the Box-Muller transform (G. E. P. Box,
/// M. E. Muller, Ann. Math. Stat. 1958, 29, 610, doi 10.1214/aoms/1177706645).</remarks>
public sealed class SeededNormal
{
    private ulong _state;
    private double _spare = double.NaN;

    /// <summary>A stream of its own for each name under one seed.</summary>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="name">Stable name of what is drawn (series and track).</param>
    public SeededNormal(ulong seed, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        // FNV-1a over the name: string.GetHashCode differs from run to run.
        ulong hash = 14695981039346656037;
        foreach (char c in name)
            hash = (hash ^ c) * 1099511628211;
        _state = hash ^ (seed * 0x9E3779B97F4A7C15);
    }

    /// <summary>Next deviate, mean 0, variance 1.</summary>
    public double Next()
    {
        if (!double.IsNaN(_spare))
        {
            double kept = _spare;
            _spare = double.NaN;
            return kept;
        }
        double radius = Math.Sqrt(-2 * Math.Log(1 - Uniform())),
            angle = 2 * Math.PI * Uniform();
        _spare = radius * Math.Sin(angle);
        return radius * Math.Cos(angle);
    }

    /// <summary>Next even number in [0, 1).</summary>
    public double Uniform()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}
