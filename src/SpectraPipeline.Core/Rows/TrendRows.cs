namespace SpectraPipeline.Core.Rows;

/// <summary>A parameter of a band over the frames of a series fit, and whether the data agree with what was assumed of it.</summary>
[Table("band_trends")]
public readonly record struct BandTrendRow : ISeriesRow
{
    public BandTrendRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Id of the step that found it.")]
    public string Step { get; init; } = "";

    [Column("Number of the band in the fit, counted from 1.")]
    public required int Band { get; init; }

    [Column("center, fwhm, height, fraction.")]
    public required string Parameter { get; init; }

    [Column("What was assumed: shared, linear, quadratic, smooth.")]
    public required string Kind { get; init; }

    [Column("What it depends on: potential, time, frame.")]
    public required string Against { get; init; }

    [Column("Potential, time or frame number at which value, slope and curvature hold: the middle of the range.", Unit = "V, s or frame")]
    public double Reference { get; init; } = double.NaN;

    [Column("Value at the reference.", Unit = "of the parameter")]
    public double Value { get; init; } = double.NaN;

    [Column("Standard error of the fit alone.", Unit = "of the parameter")]
    public double ValueSe { get; init; } = double.NaN;

    [Column("Slope at the reference; null for a shared or smooth parameter.", Unit = "of the parameter per V, s or frame")]
    public double Slope { get; init; } = double.NaN;

    [Column("Standard error of the fit alone.", Unit = "of the parameter per V, s or frame")]
    public double SlopeSe { get; init; } = double.NaN;

    [Column("Factor of the squared distance from the reference; null unless quadratic.")]
    public double Curvature { get; init; } = double.NaN;

    [Column("Standard error of the fit alone.")]
    public double CurvatureSe { get; init; } = double.NaN;

    [Column("Weight of the roughness of a smooth parameter, relative to the information of a frame; null for the others.")]
    public double Lambda { get; init; } = double.NaN;

    [Column("Values that describe it over all frames; effective number for a smooth one.")]
    public double Variables { get; init; } = double.NaN;

    [Column("Frames of the fit.")]
    public int Frames { get; init; }

    [Column("Chi-square of all frames under the assumption, each frame by its own noise.")]
    public double ChiSquare { get; init; } = double.NaN;

    [Column("The freer assumption that contradicts it most: linear, quadratic, smooth, free; null when none could be tested.")]
    public string? Alternative { get; init; }

    [Column("Chi-square of all frames with this one parameter released to the alternative.")]
    public double AlternativeChiSquare { get; init; } = double.NaN;

    [Column("Additional values that the alternative needs.")]
    public double AlternativeVariables { get; init; } = double.NaN;

    [Column("Points that share one piece of noise, from the residuals; the test counts that much fewer points.")]
    public double NoisePoints { get; init; } = double.NaN;

    [Column("Ratio of variances.")]
    public double F { get; init; } = double.NaN;

    [Column("Probability of so large a ratio if the assumption holds.")]
    public double PValue { get; init; } = double.NaN;

    [Column("BIC under the assumption less that of the alternative: above 0 the alternative is better, above 10 decidedly.")]
    public double BicDifference { get; init; } = double.NaN;

    [Column("holds; does not hold, with the alternative and by how much; not tested, with the reason.")]
    public required string Verdict { get; init; }
}
