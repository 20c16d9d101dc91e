using SpectraPipeline.Numerics.Statistics;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Statistics;

public sealed class HingeTests
{
    [Fact]
    public void Finds_an_exact_hinge_to_a_step_of_its_grid()
    {
        double[] x = [.. Enumerable.Range(0, 30).Select(i => (double)i)];
        Hinge hinge = Hinge.Fit(x, [.. x.Select(v => 0.5 + (2 * Math.Max(0, v - 12.34)))], [.. x.Select(_ => 1.0)])!.Value;
        Assert.Equal(12.34, hinge.At, 0.02);
        Assert.Equal(2, hinge.Slope, 0.01);
        Assert.InRange(12.34, hinge.Low - 0.02, hinge.High + 0.02);
    }

    [Fact]
    public void Finds_the_beginning_of_a_bent_rise_that_a_straight_one_misses()
    {
        double[] x = [.. Enumerable.Range(0, 40).Select(i => (double)i)],
            y = [.. x.Select(v => Math.Max(0, v - 12.34)).Select(u => (3 * u) - (0.05 * u * u))],
            weight = [.. x.Select(_ => 1.0)];
        Hinge bent = Hinge.Fit(x, y, weight, bent: true)!.Value,
            straight = Hinge.Fit(x, y, weight)!.Value;
        Assert.Equal(12.34, bent.At, 0.02);
        Assert.Equal(3, bent.Slope, 0.02);
        Assert.True(bent.Aicc < straight.Aicc);
        Assert.True(Math.Abs(straight.At - 12.34) > 0.5);
    }

    [Fact]
    public void A_jump_before_the_last_point_has_the_whole_gap_for_its_interval()
    {
        double[] x = [.. Enumerable.Range(0, 20).Select(i => (double)i)];
        Hinge hinge = Hinge.Fit(x, [.. x.Select(v => v > 18.5 ? 1.0 : 0)], [.. x.Select(_ => 1.0)])!.Value;
        Assert.Equal(19, hinge.High);
        Assert.InRange(hinge.Low, 17.9, 18);
    }

    [Fact]
    public void A_change_that_may_have_begun_before_the_first_point_has_no_low_end()
    {
        double[] x = [.. Enumerable.Range(0, 20).Select(i => (double)i)];
        Assert.True(double.IsNaN(Hinge.Fit(x, [.. x.Select(v => v + (0.5 * Math.Sin(9 * v)))], [.. x.Select(_ => 1.0)])!.Value.Low));
    }

    [Fact]
    public void Is_null_for_too_few_points() => Assert.Null(Hinge.Fit([0, 1, 2, 3], [0, 0, 1, 2], [1, 1, 1, 1]));

    [Fact]
    public void Ten_thousand_points_are_fitted_to_a_step_of_the_grid()
    {
        int n = 10_000;
        double[] x = [.. Enumerable.Range(0, n).Select(i => (double)i)],
            y = [.. x.Select(v => Math.Max(0, v - 4000))],
            weight = [.. x.Select(_ => 1.0)];
        // 10 000 steps over 10 000 points: one step of the grid.
        Assert.Equal(4000, Hinge.Fit(x, y, weight)!.Value.At, 1.0);
    }
}
