using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.Core;

/// <summary>One frame on its way through the steps of its series: what a person looks at to choose a parameter. Nothing of it is stored.</summary>
public sealed record FramePreview
{
    /// <summary>Id of the series.</summary>
    public required string Series { get; init; }

    /// <summary>Frames in the whole series.</summary>
    public required int Frames { get; init; }

    /// <summary>The frame as read: one row; NaN where reading failed.</summary>
    public required SpectralSeries AsRead { get; init; }

    /// <summary>The steps in the order of the pipeline.</summary>
    public required IReadOnlyList<PreviewStep> Steps { get; init; }

    /// <summary>Doubts about the whole series that reading raised.</summary>
    public required IReadOnlyList<FaultRow> Doubts { get; init; }

    /// <summary>File, time, potential and note of the frame.</summary>
    public FrameInfo Info => AsRead.Info[0];

    /// <summary>Why the frame could not be read; null when it was.</summary>
    public Fault? ReadFault => AsRead.Faults[0];

    /// <summary>Reading or a step found a fault.</summary>
    public bool IsFaulted => ReadFault is not null || Steps.Any(s => s.Fault is not null);
}

/// <summary>What one step made of the frame.</summary>
public sealed record PreviewStep
{
    /// <summary>Id of the step.</summary>
    public required string Id { get; init; }

    /// <summary>Name of its stage, <c>family.method</c>.</summary>
    public required string Stage { get; init; }

    /// <summary>What the stage does, in one line.</summary>
    public required string Summary { get; init; }

    /// <summary>Every parameter with its value.</summary>
    public required IReadOnlyList<PreviewParameter> Parameters { get; init; }

    /// <summary>Why it was not run: it works on the whole series, or an earlier step left nothing to read. Null when it was.</summary>
    public string? NotRun { get; init; }

    /// <summary>True = it needs rows or all frames, so a preview of one frame can never show it.</summary>
    public bool NeedsWholeSeries { get; init; }

    /// <summary>Step that it reads; <c>read</c> is the file itself.</summary>
    public string InputFrom { get; init; } = "";

    /// <summary>The frame that it read; null when it was not run.</summary>
    public SpectralSeries? Input { get; init; }

    /// <summary>Channel of the input that it read.</summary>
    public string InputChannel { get; init; } = "";

    /// <summary>Its spectra; null for a step that gives rows only, and where it has a fault.</summary>
    public SpectralSeries? Output { get; init; }

    /// <summary>Rows, flags and warnings of this frame; null when it was not run.</summary>
    public Findings? Findings { get; init; }

    /// <summary>Why this step has no result for the frame; null when it has one.</summary>
    public Fault? Fault { get; init; }

    /// <summary>Time that the step took on this frame.</summary>
    public TimeSpan Taken { get; init; }

    /// <summary>Rows of one kind that the step found in the frame.</summary>
    public IReadOnlyList<TRow> Rows<TRow>()
        where TRow : struct => Findings is { } f && f.Tables.Contains(typeof(TRow)) ? f.List<TRow>() : [];
}

/// <summary>A parameter as the step used it.</summary>
/// <param name="Name">Name in the pipeline file.</param>
/// <param name="Value">Value as the pipeline file writes it.</param>
/// <param name="Default">Value when it is left out.</param>
/// <param name="Unit">Unit of a bare number; empty when it has none.</param>
/// <param name="Help">What it does.</param>
public sealed record PreviewParameter(string Name, string Value, string Default, string Unit, string Help)
{
    /// <summary>The pipeline says something else than the default.</summary>
    public bool IsChanged => Value != Default;
}
