using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>What is particular to a method when <see cref="BaselineFindings"/> speaks of a doubtful result: only parameters that the stage has may be named.</summary>
internal sealed record BaselineAdvice
{
    /// <summary>For methods that work on the axis and need no advice of their own.</summary>
    public static BaselineAdvice OnAxis { get; } = new();

    /// <summary>For methods that work in index space: an uneven axis is told of.</summary>
    public static BaselineAdvice InPoints { get; } = new() { CountsPoints = true };

    /// <summary>Distances are counted in points, not on the axis.</summary>
    public bool CountsPoints { get; init; }

    /// <summary>What to do about an uneven axis.</summary>
    public string Uneven { get; init; } = "use shape.resample before";

    /// <summary>What to do when every point was taken for a band; none where that cannot be.</summary>
    public string? NoPoints { get; init; }

    /// <summary>Says what had not settled when the repetitions were used up.</summary>
    public Func<BaselineOutcome, string> NotSettled { get; init; } =
        o =>
            FormattableString.Invariant(
                $"it still changed by {o.Change:g3} after {o.Iterations} iterations; the baseline may depend on max-iterations."
            );
}
