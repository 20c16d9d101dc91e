using System.Reflection;
using SpectraPipeline.Core;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Stages.Baseline;
using Xunit;
using BaselineOutcome = SpectraPipeline.Numerics.Baselines.BaselineOutcome;
using BaselineStop = SpectraPipeline.Numerics.Baselines.BaselineStop;

namespace SpectraPipeline.Stages.Tests.Baseline;

/// <summary>What baseline stages say in doubt: of the right things, in words that the stage knows, once, and at no cost to frames that are not flagged.</summary>
public sealed class BaselineFindingsTests
{
    private const int Points = 300;
    private static readonly StageCatalog s_catalog = StageCatalog.From(typeof(SpectraPipeline.Stages.Shape.Crop).Assembly);

    public static TheoryData<string> Stages =>
        [.. s_catalog.All.Select(s => s.Name).Where(n => n.StartsWith("baseline.", StringComparison.Ordinal) && n != "baseline.auto")];

    // Distances on the axis, or no distances at all.
    private static readonly HashSet<string> s_onAxis =
    [
        "anchors",
        "corner-cutting",
        "goldindec",
        "imodpoly",
        "irsqr",
        "linear",
        "loess",
        "mixture-model",
        "modpoly",
        "penalized-poly",
        "polynomial",
        "pspline-airpls",
        "pspline-arpls",
        "pspline-asls",
        "quant-reg",
        "rubberband",
        "shirley",
    ];

    [Theory, MemberData(nameof(Stages))]
    public void Names_only_parameters_that_the_stage_has(string name)
    {
        string[] own = [.. s_catalog.Find(name)!.Parameters.Select(p => p.Name)],
            others =

            [
                .. s_catalog
                    .All.Where(s => s.Name.StartsWith("baseline.", StringComparison.Ordinal))
                    .SelectMany(s => s.Parameters)
                    .Select(p => p.Name)
                    .Distinct()
                    .Except(own)
                    .Where(n => n.Contains('-')),
            ];
        foreach (BaselineStop stop in Enum.GetValues<BaselineStop>().Where(s => CanHappen(s, name, own)))
        {
            var findings = new Findings("s", "step");
            Say(Kernel(name, 0), new BaselineOutcome(3, stop, 0.1), findings);
            foreach (string message in findings.Notes.Select(n => n.Message))
                Assert.Empty(message.Split(' ', ';', ',', ':').Select(w => w.TrimEnd('.')).Intersect(others));
        }
    }

    [Theory, MemberData(nameof(Stages))]
    public void Tells_once_of_an_uneven_axis_where_points_are_counted(string name)
    {
        int Notes(double stretch)
        {
            var findings = new Findings("s", "step");
            FrameKernel kernel = Kernel(name, stretch);
            for (int frame = 0; frame < 3; frame++)
                Say(kernel, BaselineOutcome.Direct, findings);
            return findings.Notes.Count(n => n.Code == "uneven-axis" && n.Frame == -1);
        }
        Assert.Equal(0, Notes(0.04));
        Assert.Equal(s_onAxis.Contains(name["baseline.".Length..]) ? 0 : 1, Notes(0.2));
    }

    [Theory, InlineData("baseline.snip"), InlineData("baseline.brpls"), InlineData("baseline.asls"), InlineData("baseline.tophat")]
    public void Nothing_is_allocated_for_a_frame_that_is_not_flagged(string name)
    {
        SpectralSeries series = FrameStageRun.Series(Grid(0.2), SignalKind.DifferenceAbsorbance, Spectrum());
        FrameKernel kernel = Kernel(name, 0.2);
        var findings = new Findings("s", "step");
        double[][] channels = [.. kernel.Output.Channels.Select(_ => new double[Points])];
        var block = new FrameBlock(series, series.Primary, new Dictionary<string, double[]>(), kernel.Output, channels, [], [0]);
        long least = long.MaxValue;
        for (int run = 0; run < 20; run++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            kernel.Apply(block.In(0), block.Out(0), findings);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
        Assert.Equal(["asymmetric-on-difference", "uneven-axis"], findings.Notes.Select(n => n.Code).Order());
    }

    [Fact]
    public void A_warning_that_was_taken_back_with_its_block_is_said_again()
    {
        var findings = new Findings("s", "step");
        Findings.Mark mark = findings.Here();
        findings.Warn("code", "text");
        findings.BackTo(mark);
        Assert.Empty(findings.Notes);
        findings.Warn("code", "text");
        findings.Warn("code", "text");
        Assert.Single(findings.Notes);
    }

    [Theory, InlineData(true, 0), InlineData(false, 1)]
    public void Cwt_br_for_bands_of_both_signs_does_not_expect_one(bool symmetric, int warnings)
    {
        SpectralSeries series = FrameStageRun.Series(Grid(0), SignalKind.DifferenceAbsorbance, Spectrum());
        FrameStageRun run = FrameStageRun.Of(series, null, new CwtBr { Symmetric = symmetric });
        Assert.Equal(warnings, run.Findings.Notes.Count(n => n.Code == "asymmetric-on-difference"));
    }

    [Fact]
    public void A_stop_that_the_level_brought_about_is_flagged_and_the_frame_kept()
    {
        SpectralSeries series = FrameStageRun.Series(Grid(0), SignalKind.Absorbance, [.. Spectrum().Select(v => v + 1000)]);
        foreach (FrameStage stage in new FrameStage[] { new BrPls(), new Loess(), new PenalizedPoly() })
        {
            FrameStageRun run = FrameStageRun.Of(series, null, stage);
            Assert.Contains(run.Findings.Notes, n => n.Code == "baseline-premature" && n.Frame == 0);
            Assert.All(run.Output.Faults, Assert.Null);
        }
    }

    private static bool CanHappen(BaselineStop stop, string name, string[] own) =>
        stop switch
        {
            BaselineStop.MaxIterations => name == "baseline.swima"
                || own.Any(p => p.StartsWith("max-iterations", StringComparison.Ordinal)),
            BaselineStop.BelowScale => name == "baseline.beads",
            _ => true,
        };

    private static void Say(FrameKernel kernel, BaselineOutcome outcome, Findings findings)
    {
        var doubts = (BaselineFindings)
            kernel.GetType().GetField("_doubts", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(kernel)!;
        doubts.Say(outcome, [1, 2, 4], [0, 0, 0], findings);
    }

    private static FrameKernel Kernel(string name, double stretch)
    {
        FrameStage stage =
            name == "baseline.anchors"
                ? new Anchors { Points = [1010, 1200] }
                : (FrameStage)Activator.CreateInstance(s_catalog.Find(name)!.Type)!;
        return stage.Prepare(
            new StageInput
            {
                Card = new SeriesCard { Id = "s" },
                Axis = new Axis("wavenumber", Unit.PerCm, Grid(stretch)),
                Channel = "y",
                Signal = new Signal(SignalKind.DifferenceAbsorbance),
                Frames = 1,
                Run = new RunContext(TimeProvider.System),
            }
        );
    }

    /// <summary>Steps of 1 to 1 + 2·stretch.</summary>
    private static double[] Grid(double stretch) => [.. Enumerable.Range(0, Points).Select(i => 1000 + i + (stretch * i * i / Points))];

    private static double[] Spectrum()
    {
        double[] noise = FrameStageRun.Noise(3, Points, 0.005);
        return [.. noise.Select((v, i) => v + (0.001 * i) + Math.Exp(-Math.Pow((i - 150) / 12.0, 2)))];
    }
}
