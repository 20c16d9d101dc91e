namespace SpectraPipeline.Core.Rows;

/// <summary>Ratio of two bands over a group of frames.</summary>
[Table("band_ratios")]
public readonly record struct BandRatioRow : ISeriesRow
{
    public BandRatioRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Id of the step that formed it.")]
    public string Step { get; init; } = "";

    [Column("all, a potential in V, or a frame.")]
    public required string Group { get; init; }

    [Column("Number of the track above the line.")]
    public required int Numerator { get; init; }

    [Column("Number of the track below the line.")]
    public required int Denominator { get; init; }

    [Column("height or area.")]
    public required string Quantity { get; init; }

    [Column("Step and line shape that the sizes come from.")]
    public string Model { get; init; } = "";

    [Column("Ratio; null where the lower band is not there.")]
    public double Ratio { get; init; } = double.NaN;

    [Column("95 % interval (Fieller), low; null when there is no lower limit.")]
    public double RatioLow { get; init; } = double.NaN;

    [Column("95 % interval, high; null when there is no upper limit.")]
    public double RatioHigh { get; init; } = double.NaN;

    [Column("Frames used.")]
    public int Frames { get; init; }

    [Column("Ratio that it was tested against: the one stated, or that of the first group.")]
    public double Against { get; init; } = double.NaN;

    [Column("Probability of the two one-sided tests: below 0.05 the ratio lies within the margin.")]
    public double EquivalenceP { get; init; } = double.NaN;

    [Column(
        "equivalent, different, undecided; not one ratio where the frames scatter by more than three of their errors; else null when nothing was stated to test against."
    )]
    public string? Verdict { get; init; }

    [Column("Unbounded intervals, scatter beyond the errors, frames left out.")]
    public string? Note { get; init; }
}
