namespace SpectraPipeline.Core.Rows;

/// <summary>A pre-edge peak of one frame, or all of them together.</summary>
[Table("pre_edge_peaks")]
public readonly record struct PreEdgePeakRow : IStepRow
{
    public PreEdgePeakRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Id of the step that found it.")]
    public string Step { get; init; } = "";

    [Column("Frame number, counted from 0.")]
    public required int Frame { get; init; }

    [Column("Number of the peak by rising energy, counted from 1; 0 = all together, straight from the points: center is the centroid.")]
    public required int Peak { get; init; }

    [Column(
        "Position of the peak; of all together the centroid between low and high, null where their area is below three errors.",
        Unit = "eV"
    )]
    public double Center { get; init; } = double.NaN;

    [Column("Standard error, noise and baseline.", Unit = "eV")]
    public double CenterSe { get; init; } = double.NaN;

    [Column("Height in edge steps; of all together the highest point.")]
    public double Height { get; init; } = double.NaN;

    [Column("Standard error, noise and baseline; of all together that of one point.")]
    public double HeightSe { get; init; } = double.NaN;

    [Column("Full width at half maximum.", Unit = "eV")]
    public double Fwhm { get; init; } = double.NaN;

    [Column("Standard error, noise and baseline.", Unit = "eV")]
    public double FwhmSe { get; init; } = double.NaN;

    [Column("Area in edge steps times eV.", Unit = "eV")]
    public double Area { get; init; } = double.NaN;

    [Column("Standard error, noise and baseline.", Unit = "eV")]
    public double AreaSe { get; init; } = double.NaN;

    [Column("Sum of E p over sum of p for all points from .. to, as Larch counts the centroid; only for all together.", Unit = "eV")]
    public double PointCentroid { get; init; } = double.NaN;

    [Column("Shape of the peak; total for all together.")]
    public required string Shape { get; init; }

    [Column("Form of the baseline.")]
    public required string Baseline { get; init; }

    [Column("Scatter of the points about the baseline, in edge steps.")]
    public double Noise { get; init; } = double.NaN;

    [Column("Baseline and peaks met their criterion.")]
    public bool Converged { get; init; }

    [Column("A parameter of the peak ended on a bound.")]
    public bool AtBound { get; init; }

    [Column("Ranges used, doubts.")]
    public string? Message { get; init; }
}
