using System.Numerics;
using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Numerics.Fitting;

/// <summary>Unweighted least-squares polynomial in the basis that is orthogonal over the points themselves.</summary>
/// <remarks>
/// G. E. Forsythe, J. Soc. Ind. Appl. Math. 5 (1957) 74, doi:10.1137/0105007: p₋₁ = 0, p₀ = 1, p_{j+1} = (x − αⱼ)pⱼ − βⱼp_{j−1}. No matrix and no
/// cancellation, whatever the offset of x (energies near 25 keV). x is scaled to −1..1 first. One instance per worker. The basis of the last x is kept:
/// O(points·degree²) for a new x, O(points·degree) for another y on the same.
/// </remarks>
public sealed class OrthogonalPolynomialFit
{
    /// <summary>Highest degree.</summary>
    public const int MaxDegree = 8;

    private readonly double[] _alpha = new double[MaxDegree + 1];
    private readonly double[] _beta = new double[MaxDegree + 1];
    private readonly double[] _norm = new double[MaxDegree + 1];
    private readonly double[] _weight = new double[MaxDegree + 1];
    private readonly double[][] _basis = new double[MaxDegree + 1][];
    private double[] _x = [];
    private double[] _rest = [];
    private int _points;
    private int _known;
    private double _centre;
    private double _scale;

    /// <summary>Degree of the last fit.</summary>
    public int Degree { get; private set; }

    /// <summary>Fits y(x); later evaluations refer to it.</summary>
    /// <param name="x">More points than the degree, not all equal.</param>
    /// <param name="y">One value per x.</param>
    /// <param name="degree">0 to <see cref="MaxDegree"/>.</param>
    /// <exception cref="ArgumentException">Lengths disagree or there are too few points.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The degree is not supported.</exception>
    public void Fit(ReadOnlySpan<double> x, ReadOnlySpan<double> y, int degree)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(degree);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(degree, MaxDegree);
        if (x.Length != y.Length || x.Length <= degree)
            throw new ArgumentException($"{x.Length} points and {y.Length} values do not fix a polynomial of degree {degree}.", nameof(y));
        Degree = degree;
        if (!x.SequenceEqual(_x.AsSpan(0, _points)))
            Begin(x);
        while (_known <= degree)
            AddFunction(_known++);
        Span<double> rest = _rest.AsSpan(0, _points);
        y.CopyTo(rest);
        for (int j = 0; j <= degree; j++)
        {
            // Projecting the rest instead of y keeps the rounding error of each coefficient at its own size.
            ReadOnlySpan<double> function = _basis[j].AsSpan(0, _points);
            _weight[j] = Products.Dot(rest, function) / _norm[j];
            Products.AddScaled(rest, -_weight[j], function);
            if (j > 0)
                continue;
            // The mean of values with many leading digits in common is rounded like their sum; the mean of the rest is not.
            double mean = Products.Dot(rest, function) / _norm[0];
            _weight[0] += mean;
            Products.AddScaled(rest, -mean, function);
        }
    }

    /// <summary>The fitted polynomial at x.</summary>
    /// <param name="x">In the unit of the fit.</param>
    public double Evaluate(double x)
    {
        double u = (x - _centre) * _scale;
        double before = 0;
        double value = 1;
        double sum = _weight[0];
        for (int m = 0; m < Degree; m++)
        {
            (before, value) = (value, (u - _alpha[m]) * value - _beta[m] * before);
            sum += _weight[m + 1] * value;
        }
        return sum;
    }

    /// <summary>The fitted polynomial at many x; the same bits as one by one.</summary>
    /// <param name="x">In the unit of the fit.</param>
    /// <param name="result">One value per x.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public void Evaluate(ReadOnlySpan<double> x, Span<double> result)
    {
        if (x.Length != result.Length)
            throw new ArgumentException($"{result.Length} places for {x.Length} values.", nameof(result));
        int i = 0;
        for (; i + Vector<double>.Count <= x.Length; i += Vector<double>.Count)
        {
            Vector<double> u = (new Vector<double>(x[i..]) - new Vector<double>(_centre)) * _scale;
            Vector<double> before = Vector<double>.Zero;
            Vector<double> value = Vector<double>.One;
            var sum = new Vector<double>(_weight[0]);
            for (int m = 0; m < Degree; m++)
            {
                (before, value) = (value, (u - new Vector<double>(_alpha[m])) * value - before * _beta[m]);
                sum += value * _weight[m + 1];
            }
            sum.CopyTo(result[i..]);
        }
        for (; i < x.Length; i++)
            result[i] = Evaluate(x[i]);
    }

    private void Begin(ReadOnlySpan<double> x)
    {
        _points = x.Length;
        _known = 0;
        if (_x.Length < _points)
        {
            _x = new double[_points];
            _rest = new double[_points];
            Array.Clear(_basis);
        }
        x.CopyTo(_x);
        _centre = (x[0] + x[^1]) / 2;
        double half = Math.Abs(x[^1] - x[0]) / 2;
        _scale = half > 0 ? 1 / half : 1;
    }

    private void AddFunction(int j)
    {
        double[] function = _basis[j] ??= new double[_x.Length];
        double norm = 0;
        double moment = 0;
        for (int i = 0; i < _points; i++)
        {
            double u = (_x[i] - _centre) * _scale;
            double value =
                j == 0 ? 1
                : j == 1 ? u - _alpha[0]
                : (u - _alpha[j - 1]) * _basis[j - 1][i] - _beta[j - 1] * _basis[j - 2][i];
            function[i] = value;
            norm += value * value;
            moment += u * value * value;
        }
        _norm[j] = norm;
        _alpha[j] = moment / norm;
        _beta[j] = j == 0 ? 0 : norm / _norm[j - 1];
    }
}
