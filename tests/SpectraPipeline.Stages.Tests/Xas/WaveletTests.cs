using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Stages.Xas;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Xas;

public sealed class WaveletTests
{
    private static readonly Axis K = new("k", Unit.PerAngstrom, [.. Enumerable.Range(0, 281).Select(i => i * 0.05)]);
    private static readonly Signal Chi = new(SignalKind.ChiK);

    [Theory]
    [InlineData(WaveletKernel.Cauchy)]
    [InlineData(WaveletKernel.Morlet)]
    public void A_light_and_a_heavy_neighbour_give_lobes_at_their_own_k_and_R(WaveletKernel kernel)
    {
        // Wave packets: at 1.5 Å about k = 5 (light), at 3.0 Å about k = 9 (heavy); k² weight moves them up by 2s²/k.
        double[] chi = [.. K.Values.ToArray().Select(k => k < 0.5 ? 0 : (Packet(k, 1.5, 5) + Packet(k, 3.0, 9)) / (k * k))];
        XasChain.Result result = XasChain.Run(K, Chi, [chi], new Wavelet { Kernel = kernel, RMax = 5 });
        WaveletLobeRow[] lobes = [.. result.Rows<WaveletLobeRow>().Take(2).OrderBy(l => l.RMax)];
        Assert.Equal(2, lobes.Length);
        // R of a Cauchy or Morlet map is pulled a little by the width of the packet; half a k resolution covers the rest.
        Assert.InRange(lobes[0].RMax, 1.4, 1.6);
        Assert.InRange(lobes[0].KMax, 4.7, 5.3);
        Assert.InRange(lobes[1].RMax, 2.9, 3.1);
        Assert.InRange(lobes[1].KMax, 8.7, 9.3);
        Assert.All(lobes, l => Assert.Equal(kernel == WaveletKernel.Cauchy ? "cauchy" : "morlet", l.Kernel));
        Assert.All(lobes, l => Assert.Equal(2, l.KWeight));
        Assert.True(lobes[0].KResolution > lobes[1].KResolution);
        Assert.Equal("r", result.Outputs[0]!.Axis2!.Name);
    }

    [Fact]
    public void The_noise_of_a_lobe_is_the_scatter_of_the_map_under_noise()
    {
        double x = 0.37;
        double[][] frames =
        [
            .. Enumerable
                .Range(0, 60)
                .Select(_ => K.Values.ToArray().Select(k => k < 0.5 ? 0 : 0.01 * ((x = 3.99 * x * (1 - x)) - 0.5)).ToArray()),
        ];
        XasChain.Result result = XasChain.Run(K, Chi, frames, new Wavelet { KWeight = 2, RMax = 5 });
        // The largest of some dozen independent places of pure noise: rarely beyond 4 times the root mean square.
        Assert.All(result.Rows<WaveletLobeRow>(), l => Assert.InRange(l.Snr, 3, 6));
        Assert.InRange(result.Rows<WaveletLobeRow>().Count, 0, 40);
    }

    [Fact]
    public void An_uneven_grid_is_refused()
    {
        var uneven = new Axis("k", Unit.PerAngstrom, [.. Enumerable.Range(0, 100).Select(i => 0.001 * i * i)]);
        Assert.ThrowsAny<UserException>(() => XasChain.Run(uneven, Chi, [new double[100]], new Wavelet()));
    }

    private static double Packet(double k, double r, double centre) => Math.Sin(2 * k * r) * Math.Exp(-Math.Pow((k - centre) / 1.5, 2) / 2);
}
