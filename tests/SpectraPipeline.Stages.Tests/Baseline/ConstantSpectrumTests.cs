using SpectraPipeline.Core;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Stages.Baseline;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Baseline;

/// <summary>What every baseline stage owes a spectrum of which there is nothing to fit, or which was fitted too stiffly.</summary>
public sealed class ConstantSpectrumTests
{
    private static readonly StageCatalog s_catalog = StageCatalog.From(typeof(SpectraPipeline.Stages.Shape.Crop).Assembly);
    private static readonly double[] s_axis = FrameStageRun.Grid(1000, 1, 300);

    // Ask for regions or anchors; the choice of methods reports in rows.
    private static readonly string[] s_others = ["baseline.auto", "baseline.anchors", "baseline.polynomial"];

    public static TheoryData<string> Stages =>
        [.. s_catalog.All.Select(s => s.Name).Where(n => n.StartsWith("baseline.", StringComparison.Ordinal) && !s_others.Contains(n))];

    [Theory, MemberData(nameof(Stages))]
    public void A_constant_is_its_own_baseline_without_a_word(string name)
    {
        var stage = (FrameStage)Activator.CreateInstance(s_catalog.All.Single(s => s.Name == name).Type)!;
        double[][] frames =
        [
            .. new[] { 0, 0.013, 0.013 * 7, -3.7, 12345.6, 1e-9 }.Select(v => Enumerable.Repeat(v, s_axis.Length).ToArray()),
            [.. s_axis.Select((_, i) => 0.3 * (1 + 1e-15 * (i % 5)))],
        ];
        FrameStageRun run = FrameStageRun.Of(FrameStageRun.Series(s_axis, SignalKind.Absorbance, frames), null, stage);
        Assert.All(run.Output.Faults, Assert.Null);
        Assert.DoesNotContain(
            run.Findings.Notes,
            n => n.Code.StartsWith("baseline-", StringComparison.Ordinal) || n.Code == "no-baseline-points"
        );
        for (int k = 0; k < frames.Length; k++)
        for (int i = 0; i < s_axis.Length; i++)
        {
            Assert.Equal(frames[k][i], run.Output["baseline"][k][i]);
            Assert.Equal(0, run.Output["corrected"][k][i]);
        }
    }

    [Fact]
    public void An_end_for_want_of_points_below_is_flagged_only_where_something_is_left()
    {
        // Without a tolerance airPLS goes on until nothing lies below: on a line at once, on noise when the curve hangs from the lowest points.
        double[] line = [.. s_axis.Select(x => 0.01 * x)];
        double[][] noisy =
        [
            .. Enumerable
                .Range(1, 8)
                .Select(k =>
                    s_axis.Select((x, i) => 0.01 * x + Math.Exp(-Math.Pow((i - 150) / 9.0, 2)) + 0.1 * Math.Sin(k * i * i)).ToArray()
                ),
        ];
        SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.Absorbance, [line, .. noisy]);
        FrameStageRun run = FrameStageRun.Of(series, null, new AirPls { Tolerance = 0, MaxIterations = 1000 });
        int?[] flagged = [.. run.Findings.Notes.Where(n => n.Code == "baseline-nothing-below").Select(n => (int?)n.Frame)];
        Assert.NotEmpty(flagged);
        Assert.DoesNotContain(0, flagged);
    }

    [Fact]
    public void A_fit_that_rounding_ate_is_said_to_be_singular()
    {
        double[] band = [.. s_axis.Select((x, i) => 0.001 * x + Math.Exp(-Math.Pow((i - 150) / 9.0, 2)) + 0.01 * Math.Sin(i * i))];
        foreach (
            FrameStage stage in new FrameStage[]
            {
                new AsLs { Lambda = 1e15, Order = 3 },
                new PSplineAsLs { Lambda = 1e15 },
            }
        )
        {
            FrameStageRun run = FrameStageRun.Of(FrameStageRun.Series(s_axis, SignalKind.Absorbance, band), null, stage);
            Assert.Contains(run.Findings.Notes, n => n.Code == "baseline-singular");
        }
    }
}
