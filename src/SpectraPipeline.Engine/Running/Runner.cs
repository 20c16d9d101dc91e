using System.Collections;
using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Engine.Ingest;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.IO.Store;
using SpectraPipeline.IO.Store.DuckDb;

namespace SpectraPipeline.Engine.Running;

/// <summary>How a run is asked for.</summary>
/// <param name="OutputFolder">Result folder.</param>
/// <param name="Resume">Continue a broken run.</param>
/// <param name="Strict">Stop at the first fault.</param>
/// <param name="Overrides">What <c>--set</c> changed, for the manifest.</param>
public sealed record RunOptions(string OutputFolder, bool Resume = false, bool Strict = false, IReadOnlyList<string>? Overrides = null);

/// <summary>How a run ended.</summary>
/// <param name="Ledger">What was found, read, processed and lost.</param>
/// <param name="Frames">Frames of all series.</param>
/// <param name="Processing">Time from opening the files to the last committed block.</param>
/// <param name="Whole">Time from opening the files to the manifest.</param>
/// <param name="Warnings">Doubts about whole series, each once.</param>
/// <param name="ReportProblem">Why there is no report; null when there is one.</param>
/// <param name="AlreadyFinished">There was nothing to resume.</param>
public sealed record RunOutcome(
    Ledger Ledger,
    long Frames,
    TimeSpan Processing,
    TimeSpan Whole,
    IReadOnlyList<string> Warnings,
    string? ReportProblem = null,
    bool AlreadyFinished = false
);

/// <summary>Draws figures and report from the store, before the manifest makes the folder whole.</summary>
/// <param name="folder">Result folder.</param>
/// <param name="manifest">The manifest that will be written.</param>
public delegate void ReportStep(string folder, string manifest);

/// <summary>The main job: read, process, assign, store, report. The only place that is parallel.</summary>
public sealed class Runner(StageCatalog stages, ReaderCatalog readers, RunContext run, RunProgress progress)
{
    // What DuckDB may hold while it compacts; it spills into the result folder beyond.
    private const int DuckDbMebibytes = 256;

    private readonly Ledger _ledger = new();

    /// <summary>Runs a pipeline into a folder.</summary>
    /// <exception cref="UserException">The inputs or parameters cannot work; nothing was processed.</exception>
    public RunOutcome Run(Pipeline pipeline, RunOptions options, ReportStep? report = null)
    {
        DateTimeOffset started = run.Clock.GetUtcNow();
        long clock = run.Clock.GetTimestamp();
        var series = new List<SeriesState>();
        try
        {
            foreach (SeriesPlan plan in SeriesOrder.Of(pipeline.Series))
                series.Add(Open(plan, pipeline, readers, run));
            foreach (SeriesState s in series.Where(s => SeriesOrder.Needs(s.Plan).Count == 0))
                s.Stretches[0].Wire(run, new Dictionary<string, SpectralSeries>());
            foreach ((StepPlan step, string wrong) in FileProblems(pipeline, run))
                throw new StepException(step, wrong);
            progress.Total = series.Sum(s => (long)s.Source.Frames);
            OutputGuard.Check(options.OutputFolder, InputsOf(series));
            using var store = new PartStore(options.OutputFolder, run.Workers, memoryMebibytes: DuckDbMebibytes)
            {
                CompressSpectra = false,
            };
            string key = RunKey.Of(stages, series);
            if (RunKey.Prepare(store, pipeline, options, key))
            {
                store.RemoveParts();
                return new RunOutcome(_ledger, 0, TimeSpan.Zero, TimeSpan.Zero, [], AlreadyFinished: true);
            }
            foreach (SeriesState s in series)
                RunSeries(s, series, store, options);
            TimeSpan processing = run.Clock.GetElapsedTime(clock);
            (List<FileRow> files, List<FaultRow> faults) = Finish(store, pipeline, series);
            string manifest = new ManifestBuilder(stages, pipeline, run)
                .Build(started, Ordered(pipeline, series), files, _ledger, options.Overrides ?? [], key)
                .ToJsonString(RunKey.Json);
            run.Cancellation.ThrowIfCancellationRequested();
            string? problem = Draw(report, store, manifest);
            store.WriteManifest(manifest);
            return new RunOutcome(
                _ledger,
                progress.Total,
                processing,
                run.Clock.GetElapsedTime(clock),
                [.. faults.Where(f => f.Severity == "warning").Select(f => $"{f.Series}: {f.Message}").Distinct()],
                problem
            );
        }
        finally
        {
            foreach (SeriesState s in series)
                s.Source.Dispose();
        }
    }

    /// <summary>Draws the report. A fault in drawing must not lose the night: the folder is finished without it, and said so.</summary>
    private string? Draw(ReportStep? report, PartStore store, string manifest)
    {
        progress.What = "report";
        try
        {
            report?.Invoke(store.Folder, manifest);
            return null;
        }
#pragma warning disable CA1031 // Any exception of the report is an internal error that is said; the results are whole without it.
        catch (Exception e) when (e is not OutOfMemoryException and not OperationCanceledException && !IsOfFolder(e))
#pragma warning restore CA1031
        {
            _ledger.InternalErrors++;
            return e.ToString();
        }
    }

    /// <summary>The result folder cannot be written or read any more (full, read-only, gone): no mistake of the program, and nothing can be finished there.</summary>
    public static bool IsOfFolder(Exception e) => e is IOException or UnauthorizedAccessException or DuckException { Kind: "IO" };

    /// <summary>What is wrong with files that steps name in their parameters (reference libraries).</summary>
    internal static IEnumerable<(StepPlan Step, string Problem)> FileProblems(Pipeline pipeline, RunContext run) =>
        from s in pipeline.Series
        from step in s.Steps
        where step.Stage is INeedsFiles
        from problem in ((INeedsFiles)step.Stage).CheckFiles(run)
        select (step, problem);

    private static IEnumerable<string> InputsOf(List<SeriesState> series) =>
        series.SelectMany(s => s.FramesTable is { } table ? s.Paths.Append(table) : s.Paths);

    /// <summary>Opens the files of a series.</summary>
    internal static SeriesState Open(SeriesPlan plan, Pipeline pipeline, ReaderCatalog readers, RunContext run)
    {
        IReadOnlyList<string> paths = FileGlobs.Expand(pipeline.Folder, plan.Files);
        var files = new SeriesFiles
        {
            Id = plan.Card.Id,
            Paths = paths,
            Stamps = FileStamp.Of(paths),
            BaseFolder = pipeline.Folder,
            Format = plan.Format,
            FramesTable = plan.FramesTable is null ? null : Path.Combine(pipeline.Folder, plan.FramesTable),
            Card = plan.Card,
            Quantity = plan.Quantity,
            Channel = plan.Channel,
        };
        return new SeriesState(plan, FrameSource.Open(files, readers, run), files);
    }

    private void RunSeries(SeriesState s, List<SeriesState> all, PartStore store, RunOptions options)
    {
        progress.What = s.Id;
        IReadOnlyList<string> needs = SeriesOrder.Needs(s.Plan);
        var others = needs.ToDictionary(id => id, id => NewestOf(all.First(o => o.Id == id), store));
        for (int i = 0; i < s.Stretches.Count; i++)
        {
            Stretch stretch = s.Stretches[i];
            if (stretch.Chain is null)
                stretch.Wire(run, others);
            RunStretch(stretch, store, options);
            if (stretch.Then is not { } step)
                continue;
            try
            {
                s.Stretches[i + 1].Begin(new SeriesSteps(store, run).Run(stretch, step, others, _ledger));
            }
#pragma warning disable CA1031 // An unforeseen exception of one stage must not lose the rest of the night (ARCHITECTURE 7).
            catch (Exception e)
                when (e is not UserException and not OutOfMemoryException and not OperationCanceledException && !IsOfFolder(e))
#pragma warning restore CA1031
            {
                s.Notes.Add(TableSteps.InternalError(s.Id, step.Id, e));
                break;
            }
        }
        // Notes on single frames came with the frames.
        s.Notes.AddRange(s.Source.Notes.Where(n => n.Frame < 0));
        new TableSteps(store, run).Run(s, needs.ToDictionary(id => id, id => all.First(o => o.Id == id).Tables!));
        _ledger.InternalErrors += s.Notes.Count(n => n.Severity == Ledger.InternalError);
    }

    private void RunStretch(Stretch stretch, PartStore store, RunOptions options)
    {
        StepCounts[] counts = [.. Enumerable.Range(0, stretch.Chain!.Links.Count + 1).Select(_ => new StepCounts())];
        foreach (BlockLedger block in RunBlocks(stretch, store, options))
        {
            for (int i = 0; i < counts.Length; i++)
                counts[i].Add(block.Steps[i]);
            _ledger.Faulted += block.Faulted;
            _ledger.InternalErrors += block.InternalErrors;
        }
        // A series stage may give other frames than it read: what comes in after it has no other count to be held against.
        string source = stretch.IsFirst ? "read" : LedgerStep.Uncounted;
        if (stretch.IsFirst)
        {
            _ledger.FramesPlanned[stretch.Series.Id] = stretch.Frames;
            _ledger.Steps.Add(new LedgerStep(stretch.Series.Id, "read", null, counts[0]));
        }
        IReadOnlyList<ChainLink> links = stretch.Chain.Links;
        for (int i = 0; i < links.Count; i++)
        {
            string from = links[i].Wiring.Source is var s and >= 0 ? links[s].Step.Id : source;
            _ledger.Steps.Add(new LedgerStep(stretch.Series.Id, links[i].Step.Id, from, counts[i + 1]));
        }
    }

    /// <summary>Every worker takes the next open block until none is left; the order of blocks in the result is their number.</summary>
    private BlockLedger[] RunBlocks(Stretch stretch, PartStore store, RunOptions options)
    {
        var ledgers = new BlockLedger?[stretch.Blocks];
        foreach (int block in store.CommittedBlocks(stretch.PartsId))
            if (block < ledgers.Length && store.ReadJson(stretch.PartsId, block, BlockLedger.Name) is { } json)
            {
                ledgers[block] = BlockLedger.Of(json);
                progress.Add(stretch.IsFirst ? Math.Min(stretch.BlockFrames, stretch.Frames - (block * stretch.BlockFrames)) : 0);
            }
        if (options.Strict && Array.Exists(ledgers, l => l is { Faulted: > 0 }))
            throw new StrictStopException(FirstFault(stretch, store));
        var open = new ConcurrentQueue<int>(Enumerable.Range(0, stretch.Blocks).Where(b => ledgers[b] is null));
        int workers = Math.Max(1, Math.Min(run.Workers, open.Count));
        bool stop = false;
        try
        {
            Parallel.For(
                0,
                workers,
                new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = run.Cancellation },
                _ =>
                {
                    var work = new BlockWork(
                        stretch,
                        new BlockRunner(stretch.Chain!, stretch.Chain!.NewKernels(), reuseOutputs: true),
                        store
                    );
                    while (!Volatile.Read(ref stop) && open.TryDequeue(out int block))
                    {
                        run.Cancellation.ThrowIfCancellationRequested();
                        BlockLedger ledger = work.Run(block);
                        ledgers[block] = ledger;
                        if (stretch.IsFirst)
                            progress.Add(Math.Min(stretch.BlockFrames, stretch.Frames - (block * stretch.BlockFrames)));
                        if (options.Strict && ledger.Faulted > 0)
                            Volatile.Write(ref stop, true);
                    }
                }
            );
        }
        catch (AggregateException e)
        {
            // One reason is enough for the user; the stack of the first is kept for a maintainer.
            ExceptionDispatchInfo.Throw(e.Flatten().InnerExceptions[0]);
        }
        if (stop)
            throw new StrictStopException(FirstFault(stretch, store));
        return ledgers!;
    }

    private static string FirstFault(Stretch stretch, PartStore store)
    {
        FaultRow fault = store.ReadRows<FaultRow>(stretch.PartsId).FirstOrDefault(f => f.Severity is "faulted" or Ledger.InternalError);
        return $"--strict: stopped at series '{stretch.Series.Id}', frame {fault.Frame} ({fault.File}), step {fault.Step}: {fault.Message}";
    }

    /// <summary>Newest spectra of a finished series, for others that read it.</summary>
    private static SpectralSeries NewestOf(SeriesState s, PartStore store)
    {
        Stretch last = s.Stretches[^1];
        int newest = last.Chain is null ? -1 : last.Chain.Links.ToList().FindLastIndex(l => l.Shape.Channels.Count > 0);
        // What is kept for the user must not change what another series reads.
        if (last.Stored.Contains(newest) && store.ReadSpectra(last.PartsId, last.Chain!.Links[newest].Step.Id) is { } stored)
            return stored;
        SpectralSeries read = last.Read(0, last.Frames);
        return last.Chain is null || last.Chain.Links.Count == 0
            ? read
            : new BlockRunner(last.Chain).Run(read, new Findings(s.Id, "read")).Outputs.LastOrDefault(o => o is not null) ?? read;
    }

    private (List<FileRow> Files, List<FaultRow> Faults) Finish(PartStore store, Pipeline pipeline, List<SeriesState> series)
    {
        progress.What = "store";
        foreach (Stretch stretch in series.SelectMany(s => s.Stretches).Where(s => s.Chain is not null))
            store.Demand(stretch.PartsId, stretch.Blocks);
        IReadOnlyList<string> order = [.. pipeline.Series.Select(s => s.Card.Id)];
        var axes = new List<AxisRow>();
        foreach (SeriesState s in Ordered(pipeline, series))
        {
            foreach (Stretch stretch in s.Stretches)
            foreach (int link in stretch.Stored)
            {
                run.Cancellation.ThrowIfCancellationRequested();
                if (store.CompactSpectra(stretch.PartsId, stretch.Chain!.Links[link].Step.Id, s.Id) is { } axis)
                    axes.Add(axis);
            }
            axes.AddRange(s.FinishedAxes);
        }
        List<FileRow> files = FilesOf(store, Ordered(pipeline, series));
        var faults = Ordered(pipeline, series)
            .SelectMany(s => TableSteps.RowsOf(store, typeof(FaultRow), s).Cast<FaultRow>().Concat(s.Notes))
            .ToList();
        // A warning made while reading is in the parts and, of the last process, in memory: the newest wording stays.
        faults =
        [
            .. faults.Where(f => f.Frame >= 0),
            .. faults.Where(f => f.Frame < 0).GroupBy(f => (f.Series, f.Step, f.Code, f.Severity, f.File)).Select(g => g.Last()),
        ];
        faults.AddRange(FileNotes.Of(files));
        faults.AddRange(files.Where(f => f.Status == "refused").Select(Refused));
        var inMemory = new Dictionary<Type, IList>
        {
            [typeof(AxisRow)] = axes,
            [typeof(FileRow)] = files,
            [typeof(FaultRow)] = faults,
        };
        foreach (Type table in TableSteps.AllTables)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            if (!inMemory.TryGetValue(table, out IList? rows) && series.Exists(s => s.Tables!.Rows(table) is not null))
                rows = Gather(table, store, Ordered(pipeline, series));
            if (rows is not null)
                store.CompactRows(table, rows, order);
            else
                store.CompactRows(table, [.. Ordered(pipeline, series).SelectMany(s => s.PartIds)]);
        }
        foreach (SeriesState s in series)
        {
            var named = s.Paths.Select(Path.GetFullPath).ToHashSet();
            // Files that a table of frames names but that are not there count too: they are refused, not forgotten.
            _ledger.FilesFound +=
                named.Count
                + files.Count(f => f.Series == s.Id && !named.Contains(Path.GetFullPath(Path.Combine(pipeline.Folder, f.File))));
            _ledger.FramesStored[s.Id] = TableSteps.RowsOf(store, typeof(FrameRow), s).Count;
        }
        _ledger.FilesRead = files.Count(f => f.Status == "read");
        _ledger.FilesRefused = files.Count(f => f.Status == "refused");
        _ledger.FilesLeftOut = files.Count(f => f.Status == "left-out");
        return (files, faults);
    }

    /// <summary>Rows that some series hold in memory after their table steps, with those of the other series from the parts.</summary>
    private static ArrayList Gather(Type table, PartStore store, IEnumerable<SeriesState> series)
    {
        var rows = new ArrayList();
        foreach (SeriesState s in series)
        foreach (object row in s.Tables!.Rows(table) is IEnumerable inMemory ? inMemory : TableSteps.RowsOf(store, table, s))
            rows.Add(row);
        return rows;
    }

    private static List<FileRow> FilesOf(PartStore store, IEnumerable<SeriesState> series)
    {
        var files = new List<FileRow>();
        foreach (SeriesState s in series)
        {
            var known = new HashSet<string>(StringComparer.Ordinal);
            foreach (FileRow file in store.ReadRows<FileRow>(s.Id).Concat(s.Source.Files))
                if (known.Add(file.File))
                    files.Add(file);
        }
        return files;
    }

    private static FaultRow Refused(FileRow file) =>
        new()
        {
            Series = file.Series,
            Frame = -1,
            File = file.File,
            Step = "read",
            Code = BadFileException.Code,
            Severity = "refused",
            Message = file.Message ?? "",
        };

    private static List<SeriesState> Ordered(Pipeline pipeline, List<SeriesState> series) =>
        [.. pipeline.Series.Select(p => series.First(s => s.Plan == p))];
}

/// <summary><c>--strict</c> met a fault; what was finished is kept.</summary>
/// <param name="message">Where and why.</param>
public sealed class StrictStopException(string message) : Exception(message);
