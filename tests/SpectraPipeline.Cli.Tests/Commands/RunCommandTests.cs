using System.Text.Json;
using Xunit;

namespace SpectraPipeline.Cli.Tests.Commands;

public sealed class RunCommandTests
{
    [Fact]
    public void Says_where_the_results_are()
    {
        using Workspace work = new Workspace().WithFrames(4);
        Outcome run = work.Run(Workspace.Yaml());
        Assert.Equal(0, run.Code);
        Assert.StartsWith("small: 4 spectra of 1 series", run.Out, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(work["out"], "report.html"), run.Out, StringComparison.Ordinal);
        Assert.Empty(run.Error);
        foreach (string made in (string[])["report.html", "manifest.json", "tables/bands.parquet", "spectra/s/baseline.arpls.parquet"])
            Assert.True(File.Exists(Path.Combine(work["out"], made)), made);
    }

    [Fact]
    public void Json_is_one_document_with_the_ledger()
    {
        using Workspace work = new Workspace().WithFrames(4);
        Outcome run = work.Run(Workspace.Yaml(), "--json", "--workers", "1");
        Assert.Equal(0, run.Code);
        Assert.Equal(4, run.Json.GetProperty("frames").GetInt32());
        Assert.Equal(4, run.Json.GetProperty("files").GetProperty("read").GetInt32());
        foreach (JsonElement step in run.Json.GetProperty("steps").EnumerateArray())
            Assert.Equal(4, step.GetProperty("ok").GetInt32());
    }

    [Fact]
    public void Set_overrides_a_parameter_and_the_manifest_says_so()
    {
        using Workspace work = new Workspace().WithFrames(3);
        Assert.Equal(0, work.Run(Workspace.Yaml(), "--set", "s.baseline.arpls.lambda=1e7").Code);
        string manifest = File.ReadAllText(work["out/manifest.json"]);
        Assert.Contains("s.baseline.arpls.lambda=1e7", manifest, StringComparison.Ordinal);
        double stiff = Spectra.Number(work["out"], "select max(abs(height)) from bands");
        Assert.Equal(0, work.Run(Workspace.Yaml()).Code);
        Assert.NotEqual(stiff, Spectra.Number(work["out"], "select max(abs(height)) from bands"));
    }

    [Fact]
    public void Set_may_be_repeated_and_stand_before_the_pipeline()
    {
        using Workspace work = new Workspace().WithFrames(3);
        string pipeline = work.Pipeline(Workspace.Yaml());
        Spectra.Good("run", "--set", "s.baseline.arpls.lambda=1e7", "--set", "s.peaks.find.min-snr=6", pipeline, "--out", work["out"]);
        string manifest = File.ReadAllText(work["out/manifest.json"]);
        Assert.Contains("s.baseline.arpls.lambda=1e7", manifest, StringComparison.Ordinal);
        Assert.Contains("s.peaks.find.min-snr=6", manifest, StringComparison.Ordinal);
    }

    [Fact]
    public void Strict_stops_at_the_first_fault_and_leaves_nothing_that_looks_finished()
    {
        using Workspace work = new Workspace().WithFrames(3);
        work.Write("frame-1.csv", "this is not a spectrum");
        Outcome run = work.Run(Workspace.Yaml(), "--strict");
        Assert.Equal(Program.DoneWithFaults, run.Code);
        Assert.Contains("--strict: stopped at series 's', frame 1 (frame-1.csv)", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Out);
        Assert.False(File.Exists(work["out/manifest.json"]));
    }

    [Fact]
    public void Resume_on_a_finished_folder_has_nothing_to_do()
    {
        using Workspace work = new Workspace().WithFrames(3);
        work.Run(Workspace.Yaml());
        DateTime before = File.GetLastWriteTimeUtc(work["out/manifest.json"]);
        Outcome again = work.Run(Workspace.Yaml(), "--resume");
        Assert.Equal(0, again.Code);
        Assert.Contains("holds a finished run; there is nothing to resume", again.Out, StringComparison.Ordinal);
        Assert.Equal(before, File.GetLastWriteTimeUtc(work["out/manifest.json"]));
        Assert.True(work.Run(Workspace.Yaml(), "--resume", "--json").Json.GetProperty("already_finished").GetBoolean());
    }

    [Fact]
    public void Resume_on_a_finished_folder_has_nothing_to_explain()
    {
        using Workspace work = new Workspace().WithFrames(3);
        work.Run(Workspace.Yaml());
        Outcome again = work.Run(Workspace.Yaml(), "--resume", "--explain");
        Assert.Contains("there is nothing to resume", Assert.Single(again.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Reuse_of_a_folder_without_a_finished_run_is_refused_before_anything_runs()
    {
        using Workspace work = new Workspace().WithFrames(3);
        Directory.CreateDirectory(work["empty"]);
        foreach (string folder in (string[])[work["nowhere"], work["empty"]])
        {
            Outcome run = work.Run(Workspace.Yaml(), "--reuse", folder);
            Assert.Equal(Program.BadArguments, run.Code);
            Assert.Contains(folder, run.Error, StringComparison.Ordinal);
            Assert.Contains("holds no finished run to reuse", run.Error, StringComparison.Ordinal);
            Assert.False(Directory.Exists(work["out"]));
        }
        work.Run(Workspace.Yaml());
        Outcome both = work.Run(Workspace.Yaml(), "--reuse", work["out"], "--fresh");
        Assert.Equal(Program.BadArguments, both.Code);
        Assert.Contains("--fresh runs every step", both.Error, StringComparison.Ordinal);
        Assert.Equal(0, work.Run(Workspace.Yaml(), "--reuse", work["out"]).Code);
    }
}
