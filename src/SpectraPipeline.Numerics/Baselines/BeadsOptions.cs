namespace SpectraPipeline.Numerics.Baselines;

/// <summary>The smooth stand-in for |u| that holds the signal's derivatives sparse.</summary>
public enum BeadsCost
{
    /// <summary>√(u² + ε₁).</summary>
    SquareRoot,

    /// <summary>|u| − ε₁ ln(|u| + ε₁).</summary>
    Logarithm,
}

/// <summary>What BEADS is told. The λ go with y as it is: a spectrum ten times as high needs them ten times as large.</summary>
/// <param name="Cutoff">fc, where the high-pass filter's gain is ½, in cycles a point; between 0 and 0.5.</param>
/// <param name="FilterDegree">d, 1 or 2; the filter is of order 2 d.</param>
/// <param name="Lambda0">λ₀ ≥ 0, weight of the signal's asymmetric absolute values.</param>
/// <param name="Lambda1">λ₁ ≥ 0, weight of its first differences.</param>
/// <param name="Lambda2">λ₂ ≥ 0, weight of its second differences.</param>
/// <param name="Asymmetry">r &gt; 0: a negative value costs r times a positive one.</param>
/// <param name="Cost">φ of the differences.</param>
/// <param name="Epsilon0">ε₀ &gt; 0, below which θ is a parabola.</param>
/// <param name="Epsilon1">ε₁ &gt; 0 of φ.</param>
/// <param name="FitParabola">Takes a parabola through both ends off before and puts it back after: the filter expects ends near zero.</param>
/// <param name="SmoothHalfWindow">Half width of a moving mean over the differences before they are weighted; 0 for none.</param>
/// <param name="Tolerance">Stops when the cost changes by less than this, relative.</param>
/// <param name="MaxIterations">Stops after this many repetitions: at most MaxIterations + 1 solutions.</param>
public sealed record BeadsOptions(
    double Cutoff = 0.005,
    int FilterDegree = 1,
    double Lambda0 = 1,
    double Lambda1 = 1,
    double Lambda2 = 1,
    double Asymmetry = 6,
    BeadsCost Cost = BeadsCost.Logarithm,
    double Epsilon0 = 1e-6,
    double Epsilon1 = 1e-6,
    bool FitParabola = true,
    int SmoothHalfWindow = 0,
    double Tolerance = 1e-2,
    int MaxIterations = 50
)
{
    /// <summary>Fewest points: one second difference.</summary>
    public const int MinPoints = 3;

    /// <summary>A spectrum lower than this many ε₀ is all parabola: nothing of it counts as band.</summary>
    internal const double LeastRangeInEpsilon = 1e3;

    /// <summary>The outcome, unless the spectrum is too low for ε₀ or the λ: nothing of it then counts as band.</summary>
    internal BaselineOutcome Judge(ReadOnlySpan<double> y, BaselineOutcome outcome)
    {
        double least = double.PositiveInfinity,
            largest = double.NegativeInfinity;
        foreach (double v in y)
            (least, largest) = (Math.Min(least, v), Math.Max(largest, v));
        double range = largest - least,
            lambda = Math.Max(Lambda0, Math.Max(Lambda1, Lambda2));
        bool low = range > 0 && range < Math.Max(lambda, LeastRangeInEpsilon * Epsilon0);
        return low ? outcome with { Stop = BaselineStop.BelowScale } : outcome;
    }

    internal void Check(int points)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, MinPoints);
        ArgumentOutOfRangeException.ThrowIfLessThan(FilterDegree, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(FilterDegree, 2);
        ArgumentOutOfRangeException.ThrowIfNegative(SmoothHalfWindow);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxIterations);
        if (!(Cutoff is > 0 and < 0.5))
            throw new ArgumentException($"the cutoff must lie between 0 and 0.5 cycles a point, {Cutoff} does not");
        if (!(Lambda0 >= 0 && Lambda1 >= 0 && Lambda2 >= 0))
            throw new ArgumentException($"no lambda may be negative, as of {Lambda0}, {Lambda1} and {Lambda2}");
        if (!(Asymmetry > 0 && Epsilon0 > 0 && Epsilon1 > 0))
            throw new ArgumentException($"asymmetry and both epsilons must be positive, not {Asymmetry}, {Epsilon0} and {Epsilon1}");
        if (!(Tolerance >= 0))
            throw new ArgumentException($"the tolerance must not be negative, {Tolerance} is");
    }
}
