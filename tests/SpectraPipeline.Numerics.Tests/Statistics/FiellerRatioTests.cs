using SpectraPipeline.Numerics.Statistics;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Statistics;

public sealed class FiellerRatioTests
{
    [Fact]
    public void Ends_are_the_ratios_whose_difference_is_t_errors()
    {
        FiellerRatio ratio = FiellerRatio.Of(3, 2, 0.04, 0.09, 0.02, 1.96);
        Assert.Equal(1.5, ratio.Ratio, 1e-12);
        foreach (double r in (double[])[ratio.Low, ratio.High])
            Assert.Equal(1.96, Math.Abs(3 - (2 * r)) / Math.Sqrt(0.04 - (2 * r * 0.02) + (r * r * 0.09)), 1e-9);
        Assert.True(ratio.Low < 1.5 && ratio.High > 1.5);
    }

    [Fact]
    public void Without_an_error_below_the_line_it_is_the_interval_of_the_numerator_over_it()
    {
        FiellerRatio ratio = FiellerRatio.Of(3, 2, 0.04, 0, 0, 2);
        Assert.Equal(1.3, ratio.Low, 1e-12);
        Assert.Equal(1.7, ratio.High, 1e-12);
    }

    [Theory]
    [InlineData(3, 0.1, FiellerKind.AllButAnInterval)]
    [InlineData(0.1, 0.1, FiellerKind.Everything)]
    [InlineData(3, 0, FiellerKind.AllButAnInterval)]
    public void A_denominator_that_may_be_zero_bounds_nothing(double a, double b, FiellerKind kind)
    {
        FiellerRatio ratio = FiellerRatio.Of(a, b, 0.01, 0.01, 0, 1.96);
        Assert.Equal(kind, ratio.Kind);
        Assert.Equal((double.NegativeInfinity, double.PositiveInfinity), (ratio.Low, ratio.High));
    }

    [Fact]
    public void Covers_the_true_ratio_in_95_of_100_draws_where_propagation_of_errors_does_not_hold()
    {
        var normal = new SeededNormal(2, "fieller");
        int held = 0;
        for (int d = 0; d < 4000; d++)
        {
            // The denominator is known to a quarter.
            FiellerRatio ratio = FiellerRatio.Of(2 + (0.2 * normal.Next()), 1 + (0.25 * normal.Next()), 0.04, 0.0625, 0, 1.959964);
            held += ratio.Low <= 2 && ratio.High >= 2 ? 1 : 0;
        }
        // An unbounded set counts as holding all: then it may hold more, never less.
        Assert.InRange(held / 4000.0, 0.943, 0.975);
    }
}
