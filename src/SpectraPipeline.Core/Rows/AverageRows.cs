namespace SpectraPipeline.Core.Rows;

/// <summary>Which frames a mean frame was made from. Rows of the steps after the averaging count mean frames; here is when and where these were.</summary>
[Table("averages")]
public readonly record struct AverageRow : IStepRow
{
    public AverageRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Id of the step that averaged.")]
    public string Step { get; init; } = "";

    [Column("Number of the mean frame, counted from 0: the frame of all rows that later steps write.")]
    public required int Frame { get; init; }

    [Column("First frame of the group.")]
    public int FirstFrame { get; init; }

    [Column("Last frame of the group.")]
    public int LastFrame { get; init; }

    [Column("Frames averaged; faulted ones are left out.")]
    public int Frames { get; init; }

    [Column("File of the first frame.")]
    public string FirstFile { get; init; } = "";

    [Column("File of the last frame.")]
    public string LastFile { get; init; } = "";

    [Column("Mean time.", Unit = "s")]
    public double TimeS { get; init; } = double.NaN;

    [Column("Mean potential.", Unit = "V")]
    public double PotentialV { get; init; } = double.NaN;

    [Column("Spread of the potential: within the exposures and between them.", Unit = "V")]
    public double PotentialSdV { get; init; } = double.NaN;

    [Column("Mean current.", Unit = "A")]
    public double CurrentA { get; init; } = double.NaN;
}
