namespace SpectraPipeline.Numerics.Fitting;

/// <summary>A problem with one more residual, √κ (target − q), that pulls a quantity q to a target.</summary>
internal interface IPinnedProblem : ILeastSquaresProblem
{
    /// <summary>κ.</summary>
    double Weight { set; }

    /// <summary>Where q is pulled.</summary>
    double Target { set; }

    /// <summary>q at the last evaluation.</summary>
    double Reached { get; }

    /// <summary>χ² without the pull at the last evaluation.</summary>
    double ChiSquare { get; }

    /// <summary>Whether the last evaluation was at this point.</summary>
    bool IsAt(ReadOnlySpan<double> variables);

    /// <summary>Whether a variable that q depends on is at the bound that q moves it to.</summary>
    /// <param name="variables">Point.</param>
    /// <param name="side">Up (1) or down (−1).</param>
    bool IsAtBound(ReadOnlySpan<double> variables, int side);
}

/// <summary>The solution that a profile starts from.</summary>
internal readonly ref struct ProfileStart(
    ReadOnlySpan<double> variables,
    ReadOnlySpan<double> lower,
    ReadOnlySpan<double> upper,
    double chiSquare
)
{
    public readonly ReadOnlySpan<double> Variables = variables;
    public readonly ReadOnlySpan<double> Lower = lower;
    public readonly ReadOnlySpan<double> Upper = upper;
    public readonly double ChiSquare = chiSquare;
}

/// <summary>How far a profile goes.</summary>
/// <param name="Value">The quantity at the solution.</param>
/// <param name="Scale">About how far the ends are: t standard errors, or a guess where there is no error.</param>
/// <param name="Limit">Δχ² at the ends.</param>
/// <param name="Most">Distance from the value at which an end is no longer looked for.</param>
internal readonly record struct ProfileReach(double Value, double Scale, double Limit, double Most);

/// <summary>Ends of a profile-likelihood interval by fits that pull a quantity outward and secants on √Δχ².</summary>
/// <remarks>One object per worker; nothing is allocated after the first interval. Cost: 2 to 4 fits a side, 3 to 5 evaluations each.</remarks>
internal sealed class ProfileSearch(int maxVariables)
{
    // Against the curvature of χ² at the minimum, so that the target is met within a per cent.
    private const double Pull = 100;
    private const int MostFits = 16;
    private const double Near = 0.01;

    private static readonly FitLimits s_limits = new(MaxIterations: 40, Offset: 3e-3, InitialDamping: 1e-6);

    private readonly BoundedLevenbergMarquardt _minimiser = new(maxVariables);
    private readonly double[] _variables = new double[maxVariables];
    private readonly double[] _gram = new double[maxVariables * maxVariables];
    private readonly double[] _gradient = new double[maxVariables];

    /// <summary>The interval; open on both sides where there is no scale or limit.</summary>
    public QuantityInterval Of(IPinnedProblem problem, in ProfileStart start, in ProfileReach reach)
    {
        (double value, double scale, double limit, _) = reach;
        if (!(scale > 0) || !(limit > 0) || !double.IsFinite(scale + limit + value))
            return new(double.NaN, double.NaN, IntervalEnd.Open, IntervalEnd.Open);
        problem.Weight = Pull * limit / (scale * scale);
        (double low, IntervalEnd lowEnd) = End(problem, start, reach, -1);
        (double high, IntervalEnd highEnd) = End(problem, start, reach, 1);
        return new(low, high, lowEnd, highEnd);
    }

    private (double Value, IntervalEnd End) End(IPinnedProblem problem, in ProfileStart start, in ProfileReach reach, int side)
    {
        (double value, double scale, double limit, double most) = reach;
        start.Variables.CopyTo(_variables);
        // Distance and √(Δχ²/limit): inside and outside of the interval.
        (double inner, double innerRise) = (0, 0);
        (double outer, double outerRise) = (double.NaN, double.NaN);
        double distance = scale;
        for (int fit = 0; fit < MostFits; fit++)
        {
            double rise = RiseAt(problem, start, value + (side * distance), limit);
            double reached = side * (problem.Reached - value);
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
                if (stuck && problem.IsAtBound(_variables.AsSpan(0, problem.VariableCount), side))
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
    private double RiseAt(IPinnedProblem problem, in ProfileStart start, double target, double limit)
    {
        problem.Target = target;
        Span<double> variables = _variables.AsSpan(0, problem.VariableCount);
        _minimiser.Minimize(problem, variables, start.Lower, start.Upper, s_limits);
        if (!problem.IsAt(variables))
            problem.Evaluate(variables, _gram.AsSpan(0, variables.Length * variables.Length), _gradient.AsSpan(0, variables.Length));
        double rise = (problem.ChiSquare - start.ChiSquare) / limit;
        return rise < -0.02 ? double.NaN : Math.Sqrt(Math.Max(rise, 0));
    }
}
