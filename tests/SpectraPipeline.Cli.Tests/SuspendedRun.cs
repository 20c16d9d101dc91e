using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using SpectraPipeline.Kills;
using Xunit;

namespace SpectraPipeline.Cli.Tests;

/// <summary>Inputs of <c>./kills</c> and what an unbroken run makes of them, once for a class of tests.</summary>
public sealed class UnbrokenRun : IDisposable
{
    private readonly Workspace _work = new();

    public UnbrokenRun()
    {
        Inputs = Workload.Write(_work["inputs"], 0.2);
        Outcome run = Spectra.Run("run", Inputs.Pipeline, "--out", _work["whole"], "--workers", "2");
        // One file of the inputs is damaged on purpose.
        Assert.Equal(Program.DoneWithFaults, run.Code);
        Whole = new FolderState(_work["whole"]);
        Digest = ResultDigest.Of(_work["whole"], Inputs.Frames);
    }

    /// <summary>Pipeline and frames.</summary>
    public Workload Inputs { get; }

    /// <summary>The finished folder.</summary>
    public FolderState Whole { get; }

    /// <summary>Its rows.</summary>
    public ResultDigest Digest { get; }

    /// <summary>--resume ends as the unbroken run did: same rows, spectra, ledger, files and page, and nothing left over.</summary>
    internal void ResumesToTheSame(string folder)
    {
        Outcome resumed = Spectra.Run("run", Inputs.Pipeline, "--out", folder, "--workers", "2", "--resume");
        Assert.True(resumed.Code == Program.DoneWithFaults, $"the resume ended with {resumed.Code}: {resumed.Error}");
        ResultDigest digest = ResultDigest.Of(folder, Inputs.Frames);
        Assert.Empty(digest.Wrong);
        Assert.Empty(Digest.Differences(digest));
        Assert.Empty(new FolderState(folder).Leftovers());
    }

    public void Dispose() => _work.Dispose();
}

/// <summary>A run as a process of its own, held still (SIGSTOP) at a moment while something happens to it.</summary>
internal static partial class SuspendedRun
{
    public const int HangUp = 1,
        Interrupt = 2,
        Terminate = 15;
    private const int Continue = 18,
        Stop = 19;
    private const int Tries = 6;

    /// <summary>A run of a second that takes longer than this hangs.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(2);

    /// <summary>Runs, holds it when its folder shows the moment, lets something happen, and lets it go on to its end.</summary>
    /// <param name="unbroken">What is run.</param>
    /// <param name="folder">Result folder; emptied before another try.</param>
    /// <param name="moment">One of <see cref="KillMoment.Watched"/>.</param>
    /// <param name="happens">What happens meanwhile.</param>
    public static Outcome At(UnbrokenRun unbroken, string folder, string moment, Action<Process> happens)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs signals and /proc of Linux");
        for (int i = 0; i < Tries; i++)
        {
            if (Once(unbroken, folder, moment, happens) is { } outcome)
            {
                Assert.DoesNotContain("   at ", outcome.Out + outcome.Error, StringComparison.Ordinal);
                return outcome;
            }
            foreach (string left in Directory.GetDirectories(folder))
                Directory.Delete(left, recursive: true);
            foreach (string left in Directory.GetFiles(folder))
                File.Delete(left);
        }
        Assert.Skip($"needs a machine that is quick enough to meet the moment '{moment}'");
        return null!;
    }

    /// <summary>Null when the moment was missed.</summary>
    private static Outcome? Once(UnbrokenRun unbroken, string folder, string moment, Action<Process> happens)
    {
        using Process run = Spectra.Start("run", unbroken.Inputs.Pipeline, "--out", folder, "--workers", "2");
        Task<string> output = run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = run.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        try
        {
            bool met = IsHeld(run, error, new FolderState(folder), unbroken, moment);
            if (met)
                happens(run);
            Signal(run, Continue);
            Assert.True(run.WaitForExit(s_longest), $"the run did not end within {s_longest.TotalMinutes} minutes");
            return met ? new Outcome(run.ExitCode, output.Result, error.Result) : null;
        }
        finally
        {
            // What happens may be a skip or a failure: a process that is held still would stay for ever.
            if (!run.HasExited)
                run.Kill();
        }
    }

    /// <summary>Waits for the moment and holds the run still; false when it was missed.</summary>
    private static bool IsHeld(Process run, Task<string> error, FolderState now, UnbrokenRun unbroken, string moment)
    {
        var watched = new KillMoment(moment, null);
        while (!watched.IsReached(now, unbroken.Whole) && !run.HasExited)
            Thread.Yield();
        Assert.False(run.HasExited && !now.HasManifest, run.HasExited ? error.Result : "");
        Signal(run, Stop);
        while (!run.HasExited && !Status(run).Contains(") T ", StringComparison.Ordinal))
            Thread.Yield();
        return !run.HasExited && !now.HasManifest;
    }

    /// <summary>What Linux says of a process; nothing when it ended meanwhile.</summary>
    private static string Status(Process run)
    {
        try
        {
            return File.ReadAllText($"/proc/{run.Id}/stat");
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>Sends a signal.</summary>
    public static void Signal(Process run, int signal) => _ = Send(run.Id, signal);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int process, int signal);
}

/// <summary>A file system that a test mounts and takes away again.</summary>
internal sealed class Mounted : IDisposable
{
    private readonly string _place;

    private Mounted(string place) => _place = place;

    /// <summary>A small disk in memory.</summary>
    public static Mounted Disk(string place, int mebibytes)
    {
        Directory.CreateDirectory(place);
        Mount("-t", "tmpfs", "-o", FormattableString.Invariant($"size={mebibytes}m"), "tmpfs", place);
        return new Mounted(place);
    }

    /// <summary>A folder that cannot be written until this is disposed, also by root: what opens it by its path from now on finds it read-only.</summary>
    public static Mounted ReadOnly(string place)
    {
        Mount("--bind", place, place);
        var mounted = new Mounted(place);
        try
        {
            Mount("-o", "remount,bind,ro", place);
        }
        catch
        {
            mounted.Dispose();
            throw;
        }
        return mounted;
    }

    /// <summary>Writes a file that takes all room that is left.</summary>
    public static void Fill(string file)
    {
        using var filler = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        foreach (int size in (int[])[1 << 20, 1 << 12])
            try
            {
                while (true)
                    filler.Write(new byte[size]);
            }
            catch (IOException)
            {
                // Full to this size.
            }
    }

    /// <summary>Lazily: a process that still has the folder open must not keep the mount.</summary>
    public void Dispose() => Assert.True(Tool("umount", "-l", _place), $"{_place} stays mounted");

    private static void Mount(params string[] arguments) =>
        Assert.SkipUnless(OperatingSystem.IsLinux() && Tool("mount", arguments), "needs root and the right to mount");

    private static bool Tool(string name, params string[] arguments)
    {
        try
        {
            using Process tool = Process.Start(new ProcessStartInfo(name, arguments))!;
            tool.WaitForExit();
            return tool.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            // There is no such program.
            return false;
        }
    }
}
