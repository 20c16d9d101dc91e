namespace SpectraPipeline.Numerics.Statistics;

/// <summary>Values that can only rise: their least-squares curve without any shape, and where it crosses a level.</summary>
/// <remarks>Pool-adjacent-violators: M. Ayer, H. D. Brunk, G. M. Ewing, W. T. Reid, E. Silverman, Ann. Math. Stat. 1955, 26, 641,
/// doi 10.1214/aoms/1177728423. O(n).</remarks>
public static class MonotoneRise
{
    /// <summary>95 % point of the likelihood-ratio statistic at one point of a monotone curve, which is not χ²: M. Banerjee, J. A. Wellner, Ann. Stat.
    /// 2001, 29, 1699, doi 10.1214/aos/1015345959. MonotoneRiseTests draws it anew.</summary>
    public const double Limit95 = 2.29;

    /// <summary>The rising curve nearest to the values in least squares, each with the same weight.</summary>
    /// <param name="y">Values.</param>
    /// <param name="result">Receives the curve; same length.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public static void Fit(ReadOnlySpan<double> y, Span<double> result)
    {
        if (y.Length != result.Length)
            throw new ArgumentException("y and result must have one length.", nameof(result));
        var blocks = new Blocks(y.Length, double.PositiveInfinity);
        foreach (double value in y)
            blocks.Add(value);
        blocks.Fill(result);
    }

    /// <summary>Where the curve behind noisy values crosses a level: every gap between two neighbours that the likelihood ratio does not exclude.</summary>
    /// <remarks>
    /// Gap k lies between values k − 1 and k (0 before the first, n after the last). Under it the best curve is the rising fit on the left, cut
    /// at the level from above, and that on the right, cut from below; the statistic is the rise of Σ (y − fit)² over the unrestricted fit and is accepted
    /// up to <see cref="Limit95"/>. Where the curve climbs by more than one standard deviation from one value to the next the set is larger than 95 %
    /// needs, for it cannot be less than a gap. Assumes independent normal values of variance 1 and a curve that does not fall. O(n).
    /// </remarks>
    /// <param name="y">Values in standard deviations.</param>
    /// <param name="level">Level in standard deviations.</param>
    /// <returns>First and last accepted gap.</returns>
    public static (int First, int Last) Crossing(ReadOnlySpan<double> y, double level)
    {
        int n = y.Length;
        double[] squares = new double[n + 1];
        var left = new Blocks(n, level);
        var free = new Blocks(n, double.PositiveInfinity);
        for (int k = 0; k < n; k++)
        {
            left.Add(y[k]);
            free.Add(y[k]);
            squares[k + 1] = left.Squares;
        }
        // The right side is the left side of the mirror image.
        var right = new Blocks(n, -level);
        for (int k = n - 1; k >= 0; k--)
        {
            right.Add(-y[k]);
            squares[k] += right.Squares;
        }
        double limit = free.Squares + Limit95 + (1e-9 * (1 + free.Squares));
        // The best gap can miss the limit by rounding only; it is always in the set.
        int first = Array.FindIndex(squares, s => s <= limit),
            last = Array.FindLastIndex(squares, s => s <= limit);
        int best = Array.IndexOf(squares, squares.Min());
        return first < 0 ? (best, best) : (first, last);
    }

    /// <summary>Runs of one mean, cut at a level from above, with the sum of squares about them kept up to date.</summary>
    private sealed class Blocks(int capacity, double cut)
    {
        private readonly (int Count, double Sum, double SumSquares)[] _blocks = new (int, double, double)[capacity];
        private int _length;

        public double Squares { get; private set; }

        public void Add(double value)
        {
            (int Count, double Sum, double SumSquares) last = (1, value, value * value);
            while (_length > 0 && _blocks[_length - 1] is var before && before.Sum * last.Count >= last.Sum * before.Count)
            {
                Squares -= Cost(before);
                last = (last.Count + before.Count, last.Sum + before.Sum, last.SumSquares + before.SumSquares);
                _length--;
            }
            _blocks[_length++] = last;
            Squares += Cost(last);
        }

        public void Fill(Span<double> result)
        {
            int at = 0;
            for (int b = 0; b < _length; b++, at += _blocks[b - 1].Count)
                result.Slice(at, _blocks[b].Count).Fill(Math.Min(cut, _blocks[b].Sum / _blocks[b].Count));
        }

        private double Cost(in (int Count, double Sum, double SumSquares) block)
        {
            double mean = Math.Min(cut, block.Sum / block.Count);
            return Math.Max(0, block.SumSquares - (2 * mean * block.Sum) + (block.Count * mean * mean));
        }
    }
}
