using SpectraPipeline.Numerics.Wavelets;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Wavelets;

public sealed class WaveletBankTests
{
    private static readonly WaveletGrid Grid = new(0.05, 101, 4, 512);

    [Fact]
    public void The_transform_is_linear()
    {
        double[] a = Enumerable.Range(0, 101).Select(i => Math.Sin(0.3 * i)).ToArray();
        double[] b = Enumerable.Range(0, 101).Select(i => Math.Cos(0.11 * i * i)).ToArray();
        double[] mixed = a.Zip(b, (x, y) => 2 * x - 3 * y).ToArray();
        WaveletBank bank = CauchyWavelet.Bank(Grid);
        double[] ma = Map(bank, a);
        double[] mb = Map(bank, b);
        double[] sum = Map(bank, mixed);
        for (int i = 0; i < sum.Length; i++)
            Assert.InRange(sum[i] - (2 * ma[i] - 3 * mb[i]), -1e-14, 1e-14);
    }

    [Fact]
    public void The_magnitude_is_that_of_real_and_imaginary_part()
    {
        double[] signal = Enumerable.Range(0, 101).Select(i => Math.Sin(0.3 * i)).ToArray();
        WaveletBank bank = CauchyWavelet.Bank(Grid);
        double[] re = new double[bank.MapPoints];
        double[] im = new double[bank.MapPoints];
        double[] magnitude = new double[bank.MapPoints];
        bank.Transform(signal, re, im);
        bank.Magnitude(signal, magnitude);
        for (int i = 0; i < magnitude.Length; i++)
            Assert.InRange(magnitude[i] - double.Hypot(re[i], im[i]), -1e-15, 1e-15);
    }

    // Noise in one point alone makes the gain |h|, which is the map of a unit impulse there.
    [Fact]
    public void The_noise_gain_of_a_single_noisy_point_is_the_map_of_an_impulse()
    {
        WaveletBank bank = MorletWavelet.Bank(Grid, 6, 1);
        double[] impulse = new double[101];
        impulse[37] = 1;
        double[] re = new double[bank.MapPoints];
        double[] im = new double[bank.MapPoints];
        bank.Transform(impulse, re, im);
        double[] gain = new double[bank.MapPoints];
        bank.NoiseGain(impulse, gain);
        double worst = Enumerable.Range(0, gain.Length).Max(i => Math.Abs(gain[i] - double.Hypot(re[i], im[i])));
        Assert.InRange(worst, 0, 1e-14 * gain.Max() + 1e-16);
    }

    [Fact]
    public void The_noise_gain_adds_in_squares()
    {
        WaveletBank bank = CauchyWavelet.Bank(Grid);
        double[] first = new double[101];
        double[] second = new double[101];
        (first[20], second[70]) = (4, 9);
        double[] g1 = Gain(bank, first);
        double[] g2 = Gain(bank, second);
        double[] both = Gain(bank, first.Zip(second, (x, y) => x + y).ToArray());
        for (int i = 0; i < both.Length; i++)
            Assert.InRange(both[i] - double.Hypot(g1[i], g2[i]), -1e-14, 1e-14);
    }

    [Fact]
    public void A_grid_longer_than_half_the_transform_is_refused() =>
        Assert.Throws<ArgumentException>(() => CauchyWavelet.Bank(new WaveletGrid(0.05, 300, 4, 512)));

    private static double[] Gain(WaveletBank bank, double[] variance)
    {
        double[] gain = new double[bank.MapPoints];
        bank.NoiseGain(variance, gain);
        return gain;
    }

    private static double[] Map(WaveletBank bank, double[] signal)
    {
        double[] re = new double[bank.MapPoints];
        bank.Transform(signal, re, new double[bank.MapPoints]);
        return re;
    }
}
