using SpectraPipeline.Numerics.Wavelets;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Wavelets;

public sealed class MorletWaveletTests
{
    private const double Kappa = 7;
    private const double Sigma = 1;

    // A Gaussian wave packet has a closed form under a Gaussian wavelet: widths add in squares, frequencies interfere as Gaussians.
    [Theory]
    [InlineData(2.0, 7.0, 1.2)]
    [InlineData(3.1, 9.0, 0.8)]
    public void Maps_a_wave_packet_as_the_closed_form_says(double distance, double centre, double width)
    {
        var grid = new WaveletGrid(0.05, 361, 5, 2048);
        double[] signal = Enumerable.Range(0, 361).Select(i => Packet(i * 0.05, distance, centre, width)).ToArray();
        WaveletBank bank = MorletWavelet.Bank(grid, Kappa, Sigma);
        double[] re = new double[bank.MapPoints];
        double[] im = new double[bank.MapPoints];
        bank.Transform(signal, re, im);
        int row = (int)Math.Round(distance / grid.R(1)) + 3;
        double worst = 0;
        double largest = 0;
        for (int column = 100; column < 260; column++)
        {
            double expected = ClosedForm(grid.R(row), 0.05 * column, distance, centre, width);
            double ours = double.Hypot(re[row * 361 + column], im[row * 361 + column]);
            largest = Math.Max(largest, expected);
            worst = Math.Max(worst, Math.Abs(ours - expected));
        }
        // What the closed form leaves out, the wave of negative distance, is exp(−κ²/2)-small.
        Assert.InRange(worst / largest, 0, 1e-7);
    }

    [Theory]
    [InlineData(1.5, 7)]
    [InlineData(2.3, 10)]
    public void A_pure_tone_is_as_wide_in_R_as_stated(double distance, double kappa) =>
        PureTone.CheckWidth(grid => MorletWavelet.Bank(grid, kappa, 1), distance, MorletWavelet.RResolution(kappa, 1, distance), 0.002);

    [Fact]
    public void The_map_of_one_sharp_feature_is_as_wide_in_k_as_stated()
    {
        var grid = new WaveletGrid(0.05, 321, 6, 2048);
        double[] signal = new double[321];
        signal[160] = 1;
        WaveletBank bank = MorletWavelet.Bank(grid, Kappa, Sigma);
        double[] re = new double[bank.MapPoints];
        double[] im = new double[bank.MapPoints];
        bank.Transform(signal, re, im);
        int row = (int)Math.Round(2.5 / grid.R(1));
        double At(int column) => double.Hypot(re[row * 321 + column], im[row * 321 + column]);
        double half = MorletWavelet.KResolution(Kappa, Sigma, grid.R(row)) / 2 / 0.05;
        int left = (int)half;
        double value = At(160 + left) + (half - left) * (At(161 + left) - At(160 + left));
        Assert.InRange(value / At(160), 0.495, 0.505);
    }

    private static double Packet(double k, double distance, double centre, double width) =>
        Math.Cos(2 * distance * (k - centre)) * Math.Exp(-Math.Pow((k - centre) / width, 2) / 2);

    // |W| of the positive-frequency half: a^(1/2)·(w/√(w² + s²))/2·exp(−(k−k₀)²/2(w²+s²))·exp(−(Ω−κ/a)²·w²s²/2(w²+s²)), s = aσ, Ω = 2R₀.
    private static double ClosedForm(double r, double k, double distance, double centre, double width)
    {
        double a = Kappa / (2 * r);
        double s = a * Sigma;
        double sum = width * width + s * s;
        double detuning = 2 * distance - Kappa / a;
        return Math.Sqrt(a)
            * width
            / Math.Sqrt(sum)
            / 2
            * Math.Exp(-(k - centre) * (k - centre) / (2 * sum))
            * Math.Exp(-detuning * detuning * width * width * s * s / (2 * sum));
    }
}
