using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Numerics.Exafs;

/// <summary>How many variables the restraints of a fit decide in the place of the data: tr[(J'J + w·SS')⁻¹·w·SS'], w their weight.</summary>
/// <remarks>
/// The effective number of parameters of a ridge regression, seen from the other side. 0 for loose restraints; for tight ones the number of directions
/// they hold; 1 for S₀² whatever its error, where N goes with it and the data know the product only. Variables at a bound count as free. Cost: that of an evaluation.
/// </remarks>
internal sealed class RestraintShare(ExafsFit fit)
{
    private const double Singular = 1e-13;

    private readonly NormalFactor _factor = new(fit.VariableCount);
    private readonly int[] _free = new int[fit.VariableCount];
    private readonly double[] _gram = new double[fit.VariableCount * fit.VariableCount];
    private readonly double[] _inverse = new double[fit.VariableCount * fit.VariableCount];
    private readonly double[] _gradient = new double[fit.VariableCount];

    /// <summary>At the values of the fit; the number of restraints where variables depend on each other to rounding.</summary>
    public double Count()
    {
        if (fit.RestraintCount == 0)
            return 0;
        fit.Evaluate(fit.Values, _gram, _gradient);
        int count = 0;
        for (int v = 0; v < fit.VariableCount; v++)
            if (fit.TakesPart(v) && _gram[v * (fit.VariableCount + 1)] > 0)
                _free[count++] = v;
        ReadOnlySpan<int> free = _free.AsSpan(0, count);
        _inverse.AsSpan().Clear();
        if (count == 0 || !(_factor.Factorize(free, _gram, fit.VariableCount, default, 0) > Singular))
            return fit.RestraintCount;
        _factor.Inverse(free, fit.VariableCount, _inverse);
        double trace = 0;
        for (int r = 0; r < fit.RestraintCount; r++)
        {
            ReadOnlySpan<double> slope = fit.RestraintSlope(r);
            for (int a = 0; a < slope.Length; a++)
            for (int b = 0; b < slope.Length; b++)
                trace += slope[a] * slope[b] * _inverse[(a * fit.VariableCount) + b];
        }
        return fit.RestraintWeight * trace;
    }
}
