using SpectraPipeline.Core;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Stages.Baseline;
using SpectraPipeline.Stages.Shape;
using Xunit;
using AnchorCurve = SpectraPipeline.Numerics.Baselines.AnchorCurve;
using PolynomialCost = SpectraPipeline.Numerics.Baselines.PolynomialCost;

namespace SpectraPipeline.Stages.Tests.Baseline;

/// <summary>Polynomials, clipping, hull, local regression, anchors, line and Shirley as stages: parameters, findings, refusals.</summary>
public sealed class ClassicBaselineStagesTests
{
    private const int Points = 300;
    private static readonly double[] s_axis = FrameStageRun.Grid(1000, 1, Points);

    [Fact]
    public void Regions_are_written_as_ranges_of_the_axis()
    {
        var stage = (Polynomial)Bind("baseline.polynomial", "{ degree: 1, regions: [1000..1050, 1150.5..1299] }", out _)!;
        Assert.Equal([(1000, 1050), (1150.5, 1299)], stage.Regions!.All);
        Assert.Equal("[1000..1050, 1150.5..1299]", ParamBinder.TextOf(stage.Regions));
        double[] y = [.. s_axis.Select(x => 2 + (0.01 * x) + (x is > 1060 and < 1140 ? 5 : 0))];
        FrameStageRun run = FrameStageRun.Of(FrameStageRun.Series(s_axis, SignalKind.Absorbance, y), null, stage);
        for (int i = 0; i < Points; i++)
            Assert.Equal(2 + (0.01 * s_axis[i]), run.Output["baseline"][0][i], 1e-9);
        Assert.Empty(run.Findings.Notes);
    }

    [Theory, InlineData("[1050..1000]"), InlineData("[1000-1050]"), InlineData("[..]"), InlineData("low")]
    public void Regions_that_are_none_are_refused_with_the_syntax(string text)
    {
        Assert.Null(Bind("baseline.polynomial", $"{{ regions: {text} }}", out List<string> said));
        Assert.Contains("expected a range as in 1580..1700", Assert.Single(said), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_method_says_what_is_too_few()
    {
        FrameStage[] stages =
        [
            new Polynomial { Degree = 9 },
            new Polynomial { Regions = new AxisRanges([(1, 2)]) },
            new ModPoly { Degree = 9 },
            new IModPoly { Degree = 9 },
            new PenalizedPoly { Degree = 9 },
            new GoldIndec { Degree = 9 },
            new QuantReg { Degree = 9 },
            new Loess { Fraction = 0.1 },
            new Snip { SmoothHalfWindow = 9 },
            new Rubberband { Segments = 3 },
            new Anchors { Points = [12] },
            new Linear { From = 3, To = 1 },
            new Shirley { Width = 5 },
        ];
        foreach (FrameStage stage in stages)
        {
            var e = Assert.ThrowsAny<UserException>(() =>
                FrameStageRun.Of(
                    FrameStageRun.Series(
                        [3, 4, 5, 6, 7, 8],
                        SignalKind.Counts,
                        [
                            [1.0, 2, 3, 4, 5, 6],
                        ]
                    ),
                    null,
                    stage
                )
            );
            Assert.Contains("baseline.", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Only_methods_for_bands_of_one_sign_warn_on_signed_spectra()
    {
        FrameStage[] oneSign = [new ModPoly(), new IModPoly(), new PenalizedPoly(), new Loess(), new Snip(), new Rubberband()];
        FrameStage[] both =
        [
            new Polynomial(),
            new PenalizedPoly { Cost = PolynomialCost.SymmetricHuber },
            new Loess { SymmetricWeights = true },
            new Anchors(),
            new Linear(),
            new Shirley(),
        ];
        SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.DifferenceAbsorbance, Difference());
        Assert.All(oneSign, s => Assert.Single(Notes(s), "asymmetric-on-difference"));
        Assert.All(both, s => Assert.DoesNotContain("asymmetric-on-difference", Notes(s)));

        IEnumerable<string> Notes(FrameStage stage) =>
            FrameStageRun.Of(series, null, stage).Findings.Notes.Select(n => n.Code).Where(c => c == "asymmetric-on-difference");
    }

    [Fact]
    public void A_frame_that_does_not_settle_is_flagged_and_kept()
    {
        SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.Counts, Spectrum(1), Spectrum(2));
        foreach (
            FrameStage stage in new FrameStage[]
            {
                new ModPoly { MaxIterations = 2, Tolerance = 0 },
                new IModPoly { MaxIterations = 2, Tolerance = 0 },
                new PenalizedPoly { MaxIterations = 2, Tolerance = 0 },
                new GoldIndec { MaxIterations2 = 1, Tolerance2 = 0 },
                new QuantReg { MaxIterations = 2, Tolerance = 0 },
                new Loess { MaxIterations = 1, Tolerance = 0 },
                new Shirley { MaxIterations = 1, Tolerance = 0 },
            }
        )
        {
            FrameStageRun run = FrameStageRun.Of(series, null, stage);
            Assert.Equal([0, 1], run.Findings.Notes.Where(n => n.Code == "baseline-not-converged").Select(n => n.Frame));
            Assert.All(run.Output.Faults, Assert.Null);
        }
    }

    [Theory, InlineData(AnchorCurve.Linear), InlineData(AnchorCurve.Cubic), InlineData(AnchorCurve.Pchip)]
    public void Anchors_leave_both_signs_of_a_difference_spectrum(AnchorCurve curve)
    {
        double[] y = Difference();
        SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.DifferenceAbsorbance, y);
        var stage = new Anchors
        {
            Points = [1005, 1050, 1150, 1260, 1294],
            HalfWidth = 5,
            Method = curve,
        };
        FrameStageRun run = FrameStageRun.Of(series, null, stage);
        // Eleven points of noise 0.007 make 0.002; outside the last anchors the value stays on a slope of 0.001 a point.
        for (int i = 0; i < Points; i++)
            Assert.Equal(Background(i), run.Output["baseline"][0][i], 0.012);
        Assert.Empty(run.Findings.Notes);
    }

    [Fact]
    public void Masked_stretches_do_not_count()
    {
        double[] y = [.. s_axis.Select((_, i) => Background(i))];
        bool[] use = [.. y.Select((_, i) => i is < 100 or > 130)];
        double[] spoilt = [.. y.Select((v, i) => use[i] ? v : -50)];
        SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.Absorbance, spoilt);
        var masked = new SpectralSeries(
            series.Id,
            series.Axis,
            [new Channel("y", series.Signal, 1, Points, spoilt, mask: use)],
            series.Info
        );
        foreach (
            FrameStage stage in new FrameStage[]
            {
                new Polynomial { Degree = 1 },
                new Snip(),
                new Rubberband(),
                new Linear(),
            }
        )
        {
            FrameStageRun run = FrameStageRun.Of(masked, null, stage);
            for (int i = 0; i < Points; i++)
                Assert.Equal(y[i], run.Output["baseline"][0][i], 1e-9);
        }
    }

    private static double Background(int i) => 0.2 + (0.3 * i / Points);

    private static double[] Spectrum(int seed)
    {
        double[] noise = FrameStageRun.Noise(seed, Points, 0.007);
        return [.. noise.Select((e, i) => Background(i) + Math.Exp(-Math.Pow((i - 90) / 8.0, 2)) + e)];
    }

    private static double[] Difference() => [.. Spectrum(1).Select((v, i) => v - Math.Exp(-Math.Pow((i - 210) / 8.0, 2)))];

    private static Stage? Bind(string name, string yaml, out List<string> said)
    {
        var complaints = said = [];
        StageInfo info = StageCatalog.From(typeof(Polynomial).Assembly).Find(name)!;
        ParamNode node = ((MapNode)YamlNodes.Read($"v: {yaml}", (_, _, m) => complaints.Add(m))!).Entries[0].Value;
        return new ParamBinder((_, m) => complaints.Add(m), null).Bind(info, node);
    }
}
