using SpectraPipeline.Numerics.Baselines;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Baselines;

/// <summary>Baselines tied to stated places: anchors and the line between two ends.</summary>
public sealed class AnchorBaselineTests
{
    private static readonly double[] s_x = [.. Enumerable.Range(0, 301).Select(i => 1000 + i + (0.001 * i * i))];

    [Theory, InlineData(AnchorCurve.Linear), InlineData(AnchorCurve.Cubic), InlineData(AnchorCurve.Pchip)]
    public void A_line_is_its_own_baseline_under_any_window(AnchorCurve curve)
    {
        double[] y = [.. s_x.Select(x => 3 - (0.01 * x))],
            z = new double[y.Length];
        foreach (AnchorValue value in Enum.GetValues<AnchorValue>())
        foreach (double halfWidth in new[] { 0, 0.4, 3.3 })
        {
            var fit = new AnchorBaseline(s_x, [s_x[0], 1050, 1200.2, 1120, s_x[^1]], halfWidth, curve, value);
            fit.Fit(y, z);
            // An even window's median on an uneven axis lies off its mean by less than the axis bends in it.
            double allowed = value == AnchorValue.Mean ? 1e-9 : 2e-4;
            for (int i = 4; i < y.Length - 4; i++)
                Assert.Equal(y[i], z[i], allowed);
        }
    }

    [Fact]
    public void A_cubic_comes_back_through_anchors_on_it_whatever_lies_between()
    {
        double Truth(double x) => 1 + (0.02 * (x - 1100)) - (3e-4 * (x - 1100) * (x - 1100)) + (2e-6 * Math.Pow(x - 1100, 3));
        double[] y = [.. s_x.Select((x, i) => Truth(x) + (i % 60 == 0 ? 0 : Math.Sin(i)))],
            z = new double[y.Length];
        double[] anchors = [.. Enumerable.Range(0, 6).Select(k => s_x[60 * k])];
        new AnchorBaseline(s_x, anchors, 0, AnchorCurve.Cubic).Fit(y, z);
        for (int i = 0; i < y.Length; i++)
            Assert.Equal(Truth(s_x[i]), z[i], 1e-9);
    }

    [Fact]
    public void Three_anchors_of_a_cubic_give_the_parabola_through_them()
    {
        double Truth(double x) => 2 + (1e-3 * (x - 1010) * (x - 1200));
        double[] y = [.. s_x.Select(Truth)],
            z = new double[y.Length];
        new AnchorBaseline(s_x, [s_x[0], s_x[100], s_x[300]], 0, AnchorCurve.Cubic).Fit(y, z);
        for (int i = 0; i < y.Length; i++)
            Assert.Equal(Truth(s_x[i]), z[i], 1e-9);
    }

    [Theory, InlineData(AnchorCurve.Linear), InlineData(AnchorCurve.Cubic), InlineData(AnchorCurve.Pchip)]
    public void Beyond_the_outermost_anchors_the_value_stays(AnchorCurve curve)
    {
        double[] y = [.. s_x.Select(x => Math.Sin(x / 40))],
            z = new double[y.Length];
        new AnchorBaseline(s_x, [s_x[50], s_x[90], s_x[130], s_x[200]], 0, curve).Fit(y, z);
        Assert.All(z[..51], v => Assert.Equal(y[50], v, 1e-12));
        Assert.All(z[200..], v => Assert.Equal(y[200], v, 1e-12));
        new AnchorBaseline(s_x, [s_x[50]], 0, curve).Fit(y, z);
        Assert.All(z, v => Assert.Equal(y[50], v));
    }

    [Fact]
    public void The_median_is_deaf_to_a_spike_and_a_pchip_never_leaves_its_anchors()
    {
        double[] y = [.. s_x.Select(x => x < 1150 ? 1.0 : 2.0)],
            z = new double[y.Length];
        y[60] = 500;
        new AnchorBaseline(s_x, [s_x[0], s_x[60], s_x[110], s_x[180], s_x[300]], 4, AnchorCurve.Pchip, AnchorValue.Median).Fit(y, z);
        Assert.All(z, v => Assert.InRange(v, 1, 2));
        Assert.Equal(1, z[60]);
    }

    [Fact]
    public void Anchors_on_the_same_points_are_one()
    {
        double[] y = [.. s_x.Select(x => x * x)],
            one = new double[y.Length],
            two = new double[y.Length];
        new AnchorBaseline(s_x, [1010, 1100, 1250], 0, AnchorCurve.Pchip).Fit(y, one);
        new AnchorBaseline(s_x, [1010, 1100.1, 1100, 1250, 1250.01], 0, AnchorCurve.Pchip).Fit(y, two);
        Assert.Equal(one, two);
    }

    [Fact]
    public void The_line_between_two_ends_goes_through_their_means()
    {
        var random = new Random(2);
        double[] y = [.. s_x.Select((x, i) => 4 + (0.02 * x) + (i is > 20 and < 250 ? 7 : 0))],
            z = new double[y.Length];
        new EndLine(s_x, new EndLevels(s_x, s_x[0], s_x[^1], 12)).Fit(y, z);
        for (int i = 0; i < y.Length; i++)
            Assert.Equal(4 + (0.02 * s_x[i]), z[i], 1e-9);
        // A range inside: noise only there, the line goes on outside.
        double[] noisy = [.. y.Select(v => v + random.NextDouble())];
        var ends = new EndLevels(s_x, s_x[100], s_x[200], null);
        new EndLine(s_x, ends).Fit(noisy, z);
        double left = noisy[100..105].Average(),
            right = noisy[196..201].Average();
        double slope = (right - left) / (s_x[196..201].Average() - s_x[100..105].Average());
        Assert.Equal(left + (slope * (s_x[0] - s_x[100..105].Average())), z[0], 1e-9);
    }

    [Fact]
    public void Refuses_anchors_and_ends_off_the_axis()
    {
        Assert.ThrowsAny<ArgumentException>(() => new AnchorBaseline(s_x, [], 0, AnchorCurve.Linear));
        Assert.ThrowsAny<ArgumentException>(() => new AnchorBaseline(s_x, [999], 0, AnchorCurve.Linear));
        Assert.ThrowsAny<ArgumentException>(() => new EndLevels(s_x, 2000, 3000, null));
        Assert.ThrowsAny<ArgumentException>(() => new EndLevels(s_x, 1000, 1100, 80));
    }
}
