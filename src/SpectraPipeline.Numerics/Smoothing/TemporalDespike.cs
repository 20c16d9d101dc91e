using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Smoothing;

/// <summary>Removes spikes that one frame of a series has and its neighbours in time have not.</summary>
/// <remarks>
/// A point is a spike where y − m &gt; threshold · max(σ, s): m median of the neighbours at this point, s = 1.4826 · their MAD there (small where the neighbours agree),
/// σ = 1.4826 · MAD of y − m over the whole frame. It becomes m plus the frame's median offset. Only runs of at most 2·halfWidth + 1 points count: a wider excess is chemistry, not a cosmic ray.
/// Needs no assumption about band shapes, so sharp bands stay; a spike at the same place in most neighbours stays too. Cost: O(n · neighbours).
/// </remarks>
public static class TemporalDespike
{
    /// <summary>Removes the spikes of one frame.</summary>
    /// <param name="frame">The frame; n points; not changed.</param>
    /// <param name="neighbours">Frames before and after it, one after the other; a multiple of n, at least two frames.</param>
    /// <param name="threshold">Excess in robust standard deviations, &gt; 0.</param>
    /// <param name="halfWidth">Half width of the widest spike in points, ≥ 0.</param>
    /// <param name="result">Receives the cleaned frame; n points.</param>
    /// <param name="scratch">At least 4 n + neighbours per point; content is lost.</param>
    /// <returns>Number of points replaced.</returns>
    /// <exception cref="ArgumentException">Lengths disagree, fewer than two neighbours, threshold or width out of range.</exception>
    public static int Apply(
        ReadOnlySpan<double> frame,
        ReadOnlySpan<double> neighbours,
        double threshold,
        int halfWidth,
        Span<double> result,
        Span<double> scratch
    )
    {
        int n = frame.Length;
        int count = n == 0 ? 0 : neighbours.Length / n;
        if (count < 2 || neighbours.Length != count * n || result.Length != n || scratch.Length < 4 * n + count)
            throw new ArgumentException(
                $"a frame of {n} points needs at least two neighbours of {n} points, a result of {n} and scratch of {4 * n + count}"
            );
        if (!(threshold > 0))
            throw new ArgumentException($"the threshold must be positive, not {threshold}", nameof(threshold));
        ArgumentOutOfRangeException.ThrowIfNegative(halfWidth);
        Span<double> median = scratch[..n],
            spread = scratch.Slice(n, n),
            excess = scratch.Slice(2 * n, n),
            work = scratch.Slice(3 * n, n),
            column = scratch.Slice(4 * n, count);
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < count; k++)
                column[k] = neighbours[k * n + i];
            median[i] = Median.InPlace(column);
            spread[i] = Median.MadToDeviation * Median.AbsoluteDeviation(column, median[i], column);
            excess[i] = frame[i] - median[i];
        }
        double offset = Median.Of(excess, work);
        double sigma = Median.MadToDeviation * Median.AbsoluteDeviation(excess, offset, work);
        frame.CopyTo(result);
        int replaced = 0;
        for (int start = 0; start < n; start++)
        {
            int end = start;
            while (end < n && excess[end] - offset > threshold * Math.Max(sigma, spread[end]))
                end++;
            if (end == start)
                continue;
            if (end - start <= 2 * halfWidth + 1)
                for (int i = start; i < end; i++, replaced++)
                    result[i] = median[i] + offset;
            start = end;
        }
        return replaced;
    }
}
