namespace SpectraPipeline.Engine.Comparison;

/// <summary>What kind of answer differs, the weightiest first.</summary>
public enum AnswerKind
{
    /// <summary>The species that leads the assignment of a band.</summary>
    Leader,

    /// <summary>A verdict: of an assignment, a comparison, a fit, a claim.</summary>
    Verdict,

    /// <summary>Another word about a band or a claim: its sign, the shape of its Stark line, the grade of the evidence.</summary>
    Reading,

    /// <summary>A band, claim or series that only one of the runs has.</summary>
    Existence,

    /// <summary>A number of a band, a fit, an edge.</summary>
    Number,

    /// <summary>A number or word that each frame has, told by medians and counts.</summary>
    FrameByFrame,

    /// <summary>Frames or files: how many, and what became of them.</summary>
    Count,

    /// <summary>A fault, flag or warning that only one of the runs has.</summary>
    Fault,

    /// <summary>Stored spectra, or rows that no other kind speaks of.</summary>
    Rows,
}

/// <summary>An answer that differs between two runs.</summary>
public sealed record Answer
{
    /// <summary>Which kind.</summary>
    public required AnswerKind Kind { get; init; }

    /// <summary>Id of the series; null when it is of none.</summary>
    public string? Series { get; init; }

    /// <summary>Table of the result folder that holds it.</summary>
    public required string Table { get; init; }

    /// <summary>What it is an answer about, in words: a band, a path, an edge.</summary>
    public required string Subject { get; init; }

    /// <summary>Which quantity of it.</summary>
    public required string Quantity { get; init; }

    /// <summary>As shown, with its error; null when the first run has none.</summary>
    public string? Before { get; init; }

    /// <summary>As shown, with its error; null when the second run has none.</summary>
    public string? After { get; init; }

    /// <summary>Unit of both; empty when they have none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Beyond rounding, but less than one combined standard error (where no error is known: less than what is shown).</summary>
    public bool WithinError { get; init; }

    /// <summary>The difference in words, without subject.</summary>
    public required string Statement { get; init; }

    /// <summary>Id of the step that wrote it; null when the folder does not tell.</summary>
    public string? Step { get; init; }

    /// <summary>The first step upstream whose rows or counts differ; null when none is known to.</summary>
    public string? FirstToDiffer { get; init; }

    /// <summary>Causes at or upstream of the first step that differs, by their place in the list of causes; empty when nothing explains it.</summary>
    public IReadOnlyList<int> BecauseOf { get; init; } = [];

    /// <summary>Causes further down, which may add to it.</summary>
    public IReadOnlyList<int> MayAdd { get; init; } = [];
}
