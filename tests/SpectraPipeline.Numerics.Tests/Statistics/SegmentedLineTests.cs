using SpectraPipeline.Numerics.Statistics;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Statistics;

public sealed class SegmentedLineTests
{
    [Fact]
    public void Finds_two_breaks_where_the_slope_changes()
    {
        var random = new Random(3);
        double[] x = [.. Enumerable.Range(0, 150).Select(i => i / 150.0)];
        double[] y = [.. x.Select(v => Piece(v) + (0.2 * (random.NextDouble() + random.NextDouble() - 1)))];
        double[] w = [.. x.Select(_ => 1.0)];
        int[] breaks = SegmentedLine.Breaks(x, y, w, 4, 5, 0.05);
        Assert.Equal(2, breaks.Length);
        // Noise 0.08 and a change of slope of 30 a unit: the kink is known to a few points of 1/150.
        Assert.InRange(x[breaks[0]], 0.27, 0.33);
        Assert.InRange(x[breaks[1]], 0.67, 0.73);
    }

    [Fact]
    public void Leaves_a_straight_line_in_one_piece_ninety_times_in_a_hundred()
    {
        var random = new Random(4);
        int whole = 0;
        for (int t = 0; t < 100; t++)
        {
            double[] x = [.. Enumerable.Range(0, 100).Select(i => i / 100.0)];
            double[] y = [.. x.Select(v => (50 * v) + random.NextDouble())];
            double[] w = [.. x.Select(_ => 1.0)];
            whole += SegmentedLine.Breaks(x, y, w, 4, 5, 0.05).Length == 0 ? 1 : 0;
        }
        Assert.InRange(whole, 90, 100);
    }

    [Fact]
    public void Never_splits_equal_abscissas()
    {
        double[] x = [.. Enumerable.Range(0, 60).Select(i => (double)(i / 6))];
        double[] y = [.. x.Select((v, i) => (v < 4.5 ? 0 : 10 * v) + (i % 2))];
        double[] w = [.. x.Select(_ => 1.0)];
        foreach (int b in SegmentedLine.Breaks(x, y, w, 4, 3, 0))
            Assert.NotEqual(x[b - 1], x[b]);
    }

    [Fact]
    public void Says_one_piece_when_there_are_too_few_points() =>
        Assert.Empty(SegmentedLine.Breaks([0, 1, 2], [0, 1, 2], [1, 1, 1], 4, 3, 0));

    private static double Piece(double v) =>
        v < 0.3 ? 20 * v
        : v < 0.7 ? 6 + (50 * (v - 0.3))
        : 26 + (10 * (v - 0.7));

    [Fact]
    public void Thirty_thousand_points_keep_their_break()
    {
        int n = 30_000;
        double[] x = new double[n],
            y = new double[n],
            weight = new double[n];
        var random = new Random(1);
        for (int i = 0; i < n; i++)
            (x[i], y[i], weight[i]) = (
                i / (double)n,
                (i < 12_000 ? 0 : 40 * ((i / (double)n) - 0.4)) + (0.5 * (random.NextDouble() - 0.5)),
                1
            );
        int at = Assert.Single(SegmentedLine.Breaks(x, y, weight, 2, 5, 0.05));
        // Runs of 15; the break of a hinge with this noise is known to a percent of the range.
        Assert.InRange(at, 11_500, 12_500);
    }
}
