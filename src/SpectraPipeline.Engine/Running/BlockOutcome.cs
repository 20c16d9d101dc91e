using System.Collections;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Engine.Running.Reuse;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Engine.Running;

/// <summary>What a block of frames gave, step by step: rows, and the worst outcome of each frame.</summary>
/// <param name="stretch">The stretch.</param>
/// <param name="source">The block as read, with its neighbours.</param>
/// <param name="first">First frame of the block.</param>
/// <param name="end">Frame after its last.</param>
internal sealed class BlockOutcome(Stretch stretch, SpectralSeries source, int first, int end)
{
    private const string Flagged = "flagged";
    private readonly List<(string Step, List<FaultRow> Notes, IEnumerable<(Type Table, IList Rows)> Rows)> _steps = [];
    private List<FrameRow>? _frames;

    /// <summary>What was said while the files were read (it must survive a broken run, so every block carries what is known by then), or what the series
    /// stage before the stretch did to frames.</summary>
    /// <param name="notes">Doubts about the series; those about frames come with the frames.</param>
    /// <param name="earlier">Where the frames are taken from; null = they were read.</param>
    public void Read(IEnumerable<FaultRow> notes, EarlierBlock? earlier)
    {
        // Doubts about the whole series are those of its files as they are now.
        List<FaultRow> own = earlier is null ? [] : [.. earlier.Notes(BlockWork.ReadStep).Where(n => n.Frame >= 0)];
        string step = stretch.Before?.Id ?? BlockWork.ReadStep;
        for (int row = first - source.FirstFrame; earlier is null && row < end - source.FirstFrame; row++)
        {
            // Faults of the steps before a series stage were said by the stretch before it.
            if (source.Faults[row] is { } fault && (stretch.IsFirst || fault.Step == step))
                own.Add(RowOf(fault, source.Info[row]));
            if (stretch.IsFirst && source.Info[row].Note.Length > 0)
                own.Add(DoubtOf(source.Info[row]));
        }
        own.AddRange(notes.Where(n => n.Frame < 0));
        _steps.Add((step, own, []));
    }

    /// <summary>A step that ran.</summary>
    /// <param name="step">Its id.</param>
    /// <param name="findings">What it found.</param>
    /// <param name="faults">Faults after it, of all frames of the source.</param>
    public void Add(string step, Findings findings, Fault?[] faults)
    {
        var notes = new List<FaultRow>();
        var flags = findings.Notes.Where(n => n.Frame >= 0).ToLookup(n => n.Frame);
        for (int row = first - source.FirstFrame; row < end - source.FirstFrame; row++)
        {
            FrameInfo info = source.Info[row];
            // A fault is said once, by the step that found it; the steps after it carry it on.
            if (faults[row] is { } fault && fault.Step == step)
                notes.Add(RowOf(fault, info));
            notes.AddRange(flags[info.Frame].Select(n => n with { File = info.File }));
        }
        notes.AddRange(findings.Notes.Where(n => n.Frame < 0));
        _steps.Add((step, notes, findings.Tables.Select(t => (t, findings.List(t)))));
    }

    /// <summary>A step whose results are taken from an earlier run.</summary>
    public void Take(string step, EarlierBlock earlier) => _steps.Add((step, earlier.Notes(step), earlier.Rows(step)));

    /// <summary>A frame of this number carries a doubt.</summary>
    public bool IsFlagged(int frame) => Frames[frame - first].Status == Flagged;

    /// <summary>Writes all rows.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="earlier">Where the frames are taken from; null = they were read.</param>
    public void Write(BlockWriter writer, EarlierBlock? earlier)
    {
        if (stretch.IsFirst)
        {
            IList files =
                earlier?.Rows(BlockWork.ReadStep).FirstOrDefault(r => r.Table == typeof(FileRow)).Rows
                ?? (IList)stretch.Series.Source.FilesOf(first, end - first);
            writer.WriteRows(BlockWork.ReadStep, typeof(FileRow), files);
            writer.WriteRows(BlockWork.ReadStep, typeof(FrameRow), Frames);
        }
        foreach (var (step, notes, rows) in _steps)
        {
            writer.WriteRows(step, typeof(FaultRow), notes);
            foreach (var (table, found) in rows)
                writer.WriteRows(step, table, found);
        }
    }

    /// <summary>The counts of the block.</summary>
    public BlockLedger Ledger(IReadOnlyList<ChainLink> links, StepCounts[] counts)
    {
        var steps = new Dictionary<string, StepCounts>(StringComparer.Ordinal) { [BlockWork.ReadStep] = CountRead() };
        for (int s = 0; s < counts.Length; s++)
            steps[links[s].Step.Id] = counts[s];
        return new(
            steps,
            Frames.Count(f => f.Status == "faulted"),
            _steps.Sum(s => s.Notes.Count(n => n.Severity == Running.Ledger.InternalError))
        );
    }

    private List<FrameRow> Frames => _frames ??= [.. FrameRows()];

    private StepCounts CountRead()
    {
        var read = new StepCounts { In = end - first };
        for (int row = first - source.FirstFrame; row < end - source.FirstFrame; row++)
            if (source.Faults[row] is not null)
                read.Faulted++;
            else if (source.Info[row].Note.Length > 0)
                read.Flagged++;
            else
                read.Ok++;
        return read;
    }

    private IEnumerable<FrameRow> FrameRows()
    {
        var said = _steps.SelectMany(s => s.Notes).Where(n => n.Frame >= 0).ToLookup(n => n.Frame);
        for (int frame = first; frame < end; frame++)
        {
            FrameInfo info = source.Info[frame - source.FirstFrame];
            List<string> faults = [.. said[frame].Where(n => n.Severity != Flagged).Select(n => n.Message.Split('\n')[0])],
                doubts = [.. said[frame].Where(n => n.Severity == Flagged).Select(n => n.Message)];
            yield return new()
            {
                Series = source.Id,
                Frame = info.Frame,
                File = info.File,
                IndexInFile = info.IndexInFile,
                TimeS = info.TimeS,
                PotentialV = info.PotentialV,
                PotentialSdV = info.PotentialSdV,
                PotentialIrV = info.PotentialIrV,
                PotentialRheV = info.PotentialRheV,
                CurrentA = info.CurrentA,
                Status =
                    faults.Count > 0 ? "faulted"
                    : doubts.Count > 0 ? Flagged
                    : "ok",
                Message =
                    faults.Count > 0 ? string.Join(" | ", faults)
                    : doubts.Count > 0 ? string.Join(" | ", doubts)
                    : null,
            };
        }
    }

    private FaultRow DoubtOf(FrameInfo info) =>
        new()
        {
            Series = source.Id,
            Frame = info.Frame,
            File = info.File,
            Step = BlockWork.ReadStep,
            Code = BlockWork.ReadNote,
            Severity = Flagged,
            Message = info.Note,
        };

    private FaultRow RowOf(Fault fault, FrameInfo info) =>
        new()
        {
            Series = source.Id,
            Frame = info.Frame,
            File = info.File,
            Step = fault.Step,
            Code = fault.Code,
            Severity = fault.Code == Running.Ledger.InternalError ? Running.Ledger.InternalError : "faulted",
            Message = fault.Message,
        };
}
