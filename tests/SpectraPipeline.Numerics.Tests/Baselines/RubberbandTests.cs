using SpectraPipeline.Numerics.Baselines;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Baselines;

public sealed class RubberbandTests
{
    [Fact]
    public void A_convex_curve_is_its_own_hull()
    {
        double[] x = [.. Enumerable.Range(0, 301).Select(i => 900 + (0.2 * i) + (0.003 * i * i))];
        double[] y = [.. x.Select(v => 1e-4 * (v - 1000) * (v - 1000))],
            z = new double[301];
        var band = new Rubberband(301, new RubberbandOptions());
        Assert.Equal(BaselineOutcome.Direct, band.Fit(x, y, z));
        Assert.Equal(301, band.Corners.Length);
        for (int i = 0; i < 301; i++)
            Assert.Equal(y[i], z[i], 1e-12);
    }

    [Fact]
    public void A_concave_curve_gives_the_line_between_its_ends()
    {
        double[] x = [.. Enumerable.Range(0, 100).Select(i => (double)i)],
            y = [.. x.Select(v => 5 + v - (0.02 * v * v))],
            z = new double[100];
        new Rubberband(100, new RubberbandOptions()).Fit(x, y, z);
        for (int i = 0; i < 100; i++)
            Assert.Equal(y[0] + ((y[99] - y[0]) * i / 99), z[i], 1e-12);
    }

    [Theory, InlineData(1), InlineData(3), InlineData(7)]
    public void Lies_nowhere_above_the_spectrum_and_no_line_below_it_lies_higher(int segments)
    {
        var random = new Random(segments);
        double[] x = [.. Enumerable.Range(0, 120).Select(i => i + (0.6 * random.NextDouble()))];
        double[] y = [.. x.Select(v => Math.Sin(v / 15) + random.NextDouble())],
            z = new double[120];
        var band = new Rubberband(120, new RubberbandOptions(segments));
        band.Fit(x, y, z);
        for (int segment = 0; segment < segments; segment++)
        {
            int first = segment * 120 / segments,
                end = (segment + 1) * 120 / segments;
            for (int i = first; i < end; i++)
            {
                Assert.True(z[i] <= y[i] + 1e-12);
                // The hull at x is the least chord over it: every pair of points around it, tried out.
                double least = y[i];
                for (int a = first; a < i; a++)
                for (int b = i + 1; b < end; b++)
                    least = Math.Min(least, y[a] + ((y[b] - y[a]) * (x[i] - x[a]) / (x[b] - x[a])));
                Assert.Equal(least, z[i], 1e-12);
            }
        }
    }

    [Fact]
    public void A_soft_curve_runs_through_the_corners_and_keeps_a_line()
    {
        double[] x = [.. Enumerable.Range(0, 200).Select(i => 0.5 * i)],
            y = [.. x.Select(v => 2 + (0.1 * v) + (v is > 20 and < 60 ? 3 : 0))],
            z = new double[200];
        new Rubberband(200, new RubberbandOptions(Lambda: 10)).Fit(x, y, z);
        for (int i = 0; i < 200; i++)
            Assert.Equal(2 + (0.1 * x[i]), z[i], 1e-7); // few weights: the system has a condition of about 1e8
    }

    [Fact]
    public void Smoothing_first_takes_a_spike_down_out_by_its_share()
    {
        double[] x = [.. Enumerable.Range(0, 100).Select(i => (double)i)],
            y = [.. x.Select(_ => 1.0)],
            z = new double[100];
        y[50] = -10;
        new Rubberband(100, new RubberbandOptions(SmoothHalfWindow: 5)).Fit(x, y, z);
        Assert.Equal(0, z[50], 1e-12); // 1 − 11/11
    }

    [Fact]
    public void Refuses_segments_of_fewer_than_three_points()
    {
        Assert.ThrowsAny<ArgumentException>(() => new Rubberband(8, new RubberbandOptions(3)));
        Assert.ThrowsAny<ArgumentException>(() => new Rubberband(8, new RubberbandOptions(SmoothHalfWindow: 8)));
        Assert.ThrowsAny<ArgumentException>(() => new Rubberband(8, new RubberbandOptions(Lambda: -1)));
    }
}
