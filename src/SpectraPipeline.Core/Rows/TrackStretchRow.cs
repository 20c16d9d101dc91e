namespace SpectraPipeline.Core.Rows;

/// <summary>Frames in which a track is not a band of its own: merged with another, missing, or carried on by a decision that is not certain.</summary>
[Table("track_stretches")]
public readonly record struct TrackStretchRow : ISeriesRow
{
    public TrackStretchRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Number of the track.")]
    public required int Track { get; init; }

    [Column("First frame of the stretch.")]
    public required int FirstFrame { get; init; }

    [Column("Last frame of the stretch.")]
    public required int LastFrame { get; init; }

    [Column(
        "merged: not told apart from with_track, what is fitted there belongs to both; uncertain: the same, and which of the two goes on as which is not decided by 95 %; missing: not found, and found again."
    )]
    public required string Kind { get; init; }

    [Column("The other track; null where it is missing.")]
    public int? WithTrack { get; init; }

    [Column(
        "Probability that the track goes on as itself after the stretch, from position, drift, width and height; null where it is missing."
    )]
    public double Probability { get; init; } = double.NaN;
}
