using SpectraPipeline.Numerics.Baselines;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Baselines;

public sealed class CornerCuttingTests
{
    private static readonly double[] s_x = [.. Enumerable.Range(0, 201).Select(i => i + (0.001 * i * i))];

    [Fact]
    public void An_offset_and_a_scale_go_through()
    {
        var random = new Random(8);
        double[] y = [.. s_x.Select(x => Math.Sin(x / 40) + (5 * Math.Exp(-Math.Pow((x - 70) / 4, 2))) + (0.1 * random.NextDouble()))],
            moved = [.. y.Select(v => 7 + (2 * v))],
            z = new double[y.Length],
            w = new double[y.Length];
        var cutting = new CornerCutting(y.Length);
        Assert.InRange(cutting.Fit(s_x, y, z).Iterations, 3, 30);
        cutting.Fit(s_x, moved, w);
        for (int i = 0; i < y.Length; i++)
            Assert.Equal(7 + (2 * z[i]), w[i], 1e-9);
    }

    [Fact]
    public void A_convex_curve_loses_no_corner_and_stays_within_its_chords()
    {
        double[] y = [.. s_x.Select(x => 1e-3 * (x - 90) * (x - 90))],
            z = new double[y.Length];
        BaselineOutcome outcome = new CornerCutting(y.Length).Fit(s_x, y, z);
        Assert.Equal(0, outcome.Iterations);
        // Between neighbours at distance h ≤ 1.4 a curve and its chord are 1e-3 · h²/4 apart; the spline is tied to chords of neighbours.
        for (int i = 0; i < y.Length; i++)
            Assert.Equal(y[i], z[i], 1e-3);
    }

    [Fact]
    public void A_Bezier_curve_through_three_points_is_a_parabola_tied_to_its_ends()
    {
        double[] x = [0, 1, 2, 3, 4],
            y = [0, 9, 2, 9, 8],
            z = new double[5];
        BezierCurve.Through(x, y, [0, 2, 4], z);
        for (int i = 0; i < 5; i++)
        {
            double t = i / 4.0;
            Assert.Equal((2 * 2 * t * (1 - t)) + (8 * t * t), z[i], 1e-12);
        }
        BezierCurve.Through(x, y, [0, 4], z);
        Assert.Equal([0, 2, 4, 6, 8], z);
    }
}
