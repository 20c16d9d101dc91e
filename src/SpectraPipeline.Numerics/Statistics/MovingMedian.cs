namespace SpectraPipeline.Numerics.Statistics;

/// <summary>Median over a moving window of an odd number of points.</summary>
/// <remarks>
/// J. Suomela, Median filtering is equivalent to sorting, arXiv:1406.1717 (2014). The values are cut into blocks of one window's length and every block is sorted once, into a list in
/// order of size. A window that moves from one block into the next loses a point of the first and gains one of the second; taking points out of a doubly linked list
/// and putting them back in the reverse order costs one step each, and so does following the middle, which moves by one place at most.
/// Exact. One object per worker. Cost: O(n log window).
/// </remarks>
public sealed class MovingMedian
{
    private readonly double[] _sorted;
    private Block _leaving;
    private Block _entering;

    /// <summary>For half windows of up to <paramref name="widest"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A negative window.</exception>
    public MovingMedian(int widest)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(widest);
        int window = 2 * widest + 1;
        (_leaving, _entering) = (new Block(window), new Block(window));
        _sorted = new double[window];
        Widest = widest;
    }

    /// <summary>Half window at most.</summary>
    public int Widest { get; }

    /// <summary>Medians of the windows [i, i + 2·half].</summary>
    /// <param name="padded">medians.Length + 2·half values; not changed.</param>
    /// <param name="half">Points to each side of the middle.</param>
    /// <param name="medians">Receives the medians; apart from <paramref name="padded"/>.</param>
    /// <exception cref="ArgumentException">Lengths disagree, or the window is beyond what was announced.</exception>
    public void Apply(ReadOnlySpan<double> padded, int half, Span<double> medians)
    {
        if (half < 0 || half > Widest || padded.Length != medians.Length + 2 * half)
            throw new ArgumentException($"{padded.Length} values under a half window of {half} do not make {medians.Length} medians");
        int window = 2 * half + 1;
        if (medians.IsEmpty)
            return;
        _entering.Fill(padded[..window], _sorted);
        _entering.StandAt(half);
        medians[0] = _entering.Middle;
        for (int first = window; first - window + 1 < medians.Length; first += window)
        {
            (_leaving, _entering) = (_entering, _leaving);
            _entering.Fill(padded[first..Math.Min(first + window, padded.Length)], _sorted);
            _entering.Empty();
            int steps = Math.Min(window, medians.Length - (first - window + 1));
            for (int i = 0; i < steps; i++)
            {
                _leaving.TakeOut(i);
                _entering.PutBack(i);
                if (_leaving.Smaller + _entering.Smaller < half)
                    (_leaving.Middle <= _entering.Middle ? _leaving : _entering).Advance();
                medians[first - window + 1 + i] = Math.Min(_leaving.Middle, _entering.Middle);
            }
        }
    }

    /// <summary>Some values as a list in order of size, with a place in it: so many are smaller.</summary>
    private sealed class Block(int capacity)
    {
        private readonly double[] _values = new double[capacity + 1];
        private readonly int[] _order = new int[capacity];
        private readonly int[] _rank = new int[capacity + 1];
        private readonly int[] _before = new int[capacity + 1];
        private readonly int[] _after = new int[capacity + 1];
        private int _count; // also the index of the end of the list
        private int _place;

        public int Smaller { get; private set; }

        /// <summary>The value at the place; +∞ at the end of the list.</summary>
        public double Middle => _values[_place];

        public void Fill(ReadOnlySpan<double> values, Span<double> sorted)
        {
            _count = values.Length;
            values.CopyTo(_values);
            _values[_count] = double.PositiveInfinity;
            values.CopyTo(sorted);
            for (int i = 0; i < _count; i++)
                _order[i] = i;
            sorted[.._count].Sort(_order.AsSpan(0, _count));
            int last = _count;
            for (int rank = 0; rank < _count; rank++)
            {
                int i = _order[rank];
                (_rank[i], _before[i], _after[last]) = (rank, last, i);
                last = i;
            }
            (_rank[_count], _before[_count], _after[last]) = (_count, last, _count);
        }

        public void StandAt(int rank) => (_place, Smaller) = (_order[rank], rank);

        /// <summary>Takes all points out, the last one first, so that they can come back first one first.</summary>
        public void Empty()
        {
            for (int i = _count - 1; i >= 0; i--)
                Unlink(i);
            (_place, Smaller) = (_count, 0);
        }

        public void TakeOut(int i)
        {
            Unlink(i);
            if (_rank[i] < _rank[_place])
            {
                Smaller--;
                return;
            }
            if (_place == i)
                _place = _after[i];
            if (Smaller > 0)
                (_place, Smaller) = (_before[_place], Smaller - 1);
        }

        public void PutBack(int i)
        {
            (_after[_before[i]], _before[_after[i]]) = (i, i);
            if (_rank[i] < _rank[_place])
                _place = _before[_place];
        }

        public void Advance() => (_place, Smaller) = (_after[_place], Smaller + 1);

        private void Unlink(int i) => (_after[_before[i]], _before[_after[i]]) = (_after[i], _before[i]);
    }
}
