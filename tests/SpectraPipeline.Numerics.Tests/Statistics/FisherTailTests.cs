using SpectraPipeline.Numerics.Statistics;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Statistics;

public sealed class FisherTailTests
{
    // With two degrees of freedom above, the tail is (1 + 2F/d)^(-d/2).
    [Theory]
    [InlineData(0.5, 4)]
    [InlineData(3, 10)]
    [InlineData(40, 200)]
    [InlineData(400, 1000)]
    public void Agrees_with_the_closed_form_far_into_the_tail(double ratio, double freedom)
    {
        double expected = Math.Pow(1 + (2 * ratio / freedom), -freedom / 2);
        Assert.Equal(1, FisherTail.Probability(ratio, 2, freedom) / expected, 1e-9);
    }

    // Tabulated 5 % points.
    [Theory]
    [InlineData(4.964603, 1, 10)]
    [InlineData(3.325835, 5, 10)]
    public void Gives_five_per_cent_at_the_tabulated_points(double ratio, double above, double below) =>
        Assert.Equal(0.05, FisherTail.Probability(ratio, above, below), 1e-7);

    [Fact]
    public void Knows_nothing_without_a_ratio_or_degrees_of_freedom()
    {
        Assert.True(double.IsNaN(FisherTail.Probability(double.NaN, 2, 3)));
        Assert.True(double.IsNaN(FisherTail.Probability(1, 0, 3)));
        Assert.Equal(1, FisherTail.Probability(0, 2, 3));
    }
}
