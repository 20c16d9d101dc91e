namespace SpectraPipeline.Core.Rows;

/// <summary>One shell in two series: whether its number, distance or disorder differ.</summary>
[Table("exafs_comparisons")]
public readonly record struct ExafsComparisonRow : IStepRow
{
    public ExafsComparisonRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Id of the step that compared.")]
    public string Step { get; init; } = "";

    [Column("Frame number, counted from 0.")]
    public required int Frame { get; init; }

    [Column("Id of the other series.")]
    public required string Other { get; init; }

    [Column("Its frame.")]
    public required int OtherFrame { get; init; }

    [Column("Label of the path here.")]
    public required string Path { get; init; }

    [Column("Label of the path there.")]
    public required string OtherPath { get; init; }

    [Column("n, r or sigma2.")]
    public required string Quantity { get; init; }

    [Column("Value here, of the preferred model.", Unit = "of the quantity")]
    public double Value { get; init; } = double.NaN;

    [Column("95 % interval here, low; over all models that are tied.", Unit = "of the quantity")]
    public double Low { get; init; } = double.NaN;

    [Column("95 % interval here, high.", Unit = "of the quantity")]
    public double High { get; init; } = double.NaN;

    [Column("Value there.", Unit = "of the quantity")]
    public double OtherValue { get; init; } = double.NaN;

    [Column("95 % interval there, low.", Unit = "of the quantity")]
    public double OtherLow { get; init; } = double.NaN;

    [Column("95 % interval there, high.", Unit = "of the quantity")]
    public double OtherHigh { get; init; } = double.NaN;

    [Column("Value here over value there; of n it does not hang on s02 when both were fitted with the same.")]
    public double Ratio { get; init; } = double.NaN;

    [Column("95 % interval of the ratio (Fieller), low; null when there is none.")]
    public double RatioLow { get; init; } = double.NaN;

    [Column("95 % interval of the ratio, high.")]
    public double RatioHigh { get; init; } = double.NaN;

    [Column("separated: the intervals do not touch; not-separated: they do; undecided: one of them is not known.")]
    public required string Verdict { get; init; }

    [Column("The finding as a sentence.")]
    public string? Message { get; init; }
}
