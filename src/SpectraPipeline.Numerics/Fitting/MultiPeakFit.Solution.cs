namespace SpectraPipeline.Numerics.Fitting;

/// <summary>What the analysis of errors needs to know of the solution of the last fit.</summary>
public sealed partial class MultiPeakFit
{
    internal PeakModel Model => _model;

    internal PeakParameterMap Map => _map;

    internal ReadOnlySpan<VariableState> States => _minimiser.States;

    /// <summary>(J'J)⁻¹ of the variables, row-major; zero where held.</summary>
    internal ReadOnlySpan<double> Inverse => _inverse.AsSpan(0, Count * Count);

    /// <summary>J'J of the variables, row-major, lower triangle.</summary>
    internal ReadOnlySpan<double> Gram => _minimiser.Gram;

    /// <summary>J'r of the variables.</summary>
    internal ReadOnlySpan<double> Gradient => _minimiser.Gradient;

    internal ReadOnlySpan<double> Variables => _variables.AsSpan(0, Count);

    internal ReadOnlySpan<double> VariableLower => _variableLower.AsSpan(0, Count);

    internal ReadOnlySpan<double> VariableUpper => _variableUpper.AsSpan(0, Count);

    /// <summary>Whether a parameter of a band is varied in the fit, by itself or with others.</summary>
    /// <param name="peak">Band, from 0.</param>
    /// <param name="parameter">Parameter of the shape, from 0.</param>
    public bool IsVaried(int peak, int parameter) => _map.Variable[_map.Index(peak, parameter)] >= 0;

    /// <summary>Bounds of a parameter, through what it is tied to; infinite where it is fixed.</summary>
    /// <param name="peak">Band, from 0.</param>
    /// <param name="parameter">Parameter of the shape, from 0.</param>
    public (double Low, double High) BoundsOf(int peak, int parameter)
    {
        int index = _map.Index(peak, parameter);
        int v = _map.Variable[index];
        if (v < 0)
            return (double.NegativeInfinity, double.PositiveInfinity);
        double one = (_map.Factor[index] * _variableLower[v]) + _map.OffsetOf(index);
        double other = (_map.Factor[index] * _variableUpper[v]) + _map.OffsetOf(index);
        return (Math.Min(one, other), Math.Max(one, other));
    }

    /// <summary>Distance of a parameter from its nearer bound in its standard errors: 0 at the bound, +∞ where there is none or the parameter is fixed.</summary>
    /// <param name="peak">Band, from 0.</param>
    /// <param name="parameter">Parameter of the shape, from 0.</param>
    public double BoundDistance(int peak, int parameter)
    {
        int index = _map.Index(peak, parameter);
        int v = _map.Variable[index];
        if (v < 0)
            return double.PositiveInfinity;
        double room = Math.Min(_variables[v] - _variableLower[v], _variableUpper[v] - _variables[v]);
        double error = StandardError(index) / Math.Abs(_map.Factor[index]);
        return double.IsInfinity(room) ? room
            : error > 0 ? room / error
            : 0;
    }

    /// <summary>Correlation of two parameters of a band in the last fit; NaN where one of them has no error.</summary>
    /// <param name="peak">Band, from 0.</param>
    /// <param name="a">Parameter of the shape, from 0.</param>
    /// <param name="b">The other.</param>
    public double Correlation(int peak, int a, int b)
    {
        (a, b) = (_map.Index(peak, a), _map.Index(peak, b));
        return Covariance(a, b) / (StandardError(a) * StandardError(b));
    }
}
