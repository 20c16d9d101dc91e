using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.Core;

/// <summary>The rows of one series as table stages see them, with what the pipeline says about it; other series by id.</summary>
public sealed class TableSet(SeriesCard card, Axis? axis, IReadOnlyDictionary<string, TableSet>? others = null)
{
    private readonly Dictionary<Type, object> _tables = [];

    /// <summary>What the pipeline says about the series.</summary>
    public SeriesCard Card { get; } = card;

    /// <summary>Axis that band positions refer to; null when the series has no spectra.</summary>
    public Axis? Axis { get; } = axis;

    /// <summary>What the channel held on which the bands were fitted: only a difference has a sign that says formed or consumed.</summary>
    public SignalKind BandSignal { get; set; }

    /// <summary>Other finished series by id.</summary>
    public IReadOnlyDictionary<string, TableSet> Others { get; } = others ?? new Dictionary<string, TableSet>();

    /// <summary>All frames of the series in order, also the faulted ones.</summary>
    public IReadOnlyList<FrameRow> Frames => Rows<FrameRow>();

    /// <summary>Row types that exist.</summary>
    public IReadOnlyCollection<Type> Types => _tables.Keys;

    /// <summary>Finds rows of a table that no step on rows of this series had to do with: another series may want them.</summary>
    public Func<Type, object?>? Elsewhere { get; init; }

    /// <summary>Newest rows of a table; empty when there are none.</summary>
    public IReadOnlyList<TRow> Rows<TRow>()
        where TRow : struct =>
        _tables.TryGetValue(typeof(TRow), out object? rows)
            ? (IReadOnlyList<TRow>)rows
            : (IReadOnlyList<TRow>?)Elsewhere?.Invoke(typeof(TRow)) ?? [];

    /// <summary>Sets the newest rows of a table.</summary>
    public void Set<TRow>(IReadOnlyList<TRow> rows)
        where TRow : struct => _tables[typeof(TRow)] = rows;

    /// <summary>Sets rows of a type known only at run time (a list of that type).</summary>
    public void Set(Type rowType, object rows) => _tables[rowType] = rows;

    /// <summary>Rows of a type known only at run time, or null.</summary>
    public object? Rows(Type rowType) => _tables.GetValueOrDefault(rowType);
}

/// <summary>Where a table stage writes.</summary>
public sealed class RowWriter(Findings findings)
{
    private readonly HashSet<Type> _replaced = [];

    /// <summary>Id of the step that writes.</summary>
    public string Step => findings.Step;

    /// <summary>Adds rows to a table, after those that earlier steps wrote.</summary>
    public void Add<TRow>(in TRow row)
        where TRow : struct => findings.Add(row);

    /// <summary>Replaces all rows that earlier steps wrote in this table for this series (tracking puts track numbers into bands).</summary>
    public void Replace<TRow>(IEnumerable<TRow> rows)
        where TRow : struct
    {
        List<TRow> list = findings.List<TRow>();
        list.Clear();
        list.AddRange(rows);
        _replaced.Add(typeof(TRow));
    }

    /// <summary>A doubt about the whole series.</summary>
    public void Warn(string code, string message) => findings.Warn(code, message);

    /// <summary>Tables whose earlier rows are to be dropped.</summary>
    public IReadOnlyCollection<Type> Replaced => _replaced;
}
