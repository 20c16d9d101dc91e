using SpectraPipeline.Kills;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Cli.Tests;

/// <summary>What takes the result folder or the time from a run that is under way: it ends with one sentence that docs/interruptions.md holds, says what
/// is kept, and --resume makes of it what an unbroken run makes.</summary>
public sealed class InterruptionTests(UnbrokenRun unbroken) : IClassFixture<UnbrokenRun>, IDisposable
{
    private const string Block = "the first block is there";
    private readonly Workspace _work = new();

    private string Folder => _work["out"];

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("the run is written down")]
    [InlineData("spectra are being stored")]
    [InlineData("all spectra are stored")]
    [InlineData("figures are being drawn")]
    [InlineData("the report page is there")]
    public void A_full_disk_breaks_the_run_off_and_keeps_what_was_finished(string moment)
    {
        using Mounted disk = Mounted.Disk(_work["disk"], 64);
        string folder = Path.Combine(_work["disk"], "out"),
            filler = Path.Combine(_work["disk"], "filler");
        Outcome run = SuspendedRun.At(unbroken, folder, moment, _ => Mounted.Fill(filler));
        BreaksOff(
            run,
            folder,
            ["Broken off: the result folder", "cannot be written: the disk is full", "Free some space and continue with --resume."]
        );
        File.Delete(filler);
        unbroken.ResumesToTheSame(folder);
    }

    [Fact]
    public void A_folder_that_becomes_read_only_breaks_the_run_off()
    {
        Outcome run;
        Mounted? readOnly = null;
        try
        {
            run = SuspendedRun.At(unbroken, Folder, Block, _ => readOnly = Mounted.ReadOnly(Folder));
            BreaksOff(run, Folder, ["cannot be written: it is read-only", "Make it writable and continue with --resume."]);
            Outcome again = Spectra.Run("run", unbroken.Inputs.Pipeline, "--out", Folder, "--resume");
            Refuses(again, "cannot be written: it is read-only");
        }
        finally
        {
            readOnly?.Dispose();
        }
        unbroken.ResumesToTheSame(Folder);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_at_the_start_is_refused_before_anything_runs()
    {
        Directory.CreateDirectory(_work["parent"]);
        using Mounted readOnly = Mounted.ReadOnly(_work["parent"]);
        string folder = Path.Combine(_work["parent"], "out");
        Refuses(Spectra.Run("run", unbroken.Inputs.Pipeline, "--out", folder), "cannot be written: it is read-only");
        Assert.False(Directory.Exists(folder));
    }

    [Theory]
    [InlineData(Block, "")]
    [InlineData(Block, ".parts/raman")]
    [InlineData("figures are being drawn", "tables")]
    public void A_folder_that_is_removed_breaks_the_run_off_and_what_is_missing_is_done_anew(string moment, string part)
    {
        Outcome run = SuspendedRun.At(unbroken, Folder, moment, _ => Directory.Delete(Path.Combine(Folder, part), recursive: true));
        BreaksOff(run, Folder, ["it, or a part of it, was removed", "Continue with --resume, which does the missing part anew."]);
        unbroken.ResumesToTheSame(Folder);
    }

    [Theory]
    [InlineData(SuspendedRun.Interrupt, "Stopped by Ctrl+C.")]
    [InlineData(SuspendedRun.Terminate, "Stopped by SIGTERM.")]
    [InlineData(SuspendedRun.HangUp, "Stopped by SIGHUP.")]
    public void A_signal_stops_the_run_between_blocks_and_keeps_them(int signal, string sentence)
    {
        Assert.SkipWhen(IsIgnored(signal), $"needs a shell that does not ignore signal {signal}");
        Outcome run = SuspendedRun.At(unbroken, Folder, Block, process => SuspendedRun.Signal(process, signal));
        Assert.Equal(128 + signal, run.Code);
        Says(run, [sentence, "What was finished is kept", "stopping after the blocks at hand; once more stops at once."]);
        LooksUnfinished(Folder);
        Assert.True(new FolderState(Folder).Blocks > 0);
        unbroken.ResumesToTheSame(Folder);
    }

    [Fact]
    public void A_second_signal_ends_the_run_at_once_and_its_blocks_are_kept()
    {
        Assert.SkipWhen(IsIgnored(SuspendedRun.HangUp), "needs a shell that does not ignore SIGHUP");
        Outcome run = SuspendedRun.At(
            unbroken,
            Folder,
            Block,
            process =>
            {
                SuspendedRun.Signal(process, SuspendedRun.HangUp);
                SuspendedRun.Signal(process, SuspendedRun.Terminate);
            }
        );
        // Which of the two is answered first is up to the system.
        Assert.Contains(run.Code, (int[])[128 + SuspendedRun.HangUp, 128 + SuspendedRun.Terminate]);
        Assert.DoesNotContain("Stopped by", run.Error, StringComparison.Ordinal);
        LooksUnfinished(Folder);
        unbroken.ResumesToTheSame(Folder);
    }

    [Fact]
    public void A_second_run_into_the_same_folder_is_refused_and_the_first_is_unharmed()
    {
        Outcome[] seconds = [];
        Outcome first = SuspendedRun.At(
            unbroken,
            Folder,
            Block,
            _ =>
                seconds = [
                    Spectra.Run("run", unbroken.Inputs.Pipeline, "--out", Folder),
                    Spectra.Run("run", unbroken.Inputs.Pipeline, "--out", Folder, "--resume"),
                ]
        );
        Assert.Equal(2, seconds.Length);
        foreach (Outcome second in seconds)
            Refuses(second, "another process writes into this result folder. Wait for it, stop it, or give another --out.");
        Assert.Equal(Program.DoneWithFaults, first.Code);
        Assert.Empty(unbroken.Digest.Differences(ResultDigest.Of(Folder, unbroken.Inputs.Frames)));
    }

    [Fact]
    public void A_pipeline_that_was_changed_does_not_continue_a_broken_run()
    {
        SuspendedRun.At(unbroken, Folder, Block, process => process.Kill());
        string changed = Path.Combine(Path.GetDirectoryName(unbroken.Inputs.Pipeline)!, "changed.yaml");
        File.WriteAllText(
            changed,
            File.ReadAllText(unbroken.Inputs.Pipeline).Replace("lambda: 1e4", "lambda: 1e5", StringComparison.Ordinal)
        );
        Refuses(
            Spectra.Run("run", changed, "--out", Folder, "--resume"),
            "holds a broken run of another pipeline, other inputs or another version of the program; it cannot be continued. Run without --resume, or into another folder."
        );
        unbroken.ResumesToTheSame(Folder);
    }

    private static void BreaksOff(Outcome run, string folder, string[] sentences)
    {
        Assert.True(run.Code == Program.BrokenOff, $"ended with {run.Code}: {run.Error}");
        Says(run, sentences);
        LooksUnfinished(folder);
    }

    private static void Refuses(Outcome run, string sentence)
    {
        Assert.Equal(Program.BadArguments, run.Code);
        Says(run, [sentence]);
    }

    /// <summary>The words are on standard error and in the page of interruptions.</summary>
    private static void Says(Outcome run, string[] sentences)
    {
        string page = File.ReadAllText(Path.Combine(Corpus.Checkout, "docs", "interruptions.md"));
        foreach (string sentence in sentences)
        {
            Assert.Contains(sentence, run.Error, StringComparison.Ordinal);
            Assert.Contains(sentence, page, StringComparison.Ordinal);
        }
    }

    private static void LooksUnfinished(string folder)
    {
        Assert.False(new FolderState(folder).HasManifest);
        Assert.Equal(Program.BadArguments, Spectra.Run("query", folder, "from bands").Code);
        Assert.Equal(Program.BadArguments, Spectra.Run("report", folder).Code);
    }

    /// <summary>A shell starts jobs in the background with SIGINT ignored, and .NET leaves it so.</summary>
    private static bool IsIgnored(int signal)
    {
        if (!File.Exists("/proc/self/status"))
            return true;
        string mask = File.ReadLines("/proc/self/status").First(l => l.StartsWith("SigIgn", StringComparison.Ordinal)).Split('\t')[1];
        return (
                (
                    ulong.Parse(mask, System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture)
                    >> (signal - 1)
                ) & 1
            ) == 1;
    }
}
