using SpectraPipeline.Numerics.Splines;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Splines;

public sealed class CubicBSplineTests
{
    private static readonly CubicBSpline Basis = new([0, 0, 0, 0, 1, 2.5, 3, 4, 4, 4, 4]);

    [Fact]
    public void The_functions_sum_to_one_and_are_not_negative_between_the_end_knots()
    {
        double[] values = new double[4];
        for (double x = 0; x <= 4; x += 0.1)
        {
            Basis.Evaluate(x, values);
            Assert.Equal(1, values.Sum(), 14);
            Assert.All(values, v => Assert.True(v >= -1e-15));
        }
    }

    [Fact]
    public void Even_knots_give_the_cardinal_spline_one_sixth_two_thirds_one_sixth()
    {
        var basis = new CubicBSpline([0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 7, 7, 7]);
        double[] values = new double[4];
        basis.Evaluate(3, values);
        Assert.Equal(1 / 6.0, values[0], 14);
        Assert.Equal(2 / 3.0, values[1], 14);
        Assert.Equal(1 / 6.0, values[2], 14);
        Assert.Equal(0, values[3], 14);
    }

    // Marsden's identity: Σ (mean of three knots)·B = x, beyond the ends too.
    [Theory]
    [InlineData(-0.5)]
    [InlineData(0)]
    [InlineData(2.2)]
    [InlineData(4)]
    [InlineData(4.7)]
    public void Reproduces_a_straight_line_with_the_Greville_points(double x)
    {
        double[] values = new double[4];
        int first = Basis.Evaluate(x, values);
        double sum = 0;
        for (int j = 0; j < 4; j++)
            sum += values[j] * (Basis.Knots[first + j + 1] + Basis.Knots[first + j + 2] + Basis.Knots[first + j + 3]) / 3;
        Assert.Equal(x, sum, 12);
    }

    [Fact]
    public void Knots_without_fourfold_ends_are_refused() =>
        Assert.Throws<ArgumentException>(() => new CubicBSpline([0, 1, 2, 3, 4, 5, 6, 7]));
}
