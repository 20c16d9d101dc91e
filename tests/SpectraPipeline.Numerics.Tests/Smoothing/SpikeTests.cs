using SpectraPipeline.Numerics.Smoothing;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Smoothing;

/// <summary>The two despikers that know the truth: no peer has them.</summary>
public sealed class SpikeTests
{
    private const int N = 400;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void SpikeRuns_removes_the_whole_of_a_wide_spike(int width)
    {
        double[] truth = Band(1, 0.01, seed: 3);
        double[] y = [.. truth];
        for (int i = 0; i < width; i++)
            y[250 + i] += 5;
        double[] clean = new double[N];
        Assert.Equal(width, SpikeRuns.Apply(y, 12, 3, clean, new double[2 * N]));
        for (int i = 0; i < N; i++)
            Assert.Equal(truth[i], clean[i], i is >= 250 and < 253 ? 0.05 : 0); // five standard deviations of the noise
    }

    [Fact]
    public void SpikeRuns_leaves_a_lone_step_alone()
    {
        double[] y = Band(1, 0.01, seed: 4);
        for (int i = 200; i < N; i++)
            y[i] += 3;
        double[] clean = new double[N];
        Assert.Equal(0, SpikeRuns.Apply(y, 12, 3, clean, new double[2 * N]));
        Assert.Equal(y, clean);
    }

    [Fact]
    public void TemporalDespike_removes_a_spike_on_a_band_and_keeps_a_band_that_grows()
    {
        double[] truth = Band(1.5, 0.01, seed: 5);
        double[] neighbours = [.. Band(1.0, 0.01, 6), .. Band(1.2, 0.01, 7), .. Band(1.25, 0.01, 8), .. Band(1.3, 0.01, 9)];
        double[] y = [.. truth];
        y[100] += 0.9; // beside the band's maximum, lower than the band itself
        y[101] += 0.6;
        double[] clean = new double[N];
        Assert.Equal(2, TemporalDespike.Apply(y, neighbours, 8, 1, clean, new double[4 * N + 4]));
        // The neighbours' median stands in: it misses what the band grew by.
        Assert.InRange(clean[100] - truth[100], -0.5, 0);
        Assert.Equal(truth.Where((_, i) => i is not (100 or 101)), clean.Where((_, i) => i is not (100 or 101)));
    }

    [Fact]
    public void TemporalDespike_does_nothing_where_the_neighbours_disagree()
    {
        double[] y = Band(1, 0.01, seed: 10);
        double[] before = Band(1, 0.01, 11),
            after = Band(1, 0.01, 12);
        y[300] += 1;
        before[300] += 1; // one of two neighbours shows it too
        double[] clean = new double[N];
        Assert.Equal(0, TemporalDespike.Apply(y, [.. before, .. after], 8, 1, clean, new double[4 * N + 2]));
        Assert.Equal(y, clean);
    }

    private static double[] Band(double height, double noise, int seed)
    {
        var random = new Random(seed);
        double[] y = new double[N];
        for (int i = 0; i < N; i++)
        {
            double gauss = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            y[i] = height / (1 + Math.Pow((i - 102) / 12.0, 2)) + noise * gauss;
        }
        return y;
    }
}
