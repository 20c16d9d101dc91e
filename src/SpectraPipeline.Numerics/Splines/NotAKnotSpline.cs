namespace SpectraPipeline.Numerics.Splines;

/// <summary>
/// The cubic that passes through (x_i, y_i) with continuous second derivative, and a continuous third derivative at the second
/// and the last but one point ("not a knot"), for many y on one x.
/// </summary>
/// <remarks>
/// Unknowns are the second derivatives: one tridiagonal system, factorised once per x (C. de Boor, A Practical Guide to Splines,
/// Springer 1978, chapter IV). Beyond the ends the outermost cubic continues, as in FITPACK and scipy. Each worker needs its own
/// instance because the last y is kept. Cost O(n) per y, about 8 operations a point, and O(n + m) to evaluate m increasing points.
/// </remarks>
public sealed class NotAKnotSpline
{
    private readonly double[] _x;
    private readonly double[] _step;
    private readonly double[] _pivot;
    private readonly double[] _upper;
    private readonly double[] _y;
    private readonly double[] _second;

    /// <summary>Factorises the system of the sites <paramref name="x"/>.</summary>
    /// <param name="x">At least four strictly increasing sites.</param>
    /// <exception cref="ArgumentException">Fewer than four sites, or not increasing.</exception>
    public NotAKnotSpline(ReadOnlySpan<double> x)
    {
        if (x.Length < 4)
            throw new ArgumentException($"A not-a-knot spline needs at least 4 sites, not {x.Length}.", nameof(x));
        int n = x.Length;
        _x = x.ToArray();
        _step = new double[n - 1];
        for (int i = 0; i + 1 < n; i++)
        {
            _step[i] = x[i + 1] - x[i];
            if (!(_step[i] > 0))
                throw new ArgumentException($"Site {i + 1} = {x[i + 1]} does not exceed site {i} = {x[i]}.", nameof(x));
        }
        _pivot = new double[n];
        _upper = new double[n];
        _y = new double[n];
        _second = new double[n];
        Factorise();
    }

    /// <summary>Number of sites.</summary>
    public int Count => _x.Length;

    // Not-a-knot: m_0 = (1 + r) m_1 − r m_2 with r = h_0/h_1 (and mirrored); put into rows 1 and n−2 it leaves n−2 unknowns m_1..m_{n−2}.
    private void Factorise()
    {
        int n = _x.Length;
        for (int i = 1; i <= n - 2; i++)
        {
            double lower = _step[i - 1];
            double diagonal = 2 * (_step[i - 1] + _step[i]);
            double upper = _step[i];
            if (i == 1)
            {
                double r = _step[0] / _step[1];
                diagonal += _step[0] * (1 + r);
                upper -= _step[0] * r;
            }
            if (i == n - 2)
            {
                double r = _step[n - 2] / _step[n - 3];
                diagonal += _step[n - 2] * (1 + r);
                lower -= _step[n - 2] * r;
            }
            double pivot = i == 1 ? diagonal : diagonal - lower * _upper[i - 1];
            _pivot[i] = 1 / pivot;
            _upper[i] = upper / pivot;
        }
    }

    /// <summary>Interpolates <paramref name="y"/>; later evaluations refer to it.</summary>
    /// <param name="y">One value per site.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public void Fit(ReadOnlySpan<double> y)
    {
        int n = _x.Length;
        if (y.Length != n)
            throw new ArgumentException($"{y.Length} values for {n} sites.", nameof(y));
        y.CopyTo(_y);
        double slope = (y[1] - y[0]) / _step[0];
        for (int i = 1; i <= n - 2; i++)
        {
            double next = (y[i + 1] - y[i]) / _step[i];
            double right = 6 * (next - slope);
            slope = next;
            double lower = i == n - 2 ? _step[i - 1] - _step[n - 2] * _step[n - 2] / _step[n - 3] : _step[i - 1];
            _second[i] = (i == 1 ? right : right - lower * _second[i - 1]) * _pivot[i];
        }
        for (int i = n - 3; i >= 1; i--)
            _second[i] -= _upper[i] * _second[i + 1];
        double first = _step[0] / _step[1];
        double last = _step[n - 2] / _step[n - 3];
        _second[0] = (1 + first) * _second[1] - first * _second[2];
        _second[n - 1] = (1 + last) * _second[n - 2] - last * _second[n - 3];
    }

    /// <summary>The last fitted spline as cubics y = c₀ + c₁t + c₂t² + c₃t³ with t = x − x_i from site i to the next; the first and the last hold beyond the ends.</summary>
    /// <param name="result">Receives c_m of interval i at [4i + m]; four for each of <see cref="Count"/> − 1 intervals.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public void Cubics(Span<double> result)
    {
        if (result.Length != 4 * _step.Length)
            throw new ArgumentException($"{result.Length} coefficients for {_step.Length} intervals.", nameof(result));
        for (int i = 0; i < _step.Length; i++)
        {
            double h = _step[i];
            result[4 * i] = _y[i];
            result[4 * i + 1] = (_y[i + 1] - _y[i]) / h - h * (2 * _second[i] + _second[i + 1]) / 6;
            result[4 * i + 2] = _second[i] / 2;
            result[4 * i + 3] = (_second[i + 1] - _second[i]) / (6 * h);
        }
    }

    /// <summary>Values of the last fitted spline at non-decreasing <paramref name="at"/>; outside the sites the end cubic continues.</summary>
    /// <param name="at">Where to evaluate, in the unit of the sites, non-decreasing.</param>
    /// <param name="result">One value per point.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public void Evaluate(ReadOnlySpan<double> at, Span<double> result)
    {
        if (at.Length != result.Length)
            throw new ArgumentException("Points and results differ in number.", nameof(result));
        int i = 0;
        for (int j = 0; j < at.Length; j++)
        {
            while (i < _step.Length - 1 && at[j] > _x[i + 1])
                i++;
            double h = _step[i];
            double left = at[j] - _x[i];
            double right = _x[i + 1] - at[j];
            result[j] =
                (_second[i] * right * right * right + _second[i + 1] * left * left * left) / (6 * h)
                + (_y[i] / h - _second[i] * h / 6) * right
                + (_y[i + 1] / h - _second[i + 1] * h / 6) * left;
        }
    }
}
