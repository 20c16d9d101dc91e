namespace SpectraPipeline.Numerics.Statistics;

/// <summary>Noise of a spectrum whose points lie closer than its resolution: zero filling, apodisation and interpolation leave noise that neighbours share.</summary>
/// <param name="Deviation">Standard deviation of a point, in y's unit.</param>
/// <param name="Points">Points that share one piece of information: 1 = white.</param>
public readonly record struct CorrelatedNoise(double Deviation, int Points)
{
    // White noise gives the same deviation from second and from sixth differences; noise without high frequencies gives far less from the sixth. Measured on the
    // reference spectra: 0.9 to 1.2 for white noise, 2 to 14 for zero-filled infrared spectra.
    private const double White = 1.1,
        Correlated = 1.8;
    private const double NearLeast = 1.1;
    private const int LeastPoints = 40; // a stride that leaves fewer tells nothing

    private static readonly int[] s_strides = [1, 2, 3, 4, 6, 8];
    private static readonly double[] s_second = [1, -2, 1];
    private static readonly double[] s_sixth = [1, -6, 15, -20, 15, -6, 1];

    /// <summary>Standard deviation of a point as far as it counts alone: σ√points. A fit that takes all points for independent with it has the right weight.</summary>
    public double Effective => Deviation * Math.Sqrt(Points);

    /// <summary>Measures a spectrum: the least stride at which second and sixth differences agree.</summary>
    /// <remarks>
    /// σ(d, s) = 1.4826 · median |Δᵈₛ y| / √Σ C(d,k)², Δₛ the difference over s points; r(s) = σ(2, s)/σ(6, s). Curvature of bands raises r with s, correlation lets it
    /// fall: noise counts as correlated only when r(1) &gt; 1.8 and a stride comes near 1 (below 1.1, or within a tenth of the least).
    /// </remarks>
    /// <param name="y">The spectrum on an even grid; not changed.</param>
    /// <param name="scratch">At least as long; its content is lost.</param>
    /// <returns>Points = 1 where the noise is white or too few points tell; Deviation is then that of the second difference at stride 1.</returns>
    public static CorrelatedNoise Of(ReadOnlySpan<double> y, Span<double> scratch)
    {
        Span<double> ratios = stackalloc double[s_strides.Length];
        Span<double> deviations = stackalloc double[s_strides.Length];
        int count = 0;
        double least = double.PositiveInfinity;
        while (count < ratios.Length && y.Length / s_strides[count] > LeastPoints)
        {
            deviations[count] = FromDifferences(y, s_second, s_strides[count], scratch);
            double sixth = FromDifferences(y, s_sixth, s_strides[count], scratch);
            ratios[count] = sixth > 0 ? deviations[count] / sixth : double.PositiveInfinity;
            least = Math.Min(least, ratios[count++]);
        }
        if (count == 0)
            return new(y.Length < 5 ? double.NaN : FromDifferences(y, s_second, 1, scratch), 1);
        if (!(ratios[0] > Correlated) || !double.IsFinite(ratios[0]) || !(least < ratios[0] / NearLeast))
            return new(deviations[0], 1);
        int chosen = 1;
        while (ratios[chosen] > Math.Max(White, NearLeast * least))
            chosen++;
        return new(deviations[chosen], s_strides[chosen]);
    }

    private static double FromDifferences(ReadOnlySpan<double> y, ReadOnlySpan<double> weights, int stride, Span<double> scratch)
    {
        int reach = (weights.Length - 1) * stride;
        Span<double> differences = scratch[..(y.Length - reach)];
        double squares = 0;
        foreach (double weight in weights)
            squares += weight * weight;
        for (int i = 0; i < differences.Length; i++)
        {
            double sum = 0;
            for (int k = 0; k < weights.Length; k++)
                sum += weights[k] * y[i + (k * stride)];
            differences[i] = Math.Abs(sum);
        }
        return Median.MadToDeviation * Median.InPlace(differences) / Math.Sqrt(squares);
    }
}
