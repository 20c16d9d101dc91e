using SpectraPipeline.Numerics.Statistics;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Statistics;

public sealed class WeightedLineTests
{
    [Fact]
    public void Agrees_with_the_normal_equations()
    {
        // w = 1, 2, 1 at x = 0, 1, 2 and y = 0, 1, 4: mean x 1, mean y 1.5, Sxx 2, Sxy 4, so slope 2, intercept -0.5, residuals 0.5, -0.5, 0.5.
        var line = WeightedLine.Of([0, 1, 2], [0, 1, 4], [1, 2, 1]);
        Assert.Equal(2, line.Slope, 1e-14);
        Assert.Equal(-0.5, line.Intercept, 1e-14);
        Assert.Equal(1, line.Squares, 1e-14);
    }

    [Fact]
    public void One_abscissa_has_no_slope() => Assert.Equal(0, WeightedLine.Of([3, 3], [1, 2], [1, 1]).Slope);

    [Fact]
    public void Unequal_lengths_are_refused() => Assert.Throws<ArgumentException>(() => WeightedLine.Of([1, 2], [1], [1, 1]));
}
