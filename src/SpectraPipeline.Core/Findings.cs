using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.Core;

/// <summary>What kernels and table stages find: rows by table, flags on frames, warnings on the series. One object a block; the engine sets
/// <see cref="Frame"/> before each frame. Not shared between threads.</summary>
public sealed class Findings(string series, string step)
{
    private readonly Dictionary<Type, object> _rows = [];
    private readonly List<FaultRow> _notes = [];
    private readonly HashSet<int> _flagged = [];

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
        _flagged.Add(Frame);
        _notes.Add(Note(code, "flagged", message, Frame));
    }

    /// <summary>A doubt about the whole series (said once however often it is raised with one code by one step).</summary>
    public void Warn(string code, string message)
    {
        if (!_notes.Exists(n => n.Severity == "warning" && n.Code == code && n.Step == Step))
            _notes.Add(Note(code, "warning", message, -1));
    }

    /// <summary>The frame was flagged by any step of this block.</summary>
    public bool IsFlagged(int frame) => _flagged.Contains(frame);

    /// <summary>Number of flags raised so far by a step on a frame.</summary>
    public bool IsFlaggedBy(string step, int frame) => _notes.Exists(n => n.Severity == "flagged" && n.Frame == frame && n.Step == step);

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
