using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Engine.Running;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.IO.Store;
using SpectraPipeline.Stages.Baseline;
using Xunit;

namespace SpectraPipeline.Engine.Tests.Running;

/// <summary>A preview shows the numbers of a run, of one frame, and says what it cannot show.</summary>
public sealed class FramePreviewerTests
{
    private const string Fit = "peaks.fit: { shape: lorentzian, bands: [ { center: 1150, fwhm: 24 } ] }";
    private static readonly StageCatalog s_stages = StageCatalog.From(typeof(ArPls).Assembly, typeof(RunnerTests).Assembly);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(700)]
    [InlineData(1099)]
    public void Shows_the_curves_and_rows_that_a_run_stores_to_the_last_bit(int frame)
    {
        // Neighbours in time, a reference frame, a sample of the series, one step that reads an older output: all that a frame can depend on.
        string yaml = RunFolder.Yaml(
            "test.neighbours: {}|shape.crop: { from: 1020, to: 1300 }|baseline.arpls: { lambda: 1e4 }|shape.smooth: { window: 7, degree: 2 }"
                + $"|test.mean-of-sample: {{}}\n        input: baseline.arpls|{Fit}\n        input: shape.smooth|peaks.find: {{ min-snr: 8 }}\n        input: baseline.arpls|bands.track: {{}}",
            "    keep: all\n"
        );
        using RunFolder folder = new RunFolder().WithFrames(1100);
        folder.Run(yaml, s_stages);
        FramePreview preview = Preview(folder, yaml, frame.ToString(System.Globalization.CultureInfo.InvariantCulture));
        using ResultStore store = ResultStore.Open(folder.Out);
        Assert.Equal(8, preview.Steps.Count);
        int compared = 0;
        foreach (PreviewStep step in preview.Steps.Where(s => s.Output is not null))
        {
            SpectralSeries stored = store.ReadSpectra("s", step.Id, [frame]);
            Assert.True(stored.Axis.SameAs(step.Output!.Axis));
            Assert.Equal(stored.Channels.Select(c => c.Name), step.Output.Channels.Select(c => c.Name));
            foreach (Channel channel in stored.Channels)
                Assert.Equal(channel[0].ToArray(), step.Output[channel.Name][0].ToArray());
            compared++;
        }
        Assert.Equal(6, compared);
        string bands = folder.Query(
            $"select step, center, fwhm, height, snr from bands where frame = {frame} order by step = 'peaks.find', band"
        );
        IEnumerable<BandRow> shown = preview.Steps.Where(s => s.NotRun is null).SelectMany(s => s.Rows<BandRow>());
        Assert.Equal(
            bands.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.Trim()),
            shown.Select(b => FormattableString.Invariant($"{b.Step},{b.Center:R},{b.Fwhm:R},{b.Height:R},{b.Snr:R}"))
        );
        Assert.NotEmpty(shown);
    }

    [Fact]
    public void Reads_another_series_as_a_run_does()
    {
        string yaml =
            "name: t\nseries:\n  - id: s\n    files: frame-000[0-9].csv\n".Replace(
                "frame-000[0-9].csv",
                "frame-*.csv",
                StringComparison.Ordinal
            )
            + "    technique: raman\n    quantity: counts\n    keep: all\n    reference: blank\n    steps:\n      - shape.difference: {}\n"
            + "  - id: blank\n    files: frame-0003.csv\n    technique: raman\n    quantity: counts\n    steps:\n      - shape.smooth: { window: 9, degree: 2 }\n";
        using RunFolder folder = new RunFolder().WithFrames(8);
        folder.Run(yaml, s_stages);
        FramePreview preview = Preview(folder, yaml, "5");
        using ResultStore store = ResultStore.Open(folder.Out);
        Assert.Equal(store.ReadSpectra("s", "shape.difference", [5]).Primary[0].ToArray(), preview.Steps[0].Output!.Primary[0].ToArray());
    }

    [Fact]
    public void A_fault_ends_the_curves_and_keeps_those_before_it()
    {
        using RunFolder folder = new RunFolder().WithFrames(6);
        string yaml = RunFolder.Yaml($"shape.smooth: {{ window: 7, degree: 2 }}|test.break: {{ frame: 4 }}|{Fit}|bands.track: {{}}");
        FramePreview preview = Preview(folder, yaml, "4");
        Assert.True(preview.IsFaulted);
        Assert.NotNull(preview.Steps[0].Output);
        Assert.Equal(("test.break", "internal-error"), (preview.Steps[1].Fault!.Step, preview.Steps[1].Fault!.Code));
        Assert.NotNull(preview.Steps[1].Input);
        Assert.Null(preview.Steps[1].Output);
        Assert.Equal("not run: test.break has no result for this frame", preview.Steps[2].NotRun);
        Assert.False(Preview(folder, yaml, "3").IsFaulted);
    }

    [Fact]
    public void A_step_without_spectra_tells_its_fault_too()
    {
        using RunFolder folder = new RunFolder().WithFrames(6);
        string file = Path.Combine(folder.Root, "frame-0004.csv");
        File.WriteAllText(file, File.ReadAllText(file).Replace("1100,", "1100,NaN\n#", StringComparison.Ordinal));
        FramePreview preview = Preview(folder, RunFolder.Yaml("peaks.find: {}"), "4");
        Assert.Equal("input-not-finite", preview.Steps[0].Fault!.Code);
    }

    [Fact]
    public void A_frame_that_cannot_be_read_is_a_preview_with_its_reason()
    {
        using RunFolder folder = new RunFolder().WithFrames(6);
        File.WriteAllText(Path.Combine(folder.Root, "frame-0004.csv"), "this is not a spectrum");
        FramePreview preview = Preview(folder, RunFolder.Yaml("shape.smooth: {}|peaks.find: {}"), "4");
        Assert.NotNull(preview.ReadFault);
        Assert.All(preview.Steps, s => Assert.Equal("not run: the frame could not be read", s.NotRun));
    }

    [Fact]
    public void Steps_on_the_whole_series_and_those_behind_them_are_said_to_be_left_out()
    {
        using RunFolder folder = new RunFolder().WithFrames(4);
        FramePreview preview = Preview(
            folder,
            RunFolder.Yaml("shape.smooth: {}|test.subtract-mean: {}|shape.smooth: {}|peaks.find: {}|bands.track: {}"),
            "1"
        );
        Assert.Equal([false, true, true, true, true], preview.Steps.Select(s => s.NeedsWholeSeries));
        Assert.Equal("works on the whole series: not in a preview", preview.Steps[1].NotRun);
        Assert.Contains("comes after test.subtract-mean", preview.Steps[2].NotRun, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_parameter_has_its_value_and_those_that_were_changed_are_known()
    {
        using RunFolder folder = new RunFolder().WithFrames(2);
        PreviewStep step = Preview(folder, RunFolder.Yaml("baseline.arpls: { lambda: 1e4 }"), "1").Steps[0];
        Assert.Equal(s_stages.Find("baseline.arpls")!.Parameters.Select(p => p.Name), step.Parameters.Select(p => p.Name));
        Assert.Equal(["lambda"], step.Parameters.Where(p => p.IsChanged).Select(p => p.Name));
        Assert.Equal("10000", step.Parameters[0].Value);
    }

    [Theory]
    [InlineData("3", 3)]
    [InlineData("frame-0002.csv", 2)]
    public void A_frame_is_named_by_number_or_by_file(string text, int expected)
    {
        using RunFolder folder = new RunFolder().WithFrames(5);
        Assert.Equal(expected, Preview(folder, RunFolder.Yaml("peaks.find: {}"), text).Info.Frame);
    }

    [Theory]
    [InlineData("5", "--frame 5: series 's' has 5 frame(s), numbered 0 to 4.")]
    [InlineData("-1", "--frame -1: series 's' has 5 frame(s), numbered 0 to 4.")]
    [InlineData("frame-9.csv", "no file of that name (its first is frame-0000.csv)")]
    public void A_frame_that_is_not_there_is_refused_with_what_there_is(string text, string message)
    {
        using RunFolder folder = new RunFolder().WithFrames(5);
        var e = Assert.Throws<UserException>(() => Preview(folder, RunFolder.Yaml("peaks.find: {}"), text));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_parameters_need_no_opening_again()
    {
        using RunFolder folder = new RunFolder().WithFrames(5);
        Pipeline stiff = folder.Load(RunFolder.Yaml("baseline.arpls: { lambda: 1e8 }"), s_stages);
        Pipeline soft = folder.Load(RunFolder.Yaml("baseline.arpls: { lambda: 1e2 }"), s_stages);
        using FramePreviewer previewer = Open(folder, stiff);
        double[] first = previewer.Of(stiff.Series[0], 2).Steps[0].Output!["baseline"][0].ToArray();
        double[] second = previewer.Of(soft.Series[0], 2).Steps[0].Output!["baseline"][0].ToArray();
        // The penalty is on the second difference: more of it, less bent.
        Assert.True(Bend(second) > 100 * Bend(first));
        Assert.Equal(first, previewer.Of(stiff.Series[0], 2).Steps[0].Output!["baseline"][0].ToArray());
    }

    private static double Bend(double[] z) => Enumerable.Range(1, z.Length - 2).Sum(i => Math.Pow(z[i - 1] - (2 * z[i]) + z[i + 1], 2));

    private static FramePreviewer Open(RunFolder folder, Pipeline pipeline) =>
        FramePreviewer.Open(
            pipeline,
            pipeline.Series[0],
            s_stages,
            ReaderCatalog.Default,
            new RunContext(TimeProvider.System) { PipelineFolder = folder.Root }
        );

    private static FramePreview Preview(RunFolder folder, string yaml, string frame)
    {
        Pipeline pipeline = folder.Load(yaml, s_stages);
        using FramePreviewer previewer = Open(folder, pipeline);
        return previewer.Of(pipeline.Series[0], previewer.FrameOf(frame));
    }
}

/// <summary>Takes a tenth of the frames before and behind away, so that a result tells whether both were there.</summary>
[Stage("test.neighbours", "A test.", Summary = "Subtracts a tenth of each neighbour.")]
public sealed record NeighboursStage : FrameStage
{
    public override int Neighbours => 1;

    public override FrameKernel Prepare(StageInput input) => new Kernel(input);

    private sealed class Kernel(StageInput input) : FrameKernel(new OutputShape(input.Axis, (input.Channel, input.Signal)))
    {
        public override void Apply(in FrameIn input, in FrameOut output, Findings findings)
        {
            input.Y.CopyTo(output[0]);
            foreach (int offset in (int[])[-1, 1])
            {
                ReadOnlySpan<double> neighbour = input.Neighbour(offset);
                for (int i = 0; i < neighbour.Length; i++)
                    output[0][i] -= 0.1 * neighbour[i];
            }
        }
    }
}
