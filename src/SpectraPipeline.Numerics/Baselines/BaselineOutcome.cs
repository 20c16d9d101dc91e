namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Why an iterated baseline stopped.</summary>
public enum BaselineStop
{
    /// <summary>The weights changed by less than the tolerance.</summary>
    Converged,

    /// <summary>The allowed number of iterations was used up: the baseline still moved.</summary>
    MaxIterations,

    /// <summary>Fewer than two points lie below the baseline: no noise to take the measure of.</summary>
    NothingBelow,

    /// <summary>The method is not iterated.</summary>
    Direct,

    /// <summary>A classification found no point that belongs to the baseline.</summary>
    NoBaselinePoints,

    /// <summary>λ is so large beside the weights that rounding ate the system: the baseline is NaN.</summary>
    Singular,

    /// <summary>The change fell below the tolerance only because it is divided by a level that is far above what the spectrum varies by: the baseline still moved.</summary>
    Premature,

    /// <summary>The spectrum is too low for the method's absolute constants.</summary>
    BelowScale,
}

/// <summary>How an iterated baseline ended.</summary>
/// <param name="Iterations">Weight updates that were measured; the peers' length of <c>tol_history</c>.</param>
/// <param name="Stop">Why it ended.</param>
/// <param name="Change">Last value of what is compared with the tolerance (‖w_new − w_old‖₂ / ‖w_old‖₂ of the Whittaker family); NaN when none was measured.</param>
public readonly record struct BaselineOutcome(int Iterations, BaselineStop Stop, double Change)
{
    private const double FarAbove = 3; // a level of the spectrum's own height is none
    private const double RoundingOfChange = 1e-9;

    /// <summary>True when the method had settled.</summary>
    public bool Converged => Stop == BaselineStop.Converged;

    /// <summary>Outcome of a method that is not iterated.</summary>
    public static BaselineOutcome Direct => new(0, BaselineStop.Direct, double.NaN);

    /// <summary>The outcome of a method whose change is ‖Δz‖₂ / ‖z‖₂, held against the spectrum without its level: converged only where ‖Δz‖₂ is not far above tolerance · ‖y − min y‖₂.</summary>
    /// <param name="y">The spectrum.</param>
    /// <param name="baseline">z.</param>
    /// <param name="tolerance">What the change was compared with.</param>
    internal BaselineOutcome WithoutLevel(ReadOnlySpan<double> y, ReadOnlySpan<double> baseline, double tolerance)
    {
        if (Stop != BaselineStop.Converged || !(Change > RoundingOfChange))
            return this;
        double least = double.PositiveInfinity,
            height = 0,
            level = 0;
        foreach (double v in y)
            least = Math.Min(least, v);
        foreach (double v in y)
            height += (v - least) * (v - least);
        foreach (double z in baseline)
            level += z * z;
        return Change * Math.Sqrt(level) > FarAbove * tolerance * Math.Sqrt(height) ? this with { Stop = BaselineStop.Premature } : this;
    }

    /// <summary>This outcome where the solution is sound; else a baseline of NaN and the reason for it.</summary>
    internal BaselineOutcome OrSingular(bool sound, Span<double> baseline)
    {
        if (sound)
            return this;
        baseline.Fill(double.NaN);
        return this with { Stop = BaselineStop.Singular };
    }

    /// <summary>Outcome of a method that stops when its change falls below the tolerance.</summary>
    internal static BaselineOutcome After(int iterations, double change, double tolerance) =>
        new(iterations, change < tolerance ? BaselineStop.Converged : BaselineStop.MaxIterations, change);
}
