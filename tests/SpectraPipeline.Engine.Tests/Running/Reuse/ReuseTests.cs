using SpectraPipeline.Core;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Engine.Running;
using SpectraPipeline.Engine.Running.Reuse;
using SpectraPipeline.Stages.Baseline;
using Xunit;

namespace SpectraPipeline.Engine.Tests.Running.Reuse;

/// <summary>A second run into the same folder takes what did not change, and gives the rows of a run from nothing.</summary>
public sealed class ReuseTests : IDisposable
{
    private const string Keep = "    keep: all\n";

    // Two blocks, of 512 and 48 frames.
    private const int Frames = 560;
    private const string Steps =
        "shape.crop: { from: 1010 }|shape.despike: { method: temporal, threshold: 6 }|baseline.arpls: { lambda: 1e4 }|peaks.find: { min-snr: 8 }|bands.track: { min-snr: 3 }";
    private static readonly StageCatalog s_stages = StageCatalog.From(typeof(ArPls).Assembly, typeof(ReuseTests).Assembly);
    private static readonly string[] s_tables = ["bands", "tracks", "frames", "files", "axes", "faults", "spectra"];
    private readonly RunFolder _folder = new RunFolder().WithFrames(Frames);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("nothing", "", "", "")]
    [InlineData("first step", "from: 1010", "from: 1020", "read shape.crop shape.despike baseline.arpls peaks.find bands.track")]
    [InlineData("step with neighbours", "threshold: 6", "threshold: 5", "shape.despike baseline.arpls peaks.find bands.track")]
    [InlineData("baseline", "lambda: 1e4", "lambda: 2e4", "baseline.arpls peaks.find bands.track")]
    [InlineData("step without spectra", "min-snr: 8", "min-snr: 12", "peaks.find bands.track")]
    [InlineData("step on rows", "min-snr: 3", "min-snr: 4", "bands.track")]
    [InlineData("last step taken out", "|bands.track: { min-snr: 3 }", "", "")]
    [InlineData("step put in", "|peaks.find", "|shape.smooth: { window: 5, degree: 2 }|peaks.find", "shape.smooth peaks.find bands.track")]
    public void Only_what_changed_runs_and_the_rows_are_those_of_a_fresh_run(string what, string old, string changed, string expected)
    {
        _folder.Run(RunFolder.Yaml(Steps, Keep), s_stages);
        string steps = old.Length == 0 ? Steps : Steps.Replace(old, changed, StringComparison.Ordinal);
        Assert.True(what == "nothing" || steps != Steps);
        RunOutcome again = _folder.Run(RunFolder.Yaml(steps, Keep), s_stages);
        Assert.Equal(expected, Ran(again));
        Assert.True(again.Ledger.AddsUp);
        AssertAsFresh(steps, Keep);
    }

    [Theory]
    [InlineData("middle taken out", "bands.track: {}|bands.onset: {}", "bands.onset")]
    [InlineData("swapped", "bands.track: {}|bands.onset: {}|bands.kinetics: {}", "bands.onset bands.kinetics")]
    public void Steps_on_rows_do_not_take_the_rows_of_their_neighbours(string what, string rest, string expected)
    {
        const string Frames = "shape.crop: { from: 1010 }|baseline.arpls: { lambda: 1e4 }|peaks.find: { min-snr: 8 }|";
        _folder.Run(RunFolder.Yaml(Frames + "bands.track: {}|bands.kinetics: {}|bands.onset: {}"), s_stages);
        RunOutcome again = _folder.Run(RunFolder.Yaml(Frames + rest), s_stages);
        Assert.True(expected == Ran(again), $"{what}: {Ran(again)}");
        AssertAsFresh(Frames + rest, "");
    }

    [Fact]
    public void A_finder_that_is_taken_out_makes_the_steps_on_its_rows_run()
    {
        const string Both = "baseline.arpls: { lambda: 1e4 }|peaks.find: { min-snr: 8 }|peaks.find: { min-snr: 30 }|bands.track: {}";
        _folder.Run(RunFolder.Yaml(Both), s_stages);
        string one = Both.Replace("|peaks.find: { min-snr: 30 }", "", StringComparison.Ordinal);
        Assert.Equal("bands.track", Ran(_folder.Run(RunFolder.Yaml(one), s_stages)));
        AssertAsFresh(one, "");
    }

    [Fact]
    public void A_potential_that_names_no_longer_state_is_not_kept()
    {
        using RunFolder folder = new RunFolder();
        for (int f = 0; f < 6; f++)
            File.Copy(
                Path.Combine(_folder.Root, $"frame-{f:D4}.csv"),
                Path.Combine(folder.Root, $"frame-{(char)('a' + f)}_{0.1 * f:0.0}V.csv")
            );
        folder.Run(RunFolder.Yaml(Steps, Keep), s_stages);
        Assert.Equal("6", folder.Query("select count(potential_v) from frames").Split('\n')[1].Trim());
        File.Copy(Path.Combine(_folder.Root, "frame-0009.csv"), Path.Combine(folder.Root, "frame-last.csv"));
        folder.Run(RunFolder.Yaml(Steps, Keep), s_stages);
        Assert.Equal("0", folder.Query("select count(potential_v) from frames").Split('\n')[1].Trim());
    }

    [Fact]
    public void A_step_that_is_taken_is_not_computed()
    {
        // This step throws wherever it runs, once the file is gone that lets it pass.
        string GoOn = Path.Combine(_folder.Root, StopStage.GoOn);
        File.WriteAllText(GoOn, "");
        _folder.Run(RunFolder.Yaml("test.stop: { frame: 559 }|" + Steps, Keep), s_stages);
        File.Delete(GoOn);
        RunOutcome again = _folder.Run(
            RunFolder.Yaml("test.stop: { frame: 559 }|" + Steps.Replace("1e4", "1e5", StringComparison.Ordinal), Keep),
            s_stages
        );
        Assert.Equal("baseline.arpls peaks.find bands.track", Ran(again));
        Assert.Throws<OperationCanceledException>(() => _folder.Run(RunFolder.Yaml("test.stop: { frame: 558 }|" + Steps, Keep), s_stages));
    }

    [Fact]
    public void A_step_whose_output_is_not_kept_runs_again_for_the_one_that_needs_it()
    {
        _folder.Run(RunFolder.Yaml(Steps), s_stages);
        string steps = Steps.Replace("1e4", "1e5", StringComparison.Ordinal);
        RunOutcome again = _folder.Run(RunFolder.Yaml(steps), s_stages);
        Assert.Equal("read shape.crop shape.despike baseline.arpls peaks.find bands.track", Ran(again));
        Assert.Contains("not kept, and shape.despike needs them", Why(again, "shape.crop"), StringComparison.Ordinal);
        Assert.Equal("lambda 10000 → 100000", Why(again, "baseline.arpls"));
        Assert.Equal("its input baseline.arpls ran", Why(again, "peaks.find"));
        AssertAsFresh(steps, "");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_changed_fit_takes_its_data_from_the_spectra_that_the_fit_before_stored(bool hasFault)
    {
        if (hasFault)
        {
            // A mean of nearly the largest number: the baseline is finite, the squares of the fit are not.
            string file = Path.Combine(_folder.Root, "frame-0005.csv");
            File.WriteAllLines(file, File.ReadLines(file).Select((l, i) => i is > 40 and < 80 ? l.Split(',')[0] + ",1e300" : l));
        }
        const string Fit =
            "shape.crop: { from: 1010 }|baseline.arpls: { lambda: 1e4 }|peaks.fit: { shape: gaussian, bands: [ { center: 1150, fwhm: 20 } ] }|bands.track: {}";
        RunOutcome first = _folder.Run(RunFolder.Yaml(Fit), s_stages);
        Assert.Equal(hasFault, first.Ledger.Faulted > 0);
        string steps = Fit.Replace("gaussian", "lorentzian", StringComparison.Ordinal);
        Assert.Equal("peaks.fit bands.track", Ran(_folder.Run(RunFolder.Yaml(steps), s_stages)));
        AssertAsFresh(steps, "");
    }

    [Fact]
    public void What_is_to_be_stored_and_was_not_runs_again_but_nothing_after_it()
    {
        _folder.Run(RunFolder.Yaml(Steps), s_stages);
        RunOutcome again = _folder.Run(RunFolder.Yaml(Steps, Keep), s_stages);
        Assert.Equal("read shape.crop shape.despike", Ran(again));
        AssertAsFresh(Steps, Keep);
    }

    [Fact]
    public void New_files_run_alone_as_far_as_blocks_allow()
    {
        _folder.Run(RunFolder.Yaml(Steps, Keep), s_stages);
        _folder.WithFrames(Frames + 40);
        RunOutcome again = _folder.Run(RunFolder.Yaml(Steps, Keep), s_stages);
        Assert.Equal("bands.track", Ran(again));
        Assert.Contains("40 files are new (frame-0560.csv ...)", Why(again, "shape.crop"), StringComparison.Ordinal);
        AssertAsFresh(Steps, Keep);
    }

    [Fact]
    public void A_changed_file_is_read_again_and_a_touched_one_is_not()
    {
        _folder.Run(RunFolder.Yaml(Steps, Keep), s_stages);
        string touched = Path.Combine(_folder.Root, "frame-0003.csv"),
            changed = Path.Combine(_folder.Root, "frame-0550.csv");
        File.SetLastWriteTimeUtc(touched, File.GetLastWriteTimeUtc(touched).AddDays(1));
        Assert.Equal("", Ran(_folder.Run(RunFolder.Yaml(Steps, Keep), s_stages)));
        File.WriteAllText(changed, File.ReadAllText(Path.Combine(_folder.Root, "frame-0400.csv")));
        RunOutcome again = _folder.Run(RunFolder.Yaml(Steps, Keep), s_stages);
        Assert.Contains("frame-0550.csv is changed", Why(again, "read"), StringComparison.Ordinal);
        AssertAsFresh(Steps, Keep);
    }

    [Fact]
    public void Faults_flags_and_refused_files_come_back_with_the_steps()
    {
        string bad = Path.Combine(_folder.Root, "frame-0007.csv");
        File.WriteAllText(bad, File.ReadAllText(bad).Replace("1100,", "1100,NaN\n#", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(_folder.Root, "frame-0520.csv"), "this is not a spectrum");
        string axis = Path.Combine(_folder.Root, "frame-0530.csv");
        File.WriteAllText(axis, File.ReadAllText(axis).Replace("1100,", "1100.5,", StringComparison.Ordinal));
        RunOutcome first = _folder.Run(RunFolder.Yaml(Steps, Keep), s_stages);
        string steps = Steps.Replace("min-snr: 8", "min-snr: 9", StringComparison.Ordinal);
        RunOutcome again = _folder.Run(RunFolder.Yaml(steps, Keep), s_stages);
        Assert.Equal("peaks.find bands.track", Ran(again));
        Assert.Equal(2, again.Ledger.ExitCode);
        Assert.Equal(first.Warnings, again.Warnings);
        AssertAsFresh(steps, Keep);
    }

    [Fact]
    public void A_damaged_earlier_result_is_computed_again()
    {
        _folder.Run(RunFolder.Yaml(Steps, Keep), s_stages);
        string spectra = Path.Combine(_folder.Out, "spectra", "s", "shape.despike.parquet");
        byte[] bytes = File.ReadAllBytes(spectra);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(spectra, bytes);
        string steps = Steps.Replace("1e4", "1e5", StringComparison.Ordinal);
        _folder.Run(RunFolder.Yaml(steps, Keep), s_stages);
        AssertAsFresh(steps, Keep);
    }

    [Fact]
    public void A_stage_on_the_whole_series_is_taken_too()
    {
        const string Whole =
            "shape.crop: { from: 1050 }|test.subtract-mean: {}|shape.crop: { to: 1250 }|peaks.find: { min-snr: 8, negative: true }";
        _folder.Run(RunFolder.Yaml(Whole, Keep), s_stages);
        RunOutcome again = _folder.Run(RunFolder.Yaml(Whole.Replace("1250", "1240", StringComparison.Ordinal), Keep), s_stages);
        Assert.Equal("shape.crop-2 peaks.find", Ran(again));
        AssertAsFresh(Whole.Replace("1250", "1240", StringComparison.Ordinal), Keep);
        RunOutcome third = _folder.Run(RunFolder.Yaml(Whole.Replace("1050", "1060", StringComparison.Ordinal), Keep), s_stages);
        Assert.Equal("read shape.crop test.subtract-mean shape.crop-2 peaks.find", Ran(third));
    }

    [Fact]
    public void Another_folder_can_be_the_source_and_stays_as_it_is()
    {
        _folder.Run(RunFolder.Yaml(Steps, Keep), s_stages);
        string other = Path.Combine(_folder.Root, "other"),
            manifest = File.ReadAllText(Path.Combine(_folder.Out, "manifest.json"));
        string steps = Steps.Replace("min-snr: 8", "min-snr: 9", StringComparison.Ordinal);
        RunOutcome again = _folder.Run(RunFolder.Yaml(steps, Keep), s_stages, to: other, reuse: _folder.Out);
        Assert.Equal("peaks.find bands.track", Ran(again));
        Assert.Equal(manifest, File.ReadAllText(Path.Combine(_folder.Out, "manifest.json")));
        AssertAsFresh(steps, Keep, other);
    }

    [Fact]
    public void Fresh_runs_everything_and_says_so()
    {
        _folder.Run(RunFolder.Yaml(Steps, Keep), s_stages);
        RunOutcome again = _folder.Run(RunFolder.Yaml(Steps, Keep), s_stages, fresh: true);
        Assert.All(again.Decisions!, d => Assert.Equal((false, "--fresh"), (d.IsReused, d.Why)));
    }

    [Fact]
    public void A_re_run_that_is_broken_off_resumes_to_the_same_rows()
    {
        string GoOn = Path.Combine(_folder.Root, StopStage.GoOn);
        string Yaml(string lambda) =>
            RunFolder.Yaml(
                $"{Steps.Replace("1e4", lambda, StringComparison.Ordinal).Replace("|bands", "|test.stop: { frame: 550 }|bands", StringComparison.Ordinal)}",
                Keep
            );
        File.WriteAllText(GoOn, "");
        _folder.Run(Yaml("1e4"), s_stages);
        File.Delete(GoOn);
        Assert.Throws<OperationCanceledException>(() => _folder.Run(Yaml("1e5"), s_stages, workers: 1));
        File.WriteAllText(GoOn, "");
        RunOutcome resumed = _folder.Run(Yaml("1e5"), s_stages, resume: true);
        Assert.Equal("baseline.arpls peaks.find test.stop bands.track", Ran(resumed));
        AssertSame(Yaml("1e5"), _folder.Out);
    }

    private static string Ran(RunOutcome outcome) => string.Join(' ', outcome.Decisions!.Where(d => !d.IsReused).Select(d => d.Step));

    private static string Why(RunOutcome outcome, string step) => outcome.Decisions!.Single(d => d.Step == step).Why;

    private void AssertAsFresh(string steps, string more, string? folder = null) =>
        AssertSame(RunFolder.Yaml(steps, more), folder ?? _folder.Out);

    private void AssertSame(string yaml, string folder)
    {
        string fresh = Path.Combine(_folder.Root, "fresh");
        _folder.Run(yaml, s_stages, to: fresh, fresh: true);
        foreach (string table in s_tables)
            Assert.Equal(_folder.Query($"from {table}", fresh), _folder.Query($"from {table}", folder));
    }
}
