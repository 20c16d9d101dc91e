using SpectraPipeline.Numerics.Smoothing;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Smoothing;

public sealed class MollifierTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_bell_of_one_point_changes_nothing(int half)
    {
        double[] y = [3, 1, 4, 1, 5],
            result = new double[5];
        new Mollifier(5, 1).Apply(y, half, result);
        Assert.Equal(y, result);
    }

    [Fact]
    public void Two_points_to_each_side_weigh_as_the_formula_says()
    {
        // exp(−1/(1 − 0)) in the middle, exp(−1/(1 − 1/4)) beside it.
        double middle = Math.Exp(-1),
            beside = Math.Exp(-4.0 / 3),
            sum = middle + (2 * beside);
        double[] y = [0, 0, 0, 1, 0, 0, 0],
            result = new double[7];
        new Mollifier(7, 2).Apply(y, 2, result);
        double[] expected = [0, 0, beside / sum, middle / sum, beside / sum, 0, 0];
        for (int i = 0; i < 7; i++)
            Assert.Equal(expected[i], result[i], 1e-15);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    public void Few_steps_or_many_give_the_plain_sum(int half)
    {
        var random = new Random(half);
        double[] flat = new double[200],
            rough = new double[200];
        for (int i = 0; i < 200; i++)
            (rough[i], flat[i]) = (random.NextDouble(), i % 25 == 0 ? random.NextDouble() : flat[Math.Max(0, i - 1)]);
        foreach (double[] y in new[] { flat, rough })
        {
            double[] result = new double[200];
            new Mollifier(200, half).Apply(y, half, result);
            for (int i = 0; i < 200; i++)
                Assert.Equal(Plain(y, half, i), result[i], 1e-13);
        }
    }

    private static double Plain(double[] y, int half, int centre)
    {
        double sum = 0,
            weights = 0;
        for (int j = 1 - half; j < half; j++)
        {
            double u = (double)j / half,
                weight = Math.Exp(-1 / (1 - (u * u)));
            int i = Math.Abs(centre + j);
            sum += weight * y[i >= y.Length ? (2 * (y.Length - 1)) - i : i];
            weights += weight;
        }
        return sum / weights;
    }
}
