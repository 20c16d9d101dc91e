using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Numerics.Exafs;

/// <summary>Fit of scattering paths to one or several χ(k) that share variables: values, errors, correlations, statistics.</summary>
/// <remarks>
/// <para>
/// Feffit's problem (M. Newville, B. Ravel, D. Haskel, J. J. Rehr, E. A. Stern, Y. Yacoby, Physica B 208–209 (1995) 154) with derivatives written
/// out and a minimiser with true bounds (<see cref="BoundedLevenbergMarquardt"/>). Standard errors are √(C_ii·Σr²/(N_idp − N_var)), C the inverse of J'J: the noise is what the
/// residuals say, spread over the independent points; they do not depend on ε, and are those of Larch.
/// </para>
/// <para>
/// Restraints S have standard deviations of their own, so they are weighed against s² = Σr²/(N_idp + m − N_var), the variance of a residual that the fit finds:
/// a weight and a fit in turn until both stand. m = tr[(J'J + s²·SS')⁻¹·s²·SS'] is what restraints save the data: 1 for each that decides a variable, 0 for one so
/// loose that the data decide, since E Σr² = s²·(N_idp − tr[(J'J + s²·SS')⁻¹J'J]). The error of a known S₀² so goes into that of N. Of data without noise the weight is that of R = 10⁻¹².
/// </para>
/// <para>
/// The variables of the fit come first, then the coefficients of each refined background. Finds a local minimum: the start decides which. One instance per worker;
/// nothing is allocated after the first fit. Cost: 30 µs an evaluation for 4 paths and 6 variables, some ten evaluations.
/// </para>
/// </remarks>
public sealed partial class ExafsFit : ILeastSquaresProblem
{
    // Far below what the peers' forward differences resolve, far above rounding.
    private static readonly FitLimits s_limits = new(MaxIterations: 200, Offset: 1e-5);

    private readonly ExafsDataSet[] _sets;
    private readonly IRestraints? _restraints;
    private readonly BoundedLevenbergMarquardt _minimiser;
    private readonly double[] _values;
    private readonly double[] _at;
    private readonly double[] _lower;
    private readonly double[] _upper;
    private readonly double[] _covariance;
    private readonly double[] _known;
    private readonly double[] _knownSlopes;
    private readonly RestraintShare _share;
    private readonly bool[] _occurs;
    private readonly double[] _probe;
    private readonly double[] _probeSlopes;
    private readonly PathParameters[] _pathParameters;
    private readonly ExafsStatistics[] _statistics;

    /// <summary>Prepares a fit.</summary>
    /// <param name="dataSets">At least one; all maps have the same variables.</param>
    /// <param name="restraints">What is known from elsewhere; null for nothing.</param>
    /// <exception cref="ArgumentException">No data set, no variable, or different numbers of them.</exception>
    public ExafsFit(IReadOnlyList<ExafsDataSet> dataSets, IRestraints? restraints = null)
    {
        ArgumentNullException.ThrowIfNull(dataSets);
        if (dataSets.Count == 0)
            throw new ArgumentException("A fit needs a data set.", nameof(dataSets));
        _sets = [.. dataSets];
        Variables = _sets[0].Map.Variables;
        if (Variables < 1 || _sets.Any(s => s.Map.Variables != Variables))
            throw new ArgumentException("All data sets of a fit share its variables, at least one.", nameof(dataSets));
        _restraints = restraints is { Count: > 0 } ? restraints : null;
        VariableCount = Variables + _sets.Sum(s => s.Coefficients);
        RowCount = _sets.Sum(s => s.Rows) + RestraintCount;
        Independent = _sets.Sum(s => s.Transform.IndependentPoints);
        _minimiser = new BoundedLevenbergMarquardt(VariableCount);
        _at = new double[VariableCount];
        (_values, _lower, _upper) = (new double[VariableCount], new double[VariableCount], new double[VariableCount]);
        _lower.AsSpan().Fill(double.NegativeInfinity);
        _upper.AsSpan().Fill(double.PositiveInfinity);
        _covariance = new double[VariableCount * VariableCount];
        _share = new RestraintShare(this);
        (_known, _knownSlopes) = (new double[RestraintCount], new double[RestraintCount * Variables]);
        (_occurs, _probe) = (new bool[Variables], new double[Variables]);
        _probeSlopes = new double[_sets.Max(s => s.Map.Paths) * PathParameters.Count * Variables];
        _pathParameters = new PathParameters[_sets.Max(s => s.Map.Paths)];
        _statistics = new ExafsStatistics[_sets.Length];
    }

    /// <summary>Variables of the paths.</summary>
    public int Variables { get; }

    /// <summary>All variables, coefficients of backgrounds behind those of the paths.</summary>
    public int VariableCount { get; }

    /// <inheritdoc/>
    public int RowCount { get; }

    /// <summary>Independent points, in whole numbers: the residuals that count when convergence is judged.</summary>
    public int PointCount => VariableCount + (int)Math.Max(1, Math.Round(Independent + RestraintCount - VariableCount));

    /// <inheritdoc/>
    public double RoundingFloor { get; private set; }

    /// <summary>The data sets.</summary>
    public IReadOnlyList<ExafsDataSet> DataSets => _sets;

    /// <summary>Values of the last fit, all of <see cref="VariableCount"/>.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>How the last fit ended.</summary>
    public FitOutcome Outcome { get; private set; }

    /// <summary>Number of fits so far: what is kept of a fit elsewhere is stale when it has changed.</summary>
    internal int Fits { get; private set; }

    /// <summary>Variance of a residual that restraints were weighed against.</summary>
    public double RestraintWeight { get; private set; }

    /// <summary>Lower bounds of the last fit.</summary>
    internal ReadOnlySpan<double> Lower => _lower;

    /// <summary>Upper bounds of the last fit.</summary>
    internal ReadOnlySpan<double> Upper => _upper;

    /// <summary>Number of restraints.</summary>
    public int RestraintCount => _restraints?.Count ?? 0;

    private double Independent { get; }

    /// <summary>Fits the data that the data sets hold.</summary>
    /// <param name="start">One value per variable of the paths; a solution nearby saves half of the evaluations.</param>
    /// <param name="lower">Lower bounds, −∞ where there is none; equal bounds hold a variable.</param>
    /// <param name="upper">Upper bounds.</param>
    /// <param name="limits">When to stop; null for 1e-5 standard errors.</param>
    /// <returns>How it ended; Σr² with what restraints add.</returns>
    /// <exception cref="ArgumentException">Lengths disagree, or bounds are crossed.</exception>
    public FitOutcome Fit(ReadOnlySpan<double> start, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, FitLimits? limits = null)
    {
        if (start.Length != Variables || lower.Length != Variables || upper.Length != Variables)
            throw new ArgumentException($"{Variables} variables need as many starts and bounds.", nameof(start));
        // Data may have changed: no point is known.
        _at.AsSpan().Fill(double.NaN);
        start.CopyTo(_values);
        _values.AsSpan(Variables).Clear();
        lower.CopyTo(_lower);
        upper.CopyTo(_upper);
        FindOccurring(start);
        Outcome = _restraints is null ? Minimize(limits ?? s_limits) : MinimizeRestrained(limits ?? s_limits);
        Conclude();
        Fits++;
        return Outcome;
    }

    private FitOutcome Minimize(FitLimits limits) => _minimiser.Minimize(this, _values, _lower, _upper, limits);

    // Σr² hardly depends on the weight of the restraints, so this settles in three or four turns. What turns for ever is no solution.
    private FitOutcome MinimizeRestrained(FitLimits limits)
    {
        const int Most = 30;
        const double Near = 1e-8;
        const double NearEnough = 1e-3;
        RestraintWeight = ResidualVariance(RestraintCount);
        FitOutcome outcome = Minimize(limits);
        double change = double.PositiveInfinity;
        for (int turn = 1; turn < Most; turn++)
        {
            double weight = ResidualVariance(_share.Count());
            change = Math.Abs(weight - RestraintWeight) / weight;
            if (change <= Near || !double.IsFinite(change))
                break;
            RestraintWeight = weight;
            FitOutcome next = Minimize(limits);
            outcome = next with { Evaluations = outcome.Evaluations + next.Evaluations, Iterations = outcome.Iterations + next.Iterations };
        }
        return change <= NearEnough ? outcome : outcome with { Converged = false };
    }

    // Below the least share of the data a restraint would be lost in the rounding of J'J.
    private double ResidualVariance(double restraints)
    {
        const double Least = 1e-12;
        double squares = Squares();
        double data = 0;
        foreach (ExafsDataSet set in _sets)
            data += set.DataSquares;
        return Math.Max(squares, Least * data) / Math.Max(1, Independent + restraints - CountVariables());
    }

    private double Squares()
    {
        Settle();
        double sum = 0;
        foreach (ExafsDataSet set in _sets)
            sum += set.Squares;
        return sum;
    }
}
