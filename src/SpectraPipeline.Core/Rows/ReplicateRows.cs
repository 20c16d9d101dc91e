namespace SpectraPipeline.Core.Rows;

/// <summary>A number of one band over replicate samples: what samples differ by, not only what a fit is unsure of.</summary>
[Table("replicates")]
public readonly record struct ReplicateRow : ISeriesRow
{
    public ReplicateRow() { }

    [Column("Id of the series whose step pooled them.")]
    public required string Series { get; init; }

    [Column("The labels that the samples share; the id of the series when there are none.")]
    public required string Group { get; init; }

    [Column("Mean position of the tracks pooled.", Unit = "axis")]
    public required double Position { get; init; }

    [Column("center, fwhm, max-height, onset-time, onset-potential, stark-slope, tau, or ratio N/D.")]
    public required string Quantity { get; init; }

    [Column("Samples with a value.")]
    public int N { get; init; }

    [Column("Mean over samples, each counted once.")]
    public double Mean { get; init; } = double.NaN;

    [Column("Standard deviation between samples; null for one sample.")]
    public double Sd { get; init; } = double.NaN;

    [Column("Standard error of the mean, sd/sqrt(n); null for one sample.")]
    public double Se { get; init; } = double.NaN;

    [Column("95 % interval of the mean by Student's t with n - 1 degrees of freedom, low.")]
    public double Low { get; init; } = double.NaN;

    [Column("95 % interval, high.")]
    public double High { get; init; } = double.NaN;

    [Column("Error within a sample: root mean square of the samples' own standard errors.")]
    public double WithinSe { get; init; } = double.NaN;

    [Column("Scatter between samples beyond their own errors (Paule-Mandel); 0 when these explain all, null for one sample.")]
    public double BetweenSd { get; init; } = double.NaN;

    [Column("Series and tracks pooled, as series/track, with their values.")]
    public required string Pooled { get; init; }

    [Column("Samples without this band, and what else must be known.")]
    public string? Note { get; init; }
}
