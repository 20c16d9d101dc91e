using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.Core;

/// <summary>What kernels and table stages find: rows by table, flags on frames, warnings on the series. One object a block; the engine sets
/// <see cref="Frame"/> before each frame. Not shared between threads.</summary>
public sealed class Findings(string series, string step)
{
    private readonly Dictionary<Type, object> _rows = [];
    private readonly List<FaultRow> _notes = [];
    private readonly HashSet<(string Step, int Frame)> _flagged = [];
    private readonly HashSet<(string Step, string Code)> _warned = [];

    /// <summary>Id of the series.</summary>
    public string Series { get; } = series;

    /// <summary>Id of the step that is running; set by the engine.</summary>
    public string Step { get; set; } = step;

    /// <summary>The frame that is running; set by the engine.</summary>
    public int Frame { get; set; }

    /// <summary>Types of which rows were added.</summary>
    public IReadOnlyCollection<Type> Tables => _rows.Keys;

    /// <summary>Flags and warnings, in order.</summary>
    public IReadOnlyList<FaultRow> Notes => _notes;

    /// <summary>Adds a row.</summary>
    public void Add<TRow>(in TRow row)
        where TRow : struct => List<TRow>().Add(row);

    /// <summary>Rows of a type, in order.</summary>
    public List<TRow> List<TRow>()
        where TRow : struct
    {
        if (_rows.TryGetValue(typeof(TRow), out object? list))
            return (List<TRow>)list;
        var made = new List<TRow>();
        _rows[typeof(TRow)] = made;
        return made;
    }

    /// <summary>Rows of a type known only at run time.</summary>
    public System.Collections.IList List(Type rowType) => (System.Collections.IList)_rows[rowType];

    /// <summary>Keeps the frame but records a doubt about it.</summary>
    public void Flag(string code, string message)
    {
        _flagged.Add((Step, Frame));
        _notes.Add(Note(code, "flagged", message, Frame));
    }

    /// <summary>A doubt about the whole series (said once however often it is raised with one code by one step).</summary>
    public void Warn(string code, string message)
    {
        if (_warned.Add((Step, code)))
            _notes.Add(Note(code, "warning", message, -1));
    }

    /// <summary>A fault of the program itself that cost no frame; it is stored, and the run ends with exit code 3.</summary>
    public void InternalError(string message) => _notes.Add(Note("internal-error", "internal-error", message, -1));

    /// <summary>A step raised a flag on a frame.</summary>
    public bool IsFlaggedBy(string step, int frame) => _flagged.Contains((step, frame));

    /// <summary>A place to go back to when a block has to be run again.</summary>
    public sealed class Mark
    {
        internal Dictionary<Type, int> Rows { get; } = [];
        internal int Notes { get; init; }
    }

    /// <summary>Remembers where rows and notes end now.</summary>
    public Mark Here()
    {
        var mark = new Mark { Notes = _notes.Count };
        foreach (var (type, list) in _rows)
            mark.Rows[type] = ((System.Collections.IList)list).Count;
        return mark;
    }

    /// <summary>Forgets what came after a mark.</summary>
    public void BackTo(Mark mark)
    {
        foreach (var (type, list) in _rows)
        {
            var rows = (System.Collections.IList)list;
            for (int keep = mark.Rows.GetValueOrDefault(type); rows.Count > keep; )
                rows.RemoveAt(rows.Count - 1);
        }
        _notes.RemoveRange(mark.Notes, _notes.Count - mark.Notes);
        _flagged.Clear();
        _flagged.UnionWith(_notes.Where(n => n.Severity == "flagged").Select(n => (n.Step, n.Frame)));
        _warned.Clear();
        _warned.UnionWith(_notes.Where(n => n.Severity == "warning").Select(n => (n.Step, n.Code)));
    }

    /// <summary>Forgets the rows of one frame that came after a mark (its result turned out not to be finite).</summary>
    public void DropFrame(Mark mark, int frame)
    {
        foreach (var (type, list) in _rows)
        {
            var rows = (System.Collections.IList)list;
            for (int i = rows.Count - 1; i >= mark.Rows.GetValueOrDefault(type); i--)
                if (rows[i] is IFrameRow row && row.Frame == frame)
                    rows.RemoveAt(i);
        }
    }

    /// <summary>Keeps only the rows and notes of some frames (a block is run with neighbours that belong to other blocks).</summary>
    public void KeepFrames(int first, int end)
    {
        foreach (object list in _rows.Values)
        {
            var rows = (System.Collections.IList)list;
            for (int i = rows.Count - 1; i >= 0; i--)
                if (rows[i] is IFrameRow { Frame: >= 0 } row && (row.Frame < first || row.Frame >= end))
                    rows.RemoveAt(i);
        }
        _notes.RemoveAll(n => n.Frame >= 0 && (n.Frame < first || n.Frame >= end));
    }

    private FaultRow Note(string code, string severity, string message, int frame) =>
        new()
        {
            Series = Series,
            Frame = frame,
            Step = Step,
            Code = code,
            Severity = severity,
            Message = message,
        };
}
