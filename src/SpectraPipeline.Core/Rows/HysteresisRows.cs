namespace SpectraPipeline.Core.Rows;

/// <summary>How a track differs between the cathodic and the anodic scan at the same potential.</summary>
[Table("hysteresis")]
public readonly record struct HysteresisRow : ISeriesRow
{
    public HysteresisRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Number of the track.")]
    public required int Track { get; init; }

    [Column("height, area or position.")]
    public required string Quantity { get; init; }

    [Column("Integral of anodic less cathodic over the potential that both scans share, in the unit of the quantity times V.")]
    public double LoopArea { get; init; } = double.NaN;

    [Column("Standard error.", Name = "loop_area_se")]
    public double LoopAreaSe { get; init; } = double.NaN;

    [Column("Potential at which the cathodic scan passes the middle between smallest and largest.", Unit = "V")]
    public double CathodicHalfV { get; init; } = double.NaN;

    [Column("The same of the anodic scan.", Unit = "V")]
    public double AnodicHalfV { get; init; } = double.NaN;

    [Column("Anodic less cathodic.", Unit = "V")]
    public double SeparationV { get; init; } = double.NaN;

    [Column("Standard error without that of the clock.", Unit = "V", Name = "separation_v_se")]
    public double SeparationVSe { get; init; } = double.NaN;

    [Column("95 % interval with the error of the clock's offset, low.", Unit = "V")]
    public double SeparationVLow { get; init; } = double.NaN;

    [Column("95 % interval with the error of the clock's offset, high.", Unit = "V")]
    public double SeparationVHigh { get; init; } = double.NaN;

    [Column("Scan rate, mean magnitude over both scans.", Unit = "V/s")]
    public double ScanRateVPerS { get; init; } = double.NaN;

    [Column(
        "Error of the clock's offset that would make this separation alone: separation (loop area over the change of size where there is no half height) over twice the scan rate; null when no offset would.",
        Unit = "s"
    )]
    public double OffsetThatExplainsS { get; init; } = double.NaN;

    [Column("Frames of the cathodic scan used.")]
    public int FramesCathodic { get; init; }

    [Column("Frames of the anodic scan used.")]
    public int FramesAnodic { get; init; }

    [Column("hysteresis, none within error, could be the clock, not determined.")]
    public required string Verdict { get; init; }

    [Column("What the verdict rests on.")]
    public string? Note { get; init; }
}
