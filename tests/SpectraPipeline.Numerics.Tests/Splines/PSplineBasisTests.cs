using SpectraPipeline.Numerics.Splines;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Splines;

public sealed class PSplineBasisTests
{
    // Uneven, with a hole of several knots' width.
    private static readonly double[] s_x =
    [
        .. Enumerable.Range(0, 40).Select(i => 2 + 0.1 * i + 0.003 * i * i),
        .. Enumerable.Range(0, 30).Select(i => 20 + 0.2 * i),
    ];

    public static TheoryData<int> Degrees => [1, 2, 3, 4, 5];

    [Theory, MemberData(nameof(Degrees))]
    public void Functions_are_positive_and_sum_to_one(int degree)
    {
        var basis = new PSplineBasis(s_x, 15, degree);
        Assert.Equal(15 + degree - 1, basis.Count);
        for (int i = 0; i < s_x.Length; i++)
        {
            Assert.InRange(basis.FirstAt(i), 0, basis.Count - degree - 1);
            double sum = 0;
            foreach (double v in basis.ValuesAt(i))
            {
                Assert.InRange(v, -1e-15, 1);
                sum += v;
            }
            Assert.Equal(1, sum, 1e-14);
        }
    }

    [Theory, MemberData(nameof(Degrees))]
    public void Coefficients_on_a_line_make_a_line(int degree)
    {
        // Σ j Bⱼ(x) = place in steps + (degree − 1)/2: the functions' centres.
        var basis = new PSplineBasis(s_x, 15, degree);
        double step = (s_x[^1] - s_x[0]) / 14;
        for (int i = 0; i < s_x.Length; i++)
        {
            double sum = 0;
            for (int j = 0; j <= degree; j++)
                sum += (basis.FirstAt(i) + j) * basis.ValuesAt(i)[j];
            Assert.Equal((s_x[i] - s_x[0]) / step + (degree - 1) / 2.0, sum, 1e-12);
        }
    }

    [Fact]
    public void Cubic_values_are_those_of_the_textbook()
    {
        var basis = new PSplineBasis([0, 0.5, 1, 2, 3], 4, 3);
        Near([1 / 6.0, 4 / 6.0, 1 / 6.0, 0], basis.ValuesAt(0));
        Near([1 / 48.0, 23 / 48.0, 23 / 48.0, 1 / 48.0], basis.ValuesAt(1));
        Assert.Equal([0, 0, 1, 2, 2], Enumerable.Range(0, 5).Select(basis.FirstAt));
        Near([0, 1 / 6.0, 4 / 6.0, 1 / 6.0], basis.ValuesAt(4)); // the last point belongs to the last interval

        static void Near(double[] expected, ReadOnlySpan<double> values)
        {
            for (int j = 0; j < expected.Length; j++)
                Assert.Equal(expected[j], values[j], 1e-15);
        }
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new PSplineBasis([0, 1, 1], 4, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PSplineBasis([0], 4, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PSplineBasis([0, 1], 1, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PSplineBasis([0, 1], 4, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PSplineBasis([0, 1], 4, 6));
    }
}
