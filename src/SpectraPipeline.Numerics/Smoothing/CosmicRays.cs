using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Smoothing;

/// <summary>Removes spikes that stick out of the frames before and after and are narrow along the spectrum: both must hold.</summary>
/// <remarks>
/// eᵢ = yᵢ − mᵢ − bᵢ: m median of the neighbours in time, b the slow part of y − m (medians of blocks of points, straight lines between them), so that drift of the
/// background hides nothing. A spike begins where e &gt; threshold · max(σ, sᵢ), σ = 1.4826 · MAD of e over the frame (where that is 0, more than half of e being 0: its root
/// mean square without what exceeds threshold times it), s the spread of the neighbours around m, each without its own offset there, pooled over
/// ±halfWidth points: shot noise on a strong band, or a band that moves with time, raises it. It is a spike when it is no wider than 2·halfWidth + 1 points at
/// the greater of a quarter of its height and 2.5 σ; two points in a row below that end it. The whole of it becomes m + b.
/// Against <see cref="TemporalDespike"/>: there the part above the threshold must be narrow, and the top of a weak band that appears suddenly is; here all of the band is looked at.
/// This project's own; the idea of the comparison in time is that of the double acquisition of CCD spectroscopy.
/// Fails: a band narrower than about 1.4 · halfWidth points (full width at half maximum) that appears in one frame only is taken for a spike; a spike at the same place in most
/// neighbours stays. Cost: O(n · neighbours), and O(halfWidth · neighbours) a candidate.
/// </remarks>
public static class CosmicRays
{
    private const double FloorInSigma = 2.5;
    private const double WidthAt = 0.25;

    // 1 / median |x − median| of two, three and four normal deviates pooled over many places (100 000 draws each; of three, one is the median itself); the stage has at most four.
    private static readonly double[] s_poolScale = [1.4826, 1.4826, 2.091, 3.190, 2.059];

    /// <summary>Scratch that <see cref="Apply"/> needs.</summary>
    public static int ScratchFor(int points, int neighbours, int halfWidth) =>
        (4 * points) + ((2 * halfWidth + 1) * (neighbours + 1)) + neighbours;

    /// <summary>Removes the spikes of one frame.</summary>
    /// <param name="frame">The frame; n points; not changed.</param>
    /// <param name="neighbours">Frames before and after it, one after the other; a multiple of n, at least two frames.</param>
    /// <param name="threshold">Excess in robust standard deviations, &gt; 0.</param>
    /// <param name="halfWidth">Half width of the widest spike in points, ≥ 0.</param>
    /// <param name="result">Receives the cleaned frame; n points.</param>
    /// <param name="scratch">As <see cref="ScratchFor"/> says; content is lost.</param>
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
        int n = frame.Length,
            count = n == 0 ? 0 : neighbours.Length / n;
        if (count < 2 || neighbours.Length != count * n || result.Length != n || scratch.Length < ScratchFor(n, count, halfWidth))
            throw new ArgumentException(
                $"a frame of {n} points needs at least two neighbours of {n} points, a result of {n} and scratch of {ScratchFor(n, Math.Max(2, count), halfWidth)}"
            );
        if (!(threshold > 0))
            throw new ArgumentException($"the threshold must be positive, not {threshold}", nameof(threshold));
        ArgumentOutOfRangeException.ThrowIfNegative(halfWidth);
        Span<double> median = scratch[..n],
            slow = scratch.Slice(n, n),
            excess = scratch.Slice(2 * n, n),
            work = scratch.Slice(3 * n, n),
            pool = scratch[(4 * n)..];
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < count; k++)
                pool[k] = neighbours[(k * n) + i];
            median[i] = Median.InPlace(pool[..count]);
            excess[i] = frame[i] - median[i];
        }
        Slow(excess, (4 * ((2 * halfWidth) + 1)) + 1, slow, work);
        for (int i = 0; i < n; i++)
            excess[i] -= slow[i];
        double sigma = Median.MadToDeviation * Median.AbsoluteDeviation(excess, 0, work);
        if (sigma == 0)
            sigma = SpreadWithoutSpikes(excess, threshold);
        frame.CopyTo(result);
        int replaced = 0;
        for (int i = 0; i < n; i++)
        {
            if (!(excess[i] > threshold * sigma))
                continue;
            (int first, int end, int top) = Whole(excess, i, Math.Max(FloorInSigma * sigma, WidthAt * Highest(excess, i)));
            if (end - first <= (2 * halfWidth) + 1 && excess[top] > threshold * PoolSpread(neighbours, median, top, halfWidth, count, pool))
            {
                for (int j = first; j < end; j++, replaced++)
                    result[j] = median[j] + slow[j];
            }
            i = Math.Max(i, end - 1);
        }
        return replaced;
    }

    /// <summary>Root mean square of what is not above the threshold of it; for frames where more than half of the excess is 0, as of few counts.</summary>
    private static double SpreadWithoutSpikes(ReadOnlySpan<double> excess, double threshold)
    {
        double limit = double.PositiveInfinity,
            spread = 0;
        for (int kept = -1, before = -2; kept != before; limit = threshold * spread)
        {
            double squares = 0;
            (before, kept) = (kept, 0);
            foreach (double e in excess)
            {
                if (Math.Abs(e) > limit)
                    continue;
                squares += e * e;
                kept++;
            }
            spread = Math.Sqrt(squares / Math.Max(1, kept));
        }
        return spread;
    }

    /// <summary>Greatest value from a point on while the values rise.</summary>
    private static double Highest(ReadOnlySpan<double> excess, int from)
    {
        while (from + 1 < excess.Length && excess[from + 1] > excess[from])
            from++;
        return excess[from];
    }

    /// <summary>From a point outwards until two in a row are below the level.</summary>
    private static (int First, int End, int Top) Whole(ReadOnlySpan<double> excess, int at, double level)
    {
        int first = at,
            end = at + 1,
            top = at;
        for (int below = 0, j = at - 1; j >= 0 && below < 2; j--)
            (first, below) = excess[j] > level ? (j, 0) : (first, below + 1);
        for (int below = 0, j = at + 1; j < excess.Length && below < 2; j++)
            (end, below) = excess[j] > level ? (j + 1, 0) : (end, below + 1);
        for (int j = first; j < end; j++)
            if (excess[j] > excess[top])
                top = j;
        return (first, end, top);
    }

    /// <summary>Standard deviation of the neighbours around their median, from all points within the half width.</summary>
    private static double PoolSpread(
        ReadOnlySpan<double> neighbours,
        ReadOnlySpan<double> median,
        int at,
        int halfWidth,
        int count,
        Span<double> pool
    )
    {
        int n = median.Length,
            filled = 0;
        int first = Math.Max(0, at - halfWidth),
            width = Math.Min(n - 1, at + halfWidth) - first + 1;
        for (int k = 0; k < count; k++)
        {
            // A drift of the background between the frames is no spread.
            Span<double> own = pool.Slice(filled, width);
            for (int i = 0; i < width; i++)
                own[i] = neighbours[(k * n) + first + i] - median[first + i];
            double offset = width > 1 ? Median.Of(own, pool[(filled + width)..]) : 0;
            for (int i = 0; i < width; i++)
                own[i] = Math.Abs(own[i] - offset);
            filled += width;
        }
        // The offset takes about one point's worth of spread with it.
        double scale = s_poolScale[Math.Min(count, s_poolScale.Length - 1)] * (width > 1 ? width / (width - 1.0) : 1);
        return scale * Median.InPlace(pool[..filled]);
    }

    /// <summary>Medians of blocks, joined by straight lines between the blocks' middles.</summary>
    private static void Slow(ReadOnlySpan<double> values, int block, Span<double> slow, Span<double> work)
    {
        int n = values.Length,
            blocks = Math.Max(1, n / block);
        double lastMiddle = 0,
            last = 0;
        int from = 0;
        for (int b = 0; b < blocks; b++)
        {
            int first = (int)((long)b * n / blocks),
                end = (int)((long)(b + 1) * n / blocks);
            double middle = (first + end - 1) / 2.0,
                level = Median.Of(values[first..end], work);
            for (; from <= middle && from < n; from++)
                slow[from] = b == 0 ? level : last + ((level - last) * (from - lastMiddle) / (middle - lastMiddle));
            (lastMiddle, last) = (middle, level);
        }
        slow[from..].Fill(last);
    }
}
