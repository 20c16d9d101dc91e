namespace SpectraPipeline.Numerics.Fitting;

/// <summary>Takes the best weighted polynomial out of curves on one axis: for each, what is left at every point, those of weight 0 too.</summary>
/// <remarks>
/// Polynomials orthogonal under the weights by G. E. Forsythe's recurrence, J. Soc. Ind. Appl. Math. 5 (1957) 74, doi:10.1137/0105007; x is scaled to −1..1 first. Set once an
/// axis, then O(points·degree) a curve. One instance per worker; buffers grow with the longest axis.
/// </remarks>
public sealed class WeightedPolynomials(int highestDegree)
{
    private readonly double[] _inverseNorm = new double[highestDegree + 1];
    private double[] _basis = [];
    private double[] _weight = [];
    private int _points;
    private int _degree;

    /// <summary>Sets axis, weights and degree.</summary>
    /// <param name="x">Increasing.</param>
    /// <param name="weight">Weights of squares, 0 or above; more of them above 0 than the degree.</param>
    /// <param name="degree">0 to the highest.</param>
    /// <exception cref="ArgumentException">Lengths disagree or too few weights.</exception>
    public void Set(ReadOnlySpan<double> x, ReadOnlySpan<double> weight, int degree)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(degree, highestDegree);
        int used = 0;
        foreach (double w in weight)
            used += w > 0 ? 1 : 0;
        if (weight.Length != x.Length || used <= degree)
            throw new ArgumentException($"{x.Length} points with {used} weights above 0 do not fix degree {degree}.", nameof(weight));
        (_points, _degree) = (x.Length, degree);
        if (_weight.Length < _points)
        {
            _weight = new double[_points];
            _basis = new double[_points * (highestDegree + 1)];
        }
        weight.CopyTo(_weight);
        double centre = 0.5 * (x[0] + x[^1]),
            scale = 2 / (x[^1] - x[0]);
        Row(0).Fill(1);
        double previous = 1;
        for (int j = 0; j <= degree; j++)
        {
            Span<double> row = Row(j);
            double norm = 0,
                moment = 0;
            for (int i = 0; i < _points; i++)
            {
                double square = _weight[i] * row[i] * row[i];
                norm += square;
                moment += square * (x[i] - centre) * scale;
            }
            _inverseNorm[j] = 1 / norm;
            if (j == degree)
                return;
            double alpha = moment / norm,
                beta = j == 0 ? 0 : norm / previous;
            Span<double> next = Row(j + 1);
            ReadOnlySpan<double> before = Row(Math.Max(0, j - 1));
            for (int i = 0; i < _points; i++)
                next[i] = ((x[i] - centre) * scale - alpha) * row[i] - beta * before[i];
            previous = norm;
        }
    }

    /// <summary>What a curve leaves of itself.</summary>
    /// <param name="y">One value per point.</param>
    /// <param name="rest">Receives y less its best polynomial; at least as long.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public void TakeOut(ReadOnlySpan<double> y, Span<double> rest)
    {
        if (y.Length != _points)
            throw new ArgumentException($"{y.Length} values on an axis of {_points} points.", nameof(y));
        y.CopyTo(rest);
        for (int j = 0; j <= _degree; j++)
        {
            ReadOnlySpan<double> row = Row(j);
            double sum = 0;
            for (int i = 0; i < _points; i++)
                sum += _weight[i] * row[i] * rest[i];
            sum *= _inverseNorm[j];
            for (int i = 0; i < _points; i++)
                rest[i] -= sum * row[i];
        }
    }

    private Span<double> Row(int j) => _basis.AsSpan(j * _points, _points);
}
