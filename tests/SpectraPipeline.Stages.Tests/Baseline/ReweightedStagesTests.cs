using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;
using SpectraPipeline.Stages.Baseline;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Baseline;

/// <summary>The stages of the reweighted Whittaker family: parameters reach the kernel, doubts reach the user.</summary>
public sealed class ReweightedStagesTests
{
    private const int Points = 240;
    private static readonly double[] s_axis = FrameStageRun.Grid(1000, 1, Points);

    private delegate void FitBlock(ReadOnlySpan<double> spectra, Span<double> baselines, Span<BaselineOutcome> outcomes);

    public static TheoryData<string> Stages => ["iasls", "drpls", "lsrpls", "aspls", "derpsalsa", "brpls"];

    /// <summary>No parameter at its default, so that a forgotten one shows.</summary>
    private static (FrameStage Stage, FitBlock Kernel) Pair(string name)
    {
        var options = new WhittakerBaselineOptions(3e3, 1e-2, 4, 3);
        const double lambda = 3e3,
            tolerance = 1e-2;
        return name switch
        {
            "iasls" => (
                new Stages.Baseline.IasLs
                {
                    Lambda = lambda,
                    P = 0.2,
                    Lambda1 = 0.5,
                    Order = 3,
                    Tolerance = tolerance,
                    MaxIterations = 4,
                },
                new Numerics.Baselines.IasLs(s_axis, options, 0.2, 0.5).Fit
            ),
            "drpls" => (
                new Stages.Baseline.DrPls
                {
                    Lambda = lambda,
                    Eta = 0.8,
                    Order = 3,
                    Tolerance = tolerance,
                    MaxIterations = 4,
                },
                new Numerics.Baselines.DrPls(Points, options, 0.8).Fit
            ),
            "lsrpls" => (
                new Stages.Baseline.LsrPls
                {
                    Lambda = lambda,
                    Order = 3,
                    Tolerance = tolerance,
                    MaxIterations = 4,
                },
                new Numerics.Baselines.LsrPls(Points, options).Fit
            ),
            "aspls" => (
                new Stages.Baseline.AsPls
                {
                    Lambda = lambda,
                    K = 1.5,
                    Order = 3,
                    Tolerance = tolerance,
                    MaxIterations = 4,
                },
                new Numerics.Baselines.AsPls(Points, options, 1.5).Fit
            ),
            "derpsalsa" => (
                new Stages.Baseline.DerPsalsa
                {
                    Lambda = lambda,
                    P = 0.2,
                    K = 0.07,
                    SmoothHalfWindow = 4,
                    NumSmooths = 3,
                    Order = 3,
                    Tolerance = tolerance,
                    MaxIterations = 4,
                },
                new Numerics.Baselines.DerPsalsa(Points, options, new DerPsalsaOptions(0.2, 0.07, 4, 3)).Fit
            ),
            _ => (
                new Stages.Baseline.BrPls
                {
                    Lambda = lambda,
                    Order = 3,
                    Tolerance = tolerance,
                    MaxIterations = 4,
                    Tolerance2 = 0.02,
                    MaxIterations2 = 3,
                },
                new Numerics.Baselines.BrPls(Points, options, new BrPlsRounds(0.02, 3)).Fit
            ),
        };
    }

    [Theory, MemberData(nameof(Stages))]
    public void Gives_what_the_kernel_gives_and_leaves_faulted_frames_out(string name)
    {
        (FrameStage stage, FitBlock kernel) = Pair(name);
        double[][] frames = [.. Enumerable.Range(0, 11).Select(k => Spectrum(k, 1))];
        frames[7][100] = double.NaN;
        FrameStageRun run = FrameStageRun.Of(FrameStageRun.Series(s_axis, SignalKind.Absorbance, frames), null, stage);
        Assert.Equal("input-not-finite", run.Output.Faults[7]?.Code);
        double[] baseline = new double[Points];
        foreach (int k in Enumerable.Range(0, 11).Except([7]))
        {
            kernel(frames[k], baseline, new BaselineOutcome[1]);
            Assert.Equal(baseline, run.Output["baseline"][k]);
            for (int i = 0; i < Points; i++)
                Assert.Equal(frames[k][i] - baseline[i], run.Output["corrected"][k][i]);
        }
    }

    [Theory, MemberData(nameof(Stages))]
    public void Signed_spectra_are_warned_of_and_short_axes_refused(string name)
    {
        (FrameStage stage, _) = Pair(name);
        SpectralSeries signed = FrameStageRun.Series(s_axis, SignalKind.DifferenceAbsorbance, [Spectrum(1, 1), Spectrum(2, -1)]);
        Assert.Single(FrameStageRun.Of(signed, null, stage).Findings.Notes, n => n.Code == "asymmetric-on-difference");
        SpectralSeries few = FrameStageRun.Series(
            [1, 2, 3],
            SignalKind.Absorbance,
            [
                [1.0, 2, 1],
            ]
        );
        Assert.Contains("needs more than 3 points", Assert.ThrowsAny<UserException>(() => FrameStageRun.Of(few, null, stage)).Message);
    }

    [Fact]
    public void A_stiffness_beyond_all_digits_is_flagged_and_its_frame_faulted()
    {
        SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.Absorbance, [Spectrum(1, 1)]);
        FrameStageRun run = FrameStageRun.Of(series, null, new Stages.Baseline.DerPsalsa { Lambda = 1e15 });
        Assert.Contains(run.Findings.Notes, n => n.Code == "baseline-singular");
        Assert.NotNull(run.Output.Faults[0]);
    }

    [Fact]
    public void A_smoothing_window_wider_than_the_axis_is_the_users_mistake() =>
        Assert.ThrowsAny<UserException>(() =>
            FrameStageRun.Of(
                FrameStageRun.Series(s_axis, SignalKind.Absorbance, [Spectrum(1, 1)]),
                null,
                new Stages.Baseline.DerPsalsa { SmoothHalfWindow = Points + 1 }
            )
        );

    private static double[] Spectrum(int seed, double sign)
    {
        double[] noise = FrameStageRun.Noise(seed, Points, 0.007);
        return
        [
            .. Enumerable
                .Range(0, Points)
                .Select(i => 0.2 + 0.3 * i / Points + sign * Math.Exp(-Math.Pow((i - 90 - 2 * seed) / 8.0, 2)) + noise[i]),
        ];
    }
}
