using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Numerics.Exafs;

/// <summary>Parameters of a path after a fit.</summary>
/// <param name="Values">Their values.</param>
/// <param name="Errors">Their standard errors; NaN where nothing was fitted or a bound holds.</param>
public readonly record struct PathEstimate(PathParameters Values, PathParameters Errors);

// What a fit says when it is done.
public sealed partial class ExafsFit
{
    /// <summary>Statistics of the last fit over all data sets.</summary>
    public ExafsStatistics Statistics { get; private set; }

    /// <summary>Σ ((value − target)/σ)² of the restraints at the solution.</summary>
    public double RestraintSquares { get; private set; }

    /// <summary>Statistics of one data set; its variables are those that something in it depends on.</summary>
    public ExafsStatistics StatisticsOf(int dataSet) => _statistics[dataSet];

    /// <summary>Covariances of all <see cref="VariableCount"/> values, row-major, scaled by what the residuals say; 0 where held, NaN where the data say nothing.</summary>
    public ReadOnlySpan<double> Covariance => _covariance;

    /// <summary>Whether the last fit left a variable free, held it at a bound, or found no influence.</summary>
    public VariableState State(int variable) => _minimiser.States[variable];

    /// <summary>False for a variable that nothing depends on: it was left where it was and does not count.</summary>
    public bool Occurs(int variable) => _occurs[variable];

    /// <summary>Standard error of a variable; NaN when it was held or the data say nothing about it.</summary>
    public double StandardError(int variable) =>
        State(variable) == VariableState.Free ? Math.Sqrt(_covariance[(variable * VariableCount) + variable]) : double.NaN;

    /// <summary>Correlation of two variables; NaN where one has no error.</summary>
    public double Correlation(int a, int b) => _covariance[(a * VariableCount) + b] / (StandardError(a) * StandardError(b));

    /// <summary>Standard error of a quantity by linear propagation: √(g'Cg).</summary>
    /// <param name="gradient">g, its derivatives by the variables of the paths.</param>
    /// <returns>NaN when it depends on no variable that was free, or on one that the data say nothing about.</returns>
    public double ErrorOf(ReadOnlySpan<double> gradient)
    {
        bool fitted = false;
        double sum = 0;
        for (int a = 0; a < Variables; a++)
        {
            if (gradient[a] == 0)
                continue;
            fitted |= State(a) == VariableState.Free;
            for (int b = 0; b < Variables; b++)
                if (gradient[b] != 0)
                    sum += gradient[a] * gradient[b] * _covariance[(a * VariableCount) + b];
        }
        return fitted ? Math.Sqrt(Math.Max(sum, 0)) : double.NaN;
    }

    /// <summary>Parameters of a path and their errors.</summary>
    /// <param name="dataSet">Index of the data set.</param>
    /// <param name="path">Index of the path in it.</param>
    public PathEstimate Path(int dataSet, int path)
    {
        IPathParameterMap map = _sets[dataSet].Map;
        Span<double> slopes = _probeSlopes.AsSpan(0, map.Paths * PathParameters.Count * Variables);
        map.Evaluate(_values.AsSpan(0, Variables), _pathParameters.AsSpan(0, map.Paths), slopes);
        Span<double> errors = stackalloc double[PathParameters.Count];
        for (int a = 0; a < errors.Length; a++)
            errors[a] = ErrorOf(slopes.Slice(((path * PathParameters.Count) + a) * Variables, Variables));
        return new(_pathParameters[path], new(errors[0], errors[1], errors[2], errors[3], errors[4], errors[5], errors[6], errors[7]));
    }

    private int CountVariables()
    {
        int count = VariableCount - Variables;
        for (int v = 0; v < Variables; v++)
            if (_occurs[v] && _lower[v] < _upper[v])
                count++;
        return count;
    }

    // A derivative may vanish by chance at the start (a product with a factor of 0), hardly at three places.
    private void FindOccurring(ReadOnlySpan<double> start)
    {
        _occurs.AsSpan().Clear();
        for (int place = 0; place < 3; place++)
        {
            for (int v = 0; v < Variables; v++)
                _probe[v] = start[v] + (place * ((0.13 * Math.Abs(start[v])) + (0.01 * (v + 1))));
            foreach (ExafsDataSet set in _sets)
            {
                int count = set.Map.Paths * PathParameters.Count * Variables;
                set.Map.Evaluate(_probe, _pathParameters.AsSpan(0, set.Map.Paths), _probeSlopes.AsSpan(0, count));
                Mark(_probeSlopes.AsSpan(0, count));
            }
            _restraints?.Evaluate(_probe, _known, _knownSlopes);
            Mark(_knownSlopes);
        }
    }

    private void Mark(ReadOnlySpan<double> slopes)
    {
        for (int i = 0; i < slopes.Length; i++)
            if (slopes[i] != 0)
                _occurs[i % Variables] = true;
    }

    private void Conclude()
    {
        Settle();
        int points = 0;
        double data = 0;
        for (int i = 0; i < _sets.Length; i++)
        {
            ExafsDataSet set = _sets[i];
            points += set.PointCount;
            data += set.DataSquares;
            _statistics[i] = ExafsStatistics.Of(
                set.Transform.IndependentPoints,
                set.PointCount,
                (set.Squares, set.DataSquares),
                (CountOf(set), 0)
            );
        }
        Statistics = ExafsStatistics.Of(Independent, points, (Squares(), data), (CountVariables(), RestraintCount), _share.Count());
        RestraintSquares = 0;
        foreach (double known in _known)
            RestraintSquares += known * known;
        _minimiser.Covariance(this, _values, _covariance);
        // Without noise the weight of the restraints is above the variance that is left.
        double variance = RestraintCount > 0 ? Math.Max(Statistics.Scale, RestraintWeight) : Statistics.Scale;
        for (int i = 0; i < _covariance.Length; i++)
            _covariance[i] *= variance;
    }

    private int CountOf(ExafsDataSet set)
    {
        int count = set.Coefficients;
        foreach (int v in set.Used)
            if (_lower[v] < _upper[v])
                count++;
        return count;
    }
}
