using SpectraPipeline.Numerics.Clocks;
using SpectraPipeline.Testing.Generators;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Clocks;

public class PotentialStepsTests
{
    private static PotentialSteps Find(int samples, Func<double, double> potential, double noise = 0)
    {
        var random = new NoiseSource(4);
        double[] t = [.. Enumerable.Range(0, samples).Select(i => 0.1 * i)];
        return PotentialSteps.Find(t, [.. t.Select(x => potential(x) + (noise * random.NextNormal()))]);
    }

    [Fact]
    public void Steps_under_noise_are_found_between_their_samples()
    {
        PotentialSteps s = Find(
            3000,
            t =>
                t < 50.03 ? 0.1
                : t < 120.07 ? -0.4
                : -0.35,
            noise: 0.001
        );
        Assert.Equal([50.05, 120.05], s.Times.Select(t => Math.Round(t, 6)));
        Assert.All(s.HalfWidths, w => Assert.Equal(0.05, w, 6));
        Assert.Equal([0.1, -0.4, -0.35], s.Levels.Select(l => Math.Round(l, 3)));
    }

    [Fact]
    public void A_step_over_two_samples_is_one_and_timed_where_half_is_passed() =>
        Assert.Equal(
            [50.05],
            Find(
                1000,
                t =>
                    t < 49.95 ? 0
                    : t < 50.05 ? 0.05
                    : 0.3
            )
                .Times.Select(t => Math.Round(t, 6))
        );

    [Fact]
    public void A_sweep_has_no_steps() => Assert.Empty(Find(3000, t => 0.5 - Math.Abs((0.005 * t) - 0.75)).Times);

    [Fact]
    public void A_spike_of_one_sample_is_no_step() => Assert.Empty(Find(1000, t => Math.Abs(t - 30) < 0.01 ? 1 : 0.2).Times);

    [Fact]
    public void A_step_before_a_sweep_is_found() => Assert.Single(Find(3000, t => t < 20 ? 0.8 : 0.3 - (0.002 * t)).Times);

    [Fact]
    public void Cells_without_a_potential_are_passed_over()
    {
        double[] t = [0, 1, 2, 3, 4, 5, 6],
            e = [0, 0, double.NaN, 0, 1, 1, 1];
        Assert.Equal([3.5], PotentialSteps.Find(t, e).Times);
    }
}
