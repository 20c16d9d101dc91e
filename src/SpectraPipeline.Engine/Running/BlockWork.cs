using System.Collections;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Engine.Ingest;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Engine.Running;

/// <summary>One block of frames from file to store: read, run, write beside, rename.</summary>
internal sealed class BlockWork(Stretch stretch, BlockRunner runner, PartStore store)
{
    private const string ReadStep = "read";
    private readonly SpectraBuffers _buffers = new();

    /// <summary>Runs block number <paramref name="block"/> and commits it.</summary>
    public BlockLedger Run(int block)
    {
        KernelChain chain = stretch.Chain!;
        int first = block * stretch.BlockFrames,
            end = Math.Min(stretch.Frames, first + stretch.BlockFrames);
        int low = Math.Max(0, first - chain.Halo),
            high = Math.Min(stretch.Frames, end + chain.Halo);
        SpectralSeries source = stretch.Read(low, high - low, _buffers);
        var findings = new Findings(stretch.Series.Id, ReadStep);
        StepCounts[] counts = [.. chain.Links.Select(_ => new StepCounts())];
        StepCounts read = CountRead(source, first - low, end - low);
        BlockResult result = runner.Run(source, findings, counts, (first, end));
        if (chain.Halo > 0)
            findings.KeepFrames(first, end);

        using BlockWriter writer = store.Begin(stretch.PartsId, block);
        (List<FrameRow> frames, List<FaultRow> faults) = Outcome(source, result, findings, first - low, end - low);
        if (stretch.IsFirst)
        {
            writer.WriteRows(typeof(FileRow), (IList)stretch.Series.Source.FilesOf(first, end - first));
            writer.WriteRows(typeof(FrameRow), frames);
        }
        if (stretch.IsFirst)
            // What was said while reading must survive a broken run.
            faults.AddRange(stretch.Series.Source.SeriesNotes);
        writer.WriteRows(typeof(FaultRow), faults);
        foreach (Type table in findings.Tables)
            writer.WriteRows(table, (IList)findings.List(table));
        var flagged = frames.Where(f => f.Status == "flagged").Select(f => f.Frame).ToHashSet();
        foreach (int link in stretch.InParts)
            writer.WriteSpectra(
                chain.Links[link].Step.Id,
                SeriesSlice.Rows(result.Outputs[link]!, first - low, end - first),
                flagged.Contains
            );
        var ledger = new BlockLedger(
            [read, .. counts],
            frames.Count(f => f.Status == "faulted"),
            faults.Count(f => f.Severity == Ledger.InternalError)
        );
        writer.WriteJson(BlockLedger.Name, ledger.ToJson());
        writer.Commit();
        return ledger;
    }

    private static StepCounts CountRead(SpectralSeries source, int from, int to)
    {
        var read = new StepCounts { In = to - from };
        for (int row = from; row < to; row++)
            if (source.Faults[row] is not null)
                read.Faulted++;
            else if (source.Info[row].Note.Length > 0)
                read.Flagged++;
            else
                read.Ok++;
        return read;
    }

    /// <summary>Frames with their worst outcome, and each fault, flag and warning once.</summary>
    private static (List<FrameRow>, List<FaultRow>) Outcome(SpectralSeries source, BlockResult result, Findings findings, int from, int to)
    {
        var frames = new List<FrameRow>(to - from);
        var faults = new List<FaultRow>();
        var flags = findings.Notes.Where(n => n.Frame >= 0).ToLookup(n => n.Frame);
        for (int row = from; row < to; row++)
        {
            FrameInfo info = source.Info[row];
            var own = new List<Fault>();
            foreach (Fault? fault in result.Faults.Select(f => f[row]).Prepend(source.Faults[row]))
                if (fault is not null && !own.Contains(fault))
                    own.Add(fault);
            foreach (Fault fault in own)
                faults.Add(RowOf(fault, source.Id, info));
            if (info.Note.Length > 0)
                faults.Add(
                    new FaultRow
                    {
                        Series = source.Id,
                        Frame = info.Frame,
                        File = info.File,
                        Step = ReadStep,
                        Code = "read-note",
                        Severity = "flagged",
                        Message = info.Note,
                    }
                );
            List<string> doubts = [.. flags[info.Frame].Select(n => n.Message)];
            if (info.Note.Length > 0)
                doubts.Insert(0, info.Note);
            faults.AddRange(flags[info.Frame].Select(n => n with { File = info.File }));
            frames.Add(FrameOf(info, source.Id, own, doubts));
        }
        faults.AddRange(findings.Notes.Where(n => n.Frame < 0));
        return (frames, faults);
    }

    private static FaultRow RowOf(Fault fault, string series, FrameInfo info) =>
        new()
        {
            Series = series,
            Frame = info.Frame,
            File = info.File,
            Step = fault.Step,
            Code = fault.Code,
            Severity = fault.Code == Ledger.InternalError ? Ledger.InternalError : "faulted",
            Message = fault.Message,
        };

    private static FrameRow FrameOf(FrameInfo info, string series, List<Fault> faults, List<string> doubts) =>
        new()
        {
            Series = series,
            Frame = info.Frame,
            File = info.File,
            IndexInFile = info.IndexInFile,
            TimeS = info.TimeS,
            PotentialV = info.PotentialV,
            PotentialSdV = info.PotentialSdV,
            CurrentA = info.CurrentA,
            Status =
                faults.Count > 0 ? "faulted"
                : doubts.Count > 0 ? "flagged"
                : "ok",
            Message =
                faults.Count > 0 ? string.Join(" | ", faults.Select(f => f.Message.Split('\n')[0]))
                : doubts.Count > 0 ? string.Join(" | ", doubts)
                : null,
        };
}
