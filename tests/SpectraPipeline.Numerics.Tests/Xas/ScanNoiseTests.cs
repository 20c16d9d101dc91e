using SpectraPipeline.Numerics.Statistics;
using SpectraPipeline.Numerics.Xas;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Xas;

public sealed class ScanNoiseTests
{
    [Fact]
    public void Finds_the_noise_of_an_edge_on_uneven_steps()
    {
        var noise = new SeededNormal(2, "scan");
        double[] x =
        [
            .. Enumerable.Range(0, 60).Select(i => -300.0 + 5 * i),
            .. Enumerable.Range(0, 120).Select(i => 0.3 * i),
            .. Enumerable.Range(1, 180).Select(i => 36 + 1.5 * i + 0.01 * i * i),
        ];
        foreach (double sigma in (double[])[1e-3, 1e-2])
        {
            double sum = 0;
            for (int d = 0; d < 20; d++)
            {
                double[] y =
                [
                    .. x.Select(e =>
                        Math.Atan((e - 12) / 1.5) / Math.PI + 0.08 * Math.Sin(1.1 * Math.Sqrt(Math.Max(0, e))) + sigma * noise.Next()
                    ),
                ];
                sum += ScanNoise.Of(x, y, new double[x.Length]) / 20;
            }
            // The scatter of a median of 350 neighbours that overlap is 7 %, of 20 scans 2 %; the edge itself adds a little.
            Assert.InRange(sum / sigma, 0.95, 1.08);
        }
    }

    [Fact]
    public void A_few_points_tell_nothing() => Assert.True(double.IsNaN(ScanNoise.Of([1, 2, 3, 4], [0, 0, 0, 0], new double[4])));
}
