using SpectraPipeline.Core;
using SpectraPipeline.Stages.Shape;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Shape;

public sealed class ResampleTests
{
    private static readonly double[] s_axis = FrameStageRun.Grid(1000, 2, 101); // to 1200

    [Theory]
    [InlineData(ResampleMethod.Linear, 5e-3)] // bound h²/8 · max|f″| = 4/8 · 1/10²
    [InlineData(ResampleMethod.Cubic, 6.3e-5)] // bound 5 h⁴/384 · max|f⁗| = 5 · 16/384 · 3/10⁴
    [InlineData(ResampleMethod.Area, 0.085)] // steps: half an old and half a new cell, 1.35, times the steepest slope 0.061
    public void A_Gaussian_is_found_again_on_a_finer_grid(ResampleMethod method, double tolerance)
    {
        SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.Absorbance, [.. s_axis.Select(Gauss)]);
        SpectralSeries output = FrameStageRun
            .Of(
                series,
                null,
                new Resample
                {
                    From = 1010,
                    To = 1190,
                    Step = 0.7,
                    Method = method,
                }
            )
            .Output;
        Assert.Equal(258, output.Axis.Length);
        for (int i = 0; i < output.Axis.Length; i++)
            Assert.Equal(Gauss(output.Axis[i]), output.Primary[0][i], tolerance);
    }

    [Fact]
    public void The_grid_of_another_series_is_taken_where_both_overlap()
    {
        SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.Absorbance, [.. s_axis.Select(v => 2 * v)]);
        SpectralSeries other = FrameStageRun.Series([900, 1001, 1003.5, 1300], SignalKind.Absorbance, [0.0, 0, 0, 0]);
        var others = new Dictionary<string, SpectralSeries> { ["other"] = other };
        SpectralSeries output = FrameStageRun.Of(series, null, others, new Resample { Like = "other" }).Output;
        Assert.Equal([1001, 1003.5], output.Axis.Values.ToArray());
        Assert.Equal([2002, 2007], output.Primary[0].ToArray());
    }

    [Fact]
    public void Nothing_is_extrapolated() =>
        Assert.ThrowsAny<UserException>(() =>
            FrameStageRun.Of(FrameStageRun.Series(s_axis, SignalKind.Absorbance, new double[101]), null, new Resample { From = 990 })
        );

    [Fact]
    public void The_defaults_keep_an_even_axis()
    {
        SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.Absorbance, [.. s_axis.Select(Gauss)]);
        SpectralSeries output = FrameStageRun.Of(series, null, new Resample()).Output;
        Assert.Equal(101, output.Axis.Length);
        for (int i = 0; i < 101; i++)
            Assert.Equal(Gauss(s_axis[i]), output.Primary[0][i], 1e-12);
    }

    private static double Gauss(double x) => Math.Exp(-Math.Pow((x - 1100) / 14.142135623730951, 2));
}
