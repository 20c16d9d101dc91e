using SpectraPipeline.Report.Layout;
using Xunit;

namespace SpectraPipeline.Report.Tests.Layout;

public sealed class MarkLabelsTests
{
    [Fact]
    public void Labels_move_apart_and_keep_their_order()
    {
        double[] placed = MarkLabels.Spread([50, 52, 51, 100], 0, 200);
        Assert.True(placed[0] < placed[2] && placed[2] < placed[1] && placed[1] < placed[3]);
        Assert.True(placed[2] - placed[0] > 7 && placed[1] - placed[2] > 7);
        Assert.Equal(100, placed[3]);
    }

    [Fact]
    public void Labels_stay_over_the_plot()
    {
        double[] placed = MarkLabels.Spread([0, 1, 199, 200], 0, 200);
        Assert.All(placed, x => Assert.InRange(x, 3.5, 196.5));
    }
}
