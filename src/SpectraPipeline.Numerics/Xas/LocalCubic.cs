namespace SpectraPipeline.Numerics.Xas;

/// <summary>A cubic fitted to the points around an energy, the near ones weighing most: value, slope and curvature there, each as a weighted sum of the points.</summary>
/// <remarks>
/// Minimises Σ w(uᵢ)(yᵢ − Σ βⱼ uᵢʲ)², u = (x − at)/h, w = (1 − |u|³)³ (tricube: W. S. Cleveland, J. Am. Stat. Assoc. 74 (1979) 829). The grid may be uneven; where
/// fewer than seven points lie within h, h grows until they do. Weights change smoothly with the position, so a root of slope or curvature lies between
/// grid points. Because every answer is Σ lᵢyᵢ, its variance is Σ lᵢ²σᵢ², exactly, for independent noise. Smoothing lowers a slope that is narrower than h.
/// Scratch belongs to the instance. Cost: 20 operations a point of the window.
/// </remarks>
public sealed class LocalCubic
{
    private const int Terms = 4,
        FewestPoints = 7;

    // The outermost of the seven would have no weight at u = 1.
    private const double Margin = 1.2;
    private readonly double[] _gram = new double[Terms * Terms];
    private readonly double[] _inverse = new double[Terms * Terms];
    private double[] _u = [];
    private double[] _w = [];
    private double[] _influence = [];
    private int _first;

    /// <summary>First point of the window of the last fit.</summary>
    public int First => _first;

    /// <summary>Points in it.</summary>
    public int Count { get; private set; }

    /// <summary>Half width that was used.</summary>
    public double HalfWidth { get; private set; }

    /// <summary>Finds the weights for a position; they depend on the grid alone.</summary>
    /// <param name="x">Increasing; at least seven points.</param>
    /// <param name="at">Position within the grid.</param>
    /// <param name="halfWidth">h in the unit of x, above 0.</param>
    public void Place(ReadOnlySpan<double> x, double at, double halfWidth)
    {
        double h = Math.Max(halfWidth, Margin * Reach(x, at));
        int first = Math.Max(0, EnergyGrid.AtOrBelow(x, at - h)),
            last = EnergyGrid.AtOrBelow(x, at + h);
        (_first, Count, HalfWidth) = (first, last - first + 1, h);
        if (_u.Length < Count)
            (_u, _w, _influence) = (new double[Count], new double[Count], new double[Terms * Count]);
        Array.Clear(_gram);
        for (int i = 0; i < Count; i++)
        {
            double u = (x[first + i] - at) / h,
                size = Math.Min(1, Math.Abs(u)),
                side = 1 - (size * size * size);
            (_u[i], _w[i]) = (u, side * side * side);
            double power = _w[i];
            for (int k = 0; k <= 2 * (Terms - 1); k++, power *= u)
            for (int row = Math.Max(0, k - Terms + 1); row <= Math.Min(k, Terms - 1); row++)
                _gram[(row * Terms) + k - row] += power;
        }
        Invert();
        for (int i = 0; i < Count; i++)
        for (int r = 0; r < Terms; r++)
        {
            double sum = 0,
                power = 1;
            for (int j = 0; j < Terms; j++, power *= _u[i])
                sum += _inverse[(r * Terms) + j] * power;
            _influence[(r * Count) + i] = _w[i] * sum;
        }
    }

    /// <summary>Derivative of the local cubic at the position: 0 its value, 1 its slope, 2 its curvature.</summary>
    /// <param name="y">All points of the grid.</param>
    /// <param name="order">0 to 3.</param>
    public double Derivative(ReadOnlySpan<double> y, int order)
    {
        double sum = 0;
        ReadOnlySpan<double> weights = _influence.AsSpan(order * Count, Count),
            window = y.Slice(_first, Count);
        for (int i = 0; i < weights.Length; i++)
            sum += weights[i] * window[i];
        return Scale(order) * sum;
    }

    /// <summary>Standard deviation of <see cref="Derivative"/>.</summary>
    /// <param name="sigma">Standard deviation of every point of the grid.</param>
    /// <param name="order">0 to 3.</param>
    public double Deviation(ReadOnlySpan<double> sigma, int order)
    {
        double sum = 0;
        ReadOnlySpan<double> weights = _influence.AsSpan(order * Count, Count),
            window = sigma.Slice(_first, Count);
        for (int i = 0; i < weights.Length; i++)
            sum += weights[i] * weights[i] * window[i] * window[i];
        return Scale(order) * Math.Sqrt(sum);
    }

    /// <summary>Variance of point − value at the point over that of the noise, for a window placed at a grid point.</summary>
    /// <param name="point">Index of that point.</param>
    public double ResidualShare(int point)
    {
        double squares = 0;
        ReadOnlySpan<double> weights = _influence.AsSpan(0, Count);
        foreach (double w in weights)
            squares += w * w;
        return 1 - (2 * weights[point - _first]) + squares;
    }

    private double Scale(int order) =>
        order switch
        {
            0 => 1,
            1 => 1 / HalfWidth,
            2 => 2 / (HalfWidth * HalfWidth),
            _ => 6 / (HalfWidth * HalfWidth * HalfWidth),
        };

    /// <summary>Distance of the seventh nearest point.</summary>
    private static double Reach(ReadOnlySpan<double> x, double at)
    {
        int right = EnergyGrid.AtOrBelow(x, at) + 1,
            left = right - 1;
        double reach = 0;
        for (int taken = 0; taken < Math.Min(FewestPoints, x.Length); taken++)
        {
            bool takesLeft = right >= x.Length || (left >= 0 && at - x[left] <= x[right] - at);
            reach = Math.Abs(takesLeft ? at - x[left--] : x[right++] - at);
        }
        return reach;
    }

    // Gauss-Jordan without pivoting: the matrix is positive definite, seven points carry weight.
    private void Invert()
    {
        Array.Clear(_inverse);
        for (int i = 0; i < Terms; i++)
            _inverse[(i * Terms) + i] = 1;
        for (int p = 0; p < Terms; p++)
        {
            double pivot = 1 / _gram[(p * Terms) + p];
            for (int c = 0; c < Terms; c++)
                (_gram[(p * Terms) + c], _inverse[(p * Terms) + c]) = (_gram[(p * Terms) + c] * pivot, _inverse[(p * Terms) + c] * pivot);
            for (int r = 0; r < Terms; r++)
            {
                double factor = r == p ? 0 : _gram[(r * Terms) + p];
                for (int c = 0; c < Terms && factor != 0; c++)
                {
                    _gram[(r * Terms) + c] -= factor * _gram[(p * Terms) + c];
                    _inverse[(r * Terms) + c] -= factor * _inverse[(p * Terms) + c];
                }
            }
        }
    }
}
