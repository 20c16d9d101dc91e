using SpectraPipeline.Core;
using SpectraPipeline.Stages.Shape;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Shape;

public sealed class SmoothTests
{
    [Fact]
    public void The_derivative_is_per_unit_of_the_axis()
    {
        double[] x = FrameStageRun.Grid(1000, 0.5, 60);
        double[] y = [.. x.Select(v => 3 + 0.25 * (v - 1000) * (v - 1000))];
        FrameStageRun run = FrameStageRun.Of(FrameStageRun.Series(x, SignalKind.Absorbance, y), null, new Smooth { Derivative = 1 });
        for (int i = 0; i < x.Length; i++)
            Assert.Equal(0.5 * (x[i] - 1000), run.Output.Primary[0][i], 1e-9); // values up to 220 over a step of 0.5
        Assert.Equal("1/(cm-1)", run.Output.Signal.Unit);
        Assert.Empty(run.Findings.Notes);
    }

    [Fact]
    public void An_uneven_axis_is_warned_of_in_derivatives_only()
    {
        double[] x = [.. Enumerable.Range(0, 60).Select(i => 1000 + i + 0.01 * i * i)];
        SpectralSeries series = FrameStageRun.Series(x, SignalKind.Counts, FrameStageRun.Noise(1, 60, 1));
        Assert.Empty(FrameStageRun.Of(series, null, new Smooth()).Findings.Notes);
        Assert.Equal("uneven-axis", Assert.Single(FrameStageRun.Of(series, null, new Smooth { Derivative = 2 }).Findings.Notes).Code);
    }

    [Theory]
    [InlineData(SmoothMethod.SavitzkyGolay)]
    [InlineData(SmoothMethod.Whittaker)]
    [InlineData(SmoothMethod.Gaussian)]
    [InlineData(SmoothMethod.WhittakerGcv)]
    public void Every_method_lowers_the_noise_and_keeps_a_wide_band(SmoothMethod method)
    {
        double[] x = FrameStageRun.Grid(1000, 1, 400);
        double[] noise = FrameStageRun.Noise(2, 400, 0.05);
        double[] truth = [.. x.Select(v => Math.Exp(-Math.Pow((v - 1200) / 60, 2)))];
        double[] y = [.. truth.Zip(noise, (a, b) => a + b)];
        double[] z = FrameStageRun
            .Of(FrameStageRun.Series(x, SignalKind.Counts, y), null, new Smooth { Method = method, Fwhm = 8 })
            .Output.Primary[0]
            .ToArray();
        double left = Math.Sqrt(z.Zip(truth, (a, b) => (a - b) * (a - b)).Average());
        Assert.True(left < 0.03, $"{left}"); // each averages over about ten points or more: 0.05/√10 = 0.016, doubled for the ends
    }

    [Fact]
    public void Windows_that_cannot_be_are_refused_before_the_run()
    {
        Assert.Contains("odd", Assert.Single(new Smooth { Window = 8 }.Check()), StringComparison.Ordinal);
        Assert.Contains("degree", Assert.Single(new Smooth { Window = 5, Degree = 5 }.Check()), StringComparison.Ordinal);
        SpectralSeries narrow = FrameStageRun.Series([1, 2, 3], SignalKind.Counts, [1.0, 2, 3]);
        Assert.ThrowsAny<UserException>(() => FrameStageRun.Of(narrow, null, new Smooth()));
    }
}
