using System.Diagnostics;
using SpectraPipeline.Cli;

namespace SpectraPipeline.Kills;

/// <summary>How one kill ended.</summary>
/// <param name="Number">Number in the study.</param>
/// <param name="Moment">The moment that was asked for.</param>
/// <param name="Seconds">When the process was killed, from its start; when it ended, where it was faster.</param>
/// <param name="Ended">It ended before it could be killed.</param>
/// <param name="Phase">How far the folder was (<see cref="FolderState.Phases"/>).</param>
/// <param name="Blocks">Blocks in the parts.</param>
/// <param name="AgainSeconds">When the resume was killed; null = it was not.</param>
/// <param name="AgainEnded">The resume ended before it could be killed.</param>
/// <param name="AgainPhase">How far the folder was then.</param>
/// <param name="ResumeSeconds">Wall time of the last resume.</param>
/// <param name="Problems">What is not as in the unbroken run.</param>
/// <param name="AmidSeries">Some blocks of a series were there and some were not.</param>
public sealed record KillRecord(
    int Number,
    KillMoment Moment,
    double Seconds,
    bool Ended,
    string Phase,
    int Blocks,
    double? AgainSeconds,
    bool AgainEnded,
    string? AgainPhase,
    double ResumeSeconds,
    IReadOnlyList<string> Problems,
    bool AmidSeries = false
);

/// <summary>Kills <c>spectra run</c> as the operating system does (SIGKILL), resumes it, and compares with a run that nobody broke.</summary>
public sealed class KillStudy
{
    private const int KilledCode = 128 + 9;
    private readonly Workload _work;
    private readonly string _folder;
    private readonly string[] _run;
    private readonly string _wholeFolder;
    private readonly FolderState _whole;
    private readonly string _earlierFolder;
    private readonly ResultDigest _earlier;
    private DateTime _since;

    /// <summary>Writes the inputs and does the unbroken run.</summary>
    /// <param name="root">An empty folder for inputs and results.</param>
    /// <param name="size">See <see cref="Workload.Write"/>.</param>
    /// <param name="workers">Workers of each run.</param>
    public KillStudy(string root, double size, int workers = 2)
    {
        _work = Workload.Write(Path.Combine(root, "inputs"), size);
        _folder = Path.Combine(root, "broken");
        _run = ["run", _work.Pipeline, "--workers", workers.ToString(System.Globalization.CultureInfo.InvariantCulture), "--out"];
        _wholeFolder = Path.Combine(root, "whole");
        _whole = new FolderState(_wholeFolder);
        UnbrokenCode = Finish(_wholeFolder, out double seconds);
        UnbrokenSeconds = seconds;
        Unbroken = ResultDigest.Of(_wholeFolder, _work.Frames);
        if (Unbroken.Wrong.Count > 0 || _whole.Leftovers().Any() || UnbrokenCode is not (0 or 2))
            throw new InvalidOperationException(
                $"The unbroken run ended with {UnbrokenCode}: {string.Join("; ", Unbroken.Wrong.Concat(_whole.Leftovers()))} {_lastError}"
            );
        _earlierFolder = Path.Combine(root, "earlier");
        Finish(_earlierFolder, out _, "--set", "raman.baseline.arpls.lambda=2e4");
        _earlier = ResultDigest.Of(_earlierFolder, _work.Frames);
    }

    /// <summary>The unbroken run.</summary>
    public ResultDigest Unbroken { get; }

    /// <summary>Frames of each series.</summary>
    public IReadOnlyDictionary<string, int> Frames => _work.Frames;

    /// <summary>Its exit code.</summary>
    public int UnbrokenCode { get; }

    /// <summary>Its wall time.</summary>
    public double UnbrokenSeconds { get; private set; }

    private string _lastError = "";

    /// <summary>Measures an unbroken run again, in a folder of its own: the load of the machine changes the time, and nothing may change the rows.</summary>
    public IEnumerable<string> Measure()
    {
        Clear();
        Finish(_folder, out double seconds);
        UnbrokenSeconds = seconds;
        return Unbroken.Differences(ResultDigest.Of(_folder, _work.Frames));
    }

    /// <summary>One kill and the resume after it.</summary>
    public KillRecord Kill(int number, KillMoment moment)
    {
        Clear();
        if (moment.Over)
            Copy(_earlierFolder, _folder);
        _since = TimeProvider.System.GetUtcNow().UtcDateTime;
        var problems = new List<string>();
        var (seconds, ended) = Interrupt(moment, problems);
        var state = new FolderState(_folder, _since);
        (string phase, int blocks, bool amid) = (state.Phase, state.Blocks, state.IsAmidSeries(Frames));
        LooksRight(problems);
        (double At, bool Ended)? again = null;
        string? againPhase = null;
        if (moment.Again is { } fraction)
        {
            again = Interrupt(new KillMoment(KillMoment.IsDrawn, fraction), problems, Resume(state));
            againPhase = state.Phase;
            LooksRight(problems);
        }
        bool finished = state.HasManifest;
        int code = Finish(_folder, out double resume, Resume(state));
        // A finished run says that there is nothing to resume.
        if (code != (finished ? 0 : UnbrokenCode))
            problems.Add($"the resume ended with {code}: {_lastError}");
        if (!state.HasManifest)
            problems.Add("the resume left no manifest");
        else
            Compare(problems, Unbroken);
        problems.AddRange(state.Leftovers().Select(l => $"left behind: {l}"));
        return new KillRecord(
            number,
            moment,
            seconds,
            ended,
            phase,
            blocks,
            again?.At,
            again?.Ended ?? false,
            againPhase,
            resume,
            [.. problems.Distinct()],
            amid
        );
    }

    /// <summary>Where the earlier run was not touched yet there is nothing to resume.</summary>
    private static string[] Resume(FolderState state) => state.IsEarlier ? [] : ["--resume"];

    /// <summary>Keeps the folder of the last kill beside that of the unbroken run, for a look at what went wrong.</summary>
    public void Keep(string place)
    {
        Copy(_wholeFolder, Path.Combine(place, "whole"));
        Copy(_folder, Path.Combine(place, "broken"));
    }

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }

    /// <summary>Runs until the moment and kills.</summary>
    private (double Seconds, bool Ended) Interrupt(KillMoment moment, List<string> problems, params string[] more)
    {
        long start = Stopwatch.GetTimestamp();
        using Process run = Start([.. _run, _folder, .. more]);
        Task<string> error = Drain(run);
        var now = new FolderState(_folder, _since);
        if (moment.Fraction is { } fraction)
        {
            double wait = (fraction * UnbrokenSeconds) - Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (wait > 0)
                run.WaitForExit(TimeSpan.FromSeconds(wait));
        }
        else
            // Without a pause: some of these moments last a millisecond.
            while (!moment.IsReached(now, _whole) && !run.HasExited)
                Thread.Yield();
        run.Kill();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        run.WaitForExit();
        bool ended = run.ExitCode != KilledCode && run.ExitCode != -1;
        if (ended && run.ExitCode != UnbrokenCode && (more.Length == 0 || run.ExitCode != 0))
            problems.Add($"ended by itself with {run.ExitCode}: {error.Result}");
        if (ended && !now.HasManifest)
            problems.Add("ended by itself without a manifest");
        return (seconds, ended);
    }

    /// <summary>After a kill nothing looks finished, unless the manifest is there; then all is whole.</summary>
    private void LooksRight(List<string> problems)
    {
        var state = new FolderState(_folder, _since);
        if (state.HasManifest || state.IsEarlier)
        {
            Compare(problems, state.IsEarlier ? _earlier : Unbroken);
            return;
        }
        foreach (
            string[] command in (string[][])
                [
                    ["query", _folder, "from bands"],
                    ["report", _folder],
                ]
        )
        {
            using var output = new StringWriter();
            using var error = new StringWriter();
            int code = Program.Run(command, new Terminal(output, error, IsInteractive: false));
            if (code != Program.BadArguments)
                problems.Add($"{command[0]} took a folder that is not finished: {code} {error}");
        }
    }

    private void Compare(List<string> problems, ResultDigest expected)
    {
#pragma warning disable CA1031 // Whatever makes a finished folder unreadable is what the study looks for.
        try
        {
            ResultDigest digest = ResultDigest.Of(_folder, _work.Frames);
            problems.AddRange(digest.Wrong);
            problems.AddRange(expected.Differences(digest));
        }
        catch (Exception e)
        {
            problems.Add($"the finished folder cannot be read: {e.GetType().Name}: {e.Message}");
        }
#pragma warning restore CA1031
    }

    /// <summary>Runs to the end; gives the exit code.</summary>
    private int Finish(string folder, out double seconds, params string[] more)
    {
        long start = Stopwatch.GetTimestamp();
        using Process run = Start([.. _run, folder, .. more]);
        Task<string> error = Drain(run);
        run.WaitForExit();
        seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        _lastError = error.Result.Trim();
        return run.ExitCode;
    }

    private void Clear()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private static Task<string> Drain(Process run)
    {
        _ = run.StandardOutput.ReadToEndAsync();
        return run.StandardError.ReadToEndAsync();
    }

    private static Process Start(string[] arguments) =>
        Process.Start(
            new ProcessStartInfo("dotnet", ["exec", typeof(Program).Assembly.Location, .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
}
