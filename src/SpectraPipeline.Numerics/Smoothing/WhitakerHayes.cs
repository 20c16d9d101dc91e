using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Smoothing;

/// <summary>Removes spikes from one spectrum by the modified z-score of its first difference.</summary>
/// <remarks>
/// zᵢ = 0.6745 (Δyᵢ − median Δy) / MAD(Δy), Δyᵢ = yᵢ₊₁ − yᵢ; point i is flagged where |zᵢ| &gt; threshold and becomes the mean of the unflagged points within ±halfWidth.
/// D. A. Whitaker, K. Hayes, Chemom. Intell. Lab. Syst. 179 (2018) 82, doi:10.1016/j.chemolab.2018.06.009.
/// As in the published program and its descendants a flag sits on the left point of a step: a spike one point wide flags the point before it and itself, and of a wider flat one the
/// inner points stay. Points are replaced from left to right and count as sound at once; runs without a sound neighbour wait for the next round; the last point is never used or changed.
/// Sharp bands are flagged like spikes: prefer <see cref="TemporalDespike"/> where neighbouring frames exist, <see cref="SpikeRuns"/> for wide spikes. Cost: O(n).
/// </remarks>
public static class WhitakerHayes
{
    /// <summary>Removes the spikes.</summary>
    /// <param name="y">The spectrum; not changed.</param>
    /// <param name="threshold">Modified z-score above which a step is a spike's, &gt; 0; the paper uses 3.5 to 8.</param>
    /// <param name="halfWidth">Points to each side that a replacement is averaged from, ≥ 1.</param>
    /// <param name="result">Receives the cleaned spectrum; same length; may be <paramref name="y"/> itself.</param>
    /// <param name="scratch">At least 2n values; content is lost.</param>
    /// <returns>Number of points replaced.</returns>
    /// <exception cref="ArgumentException">Lengths disagree, threshold or half width out of range.</exception>
    public static int Apply(ReadOnlySpan<double> y, double threshold, int halfWidth, Span<double> result, Span<double> scratch)
    {
        Check(y, threshold, halfWidth, result, scratch, 2);
        y.CopyTo(result);
        if (y.Length < 3)
            return 0;
        int steps = y.Length - 1;
        Span<double> score = scratch[..steps];
        Score(y, score, scratch[y.Length..]);
        int flagged = 0;
        foreach (double z in score)
            flagged += Math.Abs(z) > threshold ? 1 : 0;
        int replaced = 0;
        for (bool progress = true; progress && replaced < flagged; )
        {
            progress = false;
            for (int i = 0; i < steps; i++)
                if (Math.Abs(score[i]) > threshold && ReplaceFromSound(result, score, threshold, i, halfWidth))
                    (replaced, progress) = (replaced + 1, true);
        }
        return replaced;
    }

    /// <summary>Modified z-scores of the first differences; n − 1 values; infinite for any deviation when more than half of the differences are equal.</summary>
    internal static void Score(ReadOnlySpan<double> y, Span<double> score, Span<double> scratch)
    {
        for (int i = 0; i < score.Length; i++)
            score[i] = y[i + 1] - y[i];
        double median = Median.Of(score, scratch);
        double spread = Median.AbsoluteDeviation(score, median, scratch);
        for (int i = 0; i < score.Length; i++)
        {
            double deviation = score[i] - median;
            score[i] = deviation == 0 ? 0 : 0.6745 * deviation / spread;
        }
    }

    internal static void Check(
        ReadOnlySpan<double> y,
        double threshold,
        int halfWidth,
        Span<double> result,
        Span<double> scratch,
        int scratchPerPoint
    )
    {
        if (y.Length != result.Length || scratch.Length < scratchPerPoint * y.Length)
            throw new ArgumentException(
                $"{y.Length} points need a result of the same length and {scratchPerPoint * y.Length} of scratch, not {result.Length} and {scratch.Length}"
            );
        if (!(threshold > 0))
            throw new ArgumentException($"the threshold must be positive, not {threshold}", nameof(threshold));
        ArgumentOutOfRangeException.ThrowIfLessThan(halfWidth, 1);
    }

    private static bool ReplaceFromSound(Span<double> values, Span<double> score, double threshold, int i, int halfWidth)
    {
        double sum = 0;
        int count = 0;
        for (int j = Math.Max(0, i - halfWidth); j < Math.Min(score.Length, i + 1 + halfWidth); j++)
            if (!(Math.Abs(score[j]) > threshold))
            {
                sum += values[j];
                count++;
            }
        if (count == 0)
            return false;
        values[i] = sum / count;
        score[i] = 0;
        return true;
    }
}
