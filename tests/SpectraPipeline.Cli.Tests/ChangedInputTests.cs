using System.Globalization;
using System.Text.Json;
using SpectraPipeline.Kills;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Cli.Tests;

/// <summary>Files that are deleted, cut, written to or replaced between the planning of a run and their reading: the frame or the doubt is said, the
/// others are as in an unbroken run, and the ledger adds up.</summary>
public sealed class ChangedInputTests : IDisposable
{
    private const string Changed =
        "The file was changed after the run had begun: its frames are what it held when it was read. Run again when it is complete.";
    private readonly UnbrokenRun _unbroken = new();
    private readonly Workspace _work = new();

    public void Dispose()
    {
        _work.Dispose();
        _unbroken.Dispose();
    }

    [Fact]
    public void Files_that_change_under_a_run_are_said_one_by_one_and_cost_no_other_frame()
    {
        string xas = Path.Combine(Path.GetDirectoryName(_unbroken.Inputs.Pipeline)!, "xas");
        string Scan(int number) => Path.Combine(xas, $"scan-0{number}.xdi");
        // The scans are read last, long after the first block of another series.
        Outcome run = SuspendedRun.At(
            _unbroken,
            _work["out"],
            "the first block is there",
            _ =>
            {
                File.Delete(Scan(1));
                string[] lines = File.ReadAllLines(Scan(2));
                File.WriteAllLines(Scan(2), lines[..(lines.Length / 2)]);
                string[] grown = File.ReadAllLines(Scan(3));
                File.AppendAllText(Scan(3), Later(grown[^1]) + "\n");
                File.AppendAllText(Scan(4), Later(grown[^1])[..12]);
                File.WriteAllText(Scan(5), "not a spectrum\n");
                File.Delete(Scan(6));
                Directory.CreateDirectory(Scan(6));
            }
        );
        Assert.Equal(Program.DoneWithFaults, run.Code);
        JsonElement files = Spectra.Query(_work["out"], "select file, status, message from files where series = 'xas' order by file");
        string Row(int scan) => $"{files[scan].GetProperty("status").GetString()}: {files[scan].GetProperty("message").GetString()}";
        Assert.Equal("refused: The file is not there (any more).", Row(1));
        Assert.Contains(Changed, Row(2), StringComparison.Ordinal);
        Assert.StartsWith("read: ", Row(3), StringComparison.Ordinal);
        Assert.Contains(Changed, Row(3), StringComparison.Ordinal);
        Assert.StartsWith("refused: ", Row(4), StringComparison.Ordinal);
        Assert.Contains(Changed, Row(4), StringComparison.Ordinal);
        Assert.StartsWith("refused: ", Row(5), StringComparison.Ordinal);
        Assert.Contains(Changed, Row(5), StringComparison.Ordinal);
        Assert.Equal("refused: A folder lies where the file should be.", Row(6));
        foreach (int untouched in (int[])[0, 7, 8])
            Assert.Equal("read: ", Row(untouched));
        JsonElement faults = Spectra.Query(
            _work["out"],
            "select distinct frame from faults where series = 'xas' and severity = 'faulted' order by frame"
        );
        Assert.Empty(((int[])[1, 4, 5, 6]).Except(faults.EnumerateArray().Select(f => f.GetProperty("frame").GetInt32())));
        Assert.Contains(
            Changed,
            Spectra.Good("query", _work["out"], "select message from faults where severity = 'warning'", "--format", "csv"),
            StringComparison.Ordinal
        );
        Assert.Empty(ResultDigest.Of(_work["out"], _unbroken.Inputs.Frames).Wrong);
        string[] differences = [.. _unbroken.Digest.Differences(ResultDigest.Of(_work["out"], _unbroken.Inputs.Frames))];
        Assert.DoesNotContain(
            differences,
            d => d.StartsWith("spectra raman", StringComparison.Ordinal) || d.StartsWith("spectra map", StringComparison.Ordinal)
        );

        // What a run is resumed on must be what it began on.
        Outcome resumed = Spectra.Run("run", _unbroken.Inputs.Pipeline, "--out", _work["out"], "--resume");
        Assert.Equal(Program.BadArguments, resumed.Code);
        Assert.Contains("holds a finished run of another pipeline, other inputs", resumed.Error, StringComparison.Ordinal);
        string page = File.ReadAllText(Path.Combine(Corpus.Checkout, "docs", "interruptions.md"));
        Assert.Contains(Changed, page, StringComparison.Ordinal);
        Assert.Contains("A folder lies where the file should be.", page, StringComparison.Ordinal);
    }

    /// <summary>The next point of a scan: the same numbers at an energy that is higher by 1 eV.</summary>
    private static string Later(string line)
    {
        string energy = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        double next = double.Parse(energy, CultureInfo.InvariantCulture) + 1;
        return line.Replace(energy, next.ToString("F3", CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_may_not_be_read_is_refused_by_name()
    {
        const string Needs = "needs a user whom permissions bind";
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip(Needs);
            return;
        }
        Assert.SkipWhen(Environment.UserName == "root", Needs);
        using Workspace work = new Workspace().WithFrames(4);
        File.SetUnixFileMode(work["frame-2.csv"], UnixFileMode.None);
        Outcome run = work.Run(Workspace.Yaml());
        Assert.Equal(Program.DoneWithFaults, run.Code);
        Assert.Contains(
            "The file cannot be opened: ",
            Spectra.Good("query", work["out"], "select message from files where status = 'refused'", "--format", "csv"),
            StringComparison.Ordinal
        );
    }
}
