namespace SpectraPipeline.Core.Rows;

/// <summary>A file that was found: read or refused.</summary>
[Table("files")]
public readonly record struct FileRow : ISeriesRow
{
    [Column("Id of the series that asked for the file.")]
    public required string Series { get; init; }

    [Column("Path relative to the pipeline file.")]
    public required string File { get; init; }

    [Column("SHA-256 of the bytes, hex.")]
    public string? Sha256 { get; init; }

    [Column("Format that was recognised.")]
    public string? Format { get; init; }

    [Column("Reader that read it.")]
    public string? Reader { get; init; }

    [Column("read, refused, or left-out (the table of frames does not list it).")]
    public required string Status { get; init; }

    [Column("Why it was refused or left out, or a doubt.")]
    public string? Message { get; init; }
}

/// <summary>A frame of a series with its time, potential and outcome.</summary>
[Table("frames")]
public readonly record struct FrameRow : IFrameRow
{
    public FrameRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Frame number, counted from 0.")]
    public required int Frame { get; init; }

    [Column("Source file.")]
    public required string File { get; init; }

    [Column("Which spectrum of the file.")]
    public int IndexInFile { get; init; }

    [Column("Mid-exposure time since the start of the series.", Unit = "s")]
    public double TimeS { get; init; } = double.NaN;

    [Column("Electrode potential as logged.", Unit = "V")]
    public double PotentialV { get; init; } = double.NaN;

    [Column("Spread of the potential over the exposure.", Unit = "V")]
    public double PotentialSdV { get; init; } = double.NaN;

    [Column("Potential after iR correction.", Unit = "V")]
    public double PotentialIrV { get; init; } = double.NaN;

    [Column("Potential on the RHE scale.", Unit = "V")]
    public double PotentialRheV { get; init; } = double.NaN;

    [Column("Current.", Unit = "A")]
    public double CurrentA { get; init; } = double.NaN;

    [Column("ok, flagged or faulted.")]
    public required string Status { get; init; }

    [Column("Why it was flagged or faulted.")]
    public string? Message { get; init; }
}

/// <summary>The axis of a stored step.</summary>
[Table("axes")]
public readonly record struct AxisRow : ISeriesRow
{
    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Id of the step.")]
    public required string Step { get; init; }

    [Column("Name of the axis.")]
    public string Name { get; init; }

    [Column("Unit of the values.")]
    public required string Unit { get; init; }

    [Column("The x-values, ascending.")]
    public required double[] Values { get; init; }

    [Column("Second axis of a map (R of a wavelet map), else null.")]
    public double[]? Values2 { get; init; }

    [Column("Unit of the second axis.")]
    public string? Unit2 { get; init; }
}

/// <summary>A fault, a flag or a warning.</summary>
[Table("faults")]
public readonly record struct FaultRow : IFrameRow
{
    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Frame number; null when the whole series or file is meant.")]
    public int Frame { get; init; }

    [Column("Source file.")]
    public string? File { get; init; }

    [Column("Step that found it, or read.")]
    public required string Step { get; init; }

    [Column("Stable code.")]
    public required string Code { get; init; }

    [Column("warning, flagged, faulted, refused or internal-error.")]
    public required string Severity { get; init; }

    [Column("What, where, what to do next.")]
    public required string Message { get; init; }
}
