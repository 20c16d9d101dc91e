using SpectraPipeline.Numerics.Splines;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Splines;

public sealed class MonotoneCubicTests
{
    [Fact]
    public void Gives_scipys_pchip()
    {
        // scipy 1.10.1 PchipInterpolator.
        double[] x = [0, 1, 2.5, 4, 4.5, 7, 8, 10],
            y = [0, 0.1, 2, 2.2, 1.5, 1.5, 3, -1],
            at = [0, 0.3, 1, 1.7, 2.5, 3.1, 4.2, 4.5, 5, 6.9, 7.3, 8.8, 9.9, 10];
        double[] expected =
        [
            0,
            0.010550769230769233,
            0.1,
            0.9480271984805316,
            2,
            2.122514285714286,
            1.9535999999999998,
            1.5,
            1.5,
            1.5,
            1.8239999999999996,
            2.423999999999999,
            -0.5799166666666682,
            -1,
        ];
        Check(x, y, at, expected);
        Check([0, 1, 3], [1, 0.2, 5], [0.5, 2, 2.9], [0.3666666666666667, 1.4666666666666666, 4.556066666666666]);
    }

    [Fact]
    public void Rises_where_its_points_rise_and_never_leaves_their_range()
    {
        var random = new Random(5);
        for (int trial = 0; trial < 50; trial++)
        {
            double[] x = [.. Enumerable.Range(0, 9).Select(i => i + (0.8 * random.NextDouble()))],
                y = [.. x.Select(_ => random.NextDouble()).Order()],
                at = [.. Enumerable.Range(0, 500).Select(i => x[0] + ((x[^1] - x[0]) * i / 499.0))],
                z = new double[500];
            var cubic = new MonotoneCubic(x);
            cubic.Fit(y);
            cubic.Evaluate(at, z);
            for (int i = 1; i < 500; i++)
                Assert.True(z[i] >= z[i - 1] - 1e-14);
            Assert.InRange(z[^1], y[^1] - 1e-14, y[^1] + 1e-14);
        }
    }

    [Fact]
    public void Two_points_give_a_line_and_outside_nothing_moves() => Check([1, 3], [5, 9], [0, 1, 2, 3, 7], [5, 5, 7, 9, 9]);

    [Fact]
    public void Refuses_sites_that_do_not_increase()
    {
        Assert.ThrowsAny<ArgumentException>(() => new MonotoneCubic([1]));
        Assert.ThrowsAny<ArgumentException>(() => new MonotoneCubic([1, 1]));
    }

    private static void Check(double[] x, double[] y, double[] at, double[] expected)
    {
        double[] z = new double[at.Length];
        var cubic = new MonotoneCubic(x);
        cubic.Fit(y);
        cubic.Evaluate(at, z);
        for (int i = 0; i < at.Length; i++)
            Assert.Equal(expected[i], z[i], 1e-13);
    }
}
