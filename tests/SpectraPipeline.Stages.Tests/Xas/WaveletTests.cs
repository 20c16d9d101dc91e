using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Stages.Xas;
using SpectraPipeline.Testing.Generators;
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

    [Theory]
    [InlineData(WaveletKernel.Cauchy)]
    [InlineData(WaveletKernel.Morlet)]
    public void Intervals_of_a_lobe_hold_the_place_that_it_has_without_noise(WaveletKernel kernel)
    {
        const int draws = 400;
        var noise = new NoiseSource(11);
        double[] chi = [.. K.Values.ToArray().Select(k => k < 0.5 ? 0 : Packet(k, 1.9, 6.5) / (k * k))];
        double[][] frames = [chi, .. Enumerable.Range(0, draws).Select(_ => chi.Select(c => c + 4e-4 * noise.NextNormal()).ToArray())];
        XasChain.Result result = XasChain.Run(K, Chi, frames, new Wavelet { Kernel = kernel, RMax = 5 });
        ILookup<int, WaveletLobeRow> lobes = result.Rows<WaveletLobeRow>().Where(l => l.Lobe == 1).ToLookup(l => l.Frame);
        WaveletLobeRow truth = lobes[0].Single();
        double k = Enumerable
            .Range(1, draws)
            .Average(f => lobes[f].Single() is var l && l.KMaxLow <= truth.KMax && truth.KMax <= l.KMaxHigh ? 1.0 : 0);
        double r = Enumerable
            .Range(1, draws)
            .Average(f => lobes[f].Single() is var l && l.RMaxLow <= truth.RMax && truth.RMax <= l.RMaxHigh ? 1.0 : 0);
        // 95 % and three binomial deviations of 400 draws, 3.3 %.
        Assert.InRange(k, 0.917, 0.983);
        Assert.InRange(r, 0.917, 0.983);
    }

    [Fact]
    public void A_lobe_within_the_kernels_reach_of_an_end_is_marked()
    {
        double[] middle = [.. K.Values.ToArray().Select(k => k < 0.5 ? 0 : Packet(k, 2.5, 7.5) / (k * k))];
        double[] end = [.. K.Values.ToArray().Select(k => k < 0.5 ? 0 : Packet(k, 2.5, 13.2) / (k * k))];
        XasChain.Result result = XasChain.Run(K, Chi, [middle, end], new Wavelet { Kernel = WaveletKernel.Morlet, RMax = 5 });
        WaveletLobeRow[] first = [.. result.Rows<WaveletLobeRow>().Where(l => l.Lobe == 1)];
        Assert.Equal([(0, false), (1, true)], first.Select(l => (l.Frame, l.EdgeEffect)));
        Assert.Null(first[0].Message);
        Assert.Contains("end of the data", first[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lobes_compare_only_between_maps_of_equal_parameters()
    {
        double[] chi = [.. K.Values.ToArray().Select(k => k < 0.5 ? 0 : Packet(k, 1.9, 6.5) / (k * k))];
        WaveletLobeRow Lobe(Wavelet step) => XasChain.Run(K, Chi, [chi], step).Rows<WaveletLobeRow>()[0];
        WaveletLobeRow narrow = Lobe(new Wavelet { Kernel = WaveletKernel.Morlet, Kappa = 5 });
        WaveletLobeRow wide = Lobe(new Wavelet { Kernel = WaveletKernel.Morlet, Kappa = 10 });
        Assert.NotEqual(narrow.Comparable, wide.Comparable);
        Assert.Equal(
            narrow.Comparable,
            Lobe(
                new Wavelet
                {
                    Kernel = WaveletKernel.Morlet,
                    Kappa = 5,
                    RMax = 5,
                }
            ).Comparable
        );
        Assert.NotEqual(Lobe(new Wavelet()).Comparable, Lobe(new Wavelet { RMax = 5 }).Comparable);
        Assert.NotEqual(Lobe(new Wavelet()).Comparable, Lobe(new Wavelet { KWeight = 3 }).Comparable);
        Assert.Equal((5, 1, double.NaN), (narrow.Kappa, narrow.Sigma, narrow.Order));
        Assert.True(double.IsNaN(Lobe(new Wavelet()).Kappa) && Lobe(new Wavelet()).Order > 100);
    }

    [Fact]
    public void A_place_without_a_lobe_gets_the_limit_that_a_lobe_there_would_exceed()
    {
        var noise = new NoiseSource(4);
        double[] light =
        [
            .. K.Values.ToArray().Select(k => k < 0.5 ? 0 : (Packet(k, 1.5, 4) + 2e-4 * k * k * noise.NextNormal()) / (k * k)),
        ];
        double[] heavy = [.. light.Select((c, i) => c + (K[i] < 0.5 ? 0 : 0.4 * Packet(K[i], 2.4, 9) / (K[i] * K[i])))];
        var step = new Wavelet
        {
            Kernel = WaveletKernel.Morlet,
            RMax = 5,
            LookAt = new MapPlaces([(9, 2.4)]),
        };
        WaveletLimitRow[] rows = [.. XasChain.Run(K, Chi, [light, heavy], step).Rows<WaveletLimitRow>()];
        Assert.Equal(["none-above-limit", "lobe"], rows.Select(r => r.Verdict));
        Assert.Null(rows[0].Lobe);
        Assert.NotNull(rows[1].Lobe);
        Assert.InRange(rows[0].LimitShare, 0, 0.1);
        Assert.True(rows[0].Limit < rows[1].Amplitude / 3);
        Assert.InRange((rows[0].Limit - rows[0].Amplitude) / rows[0].Noise, 1.64, 1.65);
    }

    [Fact]
    public void A_place_outside_the_map_is_refused() =>
        Assert.ThrowsAny<UserException>(() =>
            XasChain.Run(K, Chi, [new double[K.Length]], new Wavelet { RMax = 4, LookAt = new MapPlaces([(8, 4.5)]) })
        );

    [Fact]
    public void An_uneven_grid_is_refused()
    {
        var uneven = new Axis("k", Unit.PerAngstrom, [.. Enumerable.Range(0, 100).Select(i => 0.001 * i * i)]);
        Assert.ThrowsAny<UserException>(() => XasChain.Run(uneven, Chi, [new double[100]], new Wavelet()));
    }

    private static double Packet(double k, double r, double centre) => Math.Sin(2 * k * r) * Math.Exp(-Math.Pow((k - centre) / 1.5, 2) / 2);
}
