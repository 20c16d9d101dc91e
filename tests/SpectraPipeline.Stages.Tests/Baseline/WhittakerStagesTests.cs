using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;
using SpectraPipeline.Stages.Baseline;
using Xunit;
using AirPls = SpectraPipeline.Stages.Baseline.AirPls;
using ArPls = SpectraPipeline.Stages.Baseline.ArPls;
using AsLs = SpectraPipeline.Stages.Baseline.AsLs;
using IarPls = SpectraPipeline.Stages.Baseline.IarPls;
using Psalsa = SpectraPipeline.Stages.Baseline.Psalsa;

namespace SpectraPipeline.Stages.Tests.Baseline;

public sealed class WhittakerStagesTests
{
    private const int Points = 300;
    private static readonly double[] s_axis = FrameStageRun.Grid(1000, 1, Points);

    [Fact]
    public void Gives_what_the_kernel_gives_and_leaves_faulted_frames_out()
    {
        double[][] frames = [.. Enumerable.Range(0, 20).Select(k => Spectrum(k, 1))];
        frames[7][100] = double.NaN;
        FrameStageRun run = FrameStageRun.Of(FrameStageRun.Series(s_axis, SignalKind.Absorbance, frames), null, new ArPls { Lambda = 1e5 });
        Assert.Equal(["corrected", "baseline"], run.Output.Channels.Select(c => c.Name));
        Assert.Equal(SignalKind.Absorbance, run.Output.Signal.Kind);
        Assert.Equal("input-not-finite", run.Output.Faults[7]?.Code);
        var kernel = new Numerics.Baselines.ArPls(Points, new WhittakerBaselineOptions(1e5));
        double[] baseline = new double[Points];
        foreach (int k in Enumerable.Range(0, 20).Except([7]))
        {
            kernel.Fit(frames[k], baseline);
            for (int i = 0; i < Points; i++)
            {
                Assert.Equal(baseline[i], run.Output["baseline"][k][i], 1e-9); // lanes against plain: rounding only
                Assert.Equal(frames[k][i] - run.Output["baseline"][k][i], run.Output["corrected"][k][i]);
            }
        }
    }

    [Theory]
    [InlineData(SignalKind.DifferenceAbsorbance, 1)]
    [InlineData(SignalKind.RelativeDifference, 1)]
    [InlineData(SignalKind.Absorbance, 0)]
    [InlineData(SignalKind.Counts, 0)]
    public void Signed_spectra_are_warned_of_once(SignalKind kind, int warnings)
    {
        SpectralSeries series = FrameStageRun.Series(s_axis, kind, [Spectrum(1, 1), Spectrum(2, -1), Spectrum(3, 1)]);
        foreach (FrameStage stage in new FrameStage[] { new ArPls(), new AsLs(), new AirPls(), new Psalsa(), new IarPls() })
            Assert.Equal(warnings, FrameStageRun.Of(series, null, stage).Findings.Notes.Count(n => n.Code == "asymmetric-on-difference"));
    }

    [Fact]
    public void A_frame_that_does_not_settle_is_flagged_and_kept()
    {
        SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.Absorbance, [Spectrum(1, 1), Spectrum(2, 1)]);
        FrameStageRun run = FrameStageRun.Of(series, null, new ArPls { MaxIterations = 1, Tolerance = 0 });
        Assert.Equal([0, 1], run.Findings.Notes.Where(n => n.Code == "baseline-not-converged").Select(n => n.Frame));
        Assert.All(run.Output.Faults, Assert.Null);
    }

    private static double[] Stretched(double factor) => [.. s_axis.Select((x, i) => x + factor * i * i / Points)];

    [Fact]
    public void An_uneven_axis_is_warned_of_once_where_points_are_counted_and_slight_unevenness_is_not()
    {
        // Steps of 1 to 1 + 2·factor.
        foreach (
            FrameStage stage in new FrameStage[]
            {
                new ArPls(),
                new AsLs(),
                new AirPls(),
                new Psalsa(),
                new IarPls(),
                new ArPls { Spacing = BaselineSpacing.Axis },
            }
        )
        {
            int Warnings(double factor) =>
                FrameStageRun
                    .Of(FrameStageRun.Series(Stretched(factor), SignalKind.Absorbance, [Spectrum(1, 1), Spectrum(2, 1)]), null, stage)
                    .Findings.Notes.Count(n => n.Code == "uneven-axis");
            Assert.Equal(0, Warnings(0.04));
            Assert.Equal(stage is ArPls { Spacing: BaselineSpacing.Axis } ? 0 : 1, Warnings(0.2));
        }
    }

    [Fact]
    public void Spacing_on_the_axis_gives_what_the_kernel_gives_with_the_axis_in_every_order()
    {
        double[] x = Stretched(0.3);
        double[] y = Spectrum(1, 1);
        foreach (int order in (int[])[1, 2, 3])
        {
            var stage = new AirPls
            {
                Lambda = 1e3,
                Order = order,
                Spacing = BaselineSpacing.Axis,
            };
            FrameStageRun run = FrameStageRun.Of(FrameStageRun.Series(x, SignalKind.Absorbance, [y]), null, stage);
            double[] expected = new double[Points];
            var options = new WhittakerBaselineOptions(1e3, 1e-3, 50, order) { Axis = x };
            new Numerics.Baselines.AirPls(Points, options).Fit(y, expected);
            for (int i = 0; i < Points; i++)
                Assert.Equal(expected[i], run.Output["baseline"][0][i], 1e-9);
        }
    }

    [Fact]
    public void Points_too_close_for_divided_differences_are_the_users_mistake()
    {
        double[] x = [.. s_axis];
        x[100] = x[99] + 1e-6;
        SpectralSeries series = FrameStageRun.Series(x, SignalKind.Absorbance, [Spectrum(1, 1)]);
        UserException e = Assert.ThrowsAny<UserException>(() =>
            FrameStageRun.Of(series, null, new IarPls { Spacing = BaselineSpacing.Axis })
        );
        Assert.Contains("points 100 and 101", e.Message, StringComparison.Ordinal);
        Assert.All(FrameStageRun.Of(series, null, new IarPls()).Output.Faults, Assert.Null);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Other_orders_run_too(int order)
    {
        SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.Absorbance, [Spectrum(1, 1)]);
        foreach (
            FrameStage stage in new FrameStage[]
            {
                new ArPls { Order = order, Lambda = 1e3 },
                new AsLs { Order = order, Lambda = 1e3 },
                new AirPls { Order = order, Lambda = 1e3 },
                new Psalsa { Order = order, Lambda = 1e3 },
                new IarPls { Order = order, Lambda = 1e3 },
            }
        )
            Assert.All(FrameStageRun.Of(series, null, stage).Output.Faults, Assert.Null);
    }

    [Fact]
    public void StdDistribution_leaves_both_signs_of_a_difference_spectrum()
    {
        double[] y = [.. Spectrum(1, 1).Zip(Spectrum(2, -1), (a, b) => a + b)];
        SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.DifferenceAbsorbance, [y]);
        FrameStageRun symmetric = FrameStageRun.Of(series, null, new Stages.Baseline.StdDistribution());
        FrameStageRun asymmetric = FrameStageRun.Of(series, null, new ArPls { Lambda = 1e4 });
        Assert.Empty(symmetric.Findings.Notes);
        double Error(FrameStageRun run) => run.Output["baseline"][0].ToArray().Select((z, i) => Math.Abs(z - 2 * Background(i))).Max();
        Assert.True(Error(symmetric) < 0.02, $"{Error(symmetric)}"); // means of eleven points of noise 0.01, and a parabola bridged by a line
        Assert.True(Error(asymmetric) > 5 * Error(symmetric), $"{Error(asymmetric)} against {Error(symmetric)}");
    }

    [Fact]
    public void A_window_wider_than_the_spectrum_is_the_users_mistake() =>
        Assert.ThrowsAny<UserException>(() =>
            FrameStageRun.Of(
                FrameStageRun.Series(
                    [1, 2, 3, 4],
                    SignalKind.Absorbance,
                    [
                        [1.0, 2, 3, 4],
                    ]
                ),
                null,
                new Stages.Baseline.StdDistribution()
            )
        );

    private static double Background(int i) => 0.2 + 0.3 * i / Points;

    private static double[] Spectrum(int seed, double sign)
    {
        double center = sign > 0 ? 90 : 210;
        double[] noise = FrameStageRun.Noise(seed, Points, 0.007);
        return [.. Enumerable.Range(0, Points).Select(i => Background(i) + sign * Math.Exp(-Math.Pow((i - center) / 8, 2)) + noise[i])];
    }
}
