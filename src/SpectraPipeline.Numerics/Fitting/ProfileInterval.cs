namespace SpectraPipeline.Numerics.Fitting;

/// <summary>What ends an interval on one side.</summary>
public enum IntervalEnd
{
    /// <summary>χ² has risen to the limit.</summary>
    Closed,

    /// <summary>A bound of the fit, where χ² is still below the limit.</summary>
    Bound,

    /// <summary>Nothing: the data allow any value on this side.</summary>
    Open,

    /// <summary>χ² fell below that of the solution on the way: another minimum describes the data better.</summary>
    BetterMinimum,
}

/// <summary>An interval of a quantity.</summary>
/// <param name="Low">Lower end; NaN where there is none.</param>
/// <param name="High">Upper end; NaN where there is none.</param>
/// <param name="LowEnd">What ends it below.</param>
/// <param name="HighEnd">What ends it above.</param>
public readonly record struct QuantityInterval(double Low, double High, IntervalEnd LowEnd, IntervalEnd HighEnd)
{
    /// <summary>Both ends are there and the solution is the best one known.</summary>
    public bool IsReliable => LowEnd <= IntervalEnd.Bound && HighEnd <= IntervalEnd.Bound;
}

/// <summary>Profile-likelihood intervals of the last fit of a <see cref="MultiPeakFit"/>: all values of a quantity for which some choice of all other variables, within their bounds, keeps χ² below a limit.</summary>
/// <remarks>
/// D. M. Bates, D. G. Watts, Nonlinear Regression Analysis and Its Applications, Wiley 1988, section 6.1; D. J. Venzon, S. H. Moolgavkar, Appl. Stat. 37 (1988) 87. The limit
/// χ²min + s² t², t of n - p degrees of freedom, gives 95 % as far as the model is nonlinear in its variables only and not in what it can describe. Unlike a standard
/// error it is not conditional on variables that the fit holds at a bound, knows that widths and heights end at 0, and follows the curvature. Fails where two minima
/// describe the data: then the ends belong to the one that was found, and <see cref="IntervalEnd.BetterMinimum"/> is said when the other is better.
/// The profile is found by fits that pull the quantity outward (<see cref="PinnedProblem"/>), by secants on √Δχ². Cost: 2 to 4 fits a side, 3 to 5 evaluations each. Call
/// <see cref="Restore"/> after the last one, before anything else is asked of the fitter.
/// </remarks>
public sealed class ProfileInterval
{
    /// <summary>Stands for the area where a parameter is asked for.</summary>
    public const int Area = -1;

    private readonly MultiPeakFit _fitter;
    private readonly PinnedProblem _problem;
    private readonly ProfileSearch _search;
    private readonly double[] _gram;
    private readonly double[] _gradient;

    /// <summary>For one fitter.</summary>
    public ProfileInterval(MultiPeakFit fitter)
    {
        ArgumentNullException.ThrowIfNull(fitter);
        _fitter = fitter;
        _problem = new PinnedProblem(fitter);
        int count = fitter.Model.ParameterCount;
        _search = new ProfileSearch(count);
        (_gram, _gradient) = (new double[count * count], new double[count]);
    }

    /// <summary>Interval of a quantity of the last fit.</summary>
    /// <param name="peak">Band, from 0.</param>
    /// <param name="parameter">Parameter of the shape, or <see cref="Area"/>.</param>
    /// <param name="value">Its value at the solution.</param>
    /// <param name="scale">About how far the ends are: t standard errors, or a guess where there is no error.</param>
    /// <param name="limit">Δχ² at the ends: t²·s².</param>
    /// <param name="most">Distance from the value at which an end is no longer looked for.</param>
    public QuantityInterval Of(int peak, int parameter, double value, double scale, double limit, double most)
    {
        _problem.Choose(peak, parameter);
        var solution = new ProfileStart(_fitter.Variables, _fitter.VariableLower, _fitter.VariableUpper, _fitter.Quality.ChiSquare);
        return _search.Of(_problem, solution, new ProfileReach(value, scale, limit, most));
    }

    /// <summary>Brings the fitter back to its solution.</summary>
    public void Restore()
    {
        int count = _fitter.Variables.Length;
        _fitter.Model.Evaluate(_fitter.Variables, _gram.AsSpan(0, count * count), _gradient.AsSpan(0, count));
    }
}
