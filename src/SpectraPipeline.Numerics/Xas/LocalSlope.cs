namespace SpectraPipeline.Numerics.Xas;

/// <summary>Slope of a spectrum at each of its points, of the straight line through the points around it: a fixed weighted sum of them.</summary>
/// <remarks>
/// dᵢ = Σ wₖ(Eₖ − Ē)yₖ / Σ wₖ(Eₖ − Ē)², w = (1 − |Eₖ − Eᵢ|³/h³)³ (tricube: W. S. Cleveland, J. Am. Stat. Assoc. 74 (1979) 829), h as asked, but 1.2 times the distance of
/// the farther neighbour at least: with h = 0 that is the difference quotient of an even grid. Weights depend on the grid alone. Points without both neighbours have none.
/// Scratch belongs to the instance. Cost: points times points within h.
/// </remarks>
internal sealed class LocalSlope(double halfWidth)
{
    private const double Margin = 1.2;
    private int[] _begin = [0];
    private int[] _first = [];
    private double[] _weights = [];
    private int _offset;

    /// <summary>Settles the weights for points first to last of a grid, which have neighbours.</summary>
    public void Place(ReadOnlySpan<double> energy, int first, int last)
    {
        int points = Math.Max(0, last - first + 1);
        if (_first.Length < points)
            (_first, _begin) = (new int[points], new int[points + 1]);
        _offset = first;
        for (int p = 0; p < points; p++)
        {
            int i = first + p;
            double h = Math.Max(halfWidth, Margin * Math.Max(energy[i + 1] - energy[i], energy[i] - energy[i - 1]));
            int from = i,
                to = i;
            while (from > 0 && energy[i] - energy[from - 1] < h)
                from--;
            while (to + 1 < energy.Length && energy[to + 1] - energy[i] < h)
                to++;
            (_first[p], _begin[p + 1]) = (from, _begin[p] + to - from + 1);
            if (_weights.Length < _begin[p + 1])
                Array.Resize(ref _weights, Math.Max(2 * _weights.Length, _begin[p + 1]));
            Weigh(energy.Slice(from, to - from + 1), energy[i], h, _weights.AsSpan(_begin[p], to - from + 1));
        }
    }

    /// <summary>Points of the grid that the slopes of a range are made of.</summary>
    public (int First, int Count) Support(int first, int count)
    {
        int from = _first[first - _offset],
            end = 0;
        // Where a grid grows finer a later point may reach less far.
        for (int p = first - _offset; p < first - _offset + count; p++)
            (from, end) = (Math.Min(from, _first[p]), Math.Max(end, _first[p] + _begin[p + 1] - _begin[p]));
        return (from, end - from);
    }

    /// <summary>Slopes at a range.</summary>
    /// <param name="y">Points of the grid, from <paramref name="start"/> on.</param>
    /// <param name="start">Index of its first.</param>
    /// <param name="first">First point that is asked for.</param>
    /// <param name="result">Receives the slopes.</param>
    public void Apply(ReadOnlySpan<double> y, int start, int first, Span<double> result)
    {
        for (int i = 0; i < result.Length; i++)
        {
            ReadOnlySpan<double> w = Of(first + i, out int from);
            result[i] = LinearAlgebra.Products.Dot(w, y.Slice(from - start, w.Length));
        }
    }

    /// <summary>Σᵢ vᵢdᵢ as a sum over the points of the grid.</summary>
    /// <returns>Sum of the squares of its weights: the variance that white noise of unit variance gives it.</returns>
    public double Variance(ReadOnlySpan<double> v, int first, Span<double> scratch, int start)
    {
        scratch.Clear();
        for (int i = 0; i < v.Length; i++)
        {
            ReadOnlySpan<double> w = Of(first + i, out int from);
            for (int k = 0; k < w.Length; k++)
                scratch[from - start + k] += v[i] * w[k];
        }
        return LinearAlgebra.Products.Dot(scratch, scratch);
    }

    /// <summary>Σᵢ of the variances that white noise of unit variance gives dᵢ.</summary>
    public double Share(int first, int count)
    {
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<double> w = Of(first + i, out _);
            sum += LinearAlgebra.Products.Dot(w, w);
        }
        return sum;
    }

    private ReadOnlySpan<double> Of(int point, out int from)
    {
        int p = point - _offset;
        from = _first[p];
        return _weights.AsSpan(_begin[p], _begin[p + 1] - _begin[p]);
    }

    private static void Weigh(ReadOnlySpan<double> energy, double at, double h, Span<double> weights)
    {
        (double sum, double mean, double square) = (0, 0, 0);
        for (int k = 0; k < weights.Length; k++)
        {
            double x = energy[k] - at,
                u = Math.Abs(x) / h,
                side = 1 - (u * u * u);
            weights[k] = side * side * side;
            (sum, mean) = (sum + weights[k], mean + (weights[k] * x));
        }
        mean /= sum;
        for (int k = 0; k < weights.Length; k++)
        {
            double x = energy[k] - at - mean;
            square += weights[k] * x * x;
            weights[k] *= x;
        }
        foreach (ref double w in weights)
            w /= square;
    }
}
