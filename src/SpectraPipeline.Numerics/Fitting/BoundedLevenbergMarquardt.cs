namespace SpectraPipeline.Numerics.Fitting;

/// <summary>Nonlinear least squares with box bounds: damped Gauss-Newton steps on the variables that are free, by active set.</summary>
/// <remarks>
/// <para>
/// (J'J + λD)·d = J'r with D the running maximum of diag J'J (Marquardt, J. SIAM 1963, 11, 431, doi:10.1137/0111030; Moré, Lecture Notes in Mathematics 1978,
/// 630, 105, doi:10.1007/BFb0067700). A variable that sits at a bound and whose gradient points outward is held there; it is released as
/// soon as the gradient turns. A step that would cross a bound ends on it, and the other variables are solved for anew, so that the step stays a minimum
/// of the quadratic model within the box. The mapping of a bounded variable to an unbounded one, which many programs use, has no
/// gradient at the bound and stalls there.
/// </para>
/// <para>
/// Converged means that the linearised problem puts the minimum within a stated fraction of a standard error (<see cref="FitOutcome.Offset"/>), never only that
/// steps became small; the last point is then not left for a step that is smaller than that. Where χ² is too coarse to tell two points apart, the offset itself
/// decides. An iteration that ends on a plateau or in a long curved valley is begun again from the start, first with λ = 10⁵ times larger, then with D the
/// present diagonal and steps bent along the geodesics of the model; the lowest χ² counts.
/// </para>
/// <para>
/// The matrix is solved after scaling to a unit diagonal, and by Householder reflections on J itself when a pivot falls below 1e-11.
/// Finds a local minimum: the start decides which. Same input, same bits. One object per worker; no allocation after the first fit. Cost per step: one evaluation and n³/6.
/// </para>
/// </remarks>
public sealed partial class BoundedLevenbergMarquardt
{
    private const double IllConditioned = 1e-11;
    private const double RankDeficient = 1e-14;

    // Below this part of χ² a decrease is rounding; and χ² is never further above the minimum than the second, whatever the offset wanted.
    private const double Invisible = 1e-13;
    private const double MostAbove = 1e-9;

    // So near, in standard errors, the linearised problem holds and its offset is a better judge than a χ² full of rounding.
    private const double Near = 0.1;

    // Of the second and third attempt.
    private const double Caution = 1e5;

    private readonly LinearizedStep _step;
    private readonly double[] _scale;
    private readonly double[] _trial;
    private readonly double[] _start;
    private readonly double[] _best;
    private double[] _gram;
    private double[] _gradient;
    private double[] _trialGram;
    private double[] _trialGradient;

    /// <summary>A minimiser for problems of at most <paramref name="maxVariables"/> variables.</summary>
    public BoundedLevenbergMarquardt(int maxVariables)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxVariables, 1);
        _step = new LinearizedStep(maxVariables, IllConditioned, RankDeficient);
        _scale = new double[maxVariables];
        _trial = new double[maxVariables];
        _start = new double[maxVariables];
        _best = new double[maxVariables];
        _gram = new double[maxVariables * maxVariables];
        _gradient = new double[maxVariables];
        _trialGram = new double[maxVariables * maxVariables];
        _trialGradient = new double[maxVariables];
    }

    /// <summary>Whether each variable of the last fit ended free, held at a bound, or without influence.</summary>
    public ReadOnlySpan<VariableState> States => _step.States;

    /// <summary>J'J at the end of the last fit, row-major, lower triangle.</summary>
    public ReadOnlySpan<double> Gram => _gram.AsSpan(0, _step.Count * _step.Count);

    /// <summary>J'r at the end of the last fit: 0 where free, but for what the offset allows.</summary>
    public ReadOnlySpan<double> Gradient => _gradient.AsSpan(0, _step.Count);

    /// <summary>Moves <paramref name="variables"/> to a minimum of the problem within the bounds.</summary>
    /// <param name="problem">What to minimise.</param>
    /// <param name="variables">Start; moved into the bounds first. Receives the minimum.</param>
    /// <param name="lower">Lower bounds, -∞ where there is none. Equal bounds hold a variable.</param>
    /// <param name="upper">Upper bounds, +∞ where there is none.</param>
    /// <param name="limits">When to stop.</param>
    /// <exception cref="ArgumentException">Lengths disagree, or a lower bound lies above the upper one.</exception>
    public FitOutcome Minimize(
        ILeastSquaresProblem problem,
        Span<double> variables,
        ReadOnlySpan<double> lower,
        ReadOnlySpan<double> upper,
        FitLimits limits
    )
    {
        ArgumentNullException.ThrowIfNull(problem);
        int count = Check(problem, variables, lower, upper);
        _step.Begin(problem, count);
        for (int i = 0; i < count; i++)
            variables[i] = Math.Clamp(variables[i], lower[i], upper[i]);
        variables.CopyTo(_start);
        var walk = new Walk(problem, variables, lower, upper, limits);
        FitOutcome best = Descend(walk, new MarquardtDamping(limits.InitialDamping), bent: false);
        for (int attempt = 1; attempt < limits.Attempts && !best.Converged && best.End != FitEnd.NotFinite; attempt++)
        {
            variables.CopyTo(_best);
            _start.AsSpan(0, count).CopyTo(variables);
            FitOutcome next = Descend(walk, new MarquardtDamping(Caution * limits.InitialDamping), bent: attempt > 1);
            (int evaluations, int iterations) = (best.Evaluations + next.Evaluations, best.Iterations + next.Iterations);
            if (next.ChiSquare < best.ChiSquare * (1 - Invisible) || next.Converged && next.ChiSquare <= best.ChiSquare * (1 + Invisible))
            {
                best = next;
            }
            else
            {
                _best.AsSpan(0, count).CopyTo(variables);
                Evaluate(walk);
                _step.Hold(variables, lower, upper, _gram, _gradient);
                evaluations++;
            }
            best = best with { Evaluations = evaluations, Iterations = iterations };
        }
        return best;
    }

    /// <summary>
    /// (J'J)⁻¹ of the free variables at the end of the last fit, conditional on the held ones. Multiply by reduced χ² where the residuals were not divided by known standard deviations.
    /// </summary>
    /// <param name="problem">The problem of the last fit.</param>
    /// <param name="variables">Its result.</param>
    /// <param name="covariance">Receives n × n; zero in the rows of held variables, NaN in those without influence.</param>
    /// <returns>False when the free variables depend on each other to rounding; everything that is free is then NaN.</returns>
    public bool Covariance(ILeastSquaresProblem problem, ReadOnlySpan<double> variables, Span<double> covariance)
    {
        ArgumentNullException.ThrowIfNull(problem);
        if (covariance.Length < _step.Count * _step.Count)
            throw new ArgumentException(
                $"Covariance of {_step.Count} variables does not fit in {covariance.Length} values.",
                nameof(covariance)
            );
        return _step.Inverse(variables, _gram, covariance);
    }

    private FitOutcome Descend(in Walk walk, MarquardtDamping damping, bool bent)
    {
        Span<double> variables = walk.Variables;
        Span<double> scale = _scale.AsSpan(0, variables.Length);
        scale.Clear();
        double chiSquare = Evaluate(walk);
        int evaluations = 1;
        if (!double.IsFinite(chiSquare))
        {
            _step.Hold(variables, walk.Lower, walk.Upper, _gram, _gradient);
            return new(chiSquare, evaluations, 0, FitEnd.NotFinite, double.NaN, false);
        }
        Rescale(scale, bent);
        int restarts = 0;
        int iteration = 0;
        double offset = double.NaN;
        FitEnd end = FitEnd.IterationLimit;
        while (iteration < walk.Limits.MaxIterations)
        {
            iteration++;
            if (_step.Hold(variables, walk.Lower, walk.Upper, _gram, _gradient) == 0)
            {
                end = FitEnd.AllHeld;
                break;
            }
            if (!_step.Solve(variables, walk.Lower, walk.Upper, _gram, _gradient, scale, damping.Value))
            {
                damping.Singular();
                continue;
            }
            double predicted = _step.PredictedDecrease;
            bool settled = predicted <= walk.Tolerance * chiSquare;
            if (settled && !_step.MeetsBound && (offset = Offset(walk, chiSquare)) <= walk.Limits.Offset)
            {
                end = FitEnd.Settled;
                break;
            }
            double stiffness = _step.Stiffness;
            if (bent && _step.Bend(variables, scale))
                evaluations++;
            bool moved = Move(walk);
            if (moved)
            {
                double trial = EvaluateTrial(walk);
                evaluations++;
                double decrease = chiSquare - trial;
                settled = settled && Math.Abs(decrease) <= walk.Tolerance * chiSquare || trial <= walk.Problem.RoundingFloor;
                if (decrease >= 0)
                {
                    Exchange(variables);
                    Rescale(scale, bent);
                    chiSquare = trial;
                    damping.Accepted(decrease / predicted, stiffness);
                }
                else if (!settled)
                {
                    damping.Rejected(stiffness);
                }
            }
            if (!settled && moved && !damping.IsHopeless)
                continue;
            // A heavily damped step is small for its damping, not for being near the minimum: look without damping, go on if far.
            end = damping.IsHopeless ? FitEnd.Stalled : FitEnd.Settled;
            offset = Offset(walk, chiSquare);
            if (restarts == 3 || offset <= 10 * walk.Limits.Offset || walk.IsInvisible(offset))
                break;
            restarts++;
            damping.Restart();
            end = FitEnd.IterationLimit;
        }
        if (end != FitEnd.Settled)
            offset = Offset(walk, chiSquare);
        if (offset > walk.Limits.Offset && offset <= Near && walk.Limits.MaxIterations > 0)
            evaluations += Refine(walk, scale, damping.Value, ref chiSquare, ref offset);
        bool converged = offset <= Math.Max(1e-3, 10 * walk.Limits.Offset);
        if (end != FitEnd.AllHeld)
            end =
                converged ? FitEnd.Settled
                : end == FitEnd.Settled ? FitEnd.Stalled
                : end;
        return new(chiSquare, evaluations, iteration, end, offset, converged);
    }

    // Here χ² may be the same to rounding at any point tried. Its gradient is not: a step counts when it brings the offset down.
    private int Refine(in Walk walk, Span<double> scale, double damping, ref double chiSquare, ref double offset)
    {
        const int Most = 40;
        int evaluations = 0;
        while (evaluations < Most && offset > walk.Limits.Offset)
        {
            if (!_step.Solve(walk.Variables, walk.Lower, walk.Upper, _gram, _gradient, scale, damping) || !Move(walk))
                break;
            double trial = EvaluateTrial(walk);
            evaluations++;
            Exchange(walk.Variables);
            double next = Offset(walk, trial);
            if (!(next < 0.9 * offset))
            {
                Exchange(walk.Variables);
                // Damping that the way needed may be what holds it up here.
                if (damping == 0)
                    break;
                damping = 0;
                continue;
            }
            (chiSquare, offset) = (trial, next);
        }
        offset = Offset(walk, chiSquare);
        return evaluations;
    }

    // In standard errors; residuals that are only rounding have no standard error to compare with.
    private double Offset(in Walk walk, double chiSquare)
    {
        if (_step.Hold(walk.Variables, walk.Lower, walk.Upper, _gram, _gradient) == 0)
            return 0;
        return chiSquare <= walk.Problem.RoundingFloor
            ? 0
            : Math.Sqrt(Math.Max(0, _step.NewtonDecrement(walk.Variables, _gram, _gradient)) * walk.Freedom / chiSquare);
    }

    private int Check(ILeastSquaresProblem problem, ReadOnlySpan<double> variables, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper)
    {
        int count = problem.VariableCount;
        if (count > _scale.Length)
            throw new ArgumentException($"{count} variables, but this minimiser was built for {_scale.Length}.", nameof(problem));
        if (variables.Length != count || lower.Length != count || upper.Length != count)
            throw new ArgumentException($"{count} variables need as many starts and bounds.", nameof(variables));
        for (int i = 0; i < count; i++)
            if (!(lower[i] <= upper[i]))
                throw new ArgumentException($"Bounds of variable {i} are {lower[i]}..{upper[i]}.", nameof(lower));
        return count;
    }
}
