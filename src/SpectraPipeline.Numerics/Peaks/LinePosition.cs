namespace SpectraPipeline.Numerics.Peaks;

/// <summary>Where one line lies, and how high it stands over the line through the ends of its surroundings.</summary>
/// <param name="Center">In units of x.</param>
/// <param name="Height">Signed.</param>
public readonly record struct LinePosition(double Center, double Height)
{
    // Below half of its height a line runs into its neighbours.
    private const double Share = 0.5;

    /// <summary>Finds the highest line (or deepest, where that is larger) in a range: Gaussian through its upper half.</summary>
    /// <remarks>
    /// ln y = a + b·u + c·u² by least squares with weights y² over the points above half the height, which undoes the logarithm's weighing of noise: H. Guo, IEEE Signal
    /// Process. Mag. 28 (2011) 134, doi:10.1109/MSP.2011.941846. Symmetric lines of other shapes give their centre as well. Cost: linear.
    /// </remarks>
    /// <param name="x">Axis.</param>
    /// <param name="y">Spectrum; same length.</param>
    /// <param name="first">First point of the range.</param>
    /// <param name="end">After its last.</param>
    /// <returns>Null when no line has its top inside: the extremum lies at an end, or fewer than three points hold it.</returns>
    public static LinePosition? Find(ReadOnlySpan<double> x, ReadOnlySpan<double> y, int first, int end)
    {
        if (end - first < 5)
            return null;
        double left = y[first],
            slope = (y[end - 1] - y[first]) / (x[end - 1] - x[first]);
        int top = first;
        double height = 0;
        for (int i = first; i < end; i++)
            if (Above(x, y, i) is var h && Math.Abs(h) > Math.Abs(height))
                (top, height) = (i, h);
        if (top <= first + 1 || top >= end - 2)
            return null;
        (int low, int high) = (top, top + 1);
        while (low - 1 > first && Above(x, y, low - 1) / height > Share)
            low--;
        while (high < end - 1 && Above(x, y, high) / height > Share)
            high++;
        // A line narrower than the grid still has its two neighbours.
        (low, high) = (Math.Min(low, top - 1), Math.Max(high, top + 2));
        return Gaussian(x, y, low, high) is { } center && center > x[low] && center < x[high - 1] ? new(center, height) : null;

        double Above(ReadOnlySpan<double> at, ReadOnlySpan<double> of, int i) => of[i] - left - slope * (at[i] - at[first]);

        double? Gaussian(ReadOnlySpan<double> at, ReadOnlySpan<double> of, int from, int to)
        {
            double unit = at[to - 1] - at[from];
            Span<double> sums = stackalloc double[8]; // Σw, Σwu … Σwu⁴, Σw ln y, Σwu ln y, Σwu² ln y
            for (int i = from; i < to; i++)
            {
                double value = Above(at, of, i) / height,
                    u = (at[i] - at[top]) / unit;
                if (!(value > 0))
                    continue;
                double weight = value * value,
                    log = Math.Log(value);
                for (int k = 0; k < 5; k++, weight *= u)
                {
                    sums[k] += weight;
                    if (k < 3)
                        sums[5 + k] += weight * log;
                }
            }
            return Vertex(sums) is { } vertex ? at[top] + unit * vertex : null;
        }
    }

    /// <summary>−b/(2c) of the parabola with these normal equations; null when it opens upwards.</summary>
    private static double? Vertex(ReadOnlySpan<double> s)
    {
        double d = s[0] * (s[2] * s[4] - s[3] * s[3]) - s[1] * (s[1] * s[4] - s[2] * s[3]) + s[2] * (s[1] * s[3] - s[2] * s[2]),
            b = s[0] * (s[6] * s[4] - s[7] * s[3]) - s[5] * (s[1] * s[4] - s[2] * s[3]) + s[2] * (s[1] * s[7] - s[2] * s[6]),
            c = s[0] * (s[2] * s[7] - s[3] * s[6]) - s[1] * (s[1] * s[7] - s[2] * s[6]) + s[5] * (s[1] * s[3] - s[2] * s[2]);
        return d > 0 && c < 0 ? -b / (2 * c) : null;
    }
}
