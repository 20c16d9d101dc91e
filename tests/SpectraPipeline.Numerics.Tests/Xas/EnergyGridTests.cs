using SpectraPipeline.Numerics.Xas;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Xas;

public sealed class EnergyGridTests
{
    private static readonly double[] Grid = [1, 2, 4, 8, 16];

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(1, 0)]
    [InlineData(3.99, 1)]
    [InlineData(4, 2)]
    [InlineData(99, 4)]
    public void At_or_below_is_the_last_point_that_does_not_exceed(double value, int index) =>
        Assert.Equal(index, EnergyGrid.AtOrBelow(Grid, value));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 1)]
    [InlineData(3.01, 2)]
    [InlineData(12.5, 4)]
    [InlineData(99, 4)]
    public void Nearest_takes_the_lower_of_two_equally_near(double value, int index) =>
        Assert.Equal(index, EnergyGrid.Nearest(Grid, value));
}
