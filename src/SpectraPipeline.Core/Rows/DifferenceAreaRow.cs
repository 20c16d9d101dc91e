namespace SpectraPipeline.Core.Rows;

/// <summary>What the difference of a normalised spectrum to its reference holds over a range.</summary>
[Table("difference_areas")]
public readonly record struct DifferenceAreaRow : IStepRow
{
    public DifferenceAreaRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Id of the step that found it.")]
    public string Step { get; init; } = "";

    [Column("Frame number, counted from 0.")]
    public required int Frame { get; init; }

    [Column("Frames or series that it refers to.")]
    public required string Reference { get; init; }

    [Column("Start of the range.", Unit = "eV")]
    public double From { get; init; } = double.NaN;

    [Column("End of the range.", Unit = "eV")]
    public double To { get; init; } = double.NaN;

    [Column("Integral of the difference.", Unit = "eV")]
    public double Area { get; init; } = double.NaN;

    [Column("Standard error from the noise of both spectra.", Unit = "eV")]
    public double AreaSe { get; init; } = double.NaN;

    [Column("Integral of its size, noise and all.", Unit = "eV")]
    public double AbsoluteArea { get; init; } = double.NaN;

    [Column("Largest difference, with its sign, in edge steps.")]
    public double Largest { get; init; } = double.NaN;

    [Column("Where it is.", Unit = "eV")]
    public double LargestEnergy { get; init; } = double.NaN;

    [Column("Standard deviation of a point of the difference, in edge steps.")]
    public double Noise { get; init; } = double.NaN;

    [Column("Probability of neighbours so much alike if the difference were noise about zero.")]
    public double PValue { get; init; } = double.NaN;

    [Column("differs, not-seen, undecided (too few points), reference (the frame is the reference itself).")]
    public required string Verdict { get; init; }
}
