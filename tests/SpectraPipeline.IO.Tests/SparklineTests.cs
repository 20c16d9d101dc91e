using Xunit;

namespace SpectraPipeline.IO.Tests;

public sealed class SparklineTests
{
    [Fact]
    public void Draws_y_over_x_rising_whatever_the_direction_of_the_file()
    {
        double[] x = [.. Enumerable.Range(0, 80).Select(i => (double)i)];
        double[] y = [.. x.Select(v => v * v)];
        string up = Sparkline.Of(x, y, 8);
        Assert.Equal("▁▁▁▂▃▅▆█", up);
        Array.Reverse(x);
        Array.Reverse(y);
        Assert.Equal(up, Sparkline.Of(x, y, 8));
    }

    [Fact]
    public void Missing_values_leave_a_gap_and_a_flat_spectrum_is_a_line()
    {
        Assert.Equal("▁ ▁▁", Sparkline.Of([0, 1, 2, 3], [5, double.NaN, 5, 5], 4));
        Assert.Equal("    ", Sparkline.Of([1, 1], [2, 3], 4));
        Assert.Equal("    ", Sparkline.Of([], [], 4));
    }
}
