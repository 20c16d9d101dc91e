using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Engine.Running;
using SpectraPipeline.IO.Store;
using SpectraPipeline.Stages.Baseline;
using Xunit;

namespace SpectraPipeline.Engine.Tests.Running;

/// <summary>A run from files to rows: same rows for any number of workers, faults counted, broken runs continued.</summary>
public sealed class RunnerTests
{
    private const string Steps = "baseline.arpls: { lambda: 1e4 }|peaks.find: { min-snr: 8 }|bands.track: {}";
    private static readonly StageCatalog s_stages = StageCatalog.From(typeof(ArPls).Assembly, typeof(RunnerTests).Assembly);

    [Fact]
    public void Gives_the_same_rows_for_any_number_of_workers()
    {
        using RunFolder folder = new RunFolder().WithFrames(1100);
        string one = Path.Combine(folder.Root, "one"),
            three = Path.Combine(folder.Root, "three");
        folder.Run(RunFolder.Yaml(Steps, "    keep: all\n"), s_stages, workers: 1, to: one);
        folder.Run(RunFolder.Yaml(Steps, "    keep: all\n"), s_stages, workers: 3, to: three);
        foreach (string table in (string[])["bands", "tracks", "frames", "files", "axes", "faults", "spectra"])
            Assert.Equal(folder.Query($"from {table}", one), folder.Query($"from {table}", three));
        Assert.NotEmpty(folder.Query("select * from bands where track is not null", one).Split('\n')[1]);
    }

    [Fact]
    public void Replicates_are_found_by_their_labels_and_pooled_once_in_the_last()
    {
        using RunFolder folder = new RunFolder().WithFrames(30);
        string yaml = "name: t\nseries:\n";
        foreach (
            (string id, int replicate, string files) in (List<(string, int, string)>)
                [("b", 2, "frame-001*.csv"), ("c", 3, "frame-002*.csv"), ("a", 1, "frame-000*.csv")]
        )
            yaml +=
                $"  - id: {id}\n    files: {files}\n    technique: raman\n    replicate: {replicate}\n    labels: {{ catalyst: Ag }}\n    steps:\n"
                + string.Concat(Steps.Split('|').Append("bands.replicates: {}").Select(s => $"      - {s}\n"));
        folder.Run(yaml, s_stages);
        string rows = folder.Query("select distinct series, \"group\", n from replicates where quantity = 'center'");
        Assert.Contains("c,catalyst=Ag,3", rows, StringComparison.Ordinal);
        Assert.DoesNotContain("b,", rows, StringComparison.Ordinal);
        using ResultStore store = ResultStore.Open(folder.Out);
        Assert.Contains("a, b", store.Manifest.RootElement.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Puts_the_ledger_into_the_manifest_and_it_adds_up()
    {
        using RunFolder folder = new RunFolder().WithFrames(20);
        string bad = Path.Combine(folder.Root, "frame-0007.csv");
        File.WriteAllText(bad, File.ReadAllText(bad).Replace("1100,", "1100,NaN\n#", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(folder.Root, "frame-0009.csv"), "this is not a spectrum");
        RunOutcome outcome = folder.Run(RunFolder.Yaml(Steps), s_stages);
        Assert.True(outcome.Ledger.AddsUp);
        Assert.Equal(2, outcome.Ledger.ExitCode);
        Assert.Equal((20, 19, 1), (outcome.Ledger.FilesFound, outcome.Ledger.FilesRead, outcome.Ledger.FilesRefused));
        Assert.Equal("2", folder.Query("select count(*) from frames where status = 'faulted'").Split('\n')[1].Trim());
        Assert.Contains("frame-0009.csv", folder.Query("select file from faults where severity = 'refused'"), StringComparison.Ordinal);
        Assert.Contains("is NaN", folder.Query("select message from faults where code = 'input-not-finite'"), StringComparison.Ordinal);
        using ResultStore store = ResultStore.Open(folder.Out);
        foreach (var step in store.Manifest.RootElement.GetProperty("ledger").GetProperty("steps").EnumerateArray())
            Assert.Equal(
                step.GetProperty("in").GetInt64(),
                step.GetProperty("ok").GetInt64() + step.GetProperty("flagged").GetInt64() + step.GetProperty("faulted").GetInt64()
            );
    }

    [Fact]
    public void A_number_that_is_none_after_a_series_step_is_a_fault_of_its_frame()
    {
        using RunFolder folder = new RunFolder().WithFrames(6);
        RunOutcome outcome = folder.Run(RunFolder.Yaml("test.hole-in-one: {}|shape.smooth: {}"), s_stages);
        Assert.Equal(2, outcome.Ledger.ExitCode);
        Assert.True(outcome.Ledger.AddsUp);
        Assert.Contains("2,result-not-finite", folder.Query("select frame, code from faults"), StringComparison.Ordinal);
        Assert.Equal("5", folder.Query("select count(*) from frames where status = 'ok'").Split('\n')[1].Trim());
    }

    [Fact]
    public void A_mean_leaves_out_a_frame_that_is_no_number_and_names_its_file()
    {
        using RunFolder folder = new RunFolder().WithFrames(20);
        string bad = Path.Combine(folder.Root, "frame-0007.csv");
        File.WriteAllText(bad, File.ReadAllText(bad).Replace("1100,", "1100,NaN\n#", StringComparison.Ordinal));
        RunOutcome outcome = folder.Run(RunFolder.Yaml("shape.average: { group: 5 }|shape.smooth: {}"), s_stages);
        Assert.True(outcome.Ledger.AddsUp);
        Assert.Contains(
            "frame-0007.csv",
            folder.Query("select message from faults where frame = 7 and code = 'input-not-finite'"),
            StringComparison.Ordinal
        );
        Assert.Equal("0", folder.Query("select count(*) from faults where severity = 'faulted'").Split('\n')[1].Trim());
        Assert.Contains("5,4", folder.Query("select first_frame, frames from averages order by 1"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_run_looks_unfinished_and_resumes_to_the_same_rows()
    {
        using RunFolder folder = new RunFolder().WithFrames(600);
        string whole = Path.Combine(folder.Root, "whole");
        string yaml = RunFolder.Yaml("test.stop: { frame: 550 }|" + Steps);
        Assert.Throws<OperationCanceledException>(() => folder.Run(yaml, s_stages, workers: 1));
        Assert.False(File.Exists(Path.Combine(folder.Out, "manifest.json")));
        Assert.False(File.Exists(Path.Combine(folder.Out, "report.html")));
        Assert.Contains(
            "not finished",
            Assert.ThrowsAny<UserException>(() => folder.Query("from bands")).Message,
            StringComparison.Ordinal
        );
        Assert.Equal(["000000"], Directory.GetDirectories(Path.Combine(folder.Out, ".parts", "s")).Select(Path.GetFileName));

        File.WriteAllText(Path.Combine(folder.Root, StopStage.GoOn), "");
        folder.Run(yaml, s_stages, to: whole);
        RunOutcome resumed = folder.Run(yaml, s_stages, resume: true);
        Assert.True(resumed.Ledger.AddsUp);
        foreach (string table in (string[])["bands", "tracks", "frames", "files"])
            Assert.Equal(folder.Query($"from {table}", whole), folder.Query($"from {table}"));
    }

    [Fact]
    public void Refuses_to_resume_another_pipeline()
    {
        using RunFolder folder = new RunFolder().WithFrames(600);
        Assert.Throws<OperationCanceledException>(() => folder.Run(RunFolder.Yaml("test.stop: { frame: 550 }"), s_stages, workers: 1));
        var e = Assert.ThrowsAny<UserException>(() => folder.Run(RunFolder.Yaml("shape.crop: { from: 1100 }"), s_stages, resume: true));
        Assert.Contains("cannot be continued", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Strict_stops_at_the_first_fault_and_says_where()
    {
        using RunFolder folder = new RunFolder().WithFrames(5);
        File.WriteAllText(Path.Combine(folder.Root, "frame-0003.csv"), "1000,1\n1002,NaN\n1004,3\n");
        var e = Assert.Throws<StrictStopException>(() => folder.Run(RunFolder.Yaml(Steps), s_stages, strict: true));
        Assert.Contains("frame-0003.csv", e.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder.Out, "manifest.json")));
    }

    [Fact]
    public void An_unforeseen_exception_faults_its_frame_alone_and_exits_with_3()
    {
        using RunFolder folder = new RunFolder().WithFrames(10);
        RunOutcome outcome = folder.Run(RunFolder.Yaml("test.break: { frame: 4 }"), s_stages);
        Assert.Equal(3, outcome.Ledger.ExitCode);
        Assert.Equal("4", folder.Query("select frame from faults where severity = 'internal-error'").Split('\n')[1].Trim());
        Assert.Equal("9", folder.Query("select count(*) from frames where status = 'ok'").Split('\n')[1].Trim());
    }

    [Fact]
    public void A_stage_on_the_whole_series_stands_between_frame_steps()
    {
        using RunFolder folder = new RunFolder().WithFrames(40);
        folder.Run(
            RunFolder.Yaml("shape.crop: { from: 1050 }|test.subtract-mean: {}|shape.crop: { to: 1250 }", "    keep: all\n"),
            s_stages
        );
        Assert.Contains("shape.crop-2", folder.Query("select distinct step from spectra"), StringComparison.Ordinal);
        using ResultStore store = ResultStore.Open(folder.Out);
        SpectralSeries last = store.ReadSpectra("s", "shape.crop-2");
        for (int p = 0; p < last.Points; p++)
            Assert.Equal(0, Enumerable.Range(0, last.Frames).Sum(f => last.Primary[f][p]), 9);
        Assert.Contains(outcomeSteps(store), s => s == "test.subtract-mean");

        static IEnumerable<string> outcomeSteps(ResultStore store) =>
            store
                .Manifest.RootElement.GetProperty("ledger")
                .GetProperty("steps")
                .EnumerateArray()
                .Select(s => s.GetProperty("step").GetString()!);
    }

    [Theory]
    [InlineData("run a=1")]
    [InlineData("run [1] ü'q")]
    public void A_result_folder_may_be_called_anything(string name)
    {
        using RunFolder folder = new RunFolder().WithFrames(5);
        string to = Path.Combine(folder.Root, name);
        folder.Run(RunFolder.Yaml("shape.crop: { from: 1100 }"), s_stages, to: to);
        Assert.Equal(
            "series,frame,status",
            folder
                .Query(
                    "select * exclude (file, index_in_file, time_s, potential_v, potential_sd_v, potential_ir_v, potential_rhe_v, current_a, message) from frames",
                    to
                )
                .Split('\n')[0]
                .Trim()
        );
        Assert.Equal("5", folder.Query("select count(*) from spectra", to).Split('\n')[1].Trim());
    }

    [Fact]
    public void Refuses_a_folder_whose_results_are_not_ours_and_touches_nothing()
    {
        using RunFolder folder = new RunFolder().WithFrames(3);
        string mine = Path.Combine(folder.Root, "mine", "tables", "my.txt");
        Directory.CreateDirectory(Path.GetDirectoryName(mine)!);
        File.WriteAllText(mine, "mine");
        var e = Assert.ThrowsAny<UserException>(() => folder.Run(RunFolder.Yaml(Steps), s_stages, to: Path.Combine(folder.Root, "mine")));
        Assert.Contains("no run of this program left there", e.Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(mine));
    }

    [Fact]
    public void Never_deletes_an_input_that_lies_where_results_go()
    {
        using RunFolder folder = new RunFolder().WithFrames(3);
        string spectra = Path.Combine(folder.Root, "spectra");
        Directory.CreateDirectory(spectra);
        foreach (string file in Directory.GetFiles(folder.Root, "*.csv"))
            File.Move(file, Path.Combine(spectra, Path.GetFileName(file)));
        string yaml = RunFolder.Yaml(Steps).Replace("frame-*.csv", "spectra/*.csv", StringComparison.Ordinal);
        var e = Assert.ThrowsAny<UserException>(() => folder.Run(yaml, s_stages, to: folder.Root));
        Assert.Contains("lies where the results would be written", e.Message, StringComparison.Ordinal);
        Assert.Equal(3, Directory.GetFiles(spectra).Length);
    }

    [Fact]
    public void Running_again_replaces_our_files_and_keeps_those_of_others()
    {
        using RunFolder folder = new RunFolder().WithFrames(3);
        folder.Run(RunFolder.Yaml("shape.crop: { from: 1100 }", "    keep: all\n"), s_stages);
        string note = Path.Combine(folder.Out, "tables", "my-notes.txt");
        File.WriteAllText(note, "mine");
        folder.Run(RunFolder.Yaml("shape.smooth: {}"), s_stages);
        Assert.Equal("mine", File.ReadAllText(note));
        Assert.Equal(
            ["shape.smooth"],
            folder
                .Query("select distinct step from spectra")
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Skip(1)
                .Select(t => t.Trim())
        );
    }

    [Fact]
    public void A_mistake_in_a_table_step_can_be_mended_without_losing_the_frames()
    {
        using RunFolder folder = new RunFolder().WithFrames(600);
        string yaml = RunFolder.Yaml("test.stop: { frame: 550 }|" + Steps);
        Assert.Throws<OperationCanceledException>(() => folder.Run(yaml, s_stages, workers: 1));
        File.WriteAllText(Path.Combine(folder.Root, StopStage.GoOn), "");
        RunOutcome outcome = folder.Run(
            yaml.Replace("bands.track: {}", "bands.track: { min-snr: 6 }", StringComparison.Ordinal),
            s_stages,
            resume: true
        );
        Assert.Equal(0, outcome.Ledger.ExitCode);
    }

    [Fact]
    public void Another_table_of_frames_is_another_run()
    {
        using RunFolder folder = new RunFolder().WithFrames(600);
        string table = Path.Combine(folder.Root, "times.csv");
        void Write(double step) =>
            File.WriteAllText(
                table,
                "file,index,time_s\n" + string.Concat(Enumerable.Range(0, 600).Select(f => $"frame-{f:D4}.csv,0,{f * step}\n"))
            );
        Write(1);
        string yaml = RunFolder.Yaml("test.stop: { frame: 550 }", "    frames: times.csv\n");
        Assert.Throws<OperationCanceledException>(() => folder.Run(yaml, s_stages, workers: 1));
        Write(2);
        Assert.ThrowsAny<UserException>(() => folder.Run(yaml, s_stages, resume: true));
    }

    [Fact]
    public void A_finished_run_of_another_pipeline_is_not_taken_for_this_one()
    {
        using RunFolder folder = new RunFolder().WithFrames(3);
        folder.Run(RunFolder.Yaml(Steps), s_stages);
        Assert.True(folder.Run(RunFolder.Yaml(Steps), s_stages, resume: true).AlreadyFinished);
        Assert.ThrowsAny<UserException>(() => folder.Run(RunFolder.Yaml("shape.smooth: {}"), s_stages, resume: true));
    }

    [Fact]
    public void Sampled_reference_frames_are_each_their_own()
    {
        // 130 frames, of which the last sampled has no band: the mean of the sample must still show it behind another step.
        using RunFolder folder = new RunFolder().WithFrames(130);
        folder.Run(RunFolder.Yaml("shape.smooth: {}|test.mean-of-sample: {}"), s_stages);
        string[] means = folder
            .Query("select distinct y[1] from spectra where step = 'test.mean-of-sample'")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("64", means[1].Trim());
    }

    [Fact]
    public void A_newer_step_that_found_nothing_hides_the_older_one()
    {
        using RunFolder folder = new RunFolder().WithFrames(20);
        folder.Run(RunFolder.Yaml("peaks.find: { min-snr: 8 }|peaks.find: { min-snr: 1000 }|bands.track: {}"), s_stages);
        Assert.Contains("nothing-to-read", folder.Query("select code from faults"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_ledger_whose_counts_disagree_says_which_and_exits_with_4()
    {
        var ledger = new Ledger { FilesFound = 3, FilesRead = 2 };
        Assert.Contains("3 files were found", Assert.Single(ledger.Contradictions()), StringComparison.Ordinal);
        Assert.Equal(4, ledger.ExitCode);
        ledger = new Ledger();
        ledger.FramesPlanned["s"] = 10;
        ledger.Steps.Add(
            new LedgerStep(
                "s",
                "read",
                null,
                new StepCounts
                {
                    In = 10,
                    Ok = 9,
                    Faulted = 1,
                }
            )
        );
        ledger.Steps.Add(new LedgerStep("s", "a", "read", new StepCounts { In = 8, Ok = 8 }));
        Assert.Contains("took in 8 frames where 9 came", Assert.Single(ledger.Contradictions()), StringComparison.Ordinal);
        ledger.FramesStored["s"] = 7;
        Assert.Equal(2, ledger.Contradictions().Count());
    }

    [Fact]
    public void A_second_writer_on_the_same_folder_is_refused()
    {
        using RunFolder folder = new RunFolder().WithFrames(5);
        using var other = new PartStore(folder.Out);
        Assert.ThrowsAny<UserException>(() => folder.Run(RunFolder.Yaml(Steps), s_stages));
    }

    [Fact]
    public void Stores_of_each_axis_the_last_step_unless_told_otherwise()
    {
        using RunFolder folder = new RunFolder().WithFrames(5);
        string steps = "shape.crop: { from: 1050 }|baseline.arpls: {}|shape.crop: { to: 1250 }|shape.smooth: {}";
        foreach (
            var (keep, expected) in ((string, string[])[])
                [("last", ["baseline.arpls", "shape.smooth"]), ("none", []), ("[shape.crop]", ["shape.crop"])]
        )
        {
            folder.Run(RunFolder.Yaml(steps, $"    keep: {keep}\n"), s_stages);
            Assert.Equal(
                expected,
                folder
                    .Query("select distinct step from axes order by step")
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Skip(1)
                    .Select(s => s.Trim())
            );
        }
    }
}

/// <summary>Throws where nobody expects it.</summary>
[Stage("test.break", "A test.", Summary = "Breaks at one frame.")]
public sealed record BreakStage : FrameStage
{
    [Param("Frame that breaks.")]
    public int Frame { get; init; }

    public override FrameKernel Prepare(StageInput input) => new Kernel(this, input);

    private sealed class Kernel(BreakStage stage, StageInput input) : SpectrumKernel(input.Axis, input.Channel, input.Signal)
    {
        protected override void Apply(ReadOnlySpan<double> y, Span<double> result, Findings findings)
        {
            y.CopyTo(result);
            if (findings.Frame == stage.Frame)
                throw new InvalidOperationException("A bug.");
        }
    }
}

/// <summary>Breaks the run off at a frame, as Ctrl+C does, until a file says that it may go on.</summary>
[Stage("test.stop", "A test.", Summary = "Stops at one frame.")]
public sealed record StopStage : FrameStage
{
    public const string GoOn = "go-on";

    [Param("Frame that stops.")]
    public int Frame { get; init; }

    public override FrameKernel Prepare(StageInput input) => new Kernel(this, input);

    private sealed class Kernel(StopStage stage, StageInput input) : SpectrumKernel(input.Axis, input.Channel, input.Signal)
    {
        protected override void Apply(ReadOnlySpan<double> y, Span<double> result, Findings findings)
        {
            y.CopyTo(result);
            if (findings.Frame == stage.Frame && !File.Exists(Path.Combine(input.Run.PipelineFolder, GoOn)))
                throw new OperationCanceledException();
        }
    }
}

/// <summary>How many different frames a stage sees that asks for 64 of them.</summary>
[Stage("test.mean-of-sample", "A test.", Summary = "Counts the different frames of its sample.")]
public sealed record SampleStage : FrameStage
{
    public override FrameSelection? ReferenceFrames(SeriesCard card) => FrameSelection.All with { AtMost = 64 };

    public override FrameKernel Prepare(StageInput input) =>
        new Kernel(input, Enumerable.Range(0, input.Reference!.Frames).Select(f => input.Reference.Primary[f][70]).Distinct().Count());

    private sealed class Kernel(StageInput input, int different) : SpectrumKernel(input.Axis, input.Channel, input.Signal)
    {
        protected override void Apply(ReadOnlySpan<double> y, Span<double> result, Findings findings) => result.Fill(different);
    }
}

/// <summary>Divides one point by zero.</summary>
[Stage("test.hole-in-one", "A test.", Summary = "Makes a point of frame 2 no number.")]
public sealed record HoleInOne : SeriesStage
{
    public override SpectralSeries Run(SpectralSeries input, StageInput about, Findings findings)
    {
        double[] values = [.. input.Primary.Values];
        values[(2 * input.Points) + 5] /= 0;
        var channel = new Channel("y", input.Signal, input.Frames, input.Points, values);
        return new SpectralSeries(input.Id, input.Axis, [channel], input.Info, input.Faults);
    }
}

/// <summary>Needs all frames: subtracts their mean.</summary>
[Stage("test.subtract-mean", "A test.", Summary = "Subtracts the mean of all frames.")]
public sealed record SubtractMean : SeriesStage
{
    public override SpectralSeries Run(SpectralSeries input, StageInput about, Findings findings)
    {
        double[] values = [.. input.Primary.Values];
        for (int p = 0; p < input.Points; p++)
        {
            double mean = Enumerable.Range(0, input.Frames).Average(f => input.Primary[f][p]);
            for (int f = 0; f < input.Frames; f++)
                values[(f * input.Points) + p] -= mean;
        }
        return new SpectralSeries(
            input.Id,
            input.Axis,
            [new Channel("y", input.Signal, input.Frames, input.Points, values)],
            input.Info,
            input.Faults
        );
    }
}
