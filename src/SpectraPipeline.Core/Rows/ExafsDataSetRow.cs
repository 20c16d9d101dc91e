namespace SpectraPipeline.Core.Rows;

/// <summary>How well a joint fit of EXAFS describes one of its data sets, and how well that data set is described without the others.</summary>
[Table("exafs_data_sets")]
public readonly record struct ExafsDataSetRow : ISeriesRow
{
    public ExafsDataSetRow() { }

    [Column("Id of the series of the step.")]
    public required string Series { get; init; }

    [Column("Id of the step that fitted it.")]
    public string Step { get; init; } = "";

    [Column("Number of the data set in the fit, counted from 1.")]
    public required int DataSet { get; init; }

    [Column("Id of the series that it comes from.")]
    public required string OfSeries { get; init; }

    [Column("Frame number there, counted from 0.")]
    public required int OfFrame { get; init; }

    [Column("Temperature of the sample.", Unit = "K")]
    public double Temperature { get; init; } = double.NaN;

    [Column(
        "Where it lies on what variables go along: number of the data set from 0, temperature, time or potential.",
        Unit = "frame, K, s or V"
    )]
    public double Position { get; init; } = double.NaN;

    [Column("Sum of squared residuals over that of the data, all data sets fitted together.")]
    public double RFactor { get; init; } = double.NaN;

    [Column("Sum of squared residuals over the noise, brought to the number of independent points.")]
    public double ChiSquare { get; init; } = double.NaN;

    [Column("Independent points, 1 + 2·ΔR·Δk/π.")]
    public double NIdp { get; init; } = double.NaN;

    [Column("Variables that something in it depends on, shared ones among them.")]
    public int NVar { get; init; }

    [Column("Noise of chi(k) used, as a standard deviation of a point.")]
    public double EpsilonK { get; init; } = double.NaN;

    [Column("R-factor of the same model fitted to this data set alone; null when that did not converge.")]
    public double RFactorAlone { get; init; } = double.NaN;

    [Column("chi_square of the same model fitted to this data set alone.")]
    public double ChiSquareAlone { get; init; } = double.NaN;

    [Column("Variables of the fit alone; it can carry them where they are fewer than n_idp.")]
    public int NVarAlone { get; init; }
}
