using SpectraPipeline.Numerics.Statistics;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Statistics;

public sealed class MovingStatisticsTests
{
    public static TheoryData<int, int> Shapes =>
        new()
        {
            { 3, 1 },
            { 3, 2 },
            { 10, 9 },
            { 25, 7 },
            { 100, 1 },
            { 101, 3 },
            { 101, 40 },
            { 300, 63 },
            { 300, 64 },
        };

    [Theory, MemberData(nameof(Shapes))]
    public void Deviations_are_those_of_every_window(int points, int half)
    {
        double[] y = Noise(points),
            result = new double[points];
        new MovingDeviation(points, half).Apply(y, half, result);
        for (int i = 0; i < points; i++)
            Assert.Equal(Deviation(Window(y, i, half)), result[i], 1e-13);
    }

    [Fact]
    public void A_tall_background_costs_the_deviations_no_more_than_its_own_rounding()
    {
        double[] y = Noise(500),
            low = new double[500],
            tall = new double[500];
        var moving = new MovingDeviation(500, 15);
        moving.Apply(y, 15, low);
        moving.Apply([.. y.Select(v => v + 1e6)], 15, tall); // a last bit of 1e-10
        for (int i = 0; i < 500; i++)
            Assert.Equal(low[i], tall[i], 1e-9);
    }

    [Fact]
    public void A_constant_deviates_by_nothing()
    {
        double[] result = new double[50];
        new MovingDeviation(50, 7).Apply([.. Enumerable.Repeat(0.1, 50)], 7, result);
        Assert.All(result, v => Assert.Equal(0, v, 1e-17));
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Medians_are_those_of_every_window_ties_and_all(int points, int half)
    {
        foreach (int values in new[] { 2, 7, int.MaxValue })
        {
            var random = new Random(points + half);
            double[] padded = [.. Enumerable.Range(0, points + (2 * half)).Select(_ => (double)random.Next(values))],
                medians = new double[points];
            var moving = new MovingMedian(half + 3); // a wider one serves narrower windows
            moving.Apply(padded, half, medians);
            for (int i = 0; i < points; i++)
                Assert.Equal(padded[i..(i + (2 * half) + 1)].Order().ElementAt(half), medians[i]);
        }
    }

    [Fact]
    public void Refuse_windows_beyond_what_was_announced()
    {
        Assert.Throws<ArgumentException>(() => new MovingMedian(2).Apply(new double[9], 3, new double[3]));
        Assert.Throws<ArgumentException>(() => new MovingMedian(2).Apply(new double[9], 2, new double[6]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MovingDeviation(5, 5));
        Assert.Throws<ArgumentException>(() => new MovingDeviation(5, 2).Apply(new double[5], 3, new double[5]));
    }

    private static double[] Window(double[] y, int centre, int half) =>
        [
            .. Enumerable
                .Range(centre - half, (2 * half) + 1)
                .Select(i =>
                    y[
                        i < 0 ? -i
                        : i >= y.Length ? (2 * (y.Length - 1)) - i
                        : i
                    ]
                ),
        ];

    private static double Deviation(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
    }

    private static double[] Noise(int points)
    {
        var random = new Random(points);
        return [.. Enumerable.Range(0, points).Select(_ => random.NextDouble())];
    }
}
