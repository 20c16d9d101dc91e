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
/// Converged means that the linearised problem puts the minimum within a stated fraction of a standard error (<see cref="FitOutcome.Offset"/>), never only that steps became small.
/// The matrix is solved by L·D·L' after scaling to a unit diagonal, and by Householder reflections on J itself when a pivot falls below 1e-11.
/// Finds a local minimum: the start decides which. Same input, same bits. One object per worker; no allocation after the first fit. Cost per step: one evaluation and n³/6.
/// </para>
/// </remarks>
public sealed class BoundedLevenbergMarquardt
{
    private const double IllConditioned = 1e-11;
    private const double RankDeficient = 1e-14;

    private readonly LinearizedStep _step;
    private readonly double[] _scale;
    private readonly double[] _trial;
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
        _gram = new double[maxVariables * maxVariables];
        _gradient = new double[maxVariables];
        _trialGram = new double[maxVariables * maxVariables];
        _trialGradient = new double[maxVariables];
    }

    /// <summary>Whether each variable of the last fit ended free, held at a bound, or without influence.</summary>
    public ReadOnlySpan<VariableState> States => _step.States;

    /// <summary>J'J at the end of the last fit, row-major, lower triangle.</summary>
    public ReadOnlySpan<double> Gram => _gram.AsSpan(0, _step.Count * _step.Count);

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
        Span<double> scale = _scale.AsSpan(0, count);
        scale.Clear();
        for (int i = 0; i < count; i++)
            variables[i] = Math.Clamp(variables[i], lower[i], upper[i]);

        double chiSquare = problem.Evaluate(variables, _gram.AsSpan(0, count * count), _gradient.AsSpan(0, count));
        if (!double.IsFinite(chiSquare))
        {
            _step.Hold(variables, lower, upper, _gram, _gradient);
            return new(chiSquare, 1, 0, FitEnd.NotFinite, double.NaN, false);
        }
        RaiseScale(scale);
        double freedom = Math.Max(1, problem.PointCount - count);
        double tolerance = Math.Max(limits.Offset * limits.Offset / freedom, 4e-16);
        var damping = new MarquardtDamping(limits.InitialDamping);
        int evaluations = 1;
        int restarts = 0;
        int iteration = 0;
        FitEnd end = FitEnd.IterationLimit;
        while (iteration < limits.MaxIterations)
        {
            iteration++;
            if (_step.Hold(variables, lower, upper, _gram, _gradient) == 0)
            {
                end = FitEnd.AllHeld;
                break;
            }
            if (!_step.Solve(variables, lower, upper, _gram, _gradient, scale, damping.Value))
            {
                damping.Singular();
                continue;
            }
            double predicted = _step.PredictedDecrease(_gram, _gradient);
            double stiffness = _step.Stiffness(_gram, scale);
            bool moved = Move(variables, _step.Step, lower, upper, _trial);
            bool settled = predicted <= tolerance * chiSquare;
            if (moved)
            {
                double trial = problem.Evaluate(
                    _trial.AsSpan(0, count),
                    _trialGram.AsSpan(0, count * count),
                    _trialGradient.AsSpan(0, count)
                );
                evaluations++;
                double decrease = chiSquare - trial;
                settled = settled && Math.Abs(decrease) <= Math.Max(tolerance, 1e-14) * chiSquare || trial <= problem.RoundingFloor;
                if (decrease >= 0)
                {
                    Accept(variables, scale);
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
            if (restarts == 3 || Offset(variables, lower, upper, chiSquare, freedom, problem.RoundingFloor) <= 10 * limits.Offset)
                break;
            restarts++;
            damping.Restart();
            end = FitEnd.IterationLimit;
        }
        double offset = Offset(variables, lower, upper, chiSquare, freedom, problem.RoundingFloor);
        bool converged = offset <= Math.Max(1e-3, 10 * limits.Offset);
        if (end != FitEnd.AllHeld)
            end =
                converged ? FitEnd.Settled
                : end == FitEnd.Settled ? FitEnd.Stalled
                : end;
        return new(chiSquare, evaluations, iteration, end, offset, converged);
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

    private double Offset(
        ReadOnlySpan<double> variables,
        ReadOnlySpan<double> lower,
        ReadOnlySpan<double> upper,
        double chiSquare,
        double freedom,
        double rounding
    )
    {
        if (_step.Hold(variables, lower, upper, _gram, _gradient) == 0)
            return 0;
        // Residuals that are only rounding have no standard error to compare with.
        return chiSquare <= rounding ? 0 : Math.Sqrt(Math.Max(0, _step.NewtonDecrement(variables, _gram, _gradient)) * freedom / chiSquare);
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

    // The trial becomes the point.
    private void Accept(Span<double> variables, Span<double> scale)
    {
        _trial.AsSpan(0, variables.Length).CopyTo(variables);
        (_gram, _trialGram) = (_trialGram, _gram);
        (_gradient, _trialGradient) = (_trialGradient, _gradient);
        _step.Forget();
        RaiseScale(scale);
    }

    private void RaiseScale(Span<double> scale)
    {
        for (int i = 0; i < scale.Length; i++)
            scale[i] = Math.Max(scale[i], _gram[i * scale.Length + i]);
    }

    private static bool Move(
        ReadOnlySpan<double> variables,
        ReadOnlySpan<double> step,
        ReadOnlySpan<double> lower,
        ReadOnlySpan<double> upper,
        Span<double> trial
    )
    {
        bool moved = false;
        for (int i = 0; i < variables.Length; i++)
        {
            trial[i] = Math.Clamp(variables[i] + step[i], lower[i], upper[i]);
            moved |= trial[i] != variables[i];
        }
        return moved;
    }
}
