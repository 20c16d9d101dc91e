namespace SpectraPipeline.Core.Rows;

/// <summary>How the clock of a potentiostat's log runs against that of the spectrometer: spectrometer time = log time · (1 + rate) + offset_s.</summary>
[Table("clocks")]
public readonly record struct ClockRow : ISeriesRow
{
    public ClockRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("File of the log.")]
    public required string Log { get; init; }

    [Column("Offset: spectrometer time = log time x (1 + rate) + offset_s.", Unit = "s")]
    public required double OffsetS { get; init; }

    [Column(
        "Standard error of the offset at the middle of the series; null where the offset was stated.",
        Unit = "s",
        Name = "offset_s_se"
    )]
    public double OffsetSSe { get; init; } = double.NaN;

    [Column("Relative rate of the spectrometer's clock against the log's, less 1; 0 where it was not fitted.")]
    public double Rate { get; init; }

    [Column("Standard error of the rate.")]
    public double RateSe { get; init; } = double.NaN;

    [Column("Spectrometer time at which offset and rate are independent.", Unit = "s")]
    public double MiddleS { get; init; } = double.NaN;

    [Column("Steps of potential that both clocks show.")]
    public int Steps { get; init; }

    [Column("steps, stated, time-of-day; with what was found.")]
    public required string Method { get; init; }
}
