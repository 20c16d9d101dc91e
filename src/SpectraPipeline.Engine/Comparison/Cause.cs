namespace SpectraPipeline.Engine.Comparison;

/// <summary>Something other than the answers that differs between two runs.</summary>
public sealed record Cause
{
    /// <summary>parameter, step, pipeline, context, input, reference, program, machine, runtime, seed or series.</summary>
    public required string Kind { get; init; }

    /// <summary>Id of the series; null when it concerns all.</summary>
    public string? Series { get; init; }

    /// <summary>Id of the step; null when it concerns none or all.</summary>
    public string? Step { get; init; }

    /// <summary>Name of the parameter, key or file.</summary>
    public required string Name { get; init; }

    /// <summary>Value in the first run; null when it has none.</summary>
    public string? Before { get; init; }

    /// <summary>Value in the second run; null when it has none.</summary>
    public string? After { get; init; }

    /// <summary>Files concerned, all of them.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>The difference in words.</summary>
    public required string Statement { get; init; }

    /// <summary>Where it acts first; null = it can act on every step.</summary>
    internal IReadOnlySet<StepPlace>? Enters { get; init; }

    /// <summary>It lies at or upstream of a place with this upstream.</summary>
    internal bool IsIn(IReadOnlySet<StepPlace> upstream) => Enters is null || Enters.Overlaps(upstream);
}
