namespace SpectraPipeline.Numerics.Statistics;

/// <summary>Straight pieces of a curve, their number chosen by the data.</summary>
public static class SegmentedLine
{
    private const int MaxPoints = 2000;

    /// <summary>Splits points into 1 to <paramref name="maxSegments"/> runs of x with a straight line each; the number has the lowest BIC.</summary>
    /// <remarks>
    /// BIC = n ln(Σ w r²/n) + (3k) ln n for k segments: two coefficients each, k − 1 breaks, one variance (G. Schwarz, Ann. Stat. 1978, 6,
    /// 461, doi 10.1214/aos/1176344136). The breaks of each k are the exact minimum by dynamic programming: R. Bellman and R. Roth,
    /// J. Am. Stat. Assoc. 1969, 64, 1079, doi 10.1080/01621459.1969.10501038. Lines need not meet at the breaks. O(k n²) time, O(k n) memory, n the number of points or, beyond 2000, of runs of
    /// neighbours: these enter as their weighted means, so a break is then known to a two-thousandth of the points.
    /// </remarks>
    /// <param name="x">Abscissas, ascending (equal ones are never split).</param>
    /// <param name="y">Values.</param>
    /// <param name="weight">Weights 1/σ².</param>
    /// <param name="maxSegments">Segments at most.</param>
    /// <param name="minPoints">Points that a segment needs, at least 3.</param>
    /// <param name="minSpan">Range of x that a segment needs.</param>
    /// <returns>Index of the first point of each segment after the first; empty = one line is enough.</returns>
    /// <exception cref="ArgumentException">Lengths disagree, or fewer than 3 points a segment are allowed.</exception>
    public static int[] Breaks(
        ReadOnlySpan<double> x,
        ReadOnlySpan<double> y,
        ReadOnlySpan<double> weight,
        int maxSegments,
        int minPoints,
        double minSpan
    )
    {
        if (x.Length != y.Length || x.Length != weight.Length)
            throw new ArgumentException("x, y and weight must have one length.", nameof(x));
        if (minPoints < 3)
            throw new ArgumentException("A segment needs at least 3 points.", nameof(minPoints));
        if (x.Length < 2 * minPoints)
            return [];
        return x.Length <= MaxPoints
            ? Exact(x, y, weight, maxSegments, minPoints, minSpan)
            : Binned(x, y, weight, maxSegments, minPoints, minSpan);
    }

    private static int[] Binned(
        ReadOnlySpan<double> x,
        ReadOnlySpan<double> y,
        ReadOnlySpan<double> weight,
        int maxSegments,
        int minPoints,
        double minSpan
    )
    {
        int size = (x.Length + MaxPoints - 1) / MaxPoints;
        var starts = new List<int>();
        // Equal abscissas are never split, so a run may be longer.
        for (int i = 0; i < x.Length; i++)
            if (i == 0 || (i - starts[^1] >= size && x[i] != x[i - 1]))
                starts.Add(i);
        int n = starts.Count;
        double[] bx = new double[n],
            by = new double[n],
            bw = new double[n];
        for (int b = 0; b < n; b++)
        {
            for (int i = starts[b]; i < (b + 1 < n ? starts[b + 1] : x.Length); i++)
                (bw[b], bx[b], by[b]) = (bw[b] + weight[i], bx[b] + (weight[i] * x[i]), by[b] + (weight[i] * y[i]));
            (bx[b], by[b]) = (bx[b] / bw[b], by[b] / bw[b]);
        }
        int least = Math.Max(3, (minPoints + size - 1) / size);
        if (n < 2 * least)
            return [];
        int[] breaks = Exact(bx, by, bw, maxSegments, least, minSpan);
        for (int k = 0; k < breaks.Length; k++)
            breaks[k] = starts[breaks[k]];
        return breaks;
    }

    private static int[] Exact(
        ReadOnlySpan<double> x,
        ReadOnlySpan<double> y,
        ReadOnlySpan<double> weight,
        int maxSegments,
        int minPoints,
        double minSpan
    )
    {
        int n = x.Length;
        var sums = new Sums(x, y, weight);
        double[,] best = new double[maxSegments + 1, n + 1];
        int[,] start = new int[maxSegments + 1, n + 1];
        for (int k = 0; k <= maxSegments; k++)
        for (int i = 0; i <= n; i++)
            best[k, i] = double.PositiveInfinity;
        best[0, 0] = 0;
        for (int end = minPoints; end <= n; end++)
        {
            if (end < n && x[end] == x[end - 1])
                continue;
            for (int from = 0; from <= end - minPoints; from++)
            {
                if (x[end - 1] - x[from] < minSpan || (from > 0 && x[from] == x[from - 1]))
                    continue;
                double cost = sums.Squares(from, end);
                for (int k = 1; k <= maxSegments; k++)
                    if (best[k - 1, from] + cost < best[k, end])
                        (best[k, end], start[k, end]) = (best[k - 1, from] + cost, from);
            }
        }
        int chosen = 1;
        double lowest = double.PositiveInfinity;
        for (int k = 1; k <= maxSegments; k++)
        {
            // Rounding can leave a perfect fit slightly negative.
            double bic = (n * Math.Log(Math.Max(best[k, n] / n, 1e-300))) + (3 * k * Math.Log(n));
            if (best[k, n] < double.PositiveInfinity && bic < lowest)
                (lowest, chosen) = (bic, k);
        }
        if (double.IsPositiveInfinity(lowest))
            return [];
        int[] breaks = new int[chosen - 1];
        for (int k = chosen, end = n; k > 1; k--)
            breaks[k - 2] = end = start[k, end];
        return breaks;
    }

    /// <summary>Running sums that give the squares about the best line of any run in constant time.</summary>
    private sealed class Sums
    {
        private readonly double[] _w,
            _x,
            _y,
            _xx,
            _xy,
            _yy;

        public Sums(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> weight)
        {
            int n = x.Length;
            (_w, _x, _y) = (new double[n + 1], new double[n + 1], new double[n + 1]);
            (_xx, _xy, _yy) = (new double[n + 1], new double[n + 1], new double[n + 1]);
            // About the middle of the data, so that squares do not cancel.
            double x0 = x[n / 2],
                y0 = y[n / 2];
            for (int i = 0; i < n; i++)
            {
                double w = weight[i],
                    dx = x[i] - x0,
                    dy = y[i] - y0;
                (_w[i + 1], _x[i + 1], _y[i + 1]) = (_w[i] + w, _x[i] + (w * dx), _y[i] + (w * dy));
                _xx[i + 1] = _xx[i] + (w * dx * dx);
                _xy[i + 1] = _xy[i] + (w * dx * dy);
                _yy[i + 1] = _yy[i] + (w * dy * dy);
            }
        }

        public double Squares(int from, int end)
        {
            double w = _w[end] - _w[from],
                mx = (_x[end] - _x[from]) / w,
                my = (_y[end] - _y[from]) / w;
            double xx = _xx[end] - _xx[from] - (w * mx * mx),
                xy = _xy[end] - _xy[from] - (w * mx * my),
                yy = _yy[end] - _yy[from] - (w * my * my);
            return Math.Max(0, xx > 0 ? yy - (xy * xy / xx) : yy);
        }
    }
}
