namespace SpectraPipeline.Core.Rows;

/// <summary>The absorption edge of one frame by one definition.</summary>
[Table("edge_positions")]
public readonly record struct EdgePositionRow : IFrameRow
{
    public EdgePositionRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Id of the step that found it.")]
    public string Step { get; init; } = "";

    [Column("Frame number, counted from 0.")]
    public required int Frame { get; init; }

    [Column("Channel that was looked at: norm, or reference for the foil behind the sample.")]
    public required string Channel { get; init; }

    [Column("inflection, half-step, integral or white-line.")]
    public required string Definition { get; init; }

    [Column("Energy; null where the definition finds none.", Unit = "eV")]
    public double Energy { get; init; } = double.NaN;

    [Column("Standard error from the noise of the points, for the normalisation as it is.", Unit = "eV")]
    public double EnergySe { get; init; } = double.NaN;

    [Column("Energy less that of the foil by the same definition.", Unit = "eV")]
    public double ShiftFromFoil { get; init; } = double.NaN;

    [Column("Standard error from the noise of both.", Unit = "eV")]
    public double ShiftFromFoilSe { get; init; } = double.NaN;

    [Column("Normalised absorption there.")]
    public double Height { get; init; } = double.NaN;

    [Column("Standard error from the noise of the points; null where the definition sets the height.")]
    public double HeightSe { get; init; } = double.NaN;

    [Column("Edge step of the frame.")]
    public double EdgeStep { get; init; } = double.NaN;

    [Column("Standard deviation of a point near the edge, in edge steps.")]
    public double Noise { get; init; } = double.NaN;

    [Column("Half width of the local cubic that smooths.", Unit = "eV")]
    public double Smoothing { get; init; } = double.NaN;

    [Column("Formal oxidation state by interpolation between standards.")]
    public double OxidationState { get; init; } = double.NaN;

    [Column("95 % interval, low.")]
    public double OxidationStateLow { get; init; } = double.NaN;

    [Column("95 % interval, high.")]
    public double OxidationStateHigh { get; init; } = double.NaN;

    [Column("Doubts.")]
    public string? Message { get; init; }
}
