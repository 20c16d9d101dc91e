namespace SpectraPipeline.Numerics.Smoothing;

/// <summary>Removes narrow upward spikes of any width up to a limit: everything between a sudden rise and the sudden fall that follows it.</summary>
/// <remarks>
/// Steps are judged by the modified z-score of <see cref="WhitakerHayes"/>; a spike is a flagged rise followed within <c>halfWidth</c> points by a flagged fall. Unlike there the inner points of
/// a wide spike go too, and a lone step (edge of a detector, gap between scans) is left alone. The points are replaced by the straight line between
/// the means of the nearest points on both sides. A band that rises within one point and is no wider than the limit is taken for a spike. Cost: O(n).
/// </remarks>
public static class SpikeRuns
{
    /// <summary>Removes the spikes.</summary>
    /// <param name="y">The spectrum; not changed.</param>
    /// <param name="threshold">Modified z-score above which a step is a spike's, &gt; 0.</param>
    /// <param name="halfWidth">Widest spike in points, and the number of points to each side that a replacement rests on; ≥ 1.</param>
    /// <param name="result">Receives the cleaned spectrum; same length.</param>
    /// <param name="scratch">At least 2n values; content is lost.</param>
    /// <returns>Number of points replaced.</returns>
    /// <exception cref="ArgumentException">Lengths disagree, threshold or half width out of range.</exception>
    public static int Apply(ReadOnlySpan<double> y, double threshold, int halfWidth, Span<double> result, Span<double> scratch)
    {
        WhitakerHayes.Check(y, threshold, halfWidth, result, scratch, 2);
        y.CopyTo(result);
        if (y.Length < 3)
            return 0;
        Span<double> score = scratch[..(y.Length - 1)];
        WhitakerHayes.Score(y, score, scratch[y.Length..]);
        int replaced = 0;
        for (int rise = 0; rise < score.Length; rise++)
        {
            if (!(score[rise] > threshold))
                continue;
            int fall = LastFall(score, rise, threshold, halfWidth);
            if (fall < 0)
                continue;
            Bridge(result, rise, fall + 1, halfWidth);
            replaced += fall - rise;
            rise = fall;
        }
        return replaced;
    }

    /// <summary>The last flagged fall within reach of the rise, or −1: a ray that dies away over two points has two falls.</summary>
    private static int LastFall(ReadOnlySpan<double> score, int rise, double threshold, int reach)
    {
        int fall = -1;
        for (int i = rise + 1; i < score.Length && i <= rise + reach; i++)
            if (score[i] < -threshold)
                fall = i;
            else if (fall >= 0)
                break;
        return fall;
    }

    /// <summary>Replaces the points strictly between two sound ones.</summary>
    private static void Bridge(Span<double> values, int left, int right, int count)
    {
        (double leftX, double leftY) = Mean(values, Math.Max(0, left - count + 1), left);
        (double rightX, double rightY) = Mean(values, right, Math.Min(values.Length - 1, right + count - 1));
        for (int i = left + 1; i < right; i++)
            values[i] = leftY + (i - leftX) / (rightX - leftX) * (rightY - leftY);
    }

    private static (double X, double Y) Mean(ReadOnlySpan<double> values, int from, int to)
    {
        double sum = 0;
        for (int i = from; i <= to; i++)
            sum += values[i];
        return ((from + to) / 2.0, sum / (to - from + 1));
    }
}
