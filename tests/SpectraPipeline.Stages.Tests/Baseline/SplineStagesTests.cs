using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;
using SpectraPipeline.Stages.Baseline;
using Xunit;
using Beads = SpectraPipeline.Stages.Baseline.Beads;
using Irsqr = SpectraPipeline.Stages.Baseline.Irsqr;
using MixtureModel = SpectraPipeline.Stages.Baseline.MixtureModel;
using PSplineAirPls = SpectraPipeline.Stages.Baseline.PSplineAirPls;
using PSplineArPls = SpectraPipeline.Stages.Baseline.PSplineArPls;
using PSplineAsLs = SpectraPipeline.Stages.Baseline.PSplineAsLs;

namespace SpectraPipeline.Stages.Tests.Baseline;

/// <summary>What the stages of penalised splines and BEADS add to their kernels: parameters that reach them, refusals, findings.</summary>
public sealed class SplineStagesTests
{
    private delegate void FitBlock(ReadOnlySpan<double> spectra, Span<double> baselines, Span<BaselineOutcome> outcomes);

    private const int Points = 300;
    private static readonly double[] s_axis = [.. Enumerable.Range(0, Points).Select(i => 1000 + i + 0.001 * i * i)];

    [Fact]
    public void Parameters_reach_the_kernels()
    {
        double[] y = Spectrum(1);
        var options = new PSplineBaselineOptions(20, 40, 2, 1, 1e-4, 20);
        Same(
            new PSplineArPls
            {
                Lambda = 20,
                Knots = 40,
                Degree = 2,
                Order = 1,
                Tolerance = 1e-4,
                MaxIterations = 20,
            },
            new Numerics.Baselines.PSplineArPls(s_axis, options).Fit
        );
        Same(
            new PSplineAirPls
            {
                Lambda = 20,
                Knots = 40,
                Degree = 2,
                Order = 1,
                Tolerance = 1e-4,
                MaxIterations = 20,
            },
            new Numerics.Baselines.PSplineAirPls(s_axis, options).Fit
        );
        Same(
            new PSplineAsLs
            {
                Lambda = 20,
                P = 0.1,
                Knots = 40,
                Degree = 2,
                Order = 1,
                Tolerance = 1e-4,
                MaxIterations = 20,
            },
            new Numerics.Baselines.PSplineAsLs(s_axis, options, 0.1).Fit
        );
        Same(
            new Irsqr
            {
                Lambda = 20,
                Quantile = 0.1,
                Eps = 1e-6,
                Knots = 40,
                Degree = 2,
                Order = 1,
                Tolerance = 1e-4,
                MaxIterations = 20,
            },
            new Numerics.Baselines.Irsqr(s_axis, options, 0.1, 1e-6).Fit
        );
        var mixture = new MixtureModel
        {
            Lambda = 20,
            P = 0.1,
            Knots = 40,
            Degree = 2,
            Order = 1,
            Tolerance = 1e-4,
            MaxIterations = 20,
        };
        Same(mixture, new Numerics.Baselines.MixtureModel(s_axis, options, 0.1).Fit);
        Same(mixture with { P = 0.4, Symmetric = true }, new Numerics.Baselines.MixtureModel(s_axis, options, 0.4, true).Fit);
        var beads = new Beads
        {
            Cutoff = 0.01,
            Lambda0 = 0.2,
            Lambda1 = 0.3,
            Lambda2 = 0.4,
            Asymmetry = 3,
            Epsilon0 = 1e-5,
            Epsilon1 = 1e-4,
            FitParabola = false,
            Tolerance = 1e-3,
            MaxIterations = 40,
        };
        var same = new BeadsOptions(0.01, 1, 0.2, 0.3, 0.4, 3, BeadsCost.Logarithm, 1e-5, 1e-4, false, 0, 1e-3, 40);
        Same(beads, new BeadsLanes(Points, same).Fit);
        Same(beads with { FilterDegree = 2 }, Plain(same with { FilterDegree = 2 }));
        Same(
            beads with
            {
                Cost = BeadsCost.SquareRoot,
                SmoothHalfWindow = 2,
            },
            Plain(same with { Cost = BeadsCost.SquareRoot, SmoothHalfWindow = 2 })
        );

        static FitBlock Plain(BeadsOptions o) =>
            (spectra, baselines, outcomes) => outcomes[0] = new Numerics.Baselines.Beads(Points, o).Fit(spectra, baselines);

        void Same(FrameStage stage, FitBlock kernel)
        {
            double[] expected = new double[Points];
            kernel(y, expected, new BaselineOutcome[1]);
            Assert.Equal(
                expected,
                FrameStageRun.Of(FrameStageRun.Series(s_axis, SignalKind.Absorbance, y), null, stage).Output["baseline"][0].ToArray()
            );
        }
    }

    [Fact]
    public void Splines_that_cannot_work_are_refused_with_a_way_out()
    {
        SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.Absorbance, Spectrum(1)),
            three = FrameStageRun.Series([1, 2, 3], SignalKind.Absorbance, [1.0, 2, 1]);
        string few = Assert
            .ThrowsAny<UserException>(() => FrameStageRun.Of(series, null, new PSplineArPls { Knots = 2, Degree = 1 }))
            .Message;
        Assert.Contains("2 functions", few, StringComparison.Ordinal);
        Assert.Contains("raise knots", few, StringComparison.Ordinal);
        string points = Assert.ThrowsAny<UserException>(() => FrameStageRun.Of(three, null, new PSplineAsLs { Order = 3 })).Message;
        Assert.Contains("more than 3 points", points, StringComparison.Ordinal);
    }

    [Fact]
    public void Frames_that_do_not_settle_and_signed_spectra_are_named()
    {
        foreach (
            FrameStage stage in (FrameStage[])
                [
                    new PSplineArPls { MaxIterations = 1, Tolerance = 0 },
                    new PSplineAirPls { MaxIterations = 1, Tolerance = 0 },
                    new PSplineAsLs { MaxIterations = 0, Tolerance = 0 },
                    new Irsqr { MaxIterations = 1, Tolerance = 0 },
                    new MixtureModel { MaxIterations = 1, Tolerance = 0 },
                    new Beads { MaxIterations = 1, Tolerance = 0 },
                    new Beads
                    {
                        MaxIterations = 1,
                        Tolerance = 0,
                        FilterDegree = 2,
                    },
                ]
        )
        {
            SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.DifferenceAbsorbance, Spectrum(1), Spectrum(2));
            FrameStageRun run = FrameStageRun.Of(series, null, stage);
            Assert.Equal([0, 1], run.Findings.Notes.Where(n => n.Code == "baseline-not-converged").Select(n => n.Frame));
            Assert.Single(run.Findings.Notes, n => n.Code == "asymmetric-on-difference");
            Assert.All(run.Output.Faults, Assert.Null);
        }
    }

    [Fact]
    public void Symmetric_forms_are_at_home_on_signed_spectra()
    {
        SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.DifferenceAbsorbance, Spectrum(1));
        foreach (FrameStage stage in (FrameStage[])[new Beads { Asymmetry = 1 }, new MixtureModel { Symmetric = true, P = 0.5 }])
            Assert.DoesNotContain(FrameStageRun.Of(series, null, stage).Findings.Notes, n => n.Code == "asymmetric-on-difference");
    }

    private static double[] Spectrum(int k) =>
        [
            .. Enumerable
                .Range(0, Points)
                .Select(i =>
                    0.4
                    + 1e-3 * i
                    + Math.Exp(-Math.Pow((i - 90 - k) / 6.0, 2))
                    + 0.5 * Math.Exp(-Math.Pow((i - 200) / 8.0, 2))
                    + 0.005 * Math.Sin(1.7 * i * i)
                ),
        ];
}
