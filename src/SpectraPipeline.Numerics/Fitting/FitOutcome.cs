namespace SpectraPipeline.Numerics.Fitting;

/// <summary>Why an iteration ended.</summary>
public enum FitEnd
{
    /// <summary>The model predicts, and the last step confirmed, no further decrease of χ² that matters against its own uncertainty.</summary>
    Settled,

    /// <summary>Each variable is at a bound that it would like to cross, or has no influence.</summary>
    AllHeld,

    /// <summary>The step shrank to nothing before the criterion was met: a kink, a ridge, or rounding.</summary>
    Stalled,

    /// <summary>The permitted number of iterations was used up.</summary>
    IterationLimit,

    /// <summary>χ² is not a finite number at the start.</summary>
    NotFinite,

    /// <summary>The free variables depend on each other to rounding, or outnumber the points: χ² is least along a line, not at a point.</summary>
    Singular,
}

/// <summary>How a fit ended.</summary>
/// <param name="ChiSquare">Σ r².</param>
/// <param name="Evaluations">Evaluations of model and Jacobian.</param>
/// <param name="Iterations">Steps tried.</param>
/// <param name="End">Why it stopped.</param>
/// <param name="Offset">
/// Distance to the minimum of the linearised problem in units of the standard error (Bates and Watts, Technometrics 1981, 23, 179,
/// doi:10.1080/00401706.1981.10486257, unnormalised): below 0.01 further iteration would not change a digit that means anything.
/// </param>
/// <param name="Converged">The offset criterion is met.</param>
public readonly record struct FitOutcome(double ChiSquare, int Evaluations, int Iterations, FitEnd End, double Offset, bool Converged);

/// <summary>When to stop.</summary>
/// <param name="MaxIterations">Steps tried at most in each attempt.</param>
/// <param name="Offset">Goal for the distance to the minimum, in standard errors; up to ten times it (at least 0.001) is accepted as converged.</param>
/// <param name="InitialDamping">First λ of Marquardt, relative to the diagonal of J'J.</param>
/// <param name="Attempts">1 to 3: how often an iteration that reached no minimum is begun again from the start, each time more cautiously.</param>
public sealed record FitLimits(int MaxIterations = 200, double Offset = 1e-3, double InitialDamping = 1e-3, int Attempts = 3);
