using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>Noise of a scan from the scan itself, on uneven steps.</summary>
/// <remarks>
/// rᵢ = (yᵢ − cubic through the two points on either side)/√(1 + Σ c²), c the cubic's weights at these points; σ = 1.4826·median |rᵢ|. A cubic through neighbours follows
/// an edge that is resolved (five points or more across its width) as well as EXAFS; the few points where it does not are outvoted. Underestimates noise that
/// neighbours share (interpolated, smoothed or merged scans). Cost: O(n).
/// </remarks>
public static class ScanNoise
{
    private const int Reach = 2;

    /// <summary>Standard deviation of a point; NaN for fewer than 9 points.</summary>
    /// <param name="x">Increasing.</param>
    /// <param name="y">One value per x.</param>
    /// <param name="scratch">At least as long; its content is lost.</param>
    public static double Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> scratch)
    {
        int count = x.Length - 2 * Reach;
        if (count < 5)
            return double.NaN;
        for (int i = 0; i < count; i++)
            scratch[i] = Math.Abs(Scatter(x.Slice(i, 5), y.Slice(i, 5)));
        return Median.MadToDeviation * Median.InPlace(scratch[..count]);
    }

    private static double Scatter(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double value = y[Reach],
            squares = 1;
        for (int j = 0; j < 5; j++)
        {
            if (j == Reach)
                continue;
            double weight = 1;
            for (int k = 0; k < 5; k++)
                if (k != Reach && k != j)
                    weight *= (x[Reach] - x[k]) / (x[j] - x[k]);
            value -= weight * y[j];
            squares += weight * weight;
        }
        return value / Math.Sqrt(squares);
    }
}
