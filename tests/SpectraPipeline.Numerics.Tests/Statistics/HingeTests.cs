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
