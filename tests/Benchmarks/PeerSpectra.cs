namespace SpectraPipeline.Benchmarks;

/// <summary>The spectrum that the Python peers are timed on, from its formula: six pseudo-Voigt bands, a curved baseline, noise. Equal in any language but for the last bits of exp and sin.</summary>
/// <remarks>
/// s ← s·6364136223846793005 + 1442695040888963407 (mod 2⁶⁴), u = (s ≫ 11)·2⁻⁵³; a normal number is twelve u minus 6 (Irwin and Hall). Spectrum k starts at s = 12345 + 7919·k.
/// </remarks>
internal static class PeerSpectra
{
    public const double First = 1000; // cm⁻¹
    public const double Last = 2000;
    private const double Noise = 0.005;
    private const double Ln2 = 0.6931471805599453;

    private static readonly Band[] s_bands =
    [
        new(1150, 0.50, 24, 0.5),
        new(1275, 1.00, 30, 0.3),
        new(1400, 0.35, 18, 0.7),
        new(1520, 0.80, 36, 0.4),
        new(1690, 0.60, 28, 0.6),
        new(1850, 0.25, 40, 0.5),
    ];

    /// <summary>The bands in order of wavenumber.</summary>
    public static ReadOnlySpan<Band> Bands => s_bands;

    /// <summary>Center (cm⁻¹), height, full width at half maximum (cm⁻¹), Lorentzian share of the height.</summary>
    public readonly record struct Band(double Center, double Height, double Fwhm, double Fraction)
    {
        public double At(double x)
        {
            double z = (x - Center) / Fwhm;
            return Height * (Fraction / (1 + 4 * z * z) + (1 - Fraction) * Math.Exp(-4 * Ln2 * z * z));
        }
    }

    public static double[] Axis(int points)
    {
        double[] x = new double[points];
        for (int i = 0; i < points; i++)
            x[i] = First + (Last - First) * (i / (points - 1.0));
        return x;
    }

    /// <summary>Spectrum number <paramref name="k"/>: the same bands under noise of its own.</summary>
    public static double[] One(int points, int k = 0, bool withBaseline = true)
    {
        double[] y = new double[points];
        ulong state = 12345 + 7919 * (ulong)k;
        for (int i = 0; i < points; i++)
        {
            double t = i / (points - 1.0);
            double x = First + (Last - First) * t;
            double sum = withBaseline ? Baseline(t) : 0;
            foreach (Band band in Bands)
                sum += band.At(x);
            y[i] = sum + Noise * Normal(ref state);
        }
        return y;
    }

    /// <summary>Spectra 0 to <paramref name="count"/> − 1, one after the other.</summary>
    public static double[] Block(int count, int points, bool withBaseline = true)
    {
        double[] block = new double[count * points];
        for (int k = 0; k < count; k++)
            One(points, k, withBaseline).CopyTo(block, k * points);
        return block;
    }

    private static double Baseline(double t) =>
        0.5 + 0.6 * t - 0.3 * t * t + 0.4 * Math.Exp(-((t - 0.35) / 0.25) * ((t - 0.35) / 0.25)) + 0.15 * Math.Sin(5 * t);

    private static double Normal(ref ulong state)
    {
        double sum = 0;
        for (int i = 0; i < 12; i++)
        {
            state = state * 6364136223846793005 + 1442695040888963407;
            sum += (state >> 11) * (1.0 / (1UL << 53));
        }
        return sum - 6;
    }
}
