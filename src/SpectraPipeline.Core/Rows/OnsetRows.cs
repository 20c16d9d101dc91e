namespace SpectraPipeline.Core.Rows;

/// <summary>Onset of one track by one method on one axis: methods that disagree are shown, not averaged.</summary>
[Table("onsets")]
public readonly record struct OnsetRow : ISeriesRow
{
    public OnsetRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Number of the track.")]
    public required int Track { get; init; }

    [Column("threshold, change-point or tangent.")]
    public required string Method { get; init; }

    [Column(
        "time (s, the spectrometer's clock), log-time (s, the clock of the potentiostat's log, with the error of the offset) or potential (V, with the same)."
    )]
    public required string Against { get; init; }

    [Column("Onset, in s or V as 'against' says; null when not determined.")]
    public double Onset { get; init; } = double.NaN;

    [Column("95 % interval, low; null when open.")]
    public double Low { get; init; } = double.NaN;

    [Column("95 % interval, high; null when open.")]
    public double High { get; init; } = double.NaN;

    [Column("Frames that the method used.")]
    public int Frames { get; init; }

    [Column("What was assumed, and why there is no onset where there is none.")]
    public string? Note { get; init; }
}
