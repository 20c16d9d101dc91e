namespace SpectraPipeline.Numerics.Smoothing;

/// <summary>Gaussian smoothing on any monotonic axis, even or uneven.</summary>
public static class GaussianFilter
{
    // Beyond this many widths the weight exp(−4 ln 2 · 2.5²) = 3e-8 no longer matters.
    private const double Reach = 2.5;

    /// <summary>zᵢ = Σⱼ gᵢⱼ yⱼ / Σⱼ gᵢⱼ, gᵢⱼ = exp(−4 ln 2 (xⱼ − xᵢ)² / fwhm²) · (xⱼ₊₁ − xⱼ₋₁)/2.</summary>
    /// <remarks>
    /// The normalised discrete form of the convolution integral; the spacing factor keeps densely sampled stretches from counting more.
    /// Normalising at the ends leaves a constant a constant but bends a slope there over half a width. Cost: n × points within ±2.5 widths.
    /// </remarks>
    /// <param name="x">Strictly monotonic axis; pass 0, 1, 2, … to smooth in points.</param>
    /// <param name="y">The spectrum; same length; not changed.</param>
    /// <param name="fwhm">Full width at half maximum in x's unit, &gt; 0.</param>
    /// <param name="result">Same length; may not overlap <paramref name="y"/>.</param>
    /// <exception cref="ArgumentException">Lengths disagree, or the width is not positive and finite.</exception>
    public static void Apply(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double fwhm, Span<double> result)
    {
        if (x.Length != y.Length || y.Length != result.Length)
            throw new ArgumentException($"x, y and result must be of one length, not {x.Length}, {y.Length} and {result.Length}");
        if (!(fwhm > 0) || double.IsInfinity(fwhm))
            throw new ArgumentException($"the width must be positive and finite, not {fwhm}", nameof(fwhm));
        double exponent = -4 * Math.Log(2) / (fwhm * fwhm);
        int from = 0;
        for (int i = 0; i < y.Length; i++)
        {
            while (Math.Abs(x[from] - x[i]) > Reach * fwhm)
                from++;
            double sum = 0,
                weights = 0;
            for (int j = from; j < y.Length; j++)
            {
                double distance = x[j] - x[i];
                if (Math.Abs(distance) > Reach * fwhm)
                    break;
                double weight = Math.Exp(exponent * distance * distance) * Spacing(x, j);
                sum += weight * y[j];
                weights += weight;
            }
            result[i] = sum / weights;
        }
    }

    private static double Spacing(ReadOnlySpan<double> x, int j)
    {
        if (x.Length == 1)
            return 1;
        // An end point stands for a whole cell like its neighbour: half a cell would pull the mean inwards.
        return j == 0 ? Math.Abs(x[1] - x[0])
            : j == x.Length - 1 ? Math.Abs(x[j] - x[j - 1])
            : Math.Abs(x[j + 1] - x[j - 1]) / 2;
    }
}
