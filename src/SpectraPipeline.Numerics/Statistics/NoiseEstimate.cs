namespace SpectraPipeline.Numerics.Statistics;

/// <summary>Noise of a spectrum from the spectrum itself, blind to bands that are wide against a few points.</summary>
public static class NoiseEstimate
{
    // Var(2 y_i − y_{i−2} − y_{i+2}) = 6 σ² for uncorrelated noise.
    private static readonly double s_scale = Median.MadToDeviation / Math.Sqrt(6);

    /// <summary>σ = 1.4826/√6 · median |2 yᵢ − yᵢ₋₂ − yᵢ₊₂|.</summary>
    /// <remarks>
    /// F. Stoehr et al., DER_SNR: a simple and general spectroscopic signal-to-noise measurement algorithm, ASP Conf. Ser. 394 (2008) 505.
    /// The step of two points passes over the correlation of neighbours that apodisation and interpolation leave. Noise correlated over more points is underestimated.
    /// </remarks>
    /// <param name="y">The spectrum on an even grid; not changed.</param>
    /// <param name="scratch">At least as long; its content is lost.</param>
    /// <returns>Standard deviation in y's unit; NaN for fewer than 5 points.</returns>
    public static double FromSecondDifference(ReadOnlySpan<double> y, Span<double> scratch)
    {
        if (y.Length < 5)
            return double.NaN;
        Span<double> differences = scratch[..(y.Length - 4)];
        for (int i = 2; i < y.Length - 2; i++)
            differences[i - 2] = Math.Abs(2 * y[i] - y[i - 2] - y[i + 2]);
        return s_scale * Median.InPlace(differences);
    }
}
