using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Exafs;

/// <summary>95 % intervals of the last fit of an <see cref="ExafsFit"/> by the profile of Σr²: also for what a bound cuts off, such as a shell that is not there.</summary>
/// <remarks>
/// All values of a quantity for which some choice of all other variables, within their bounds, keeps Σr² below its minimum times 1 + F/(N_idp − N_var), F the
/// 95 % point of Fisher's distribution for 1 and N_idp − N_var degrees of freedom (D. M. Bates, D. G. Watts, Nonlinear Regression Analysis and Its Applications, Wiley 1988, section 6.1). Where N ≥ 0
/// holds a shell at 0, the upper end is the limit that the data set. Open where the data allow anything. Cost: some 25 evaluations an interval.
/// </remarks>
public sealed class ExafsInterval
{
    // Standard errors beyond which an end is no longer looked for.
    private const double Farthest = 100;

    private readonly ExafsFit _fit;
    private readonly PinnedExafsFit _problem;
    private readonly ProfileSearch _search;
    private readonly double[] _gradient;
    private readonly double[] _gram;
    private readonly double[] _slope;

    /// <summary>For one fit.</summary>
    public ExafsInterval(ExafsFit fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        _fit = fit;
        _problem = new PinnedExafsFit(fit);
        _search = new ProfileSearch(fit.VariableCount);
        _gradient = new double[fit.Variables];
        (_gram, _slope) = (new double[fit.VariableCount * fit.VariableCount], new double[fit.VariableCount]);
    }

    /// <summary>Interval of a quantity of the last fit.</summary>
    /// <param name="quantity">The quantity.</param>
    /// <param name="probability">Probability of lying below the upper end, and above the lower one: 0.975 for a 95 % interval, 0.95 for a one-sided limit.</param>
    /// <returns>NaN and open where nothing is left to judge by (N_idp not above N_var), or the quantity depends on no variable.</returns>
    public QuantityInterval Of(IExafsQuantity quantity, double probability = 0.975)
    {
        ArgumentNullException.ThrowIfNull(quantity);
        double value = quantity.Evaluate(_fit.Values[.._fit.Variables], _gradient);
        double t = Student.Quantile(probability, _fit.Statistics.Freedom);
        double scale = t * Spread();
        _problem.Quantity = quantity;
        var start = new ProfileStart(_fit.Values, _fit.Lower, _fit.Upper, _fit.Outcome.ChiSquare);
        return _search.Of(_problem, start, new ProfileReach(value, scale, t * t * _fit.Statistics.Scale, Farthest * scale));
    }

    // The standard error; where a bound holds, that which the variables would have alone.
    private double Spread()
    {
        double error = _fit.ErrorOf(_gradient);
        if (error > 0)
            return error;
        _fit.Evaluate(_fit.Values, _gram, _slope);
        double sum = 0;
        for (int v = 0; v < _gradient.Length; v++)
            if (_gram[v * (_fit.VariableCount + 1)] is var square and > 0)
                sum += _gradient[v] * _gradient[v] / square;
        return Math.Sqrt(sum * _fit.Statistics.Scale);
    }
}
