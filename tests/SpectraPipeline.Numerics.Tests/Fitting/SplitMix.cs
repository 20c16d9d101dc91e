namespace SpectraPipeline.Numerics.Tests.Fitting;

/// <summary>SplitMix64 (Steele, Lea, Flood, OOPSLA 2014, doi:10.1145/2660193.2660195): noise with a seed that gives the same bits everywhere.</summary>
internal sealed class SplitMix(ulong seed)
{
    private ulong _state = seed;

    public double Uniform()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1L << 53));
    }

    /// <summary>Box and Muller, 1958.</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform());
}
