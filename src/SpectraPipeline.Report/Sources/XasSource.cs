using SpectraPipeline.Core.Rows;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Report.Sources;

/// <summary>Tables of absorption spectra beyond edges, maxima of the transform and lobes.</summary>
public sealed class XasSource(ResultStore store)
{
    public LongTable<ExafsFitRow> Fits { get; } = new(store);
    public LongTable<ExafsPathRow> Paths { get; } = new(store);
    public LongTable<ExafsParameterRow> Parameters { get; } = new(store);
    public LongTable<ExafsComparisonRow> Comparisons { get; } = new(store);
    public LongTable<EdgePositionRow> Positions { get; } = new(store);
    public LongTable<PreEdgePeakRow> PreEdgePeaks { get; } = new(store);
    public LongTable<DifferenceAreaRow> Differences { get; } = new(store);
    public LongTable<CalibrationRow> Calibrations { get; } = new(store);
    public LongTable<AlignmentRow> Alignments { get; } = new(store);
    public LongTable<ScanQualityRow> Quality { get; } = new(store);
    public LongTable<ScanNoiseRow> ScanNoise { get; } = new(store);
    public LongTable<DoseTrendRow> DoseTrends { get; } = new(store);
    public LongTable<ComponentRow> Components { get; } = new(store);
    public LongTable<ModelQualityRow> ModelQuality { get; } = new(store);
    public LongTable<WaveletLimitRow> WaveletLimits { get; } = new(store);

    /// <summary>Rows of the step that ran last of those that wrote any: an earlier one was superseded.</summary>
    public static List<TRow> Newest<TRow>(SeriesSource series, List<TRow> rows, Func<TRow, string> stepOf)
    {
        string? newest = series.Card.Steps.LastOrDefault(s => rows.Exists(r => stepOf(r) == s.Id))?.Id;
        return newest is null ? rows : rows.FindAll(r => stepOf(r) == newest);
    }
}
