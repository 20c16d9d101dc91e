namespace SpectraPipeline.Numerics.Baselines;

/// <summary>The zero-phase high-pass filter H = B A⁻¹ of BEADS, both symmetric bands of 2 d + 1 diagonals.</summary>
/// <remarks>
/// Rows of B: bₖ = (−1)ᵏ C(2d, d + k), k = −d … d; A = B + t |B|, t = tan²ᵈ(π fc): gain ½ at fc, none at zero frequency.
/// X. Ning, I. W. Selesnick, L. Duval, Chemom. Intell. Lab. Syst. 139 (2014) 156, doi:10.1016/j.chemolab.2014.09.014, section 3.1.
/// </remarks>
internal sealed class BeadsFilter
{
    public BeadsFilter(int points, BeadsOptions options)
    {
        Degree = options.FilterDegree;
        Share = Math.Pow(Math.Tan(Math.PI * options.Cutoff), 2 * Degree);
        High = Degree == 1 ? [2, -1] : [6, -4, 1];
        Low = [.. High.Select(b => b + Share * Math.Abs(b))];
        Squared = Square(points);
    }

    /// <summary>d.</summary>
    public int Degree { get; }

    /// <summary>t.</summary>
    public double Share { get; }

    /// <summary>b₀ … b_d.</summary>
    public double[] High { get; }

    /// <summary>a₀ … a_d.</summary>
    public double[] Low { get; }

    /// <summary>Lower bands of B′B row by row, 2 d below the diagonal.</summary>
    public double[] Squared { get; }

    /// <summary>result = B z, from differences: b₀ + 2 Σ bₖ = 0, and what is left of a smooth z is small.</summary>
    public void MultiplyHigh(ReadOnlySpan<double> z, Span<double> result)
    {
        for (int i = 0; i < z.Length; i++)
        {
            double sum = 0;
            for (int k = 1; k <= Degree; k++)
                sum += High[k] * ((i >= k ? z[i - k] : 0) - z[i] + ((i + k < z.Length ? z[i + k] : 0) - z[i]));
            result[i] = sum;
        }
    }

    /// <summary>result = t |B| z.</summary>
    public void MultiplyShare(ReadOnlySpan<double> z, Span<double> result)
    {
        for (int i = 0; i < z.Length; i++)
        {
            double sum = High[0] * z[i];
            for (int k = 1; k <= Degree; k++)
                sum += Math.Abs(High[k]) * ((i >= k ? z[i - k] : 0) + (i + k < z.Length ? z[i + k] : 0));
            result[i] = Share * sum;
        }
    }

    private double[] Square(int points)
    {
        int bands = 2 * Degree;
        double[] rows = new double[points * (bands + 1)];
        for (int i = 0; i < points; i++)
        for (int m = 0; m <= bands && m <= i; m++)
        for (int j = Math.Max(0, i - Degree); j <= Math.Min(points - 1, i - m + Degree); j++)
            rows[i * (bands + 1) + m] += High[Math.Abs(i - j)] * High[Math.Abs(i - m - j)];
        return rows;
    }
}

/// <summary>The parabola A + B x + C x² on x = −1 … 1 that BEADS takes off first: the lowest value in the middle, both end values at the ends.</summary>
/// <remarks>J. A. Navarro-Huerta et al., J. Chromatogr. A 1507 (2017) 1, doi:10.1016/j.chroma.2017.05.057.</remarks>
internal readonly record struct BeadsParabola(double Lowest, double Slope, double Bend)
{
    public static BeadsParabola Through(ReadOnlySpan<double> y)
    {
        double lowest = double.MaxValue;
        foreach (double v in y)
            lowest = Math.Min(lowest, v);
        double first = y[0] - lowest,
            bend = (y[^1] - lowest + first) / 2;
        return new(lowest, bend - first, bend);
    }

    public double At(int point, int points)
    {
        double x = 2.0 * point / (points - 1) - 1;
        return Lowest + Slope * x + Bend * x * x;
    }
}
