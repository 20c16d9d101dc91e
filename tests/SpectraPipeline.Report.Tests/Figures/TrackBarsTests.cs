using SpectraPipeline.Core.Rows;
using SpectraPipeline.Report.Figures;
using Xunit;

namespace SpectraPipeline.Report.Tests.Figures;

public sealed class TrackBarsTests
{
    private static readonly BandRow s_band = new()
    {
        Series = "ir",
        Frame = 1,
        Center = 1650,
        CenterSe = 0.5,
        CenterSeTotal = 0.8,
        Height = 3,
        HeightSe = 0.1,
        HeightSeTotal = 0.2,
        Fwhm = 30,
        FwhmSe = 1,
        FwhmLow = 27,
        FwhmHigh = double.NaN,
        IntervalMethod = "profile",
    };

    [Fact]
    public void Without_intervals_bars_are_one_total_standard_error()
    {
        var bars = new TrackBars(new() { [1] = s_band }, [1], are95: false);
        Assert.Equal([0.2], bars.Heights().Below);
        Assert.Equal([0.8], bars.Centers([false]).Above);
        Assert.Equal("one standard error with correlated noise and baseline", bars.Words(hasBaseline: true));
        Assert.Equal("one standard error with correlated noise", bars.Words(hasBaseline: false));
    }

    [Fact]
    public void With_intervals_all_bars_are_95_percent_and_an_open_end_has_none()
    {
        var bars = new TrackBars(new() { [1] = s_band }, [1], are95: true);
        Assert.Equal(1.96 * 0.2, bars.Heights().Below[0], 12);
        TrackedQuantity width = bars.Widths([false]);
        Assert.Equal(3, width.Below[0], 12);
        Assert.True(double.IsNaN(width.Above[0]));
        Assert.StartsWith("95 % intervals (1.96 standard errors with correlated noise", bars.Words(hasBaseline: false));
    }

    [Fact]
    public void A_band_below_detection_has_a_height_and_neither_position_nor_width()
    {
        var bars = new TrackBars(new() { [1] = s_band }, [1, 2], are95: true);
        Assert.Equal(3, bars.Heights().Value[0]);
        Assert.All(bars.Centers([true, false]).Value, v => Assert.True(double.IsNaN(v)));
    }
}
