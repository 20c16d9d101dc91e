using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Engine.Running;
using SpectraPipeline.Engine.Running.Reuse;
using SpectraPipeline.IO.Readers;

namespace SpectraPipeline.Cli.Commands;

/// <summary><c>spectra run PIPELINE.yaml --out DIR</c>: the main job.</summary>
internal static class RunCommand
{
    private const int MostWarnings = 8;

    public static Command Create(App app)
    {
        var file = new Argument<string>("pipeline") { Description = "Pipeline file (YAML)." };
        var output = new Option<string>("--out", "-o") { Description = "Result folder.", Required = true };
        var workers = new Option<int?>("--workers")
        {
            Description = "Workers at most; all cores when left out. The rows are the same for any number.",
            CustomParser = WorkersOf,
        };
        var resume = new Option<bool>("--resume") { Description = "Continue a run that was broken off." };
        var strict = new Option<bool>("--strict") { Description = "Stop at the first fault." };
        var set = new Option<string[]>("--set") { Description = "SERIES.STEP.PARAM=VALUE overrides a parameter; repeat for more." };
        var json = new Option<bool>("--json") { Description = "One JSON document: where the results are, and the ledger." };
        var explain = new Option<bool>("--explain")
        {
            Description = "Say of every step whether it ran or was taken from the earlier run, and why.",
        };
        var fresh = new Option<bool>("--fresh")
        {
            Description = "Run every step, also where nothing changed since the run that lies in the folder.",
        };
        var reuse = new Option<string?>("--reuse")
        {
            Description = "Result folder to take unchanged steps from; the result folder itself when left out.",
        };
        var command = new Command("run", "Read, process, assign, store, draw and report: the main job.")
        {
            file,
            output,
            workers,
            resume,
            strict,
            set,
            json,
            explain,
            fresh,
            reuse,
        };
        command.SetAction(parsed =>
            Run(
                app,
                parsed.GetValue(file)!,
                new RunOptions(
                    parsed.GetValue(output)!,
                    parsed.GetValue(resume),
                    parsed.GetValue(strict),
                    parsed.GetValue(set) ?? [],
                    parsed.GetValue(fresh),
                    parsed.GetValue(reuse)
                ),
                parsed.GetValue(workers),
                parsed.GetValue(json),
                parsed.GetValue(explain)
            )
        );
        return command;
    }

    private static int? WorkersOf(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int workers) && workers >= 1)
            return workers;
        result.AddError($"--workers must be a whole number, 1 or more, not '{text}'.");
        return null;
    }

    private static int Run(App app, string path, RunOptions options, int? workers, bool json, bool explain)
    {
        if (File.Exists(options.OutputFolder))
            throw new UserException($"--out {options.OutputFolder}: this is a file; the results need a folder.");
        CheckReuse(options);
        if (app.Load(path, options.Overrides) is not { } pipeline)
            return Program.BadArguments;
        using var signals = new StopSignals(app.Terminal);
        var progress = new RunProgress();
        RunContext run = App.NewRun(pipeline.Folder, workers, signals.Token);
        RunOutcome outcome;
        try
        {
            using var shown = new ProgressDisplay(app.Terminal, progress, run.Clock);
            outcome = new Runner(app.Stages, ReaderCatalog.Default, run, progress).Run(pipeline, options, ReportCommand.Draw);
        }
        catch (StrictStopException e)
        {
            app.Terminal.Error.WriteLine(e.Message);
            return Program.DoneWithFaults;
        }
        catch (OperationCanceledException) when (signals.Name is not null)
        {
            app.Terminal.Tell(
                (
                    HasBegun(progress)
                        ? $"Stopped by {signals.Name}. What was finished is kept ({progress.Done} of {progress.Total} frames are processed); continue with --resume."
                        : $"Stopped by {signals.Name} before anything was processed."
                ) + Environment.NewLine
            );
            return signals.ExitCode;
        }
        catch (Exception e) when (Runner.IsOfFolder(e))
        {
            app.Terminal.Error.WriteLine(
                HasBegun(progress)
                    ? BrokenRun.BrokenOff(options.OutputFolder, e, progress.Done, progress.Total)
                    : BrokenRun.NotBegun(options.OutputFolder, e)
            );
            return HasBegun(progress) ? Program.BrokenOff : Program.BadArguments;
        }
        if (json)
            app.Terminal.Out.WriteLine(System.Text.Json.JsonSerializer.Serialize(ToJson(options, outcome), Json.Indented));
        else
            Say(app.Terminal, pipeline, options, outcome);
        if (explain && !json)
            Explain(app.Terminal.Out, outcome.Decisions ?? []);
        return outcome.Ledger.ExitCode;
    }

    /// <summary>Who names a run to take steps from wants them taken: nothing there is a mistake, not a long run without a word.</summary>
    private static void CheckReuse(RunOptions options)
    {
        if (options.ReuseFrom is not { } folder)
            return;
        if (options.Fresh)
            throw new UserException($"--fresh runs every step and --reuse {folder} takes unchanged ones: give one of them.");
        if (!Directory.Exists(Path.Combine(folder, ".reuse")))
            throw new UserException(
                $"--reuse {folder}: {(Directory.Exists(folder) ? "the folder" : "there is no such folder; it")} holds no finished run to reuse. Name the result folder of one, or leave --reuse out."
            );
    }

    /// <summary>The first series is named when its frames are taken in hand.</summary>
    private static bool HasBegun(RunProgress progress) => progress.What.Length > 0;

    private static void Say(Terminal terminal, Pipeline pipeline, RunOptions options, RunOutcome outcome)
    {
        TextWriter output = terminal.Out;
        if (outcome.AlreadyFinished)
        {
            output.WriteLine($"{options.OutputFolder} holds a finished run; there is nothing to resume.");
            return;
        }
        foreach (string note in (outcome.Notes ?? []).Take(MostWarnings))
            terminal.Error.WriteLine("note: " + note);
        foreach (string warning in outcome.Warnings.Take(MostWarnings))
            terminal.Error.WriteLine("warning: " + warning);
        if (outcome.Warnings.Count > MostWarnings)
            terminal.Error.WriteLine(
                $"and {outcome.Warnings.Count - MostWarnings} more warnings: spectra query {Quoted(options.OutputFolder)} \"from faults where severity = 'warning'\""
            );
        Ledger ledger = outcome.Ledger;
        double rate = outcome.Frames / Math.Max(1e-9, outcome.Processing.TotalSeconds);
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{pipeline.Name}: {outcome.Frames} spectra of {pipeline.Series.Count} series in {outcome.Whole.TotalSeconds:f1} s ({rate:f0} spectra/s from file to store)"
            )
        );
        output.WriteLine($"  files   {ledger.FilesRead} read, {ledger.FilesRefused} refused");
        long flagged = ledger.Steps.Sum(s => s.Counts.Flagged);
        output.WriteLine(
            $"  frames  {outcome.Frames - ledger.Faulted} good, {ledger.Faulted} faulted{(flagged > 0 ? $" ({flagged} doubts noted)" : "")}"
        );
        if (outcome.Decisions is { } steps && steps.Count(d => d.IsReused) is var taken and > 0)
            output.WriteLine($"  steps   {taken} of {steps.Count} reused from the earlier run (--explain says why)");
        if (outcome.ReportProblem is null)
            output.WriteLine($"  report  {Path.Combine(options.OutputFolder, "report.html")}");
        else
            terminal.Error.WriteLine($"The report could not be drawn; the results are whole. Please report this: {outcome.ReportProblem}");
        output.WriteLine($"  tables  spectra query {Quoted(options.OutputFolder)} \"from {TableOf(pipeline)}\"");
        if (ledger.ExitCode == 2)
            terminal.Error.WriteLine($"Some files or frames have faults: spectra query {Quoted(options.OutputFolder)} \"from faults\"");
        if (ledger.ExitCode == 3)
            terminal.Error.WriteLine(
                $"An internal error was caught; please report it: spectra query {Quoted(options.OutputFolder)} \"from faults where severity = 'internal-error'\""
            );
        if (ledger.ExitCode == 4)
            terminal.Error.WriteLine(
                $"The ledger does not add up: {string.Join("; ", ledger.Contradictions())}. Do not trust this folder; please report it."
            );
    }

    /// <summary>Why each step ran, one line each.</summary>
    private static void Explain(TextWriter output, IReadOnlyList<StepDecision> decisions)
    {
        if (decisions.Count == 0)
            return;
        if (decisions.All(d => !d.IsReused && d.Why == decisions[0].Why))
        {
            output.WriteLine($"why     every step ran: {decisions[0].Why}");
            return;
        }
        int series = decisions.Select(d => d.Series.Length).Max(),
            step = decisions.Select(d => d.Step.Length).Max();
        output.WriteLine("why");
        foreach (StepDecision d in decisions)
            output.WriteLine($"  {d.Series.PadRight(series)}  {d.Step.PadRight(step)}  {(d.IsReused ? "reused" : "ran   ")}  {d.Why}");
    }

    /// <summary>A path that can be pasted behind a command.</summary>
    private static string Quoted(string path) => path.Contains(' ', StringComparison.Ordinal) ? $"\"{path}\"" : path;

    private static object ToJson(RunOptions options, RunOutcome outcome) =>
        new
        {
            folder = Path.GetFullPath(options.OutputFolder),
            report = Path.GetFullPath(Path.Combine(options.OutputFolder, "report.html")),
            already_finished = outcome.AlreadyFinished,
            warnings = outcome.Warnings,
            notes = outcome.Notes ?? [],
            report_problem = outcome.ReportProblem,
            frames = outcome.Frames,
            seconds_processing = outcome.Processing.TotalSeconds,
            seconds = outcome.Whole.TotalSeconds,
            exit_code = outcome.Ledger.ExitCode,
            files = new
            {
                found = outcome.Ledger.FilesFound,
                read = outcome.Ledger.FilesRead,
                refused = outcome.Ledger.FilesRefused,
            },
            decisions = (outcome.Decisions ?? []).Select(d => new
            {
                series = d.Series,
                step = d.Step,
                reused = d.IsReused,
                why = d.Why,
            }),
            steps = outcome.Ledger.Steps.Select(s => new
            {
                series = s.Series,
                step = s.Step,
                @in = s.Counts.In,
                ok = s.Counts.Ok,
                flagged = s.Counts.Flagged,
                faulted = s.Counts.Faulted,
            }),
        };

    /// <summary>The table that holds what the last kind of step found: where a reader begins.</summary>
    private static string TableOf(Pipeline pipeline)
    {
        string[] steps = [.. pipeline.Series.SelectMany(s => s.Steps).Select(s => s.Name)];
        return s_tables.FirstOrDefault(t => steps.Any(n => n.StartsWith(t.Step, StringComparison.Ordinal))).Table ?? "frames";
    }

    private static readonly (string Step, string Table)[] s_tables =
    [
        ("assign.", "assignments"),
        ("xas.fit-", "exafs_paths"),
        ("bands.track", "tracks"),
        ("peaks.", "bands"),
        ("xas.lcf", "components"),
        ("xas.edge-position", "edge_positions"),
        ("xas.normalize", "edges"),
        ("series.pca", "model_quality"),
    ];
}
