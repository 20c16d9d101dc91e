using SpectraPipeline.Core;
using SpectraPipeline.Engine.Ingest;

namespace SpectraPipeline.Engine.Pipelines;

/// <summary>A mistake in a pipeline file, with its place.</summary>
/// <param name="File">File as the user named it.</param>
/// <param name="Line">Line, counted from 1.</param>
/// <param name="Column">Column, counted from 1.</param>
/// <param name="Message">What is wrong and what to do.</param>
/// <param name="IsWarning">True = the run can go on.</param>
public sealed record PipelineIssue(string File, long Line, long Column, string Message, bool IsWarning = false)
{
    /// <summary><c>file(line,column): message</c>.</summary>
    public override string ToString() => $"{File}({Line},{Column}): {(IsWarning ? "warning: " : "")}{Message}";
}

/// <summary>A pipeline file, read and checked.</summary>
public sealed record Pipeline
{
    /// <summary>What it is called.</summary>
    public string Name { get; init; } = "";

    /// <summary>Path as the user named it.</summary>
    public required string File { get; init; }

    /// <summary>Folder that relative paths start from.</summary>
    public required string Folder { get; init; }

    /// <summary>The text, as read.</summary>
    public required string Text { get; init; }

    /// <summary>What is in the cell.</summary>
    public Context Context { get; init; } = new();

    /// <summary>The series, in the order of the file.</summary>
    public IReadOnlyList<SeriesPlan> Series { get; init; } = [];

    /// <summary>Title of the report; the name when left out.</summary>
    public string? ReportTitle { get; init; }

    /// <summary>Figures asked for; empty = all that apply.</summary>
    public IReadOnlyList<string> Figures { get; init; } = [];
}

/// <summary>A series: its files and its steps.</summary>
public sealed record SeriesPlan
{
    /// <summary>Id, technique, role, context.</summary>
    public required SeriesCard Card { get; init; }

    /// <summary>Globs or files, as written.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Format that overrides the sniffing; null = by content.</summary>
    public string? Format { get; init; }

    /// <summary>What y is; null = as the file says.</summary>
    public SignalKind? Quantity { get; init; }

    /// <summary>Which signal of a scan is taken: transmission, fluorescence, reference, or a column label; null = by evidence.</summary>
    public string? Channel { get; init; }

    /// <summary>Which spectra of a file of many are taken: titles (with * and ?) or numbers from 0; empty = all.</summary>
    public IReadOnlyList<string> Spectra { get; init; } = [];

    /// <summary>What becomes of frames that end before the others do.</summary>
    public PartialFrames Partial { get; init; }

    /// <summary>Table of frames, relative to the pipeline file; null = none.</summary>
    public string? FramesTable { get; init; }

    /// <summary>Log of the potentiostat; null = none.</summary>
    public LogPlan? Log { get; init; }

    /// <summary>Which spectra are stored.</summary>
    public Keep Keep { get; init; } = Keep.Last;

    /// <summary>The steps.</summary>
    public IReadOnlyList<StepPlan> Steps { get; init; } = [];

    /// <summary>Line of the series in the file.</summary>
    public long Line { get; init; }

    /// <summary>Column of the series in the file.</summary>
    public long Column { get; init; }
}

/// <summary>Which spectra are stored.</summary>
/// <param name="Mode">last, all, none or steps.</param>
/// <param name="Steps">Ids of steps when the mode is steps.</param>
public sealed record Keep(KeepMode Mode, params IReadOnlyList<string> Steps)
{
    /// <summary>The last output of each axis.</summary>
    public static Keep Last { get; } = new(KeepMode.Last);
}

/// <summary>Which spectra are stored.</summary>
public enum KeepMode
{
    /// <summary>The last output of each axis.</summary>
    Last,

    /// <summary>Every step's output.</summary>
    All,

    /// <summary>None.</summary>
    None,

    /// <summary>Those named.</summary>
    Steps,
}

/// <summary>One step.</summary>
/// <param name="Id">Unique in the series; the stage's name unless given (a repeated name gets -2, -3 ...).</param>
/// <param name="Name">Stage name.</param>
/// <param name="Stage">The record with its parameters.</param>
/// <param name="Input">Id of the step whose output it takes; null = the newest of its kind. <c>read</c> names the files' own spectra.</param>
/// <param name="Line">Line in the file.</param>
/// <param name="Column">Column in the file.</param>
public sealed record StepPlan(string Id, string Name, Stage Stage, string? Input, long Line, long Column);

/// <summary>A step that cannot work on what it is given; carries its place in the file.</summary>
/// <param name="step">The step.</param>
/// <param name="message">What is wrong and what to do.</param>
public sealed class StepException(StepPlan step, string message) : UserException(message)
{
    /// <summary>The step.</summary>
    public StepPlan Step { get; } = step;
}
