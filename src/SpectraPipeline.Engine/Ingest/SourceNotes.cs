using System.Collections;
using System.Globalization;
using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.Engine.Ingest;

/// <summary>What was noticed while the frames of a series were read: warnings on the series, flags on frames, and how many frames had an axis of their own. The
/// same notes in the same order whatever the order of reading. Thread-safe.</summary>
/// <param name="series">Id of the series.</param>
/// <param name="step">Name that reading has among the steps.</param>
internal sealed class SourceNotes(string series, string step)
{
    private readonly SortedSet<(int Frame, string Code, string Severity, string File, string Message)> _notes = [];
    private readonly HashSet<int> _resampledFiles = [];
    private readonly Lock _lock = new();
    private BitArray _looked = new(0);
    private int _lookedAt;

    /// <summary>Number of frames, as soon as it is known; before no frame is looked at.</summary>
    public int Frames
    {
        set => _looked = new BitArray(value);
    }

    /// <summary>File whose axis is that of the series.</summary>
    public string AxisFile { get; set; } = "";

    /// <summary>Warnings on the series and flags on frames so far, sorted.</summary>
    public IReadOnlyList<FaultRow> All
    {
        get
        {
            lock (_lock)
                return [.. _notes.Concat(Resampled()).Select(RowOf)];
        }
    }

    /// <summary>Those on the whole series; their number and cost do not grow with the frames.</summary>
    public IReadOnlyList<FaultRow> OfSeries
    {
        get
        {
            lock (_lock)
                // The set is sorted by frame, and the series counts as -1.
                return [.. _notes.TakeWhile(n => n.Frame < 0).Concat(Resampled()).Select(RowOf)];
        }
    }

    /// <summary>A doubt about the whole series, once however often it is said.</summary>
    public void Warn(string code, string message) => Add(-1, code, "warning", "", message);

    /// <summary>A note on a frame (-1: the series).</summary>
    public void Add(int frame, string code, string severity, string file, string message)
    {
        lock (_lock)
            _notes.Add((frame, code, severity, file, message));
    }

    /// <summary>A frame was looked at.</summary>
    /// <param name="frame">Its number.</param>
    /// <param name="file">Number of its file.</param>
    /// <param name="resampled">It was brought to the axis of the series.</param>
    public void Looked(int frame, int file, bool resampled)
    {
        lock (_lock)
        {
            _lookedAt += _looked[frame] ? 0 : 1;
            _looked[frame] = true;
            if (resampled)
                _resampledFiles.Add(file);
        }
    }

    /// <summary>One warning for all frames with an axis of their own.</summary>
    private IEnumerable<(int Frame, string Code, string Severity, string File, string Message)> Resampled()
    {
        int files = _resampledFiles.Count;
        if (files == 0)
            yield break;
        string some = files == 1 ? "One file has" : string.Create(CultureInfo.InvariantCulture, $"{files} files have");
        if (_lookedAt < _looked.Count)
            some = $"At least {char.ToLowerInvariant(some[0])}{some[1..]}";
        yield return (
            -1,
            "resampled",
            "warning",
            "",
            $"{some} x-values of {(files == 1 ? "its" : "their")} own, brought to those of {AxisFile} by linear interpolation (each frame carries a note)."
        );
    }

    private FaultRow RowOf((int Frame, string Code, string Severity, string File, string Message) note) =>
        new()
        {
            Series = series,
            Frame = note.Frame,
            File = note.File.Length == 0 ? null : note.File,
            Step = step,
            Code = note.Code,
            Severity = note.Severity,
            Message = note.Message,
        };
}
