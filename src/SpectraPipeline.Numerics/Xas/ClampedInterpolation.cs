namespace SpectraPipeline.Numerics.Xas;

/// <summary>Interpolation on increasing grids.</summary>
public static class ClampedInterpolation
{
    /// <summary>Straight lines between neighbours; beyond the ends the end value stays. O(n + m).</summary>
    /// <param name="x">Increasing.</param>
    /// <param name="y">One value per x.</param>
    /// <param name="at">Not decreasing.</param>
    /// <param name="result">One value per point of <paramref name="at"/>.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public static void Evaluate(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> at, Span<double> result)
    {
        if (x.Length != y.Length || at.Length != result.Length || x.IsEmpty)
            throw new ArgumentException("Interpolation needs one y per x, one result per point, and at least one x.");
        int i = 0;
        for (int j = 0; j < at.Length; j++)
        {
            while (i + 2 < x.Length && at[j] >= x[i + 1])
                i++;
            if (at[j] <= x[0] || x.Length == 1)
                result[j] = y[0];
            else if (at[j] >= x[^1])
                result[j] = y[^1];
            else
                result[j] = y[i] + (y[i + 1] - y[i]) / (x[i + 1] - x[i]) * (at[j] - x[i]);
        }
    }
}
