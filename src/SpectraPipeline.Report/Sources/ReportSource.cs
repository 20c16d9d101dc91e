using SpectraPipeline.Core.Rows;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Report.Sources;

/// <summary>The store as the report reads it: short tables and the frames once, of long ones what is shown, each series with its rows.</summary>
public sealed class ReportSource
{
    public ReportSource(ResultStore store)
    {
        Store = store;
        Manifest = new ManifestView(store.Manifest.RootElement);
        Frames = store.Read<FrameRow>();
        Files = new(store);
        Faults = new(store);
        Bands = new(store);
        Fits = new(store);
        BandParameters = new(store);
        Baselines = new(store);
        Trends = new(store);
        Stretches = new(store);
        Onsets = new(store);
        Kinetics = new(store);
        Ratios = new(store);
        Hysteresis = new(store);
        Replicates = new(store);
        Clocks = store.Read<ClockRow>();
        Tracks = store.Read<TrackRow>();
        StarkWindows = store.Read<StarkWindowRow>();
        DetectionLimits = new(store);
        Assignments = store.Read<AssignmentRow>();
        Claims = store.Read<ClaimRow>();
        Edges = store.Read<EdgeRow>();
        FourierPeaks = store.Read<FourierPeakRow>();
        WaveletLobes = store.Read<WaveletLobeRow>();
        Xas = new(store);
        IEnumerable<string> ids = Manifest.Series.Select(s => s.Id).Concat(store.Series).Concat(Frames.Select(f => f.Series)).Distinct();
        Series = [.. ids.Select(id => new SeriesSource(this, id))];
    }

    public ResultStore Store { get; }
    public ManifestView Manifest { get; }

    /// <summary>In the order of the pipeline file.</summary>
    public IReadOnlyList<SeriesSource> Series { get; }
    public IReadOnlyList<FrameRow> Frames { get; }
    public LongTable<FileRow> Files { get; }
    public LongTable<FaultRow> Faults { get; }
    public LongTable<BandRow> Bands { get; }
    public LongTable<FitRow> Fits { get; }
    public LongTable<BandParameterRow> BandParameters { get; }
    public LongTable<BaselineRow> Baselines { get; }
    public LongTable<BandTrendRow> Trends { get; }
    public LongTable<TrackStretchRow> Stretches { get; }
    public LongTable<OnsetRow> Onsets { get; }
    public LongTable<KineticModelRow> Kinetics { get; }
    public LongTable<BandRatioRow> Ratios { get; }
    public LongTable<HysteresisRow> Hysteresis { get; }
    public LongTable<ReplicateRow> Replicates { get; }
    public IReadOnlyList<ClockRow> Clocks { get; }
    public IReadOnlyList<TrackRow> Tracks { get; }
    public IReadOnlyList<StarkWindowRow> StarkWindows { get; }
    public LongTable<DetectionLimitRow> DetectionLimits { get; }
    public IReadOnlyList<AssignmentRow> Assignments { get; }
    public IReadOnlyList<ClaimRow> Claims { get; }
    public IReadOnlyList<EdgeRow> Edges { get; }
    public IReadOnlyList<FourierPeakRow> FourierPeaks { get; }
    public IReadOnlyList<WaveletLobeRow> WaveletLobes { get; }
    public XasSource Xas { get; }

    /// <summary>Unit of positions and widths of a series.</summary>
    public RichText UnitOf(string series) => Series.FirstOrDefault(s => s.Id == series)?.AxisUnit ?? RichText.Markup("cm^{-1}");

    /// <summary>'name' where only one series makes such a figure, else 'name-series'.</summary>
    public static string FigureName(string figure, string series, int makers) => makers == 1 ? figure : figure + "-" + Slug(series);

    /// <summary>Letters, digits and hyphens.</summary>
    public static string Slug(string text)
    {
        string slug = string.Concat(text.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
        return slug.Length == 0 ? "series" : slug;
    }
}
