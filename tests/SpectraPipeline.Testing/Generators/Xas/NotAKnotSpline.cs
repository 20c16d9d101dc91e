namespace SpectraPipeline.Testing.Generators.Xas;

/// <summary>
/// Cubic spline through all points whose third derivative is continuous at the second and the last but one (not-a-knot); beyond the ends the
/// end polynomials go on. C. de Boor, A Practical Guide to Splines, Springer 1978, ch. IV. Cost O(n) to build, O(log n) a value.
/// </summary>
public sealed class NotAKnotSpline
{
    private readonly double[] _x;
    private readonly double[] _y;
    private readonly double[] _curvature; // second derivative at the points

    /// <param name="x">Strictly ascending, at least 4.</param>
    /// <param name="y">As long as x.</param>
    public NotAKnotSpline(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        int n = x.Length;
        if (n < 4 || y.Length != n)
            throw new ArgumentException($"{n} abscissae and {y.Length} values: at least 4 of both, as many of each", nameof(y));
        _x = x.ToArray();
        _y = y.ToArray();
        _curvature = new double[n];
        // Continuity of the slope at the inner points; the end curvatures are linear continuations, put into the first and last row.
        double[] diagonal = new double[n - 2];
        double[] lower = new double[n - 2];
        double[] upper = new double[n - 2];
        double[] right = new double[n - 2];
        for (int i = 1; i < n - 1; i++)
        {
            double before = x[i] - x[i - 1];
            double after = x[i + 1] - x[i];
            lower[i - 1] = before;
            diagonal[i - 1] = 2 * (before + after);
            upper[i - 1] = after;
            right[i - 1] = 6 * ((y[i + 1] - y[i]) / after - (y[i] - y[i - 1]) / before);
        }
        double h0 = x[1] - x[0];
        double h1 = x[2] - x[1];
        diagonal[0] += h0 * (h0 + h1) / h1;
        upper[0] -= h0 * h0 / h1;
        double g0 = x[n - 1] - x[n - 2];
        double g1 = x[n - 2] - x[n - 3];
        diagonal[^1] += g0 * (g0 + g1) / g1;
        lower[^1] -= g0 * g0 / g1;
        for (int i = 1; i < n - 2; i++)
        {
            double factor = lower[i] / diagonal[i - 1];
            diagonal[i] -= factor * upper[i - 1];
            right[i] -= factor * right[i - 1];
        }
        for (int i = n - 3; i >= 0; i--)
            _curvature[i + 1] = (right[i] - (i < n - 3 ? upper[i] * _curvature[i + 2] : 0)) / diagonal[i];
        _curvature[0] = _curvature[1] + (_curvature[1] - _curvature[2]) * h0 / h1;
        _curvature[n - 1] = _curvature[n - 2] + (_curvature[n - 2] - _curvature[n - 3]) * g0 / g1;
    }

    public double At(double x)
    {
        int found = Array.BinarySearch(_x, x);
        int i = Math.Clamp(found >= 0 ? found : ~found - 1, 0, _x.Length - 2);
        double h = _x[i + 1] - _x[i];
        double a = (_x[i + 1] - x) / h;
        double b = 1 - a;
        return a * _y[i] + b * _y[i + 1] + ((a * a * a - a) * _curvature[i] + (b * b * b - b) * _curvature[i + 1]) * h * h / 6;
    }
}
