namespace SpectraPipeline.Core.Rows;

/// <summary>A baseline that was considered for a frame: the choice, its runners-up and the nearest single method.</summary>
[Table("baselines")]
public readonly record struct BaselineRow : IStepRow
{
    public BaselineRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Id of the step that found it.")]
    public string Step { get; init; } = "";

    [Column("Frame number, counted from 0.")]
    public required int Frame { get; init; }

    [Column("1 = most probable; the single method that comes nearest is last.")]
    public required int Rank { get; init; }

    [Column("Method, in the words of a pipeline file where it is a stage of its own.")]
    public required string Method { get; init; }

    [Column("Bands were sought upwards, or both ways.")]
    public string Bands { get; init; } = "";

    [Column("Stiffness: of the differences in points for the joint fit, the stage's own parameter for a single method.")]
    public double Lambda { get; init; } = double.NaN;

    [Column("Number of bands fitted with it.")]
    public int? BandCount { get; init; }

    [Column("-2 ln of the marginal likelihood; differences within a frame count.")]
    public double Criterion { get; init; } = double.NaN;

    [Column("Share in the baseline of this frame.")]
    public double Probability { get; init; } = double.NaN;

    [Column("Root mean square distance from the baseline of this frame.", Unit = "y")]
    public double Distance { get; init; } = double.NaN;

    [Column("Standard deviation of the baseline of this frame, root mean square over the axis.", Unit = "y")]
    public double Spread { get; init; } = double.NaN;
}
