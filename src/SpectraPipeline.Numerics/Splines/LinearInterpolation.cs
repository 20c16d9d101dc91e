namespace SpectraPipeline.Numerics.Splines;

/// <summary>Straight lines between the points.</summary>
public static class LinearInterpolation
{
    /// <summary>Values at the new positions; NaN outside the range of x: nothing is extrapolated.</summary>
    /// <param name="x">Strictly ascending or strictly descending; at least one point.</param>
    /// <param name="y">Values at x; same length.</param>
    /// <param name="positions">Where values are wanted, in any order.</param>
    /// <param name="result">Receives them; same length as <paramref name="positions"/>.</param>
    /// <exception cref="ArgumentException">Lengths disagree or no points. Monotony is the caller's promise.</exception>
    /// <remarks>Cost: O(log n) a position.</remarks>
    public static void Evaluate(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> positions, Span<double> result)
    {
        if (x.IsEmpty || x.Length != y.Length || positions.Length != result.Length)
            throw new ArgumentException(
                $"x and y must be of one length above 0, not {x.Length} and {y.Length}; positions and result, not {positions.Length} and {result.Length}"
            );
        bool ascending = x[^1] >= x[0];
        for (int i = 0; i < positions.Length; i++)
            result[i] = At(x, y, positions[i], ascending);
    }

    private static double At(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double position, bool ascending)
    {
        int low = 0,
            high = x.Length - 1;
        double first = ascending ? x[0] : x[high],
            last = ascending ? x[high] : x[0];
        if (!(position >= first && position <= last))
            return double.NaN;
        while (high - low > 1)
        {
            int middle = (low + high) >>> 1;
            if (x[middle] <= position == ascending)
                low = middle;
            else
                high = middle;
        }
        if (position == x[high])
            return y[high];
        double fraction = (position - x[low]) / (x[high] - x[low]);
        return y[low] + fraction * (y[high] - y[low]);
    }
}
