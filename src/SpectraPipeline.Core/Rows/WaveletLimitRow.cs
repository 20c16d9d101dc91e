namespace SpectraPipeline.Core.Rows;

/// <summary>What a wavelet map shows at a place where the pipeline asks for a lobe.</summary>
[Table("wavelet_limits")]
public readonly record struct WaveletLimitRow : IStepRow
{
    public WaveletLimitRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Id of the step that found it.")]
    public string Step { get; init; } = "";

    [Column("Frame number, counted from 0.")]
    public required int Frame { get; init; }

    [Column("k that was asked for.", Unit = "Å-1")]
    public required double K { get; init; }

    [Column("R that was asked for, not phase corrected.", Unit = "Å")]
    public required double R { get; init; }

    [Column("|W| there, tails of other lobes included.")]
    public required double Amplitude { get; init; }

    [Column("Standard deviation of |W| there under the noise of the data.")]
    public double Noise { get; init; } = double.NaN;

    [Column("Upper 95 % limit of the amplitude of a lobe there: |W| and 1.645 times its noise.")]
    public double Limit { get; init; } = double.NaN;

    [Column("The limit as a share of the largest lobe of the map.")]
    public double LimitShare { get; init; } = double.NaN;

    [Column("Number of the lobe whose maximum lies within half the kernel's resolution of the place, in k and R; null where none does.")]
    public int? Lobe { get; init; }

    [Column("lobe, none-above-limit (no maximum there), or edge (the kernel reaches beyond the data).")]
    public string? Verdict { get; init; }

    [Column("Kernel, its parameters, weight and grid in one: limits of two maps compare where this is equal, and only there.")]
    public string? Comparable { get; init; }
}
