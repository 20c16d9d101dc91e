using SpectraPipeline.Core;
using SpectraPipeline.Stages.Shape;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Shape;

public sealed class DespikeTests
{
    private const int Points = 300;
    private static readonly double[] s_axis = FrameStageRun.Grid(200, 2, Points);

    [Theory]
    [InlineData(DespikeMethod.WhitakerHayes)]
    [InlineData(DespikeMethod.Temporal)]
    [InlineData(DespikeMethod.SpikeRuns)]
    [InlineData(DespikeMethod.Both)]
    public void A_spike_of_one_frame_goes_and_the_rest_stays(DespikeMethod method)
    {
        double[][] frames = [.. Enumerable.Range(0, 6).Select(k => FrameStageRun.Noise(k, Points, 1))];
        double[][] truth = [.. frames.Select(f => (double[])f.Clone())];
        frames[3][150] += 200;
        FrameStageRun run = FrameStageRun.Of(
            FrameStageRun.Series(s_axis, SignalKind.Counts, frames),
            null,
            new Despike { Method = method }
        );
        Assert.Equal(0, run.Output.Primary[3][150], 4.0); // four standard deviations of the noise
        for (int k = 0; k < 6; k++)
        for (int i = 0; i < Points; i++)
            if (k != 3 || i is < 149 or > 150)
                Assert.Equal(truth[k][i], run.Output.Primary[k][i]);
        Assert.Empty(run.Findings.Notes);
    }

    [Fact]
    public void Temporal_says_where_there_are_no_neighbours()
    {
        SpectralSeries two = FrameStageRun.Series(
            s_axis,
            SignalKind.Counts,
            FrameStageRun.Noise(1, Points, 1),
            FrameStageRun.Noise(2, Points, 1)
        );
        FrameStageRun run = FrameStageRun.Of(two, null, new Despike { Method = DespikeMethod.Temporal });
        Assert.Contains(run.Findings.Notes, n => n.Code == "no-neighbours" && n.Frame == 0);
        Assert.Equal(two.Primary.Values, run.Output.Primary.Values);
    }

    [Theory]
    [InlineData(DespikeMethod.Temporal)]
    [InlineData(DespikeMethod.Both)]
    public void A_masked_stretch_of_the_neighbours_makes_no_spike(DespikeMethod method)
    {
        // A line that frame 3 alone shows, because the others are masked and bridged there.
        double[][] frames = [.. Enumerable.Range(0, 7).Select(k => FrameStageRun.Noise(k, Points, 1))];
        frames[3][150] += 200;
        SpectralSeries input = FrameStageRun.Masked(
            FrameStageRun.Series(s_axis, SignalKind.Counts, frames),
            (f, i) => f == 3 || i is < 145 or > 155
        );
        FrameStageRun run = FrameStageRun.Of(input, null, new Despike { Method = method });
        Assert.Equal(frames[3], run.Output.Primary[3].ToArray());
    }
}
