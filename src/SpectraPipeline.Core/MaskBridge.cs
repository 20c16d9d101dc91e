namespace SpectraPipeline.Core;

/// <summary>Puts straight lines where a mask says that values do not count, so that any method can run over them.</summary>
/// <remarks>A line joins the means of up to five used points on each side; at an end of the axis the one mean there is goes on. Methods in index space, windows and
/// hulls all see an unbroken spectrum, and the baseline under a masked stretch is theirs, not a hole.</remarks>
public static class MaskBridge
{
    private const int Points = 5;

    /// <summary>Bridges the stretches that do not count.</summary>
    /// <param name="x">Axis.</param>
    /// <param name="y">Spectrum.</param>
    /// <param name="use">True where a value counts.</param>
    /// <param name="result">Receives y, bridged; same length; may be y itself.</param>
    /// <exception cref="FrameException">No value counts.</exception>
    public static void Fill(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<bool> use, Span<double> result)
    {
        y.CopyTo(result);
        for (int first = 0; first < y.Length; first++)
        {
            if (use[first])
                continue;
            int end = first;
            while (end < y.Length && !use[end])
                end++;
            Bridge(x, y, use, first, end, result);
            first = end;
        }
    }

    /// <summary>The values that count, one after the other: for a noise, which straight lines would make too small.</summary>
    /// <param name="y">Spectrum.</param>
    /// <param name="use">True where a value counts; empty when all do.</param>
    /// <param name="scratch">At least as long as the spectrum.</param>
    public static ReadOnlySpan<double> Used(ReadOnlySpan<double> y, ReadOnlySpan<bool> use, Span<double> scratch)
    {
        if (use.IsEmpty)
            return y;
        int count = 0;
        for (int i = 0; i < y.Length; i++)
            if (use[i])
                scratch[count++] = y[i];
        return scratch[..count];
    }

    private static void Bridge(
        ReadOnlySpan<double> x,
        ReadOnlySpan<double> y,
        ReadOnlySpan<bool> use,
        int first,
        int end,
        Span<double> result
    )
    {
        if (first == 0 && end == y.Length)
            throw new FrameException("all-masked", "Every point of the frame is masked; leave some of the axis to work on.");
        (double xLeft, double left) = Mean(x, y, use, first - 1, -1);
        (double xRight, double right) = Mean(x, y, use, end, 1);
        for (int i = first; i < end; i++)
            result[i] =
                first == 0 ? right
                : end == y.Length ? left
                : left + ((right - left) * (x[i] - xLeft) / (xRight - xLeft));
    }

    /// <summary>Mean of up to five used points from one on, in one direction.</summary>
    private static (double X, double Y) Mean(
        ReadOnlySpan<double> x,
        ReadOnlySpan<double> y,
        ReadOnlySpan<bool> use,
        int from,
        int direction
    )
    {
        double sumX = 0,
            sumY = 0;
        int count = 0;
        for (int i = from; i >= 0 && i < y.Length && use[i] && count < Points; i += direction, count++)
            (sumX, sumY) = (sumX + x[i], sumY + y[i]);
        return (sumX / count, sumY / count);
    }
}
