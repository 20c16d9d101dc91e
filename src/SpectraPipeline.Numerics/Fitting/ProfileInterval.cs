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

    // Against the curvature of χ² at the minimum, so that the target is met within a per cent.
    private const double Pull = 100;
    private const int MostFits = 16;
    private const double Near = 0.01;

    private static readonly FitLimits s_limits = new(MaxIterations: 40, Offset: 3e-3, InitialDamping: 1e-6);

    private readonly MultiPeakFit _fitter;
    private readonly PinnedProblem _problem;
    private readonly BoundedLevenbergMarquardt _minimiser;
    private readonly double[] _variables;
    private readonly double[] _gram;
    private readonly double[] _gradient;

    /// <summary>For one fitter.</summary>
    public ProfileInterval(MultiPeakFit fitter)
    {
        ArgumentNullException.ThrowIfNull(fitter);
        _fitter = fitter;
        _problem = new PinnedProblem(fitter);
        int count = fitter.Model.ParameterCount;
        _minimiser = new BoundedLevenbergMarquardt(count);
        (_variables, _gram, _gradient) = (new double[count], new double[count * count], new double[count]);
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
        if (!(scale > 0) || !(limit > 0) || !double.IsFinite(scale + limit + value))
            return new(double.NaN, double.NaN, IntervalEnd.Open, IntervalEnd.Open);
        _problem.Choose(peak, parameter);
        _problem.Weight = Pull * limit / (scale * scale);
        (double low, IntervalEnd lowEnd) = End(peak, parameter, value, -1, scale, limit, most);
        (double high, IntervalEnd highEnd) = End(peak, parameter, value, 1, scale, limit, most);
        return new(low, high, lowEnd, highEnd);
    }

    /// <summary>Brings the fitter back to its solution.</summary>
    public void Restore()
    {
        int count = _fitter.Variables.Length;
        _fitter.Model.Evaluate(_fitter.Variables, _gram.AsSpan(0, count * count), _gradient.AsSpan(0, count));
    }

    private (double Value, IntervalEnd End) End(int peak, int parameter, double value, int side, double scale, double limit, double most)
    {
        _fitter.Variables.CopyTo(_variables);
        double chiSquare = _fitter.Quality.ChiSquare;
        // Distance and √(Δχ²/limit): inside and outside of the interval.
        (double inner, double innerRise) = (0, 0);
        (double outer, double outerRise) = (double.NaN, double.NaN);
        double distance = scale;
        for (int fit = 0; fit < MostFits; fit++)
        {
            double rise = RiseAt(value + (side * distance), chiSquare, limit);
            double reached = side * (_problem.Reached - value);
            if (double.IsNaN(rise))
                return (double.NaN, IntervalEnd.BetterMinimum);
            if (Math.Abs(rise - 1) < Near)
                return (value + (side * reached / rise), IntervalEnd.Closed);
            if (rise > 1)
            {
                (outer, outerRise) = (reached, rise);
            }
            else
            {
                bool stuck = double.IsNaN(outer) && reached < inner + (0.3 * (distance - inner));
                if (stuck && IsAtBound(peak, parameter, side))
                    return (value + (side * Math.Max(reached, 0)), IntervalEnd.Bound);
                if (stuck && fit > 2 || reached > most)
                    return (double.NaN, IntervalEnd.Open);
                (inner, innerRise) = (Math.Max(reached, inner), reached > inner ? rise : innerRise);
            }
            if (double.IsNaN(outer))
                distance = Math.Max(distance, inner) * Math.Clamp(rise > 0 ? 1 / rise : 3, 1.1, 3);
            else if (outer - inner < 1e-3 * Math.Max(outer, scale))
                return (value + (side * outer), IntervalEnd.Closed);
            else
                // The pull stops short of its target: by as much as it did before.
                distance =
                    inner + ((outer - inner) * Math.Clamp(Share(innerRise, outerRise), 0.05, 0.95)) + Math.Max(0, distance - reached);
        }
        return double.IsNaN(outer)
            ? (double.NaN, IntervalEnd.Open)
            : (value + (side * (inner + ((outer - inner) * Share(innerRise, outerRise)))), IntervalEnd.Closed);
    }

    // Where between two rises 1 lies, for a rise that grows evenly with the distance.
    private static double Share(double inner, double outer) => outer > inner ? (1 - inner) / (outer - inner) : 1;

    // √(Δχ²/limit) at the quantity that is reached; NaN when χ² fell below the solution's by more than the solution may be off.
    private double RiseAt(double target, double chiSquare, double limit)
    {
        _problem.Target = target;
        Span<double> variables = _variables.AsSpan(0, _problem.VariableCount);
        _minimiser.Minimize(_problem, variables, _fitter.VariableLower, _fitter.VariableUpper, s_limits);
        if (!_fitter.Model.IsAt(variables))
            _problem.Evaluate(variables, _gram.AsSpan(0, variables.Length * variables.Length), _gradient.AsSpan(0, variables.Length));
        double rise = (_problem.ChiSquare - chiSquare) / limit;
        return rise < -0.02 ? double.NaN : Math.Sqrt(Math.Max(rise, 0));
    }

    private bool IsAtBound(int peak, int parameter, int side)
    {
        int first = _fitter.Map.Index(peak, 0);
        for (int k = 0; k < _fitter.Shape.ParameterCount; k++)
        {
            int v = _fitter.Map.Variable[first + k];
            if (v < 0 || (parameter != Area && k != parameter))
                continue;
            bool up = parameter == Area || (side > 0) == (_fitter.Map.Factor[first + k] > 0);
            if (_variables[v] == _fitter.VariableUpper[v] && up || _variables[v] == _fitter.VariableLower[v] && (!up || parameter == Area))
                return true;
        }
        return false;
    }
}
