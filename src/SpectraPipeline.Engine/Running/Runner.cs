using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Engine.Ingest;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Engine.Running.Reuse;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.IO.Store;
using SpectraPipeline.IO.Store.DuckDb;

namespace SpectraPipeline.Engine.Running;

/// <summary>How a run is asked for.</summary>
/// <param name="OutputFolder">Result folder.</param>
/// <param name="Resume">Continue a broken run.</param>
/// <param name="Strict">Stop at the first fault.</param>
/// <param name="Overrides">What <c>--set</c> changed, for the manifest.</param>
/// <param name="Fresh">Every step runs, also where an earlier run gave the same.</param>
/// <param name="ReuseFrom">Finished result folder whose steps are taken where nothing changed; null = the result folder itself.</param>
public sealed record RunOptions(
    string OutputFolder,
    bool Resume = false,
    bool Strict = false,
    IReadOnlyList<string>? Overrides = null,
    bool Fresh = false,
    string? ReuseFrom = null
);

/// <summary>How a run ended.</summary>
/// <param name="Ledger">What was found, read, processed and lost.</param>
/// <param name="Frames">Frames of all series.</param>
/// <param name="Processing">Time from opening the files to the last committed block.</param>
/// <param name="Whole">Time from opening the files to the manifest.</param>
/// <param name="Warnings">Doubts about whole series, each once.</param>
/// <param name="ReportProblem">Why there is no report; null when there is one.</param>
/// <param name="AlreadyFinished">There was nothing to resume.</param>
/// <param name="Decisions">Which steps ran, which were taken from an earlier run, and why.</param>
/// <param name="Notes">What is no doubt, but good to know: what files hold where steps work on something made of it.</param>
public sealed record RunOutcome(
    Ledger Ledger,
    long Frames,
    TimeSpan Processing,
    TimeSpan Whole,
    IReadOnlyList<string> Warnings,
    string? ReportProblem = null,
    bool AlreadyFinished = false,
    IReadOnlyList<StepDecision>? Decisions = null,
    IReadOnlyList<string>? Notes = null
);

/// <summary>Draws figures and report from the store, before the manifest makes the folder whole.</summary>
/// <param name="folder">Result folder.</param>
/// <param name="manifest">The manifest that will be written.</param>
public delegate void ReportStep(string folder, string manifest);

/// <summary>The main job: read, process, assign, store, report. Its blocks run in parallel: <see cref="StretchRunner"/>.</summary>
public sealed class Runner(StageCatalog stages, ReaderCatalog readers, RunContext run, RunProgress progress)
{
    // What DuckDB may hold while it compacts; it spills into the result folder beyond.
    private const int DuckDbMebibytes = 256;

    // Of decoded files of many spectra, of all series together.
    private const long CacheBytes = 256L << 20;

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
            IReadOnlyDictionary<string, string> code = CodeIdentity.Of(stages);
            FittedClocks clocks = EarlierClocks.Of(options, code, progress);
            foreach (SeriesPlan plan in SeriesOrder.Of(pipeline.Series))
                series.Add(Open(plan, pipeline, readers, run, clocks));
            foreach (SeriesState s in series.Where(s => SeriesOrder.NeedsSpectra(s.Plan).Count == 0))
                s.Stretches[0].Wire(run, OtherSeries.None);
            foreach ((StepPlan step, string wrong) in FileProblems(pipeline, run))
                throw new StepException(step, wrong);
            progress.Total = series.Sum(s => (long)s.Source.Frames);
            OutputGuard.Check(options.OutputFolder, InputsOf(series));
            using var store = new PartStore(options.OutputFolder, run.Workers, memoryMebibytes: DuckDbMebibytes)
            {
                CompressSpectra = false,
            };
            string key = RunKey.Of(stages, series, code, run);
            using EarlierRun earlier = EarlierRun.Open(
                options.ReuseFrom ?? options.OutputFolder,
                code,
                options.Fresh,
                isOwn: options.ReuseFrom is null
            );
            if (RunKey.Prepare(store, pipeline, options, key, keepForReuse: earlier.Nothing is null))
                return new RunOutcome(_ledger, 0, TimeSpan.Zero, TimeSpan.Zero, [], AlreadyFinished: true);
            EarlierClocks.Keep(options.OutputFolder, clocks);
            foreach (SeriesState s in series)
                RunSeries(s, series, store, earlier, options);
            TimeSpan processing = run.Clock.GetElapsedTime(clock);
            // Its files are replaced now.
            earlier.Dispose();
            var finish = new RunFinish(store, pipeline, series, _ledger, progress, run.Cancellation);
            (List<FileRow> files, List<FaultRow> faults) = finish.Tables();
            string manifest = new ManifestBuilder(stages, pipeline, run, code)
                .Build(started, finish.Series, files, _ledger, options.Overrides ?? [], key)
                .ToJsonString(RunKey.Json);
            run.Cancellation.ThrowIfCancellationRequested();
            store.DeleteOtherSpectra();
            string? problem = Draw(report, store, manifest);
            store.WriteManifest(
                manifest,
                new RunIdentity(code, [.. series.Select(s => s.Reuse!.Identity(files))], clocks.ToJson()).ToJson()
            );
            return new RunOutcome(
                _ledger,
                progress.Total,
                processing,
                run.Clock.GetElapsedTime(clock),
                [.. faults.Where(f => f.Severity == "warning").Select(f => $"{f.Series}: {f.Message}").Distinct()],
                problem,
                Notes: [.. faults.Where(f => f.Severity == "note").Select(f => $"{f.Series}: {f.Message}").Distinct()],
                Decisions: [.. finish.Series.SelectMany(s => s.Reuse!.Decisions)]
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
        progress.What = "figures and report";
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
        series.SelectMany(s => s.FramesTable is { } table ? s.Paths.Append(table) : s.Paths).Concat(series.SelectMany(s => s.Logs));

    /// <summary>Opens the files of a series.</summary>
    /// <param name="plan">The series.</param>
    /// <param name="pipeline">Its pipeline.</param>
    /// <param name="readers">Readers.</param>
    /// <param name="run">Clock and folders.</param>
    /// <param name="clocks">Clocks that are to be fitted are, or are taken from here; null = they stay open.</param>
    internal static SeriesState Open(SeriesPlan plan, Pipeline pipeline, ReaderCatalog readers, RunContext run, FittedClocks? clocks = null)
    {
        // A log that lies among the spectra is not one of them, though the glob finds it.
        HashSet<string> logs = [.. ElectrochemicalLogReader.Paths(plan.Log, pipeline.Folder).Select(Path.GetFullPath)];
        IReadOnlyList<string> paths = [.. FileGlobs.Expand(pipeline.Folder, plan.Files).Where(p => !logs.Contains(Path.GetFullPath(p)))];
        var files = new SeriesFiles
        {
            Id = plan.Card.Id,
            Paths = paths,
            Stamps = FileStamp.Of(paths),
            // All series are open at a time.
            CacheBytes = CacheBytes / pipeline.Series.Count,
            BaseFolder = pipeline.Folder,
            Format = plan.Format,
            FramesTable = plan.FramesTable is null ? null : Path.Combine(pipeline.Folder, plan.FramesTable),
            Card = plan.Card,
            Quantity = plan.Quantity,
            Channel = plan.Channel,
            Spectra = plan.Spectra,
            Partial = plan.Partial,
            Log = plan.Log,
        };
        return new SeriesState(plan, FrameSource.Open(files, readers, run, clocks), files);
    }

    private void RunSeries(SeriesState s, List<SeriesState> all, PartStore store, EarlierRun earlier, RunOptions options)
    {
        progress.What = s.Id;
        IReadOnlyList<string> needs = SeriesOrder.Needs(s.Plan);
        OtherSeries others = OtherSeries.Of(SeriesOrder.NeedsSpectra(s.Plan).Select(id => all.First(o => o.Id == id)), store);
        s.Reuse = new SeriesReuse(s, earlier, stages, run);
        string[] different = [.. needs.Where(id => all.First(o => o.Id == id).Reuse!.IsDifferent)];
        var blocks = new StretchRunner(store, run, progress, _ledger, options.Strict);
        for (int i = 0; i < s.Stretches.Count; i++)
        {
            Stretch stretch = s.Stretches[i];
            if (stretch.Chain is null)
                stretch.Wire(run, others);
            blocks.Run(stretch, s.Reuse.Plan(stretch));
            if (stretch.Then is not { } step)
                continue;
            try
            {
                s.Stretches[i + 1].Begin(new SeriesSteps(store, run).Run(stretch, step, others, different, _ledger));
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
        s.Notes.AddRange(s.Reuse.ReadNotes ?? s.Source.SeriesNotes);
        new TableSteps(store, run, progress).Run(s, needs.ToDictionary(id => id, id => all.First(o => o.Id == id).Tables!), different);
        s.Source.Rest();
        _ledger.InternalErrors += s.Notes.Count(n => n.Severity == Ledger.InternalError);
    }
}

/// <summary><c>--strict</c> met a fault; what was finished is kept.</summary>
/// <param name="message">Where and why.</param>
public sealed class StrictStopException(string message) : Exception(message);
