namespace SpectraPipeline.Numerics.Fitting;

// Points, their evaluation and exchange along one attempt.
public sealed partial class BoundedLevenbergMarquardt
{
    private double Evaluate(in Walk walk)
    {
        int count = walk.Variables.Length;
        _step.Forget();
        return walk.Problem.Evaluate(walk.Variables, _gram.AsSpan(0, count * count), _gradient.AsSpan(0, count));
    }

    private double EvaluateTrial(in Walk walk)
    {
        int count = walk.Variables.Length;
        return walk.Problem.Evaluate(_trial.AsSpan(0, count), _trialGram.AsSpan(0, count * count), _trialGradient.AsSpan(0, count));
    }

    // The trial becomes the point, and the point the trial.
    private void Exchange(Span<double> variables)
    {
        for (int i = 0; i < variables.Length; i++)
            (variables[i], _trial[i]) = (_trial[i], variables[i]);
        (_gram, _trialGram) = (_trialGram, _gram);
        (_gradient, _trialGradient) = (_trialGradient, _gradient);
        _step.Forget();
    }

    // D: the largest diagonal so far. Along a curved valley that is a memory of elsewhere: there the present one, while it lasts.
    private void Rescale(Span<double> scale, bool present)
    {
        const double Least = 1e-12;
        for (int i = 0; i < scale.Length; i++)
            scale[i] = Math.Max(present ? Least * scale[i] : scale[i], _gram[i * scale.Length + i]);
    }

    private bool Move(in Walk walk)
    {
        bool moved = false;
        ReadOnlySpan<double> step = _step.Step;
        for (int i = 0; i < step.Length; i++)
        {
            _trial[i] = Math.Clamp(walk.Variables[i] + step[i], walk.Lower[i], walk.Upper[i]);
            moved |= _trial[i] != walk.Variables[i];
        }
        return moved;
    }

    // What stays the same along one attempt.
    private readonly ref struct Walk(
        ILeastSquaresProblem problem,
        Span<double> variables,
        ReadOnlySpan<double> lower,
        ReadOnlySpan<double> upper,
        FitLimits limits
    )
    {
        public readonly ILeastSquaresProblem Problem = problem;
        public readonly Span<double> Variables = variables;
        public readonly ReadOnlySpan<double> Lower = lower;
        public readonly ReadOnlySpan<double> Upper = upper;
        public readonly FitLimits Limits = limits;

        // Points less variables.
        public readonly double Freedom = Math.Max(1, problem.PointCount - variables.Length);

        // Part of χ² that need not be gained any more.
        public double Tolerance => Math.Clamp(Limits.Offset * Limits.Offset / Freedom, Invisible, MostAbove);

        public bool IsInvisible(double offset) => offset * offset <= 10 * Invisible * Freedom;
    }
}
