using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Exafs;

/// <summary>95 % intervals of the last fit of an <see cref="ExafsFit"/> by the profile of Σr²: also for what a bound cuts off, such as a shell that is not there.</summary>
/// <remarks>
/// All values of a quantity for which some choice of all other variables, within their bounds, keeps Σr² below a limit (D. M. Bates, D. G. Watts, Nonlinear Regression Analysis and
/// Its Applications, Wiley 1988, section 6.1). The limit is that which in a linear problem gives ± t standard errors of <see cref="WhiteNoiseErrors"/>: where the noise were N_idp
/// independent residuals, the minimum times 1 + F/(N_idp − N_var) with F of Fisher's distribution. Where N ≥ 0 holds a shell at 0, the upper end is the limit
/// that the data set. Open where the data allow anything. Cost: some 25 evaluations an interval.
/// </remarks>
public sealed class ExafsInterval
{
    // Standard errors beyond which an end is no longer looked for.
    private const double Farthest = 100;

    private readonly ExafsFit _fit;
    private readonly WhiteNoiseErrors _errors;
    private readonly PinnedExafsFit _problem;
    private readonly ProfileSearch _search;
    private readonly double[] _gradient;
    private int _taken = -1;

    /// <summary>For one fit.</summary>
    public ExafsInterval(ExafsFit fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        _fit = fit;
        _errors = new WhiteNoiseErrors(fit);
        _problem = new PinnedExafsFit(fit);
        _search = new ProfileSearch(fit.VariableCount);
        _gradient = new double[fit.Variables];
    }

    /// <summary>Errors of the last fit, which the intervals go by.</summary>
    public WhiteNoiseErrors Errors
    {
        get
        {
            if (_taken != _fit.Fits)
                _errors.Update();
            _taken = _fit.Fits;
            return _errors;
        }
    }

    /// <summary>Interval of a quantity of the last fit.</summary>
    /// <param name="quantity">The quantity.</param>
    /// <param name="probability">Of lying below the upper end, and above the lower one: 0.975 for 95 % between them, 0.95 for a one-sided limit.</param>
    /// <returns>NaN and open where nothing is left to judge by, or the quantity depends on no variable.</returns>
    public QuantityInterval Of(IExafsQuantity quantity, double probability = 0.975)
    {
        ArgumentNullException.ThrowIfNull(quantity);
        double value = quantity.Evaluate(_fit.Values[.._fit.Variables], _gradient);
        WhiteNoiseErrors errors = Errors;
        double scale = Student.Quantile(probability, errors.Freedom) * errors.ErrorOf(_gradient);
        _problem.Quantity = quantity;
        var start = new ProfileStart(_fit.Values, _fit.Lower, _fit.Upper, _fit.Outcome.ChiSquare);
        double limit = scale * scale / errors.Flatness(_gradient);
        return _search.Of(_problem, start, new ProfileReach(value, scale, limit, Farthest * scale));
    }
}
