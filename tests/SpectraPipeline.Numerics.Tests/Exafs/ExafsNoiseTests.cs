using SpectraPipeline.Numerics.Exafs;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Testing.Generators;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Exafs;

public sealed class ExafsNoiseTests
{
    private static readonly ExafsTransform s_transform = new() { KWindow = new(WindowShape.Kaiser, 3, 14, 4, 4), KWeights = [1, 3] };

    [Fact]
    public void White_noise_is_found_without_bias_and_with_the_scatter_of_its_degrees_of_freedom()
    {
        const int Draws = 400;
        const double Epsilon = 2e-3;
        var source = new NoiseSource(3);
        var noise = new ExafsNoise(s_transform with { KWeights = [3] }, 301);
        double[] found = new double[Draws];
        for (int d = 0; d < Draws; d++)
        {
            noise.Estimate([.. Enumerable.Range(0, 301).Select(_ => Epsilon * source.NextNormal())]);
            found[d] = noise.WhiteVariance / (Epsilon * Epsilon);
        }
        double scatter = Math.Sqrt(found.Sum(v => (v - 1) * (v - 1)) / Draws);
        // √(2/ν) is the scatter of a variance; five of its own errors for the mean, 15 % for the scatter.
        double expected = Math.Sqrt(2 / noise.WhiteFreedom);
        Assert.InRange(found.Average(), 1 - (5 * expected / Math.Sqrt(Draws)), 1 + (5 * expected / Math.Sqrt(Draws)));
        Assert.InRange(scatter / expected, 0.85, 1.15);
    }

    [Fact]
    public void What_is_estimated_in_k_gives_back_what_was_found_in_R()
    {
        var source = new NoiseSource(4);
        var noise = new ExafsNoise(s_transform, 301);
        noise.Estimate([.. Enumerable.Range(0, 301).Select(_ => 1e-3 * source.NextNormal())]);
        (double k, double r) = (noise.EpsilonK[1], noise.EpsilonR[1]);
        Assert.False(double.IsInfinity(noise.WhiteFreedom));
        noise.Set(k);
        Assert.Equal(1, noise.EpsilonR[1] / r, 1e-12);
        Assert.Equal(k, noise.EpsilonK[0]);
        Assert.True(double.IsInfinity(noise.WhiteFreedom));
    }

    [Fact]
    public void A_second_uncertainty_adds_in_quadrature_point_by_point()
    {
        var source = new NoiseSource(5);
        var noise = new ExafsNoise(s_transform, 301);
        noise.Estimate([.. Enumerable.Range(0, 301).Select(_ => 1e-3 * source.NextNormal())]);
        double mean = (noise.EpsilonK[0] + noise.EpsilonK[1]) / 2;
        double[] more = new double[301];
        more[100] = 3e-3;
        noise.Add(more);
        Assert.Equal(mean, noise.EpsilonByPoint[0], 1e-15);
        Assert.Equal(Math.Sqrt((mean * mean) + 9e-6), noise.EpsilonByPoint[100], 1e-15);
        Assert.Equal(0, noise.WhiteFreedom);
        Assert.Equal(((300 * mean) + noise.EpsilonByPoint[100]) / 301, noise.EpsilonK[0], 1e-15);
    }

    [Fact]
    public void On_a_coarse_grid_only_the_range_that_the_transform_holds_counts()
    {
        // χ(R) ends at π/(2·0.08) = 19.63 Å; a variance of ν degrees of freedom scatters by √(2/ν).
        const int Draws = 1000;
        var source = new NoiseSource(6);
        var noise = new ExafsNoise(s_transform with { KWeights = [3], KStep = 0.08 }, 188);
        double[] found = new double[Draws];
        for (int d = 0; d < Draws; d++)
        {
            noise.Estimate([.. Enumerable.Range(0, 188).Select(_ => source.NextNormal())]);
            found[d] = noise.WhiteVariance;
        }
        Assert.InRange(Math.Sqrt(found.Sum(v => (v - 1) * (v - 1)) / Draws) / Math.Sqrt(2 / noise.WhiteFreedom), 0.85, 1.15);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.15)]
    [InlineData(0.2)]
    public void Too_coarse_a_grid_gives_no_estimate_but_takes_noise_that_is_given(double step)
    {
        ExafsTransform transform = s_transform with { KStep = step };
        var noise = new ExafsNoise(transform, 60);
        Assert.False(ExafsNoise.CanEstimate(step));
        Assert.Throws<ArgumentException>(() => noise.Estimate(new double[60]));
        noise.Set(1e-3);
        Assert.Equal(1e-3, noise.EpsilonK[0]);
    }

    [Fact]
    public void No_noise_at_all_is_refused()
    {
        var noise = new ExafsNoise(s_transform, 3);
        Assert.Throws<ArgumentException>(() => noise.Set(0));
        Assert.Throws<ArgumentException>(() => noise.Set(double.NaN));
        Assert.Throws<ArgumentException>(() => noise.Set([1, -1, 1]));
        Assert.Throws<ArgumentException>(() => noise.Set([1, 1]));
        Assert.Throws<ArgumentException>(() => noise.Add([1, 1]));
    }
}
