using SpectraPipeline.Numerics.Statistics;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Statistics;

public sealed class MedianTests
{
    [Fact]
    public void Equals_the_middle_of_the_sorted_values()
    {
        var random = new Random(3);
        for (int n = 1; n < 60; n++)
        {
            double[] values = [.. Enumerable.Range(0, n).Select(_ => (double)random.Next(20))]; // many ties
            double[] sorted = [.. values.Order()];
            Assert.Equal((sorted[(n - 1) / 2] + sorted[n / 2]) / 2, Median.Of(values, new double[n]));
        }
        Assert.Equal(double.NaN, Median.InPlace([]));
    }

    [Fact]
    public void The_noise_estimate_recovers_the_noise_under_bands()
    {
        var random = new Random(4);
        double[] y = new double[4000];
        for (int i = 0; i < y.Length; i++)
            y[i] =
                10 * Math.Exp(-Math.Pow((i - 2000) / 60.0, 2))
                + 0.05 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        // Standard error of a MAD of n values: 1.17 σ/√n, a little more for the overlap of differences: 4 % is three of them.
        Assert.Equal(0.05, NoiseEstimate.FromSecondDifference(y, new double[4000]), 0.002);
    }
}
