using SpectraPipeline.Core;
using SpectraPipeline.Stages.Shape;
using Xunit;
using Convert = SpectraPipeline.Stages.Shape.Convert;

namespace SpectraPipeline.Stages.Tests.Shape;

public sealed class ConvertTests
{
    [Fact]
    public void Absorbance_and_transmittance_are_each_others_inverse()
    {
        double[] absorbance = [0, 0.5, 1, 3];
        SpectralSeries series = FrameStageRun.Series([1, 2, 3, 4], SignalKind.Absorbance, absorbance);
        FrameStageRun run = FrameStageRun.Of(series, null, new Convert { To = ConvertTarget.Transmittance }, new Convert());
        Assert.Equal(0.1, run.Result.Outputs[0]!.Primary[0][2], 1e-16);
        for (int i = 0; i < 4; i++)
            Assert.Equal(absorbance[i], run.Output.Primary[0][i], 1e-15);
        Assert.Equal(SignalKind.Absorbance, run.Output.Signal.Kind);
    }

    [Fact]
    public void Per_cent_are_understood_and_darkness_is_a_fault()
    {
        SpectralSeries series = FrameStageRun.Series([1, 2], new Signal(SignalKind.Transmittance, "%"), [10.0, 100], [0.0, 100]);
        SpectralSeries output = FrameStageRun.Of(series, null, new Convert()).Output;
        Assert.Equal(1, output.Primary[0][0], 1e-15);
        Assert.Equal("transmittance-not-positive", output.Faults[1]?.Code);
    }
}
