namespace SpectraPipeline.Core.Rows;

/// <summary>What a quantity of an absorption spectrum does over the scans of a series: damage by the beam, drift of the monochromator, or nothing that shows.</summary>
[Table("dose_trends")]
public readonly record struct DoseTrendRow : ISeriesRow
{
    public DoseTrendRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Id of the step that found it.")]
    public string Step { get; init; } = "";

    [Column("edge, reference-edge, edge-minus-reference, white-line, edge-step.")]
    public required string Quantity { get; init; }

    [Column("Unit of the quantity: eV, edge steps, or that of mu.")]
    public required string Unit { get; init; }

    [Column("Definition of the edge: half-step, inflection, integral; null for the others.")]
    public string? Definition { get; init; }

    [Column("What it is plotted against: time or frame.")]
    public required string Against { get; init; }

    [Column("Scans that count.")]
    public int Frames { get; init; }

    [Column("Value in the middle of the series.", Unit = "of the quantity")]
    public double Level { get; init; } = double.NaN;

    [Column("Robust slope per scan.", Unit = "of the quantity per scan")]
    public double Slope { get; init; } = double.NaN;

    [Column("Standard error, correlation of neighbouring scans in it.", Unit = "of the quantity per scan")]
    public double SlopeSe { get; init; } = double.NaN;

    [Column("95 % interval, low.", Unit = "of the quantity per scan")]
    public double SlopeLow { get; init; } = double.NaN;

    [Column("95 % interval, high.", Unit = "of the quantity per scan")]
    public double SlopeHigh { get; init; } = double.NaN;

    [Column("Robust slope.", Unit = "of the quantity per s or frame")]
    public double SlopePerDose { get; init; } = double.NaN;

    [Column("Probability of so large a slope without a trend.")]
    public double PValue { get; init; } = double.NaN;

    [Column("Standard deviation of one scan about the line.", Unit = "of the quantity")]
    public double Scatter { get; init; } = double.NaN;

    [Column("Correlation of neighbouring scans.")]
    public double Correlation { get; init; } = double.NaN;

    [Column("First frame after a single step where that describes the scans better than the line; null else.")]
    public int? StepFrame { get; init; }

    [Column("Its size.", Unit = "of the quantity")]
    public double StepSize { get; init; } = double.NaN;

    [Column("Standard error of the size.", Unit = "of the quantity")]
    public double StepSizeSe { get; init; } = double.NaN;

    [Column("Probability of so large a step anywhere without one.")]
    public double StepPValue { get; init; } = double.NaN;

    [Column("Change per scan that the scans do not exclude (95 %), either sign.", Unit = "of the quantity per scan")]
    public double LimitPerScan { get; init; } = double.NaN;

    [Column("Scans that may be averaged before the change over them exceeds the noise of their mean.")]
    public int? ScansToAverage { get; init; }

    [Column("damage, drift (the reference moves alike), step, changes (edge-step), none-seen (see limit_per_scan), undecided.")]
    public required string Verdict { get; init; }

    [Column("What was found, and what it does not show.")]
    public string? Message { get; init; }
}
