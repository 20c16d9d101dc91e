using SpectraPipeline.Numerics.Optics;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Optics;

public sealed class KramersKronigTests
{
    [Fact]
    public void Finds_the_index_of_an_oscillator_from_its_extinction()
    {
        var substance = new LorentzOscillators(1.4, (1700, 20, 0.006));
        const int Points = 3601;
        double[] k = [.. Enumerable.Range(0, Points).Select(i => substance.At(400 + i).Imaginary)];
        double[] n = new double[Points];
        new KramersKronig(400, 1, Points).Dispersion(k, n);
        double[] truth = [.. Enumerable.Range(0, Points).Select(i => substance.At(400 + i).Real - 1.4)];
        double swing = truth.Max() - truth.Min();
        Assert.True(swing > 0.15, $"{swing}");
        // What is cut off beyond the ends, (2/π)∫ν k/ν² of a Lorentzian wing, is below 1e-4 here.
        for (int i = 200; i < Points - 200; i++)
            Assert.Equal(truth[i], n[i], 2e-4);
    }

    [Fact]
    public void Is_the_sum_that_the_paper_writes()
    {
        double[] k = [.. Enumerable.Range(0, 41).Select(i => Math.Sin(0.3 * i) + 0.01 * i)];
        foreach (int points in new[] { 40, 41 })
        {
            double[] n = new double[points];
            new KramersKronig(1000, 4, points).Dispersion(k.AsSpan(0, points), n);
            for (int i = 0; i < points; i++)
            {
                double nu = 1000 + 4 * i,
                    sum = 0;
                for (int j = 1 - i % 2; j < points; j += 2)
                    sum += (1000 + 4 * j) * k[j] / ((1000.0 + 4 * j) * (1000 + 4 * j) - nu * nu);
                Assert.Equal(2 / Math.PI * 2 * 4 * sum, n[i], 1e-12);
            }
        }
    }
}
