namespace SpectraPipeline.Testing.Generators;

/// <summary>
/// Random numbers that are the same on every machine for one seed: xoshiro256** filled by SplitMix64, normals by the polar form of Box and Muller.
/// D. Blackman, S. Vigna, ACM Trans. Math. Softw. 2021, 47, 36, DOI 10.1145/3460772; G. Steele, D. Lea, C. Flood, OOPSLA 2014, DOI 10.1145/2660193.2660195;
/// G. Marsaglia, T. A. Bray, SIAM Rev. 1964, 6, 260, DOI 10.1137/1006063.
/// </summary>
public sealed class NoiseSource
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;
    private double _spare = double.NaN;

    public NoiseSource(ulong seed)
    {
        ulong state = seed;
        _a = NextSplitMix(ref state);
        _b = NextSplitMix(ref state);
        _c = NextSplitMix(ref state);
        _d = NextSplitMix(ref state);
    }

    /// <summary>A stream of its own for one purpose, so that adding a draw for one part of a generator leaves the others as they were.</summary>
    public static NoiseSource For(ulong seed, string purpose)
    {
        ulong hash = 14695981039346656037; // FNV-1a, 64 bits
        foreach (char c in purpose)
            hash = (hash ^ c) * 1099511628211;
        return new NoiseSource(Mix(seed) ^ hash);
    }

    /// <summary>Even in [0, 1): the upper 53 bits.</summary>
    public double NextUniform() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Even in [low, high).</summary>
    public double NextUniform(double low, double high) => low + (high - low) * NextUniform();

    /// <summary>Normal, mean 0, standard deviation 1. Needs only Log and Sqrt, whose last bits agree best between platforms.</summary>
    public double NextNormal()
    {
        if (!double.IsNaN(_spare))
        {
            double kept = _spare;
            _spare = double.NaN;
            return kept;
        }
        double u,
            v,
            s;
        do
        {
            u = 2 * NextUniform() - 1;
            v = 2 * NextUniform() - 1;
            s = u * u + v * v;
        } while (s >= 1 || s == 0);
        double scale = Math.Sqrt(-2 * Math.Log(s) / s);
        _spare = v * scale;
        return u * scale;
    }

    /// <summary>One well-mixed number for a key, without state: noise that can be asked for in any order.</summary>
    public static ulong Mix(ulong key)
    {
        ulong state = key;
        return NextSplitMix(ref state);
    }

    private static ulong NextSplitMix(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private ulong NextBits()
    {
        ulong result = ulong.RotateLeft(_b * 5, 7) * 9;
        ulong t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = ulong.RotateLeft(_d, 45);
        return result;
    }
}
