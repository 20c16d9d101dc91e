using SpectraPipeline.Numerics.Smoothing;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Smoothing;

public sealed class MovingWindowTests
{
    public static TheoryData<int, int> Shapes =>
        new()
        {
            { 3, 1 },
            { 3, 2 },
            { 10, 9 },
            { 24, 4 },
            { 25, 7 },
            { 100, 1 },
            { 101, 40 },
            { 1000, 63 },
        };

    [Theory, MemberData(nameof(Shapes))]
    public void Means_are_those_of_every_window(int points, int half)
    {
        double[] padded = Noise(points + (2 * half)),
            means = new double[points];
        MovingWindow.Means(padded, (2 * half) + 1, means);
        for (int i = 0; i < points; i++)
            Assert.Equal(padded.AsSpan(i, (2 * half) + 1).ToArray().Average(), means[i], 1e-13);
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Weighted_sums_are_those_of_every_window(int points, int half)
    {
        double[] padded = Noise(points + (2 * half)),
            kernel = Noise((2 * half) + 1),
            result = new double[points];
        MovingWindow.Weighted(padded, kernel, result);
        for (int i = 0; i < points; i++)
            Assert.Equal(kernel.Select((k, j) => k * padded[i + j]).Sum(), result[i], 1e-12);
    }

    [Theory, MemberData(nameof(Shapes))]
    public void A_line_stays_a_line_to_its_ends(int points, int half)
    {
        half = Math.Max(2, half); // one point alone makes no line: it goes on level
        double[] y = [.. Enumerable.Range(0, points).Select(i => 3 - (0.25 * i))],
            means = [.. y];
        MovingWindow.MeanInPlace(means, half, new double[points + (2 * half)]);
        for (int i = 0; i < points; i++)
            Assert.Equal(y[i], means[i], 1e-11);
    }

    [Fact]
    public void A_constant_comes_back_to_the_last_bit()
    {
        double[] padded = [.. Enumerable.Repeat(0.1, 300)],
            means = new double[260];
        MovingWindow.Means(padded, 41, means);
        Assert.Single(means.Distinct());
        Assert.Equal(0.1, means[0], 1e-16);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void A_continued_end_is_the_line_of_least_squares(int pad)
    {
        double[] y = [1, 4, 2, 3, 8, 5, 7],
            padded = new double[y.Length + (2 * pad)];
        EdgePadding.Line(y, pad, padded);
        (double a, double b) = Line(y[..pad]);
        for (int k = 0; k < pad; k++)
            Assert.Equal(a + (b * (k - pad)), padded[k], 1e-12);
        (a, b) = Line(y[^pad..]);
        for (int k = 0; k < pad; k++)
            Assert.Equal(a + (b * (pad + k)), padded[pad + y.Length + k], 1e-12);
        Assert.Equal(y, padded[pad..^pad]);
    }

    [Fact]
    public void Edges_are_mirrored_reflected_or_repeated()
    {
        double[] y = [1, 2, 3, 4],
            padded = new double[8];
        EdgePadding.Mirror(y, 2, padded);
        Assert.Equal([3, 2, 1, 2, 3, 4, 3, 2], padded);
        EdgePadding.Reflect(y, 2, padded);
        Assert.Equal([2, 1, 1, 2, 3, 4, 4, 3], padded);
        EdgePadding.Nearest(y, 2, padded);
        Assert.Equal([1, 1, 1, 2, 3, 4, 4, 4], padded);
        EdgePadding.Line(y, 2, 1, padded);
        Assert.Equal([1, 1, 1, 2, 3, 4, 4, 4], padded);
        Assert.Throws<ArgumentException>(() => EdgePadding.Nearest(y, 1, padded));
    }

    private static (double A, double B) Line(double[] y)
    {
        double x = (y.Length - 1) / 2.0,
            b = y.Select((v, i) => (i - x) * v).Sum() / y.Select((_, i) => (i - x) * (i - x)).Sum();
        return (y.Average() - (b * x), b);
    }

    private static double[] Noise(int points)
    {
        var random = new Random(points);
        return [.. Enumerable.Range(0, points).Select(_ => random.NextDouble())];
    }
}
