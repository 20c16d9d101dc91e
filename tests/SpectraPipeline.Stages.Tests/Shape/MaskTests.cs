using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Stages.Baseline;
using SpectraPipeline.Stages.Peaks;
using SpectraPipeline.Stages.Shape;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Shape;

public sealed class MaskTests
{
    private static readonly double[] s_x = FrameStageRun.Grid(1000, 1, 201);

    private static double[] Band(double height = 10) => [.. s_x.Select(v => height * Math.Exp(-Math.Pow((v - 1100) / 10, 2)))];

    private static AxisRanges Ranges(params (double, double)[] all) => new(all);

    [Fact]
    public void Regions_are_left_out_and_values_stay()
    {
        double[] y = Band();
        FrameStageRun run = Run(y, new Mask { Regions = Ranges((1010, 1012), (double.NegativeInfinity, 1003)) });
        Assert.Equal(y, run.Output.Primary.Values);
        Assert.Equal(s_x.Select(v => v > 1003 && v is < 1010 or > 1012), run.Output.Primary.Mask);
    }

    [Fact]
    public void Keep_leaves_everything_else_out_and_adds_to_regions()
    {
        FrameStageRun run = Run(Band(), new Mask { Keep = Ranges((1050, 1150)) }, new Mask { Regions = Ranges((1100, 1100)) });
        Assert.Equal(s_x.Select(v => v is >= 1050 and <= 1150 && v != 1100), run.Output.Primary.Mask);
    }

    [Fact]
    public void Dead_pixels_become_masked_points_on_a_bridge_and_the_frame_lives()
    {
        double[] y = [.. s_x.Select(v => 2 + (0.01 * (v - 1000)))];
        double[] truth = [.. y];
        y[0] = y[60] = y[61] = y[62] = double.NaN;
        FrameStageRun run = Run(y, new Mask { NonFinite = true }, new Smooth());
        Assert.All(run.Result.Faults, faults => Assert.All(faults, Assert.Null));
        for (int i = 10; i < y.Length; i++)
            Assert.Equal(truth[i], run.Output.Primary[0][i], 1e-9);
        Assert.Equal(4, run.Output.Primary.Mask!.Count(m => !m));
    }

    [Fact]
    public void A_dead_pixel_in_a_stated_region_is_no_fault_and_elsewhere_it_is()
    {
        double[] y = Band();
        y[5] = double.NaN;
        Assert.Null(Run(y, new Mask { Regions = Ranges((1000, 1010)) }).Result.Faults[^1][0]);
        Assert.Equal("input-not-finite", Run(y, new Mask { Regions = Ranges((1050, 1060)) }).Result.Faults[^1][0]!.Code);
    }

    [Fact]
    public void Nothing_left_is_refused() =>
        Assert.Contains("1000", Assert.ThrowsAny<UserException>(() => Run(Band(), new Mask { Keep = Ranges((5000, 6000)) })).Message);

    [Fact]
    public void No_band_is_found_in_a_masked_stretch_and_its_neighbour_is()
    {
        double[] noise = FrameStageRun.Noise(1, s_x.Length, 0.02);
        double[] y =
        [
            .. s_x.Select((v, i) => noise[i] + Math.Exp(-Math.Pow((v - 1050) / 6, 2)) + (5 * Math.Exp(-Math.Pow((v - 1150) / 6, 2)))),
        ];
        FrameStageRun run = Run(y, new Mask { Regions = Ranges((1130, 1170)) }, new Find());
        BandRow only = Assert.Single(run.Findings.List<BandRow>());
        Assert.Equal(1050, only.Center, 1.0);
        Assert.Equal(1 / 0.02, only.Snr, 12.0);
    }

    [Fact]
    public void A_band_under_a_mask_does_not_lift_the_baseline()
    {
        double[] clean = [.. s_x.Select(v => 3 + (0.002 * (v - 1000)))];
        double[] y = [.. clean.Zip(Band(50), (a, b) => a + b)];
        FrameStageRun run = Run(y, new Mask { Regions = Ranges((1060, 1140)) }, new ArPls());
        ReadOnlySpan<double> baseline = run.Output["baseline"][0];
        for (int i = 0; i < clean.Length; i++)
            Assert.Equal(clean[i], baseline[i], 2e-3);
    }

    [Fact]
    public void Ranges_write_what_they_read()
    {
        var ranges = Ranges((double.NegativeInfinity, 900.5), (1000, 1100));
        Assert.Equal("[..900.5, 1000..1100]", ranges.ToText());
    }

    private static FrameStageRun Run(double[] y, params FrameStage[] stages) =>
        FrameStageRun.Of(FrameStageRun.Series(s_x, SignalKind.Counts, y), null, stages);

    [Fact]
    public void Ranges_beside_the_axis_are_refused()
    {
        Assert.Contains("5000..6000", Refusal(new Mask { Regions = Ranges((1010, 1020), (5000, 6000)) }), StringComparison.Ordinal);
        Assert.Contains("5000..6000", Refusal(new Mask { Keep = Ranges((1010, 1020), (5000, 6000)) }), StringComparison.Ordinal);

        static string Refusal(Mask mask) => Assert.ThrowsAny<UserException>(() => Run(Band(), mask)).Message;
    }
}
