using System.Text.Json;
using SpectraPipeline.Numerics.Tests.Xas;
using SpectraPipeline.Numerics.Wavelets;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Wavelets;

public sealed class CauchyWaveletTests(ITestOutputHelper output)
{
    [Fact]
    public void Agrees_with_Larch_on_every_real_spectrum()
    {
        ReferenceSpectrum.SkipWithoutCorpus();
        double worst = 0;
        foreach (ReferenceSpectrum spectrum in ReferenceSpectrum.All)
        {
            JsonElement truth = spectrum.Truth.GetProperty("cauchy");
            JsonElement p = truth.GetProperty("params");
            JsonElement autobk = spectrum.Truth.GetProperty("autobk");
            double[] k = ReferenceSpectrum.Array(autobk, "k");
            double[] signal = ReferenceSpectrum.Array(autobk, "chi");
            for (int i = 0; i < k.Length; i++)
                signal[i] *= Math.Pow(k[i], p.GetProperty("kweight").GetInt32());
            var grid = new WaveletGrid(0.05, k.Length, ReferenceSpectrum.Number(p, "rmax_out"), p.GetProperty("nfft").GetInt32());
            Assert.Equal(truth.GetProperty("nr").GetInt32(), grid.RPoints);
            double difference = Compare(grid, signal, truth);
            output.WriteLine($"{spectrum.Name}: {difference:E1}");
            worst = Math.Max(worst, difference);
        }
        // Relative to the largest value; χ is given to 10 significant digits.
        Assert.InRange(worst, 0, 1e-8);
    }

    [Fact]
    public void Equals_the_definition_on_the_long_transform()
    {
        var grid = new WaveletGrid(0.05, 121, 6, 512);
        double[] signal = Enumerable.Range(0, 121).Select(i => Math.Sin(0.05 * i * 5) * i * i * 1e-4).ToArray();
        WaveletBank bank = CauchyWavelet.Bank(grid);
        double[] re = new double[bank.MapPoints];
        double[] im = new double[bank.MapPoints];
        bank.Transform(signal, re, im);
        double[] re2 = new double[bank.MapPoints];
        double[] im2 = new double[bank.MapPoints];
        bank.ForAnotherWorker().Transform(signal, re2, im2);
        Assert.Equal(re, re2);
        double worst = 0;
        foreach (int row in new[] { 1, 17, grid.RPoints - 1 })
        foreach (int column in new[] { 0, 60, 120 })
        {
            (double x, double y) = Definition(grid, signal, row, column);
            worst = Math.Max(worst, Math.Abs(x - re[row * 121 + column]));
            worst = Math.Max(worst, Math.Abs(y - im[row * 121 + column]));
        }
        Assert.InRange(worst, 0, 1e-13 * re.Max());
    }

    [Theory]
    [InlineData(1.5, 60)]
    [InlineData(2.3, 196)]
    public void A_pure_tone_is_as_wide_in_R_as_stated(double distance, int order) =>
        PureTone.CheckWidth(grid => CauchyWavelet.Bank(grid, order), distance, CauchyWavelet.RResolution(order, distance), 0.002);

    [Fact]
    public void The_map_of_one_sharp_feature_is_as_wide_in_k_as_stated()
    {
        const double r = 2.5;
        var grid = new WaveletGrid(0.05, 321, 6, 2048);
        double[] signal = new double[321];
        signal[160] = 1;
        WaveletBank bank = CauchyWavelet.Bank(grid);
        double[] re = new double[bank.MapPoints];
        double[] im = new double[bank.MapPoints];
        bank.Transform(signal, re, im);
        int row = (int)Math.Round(r / grid.R(1));
        double[] magnitude = Enumerable.Range(row * 321, 321).Select(i => double.Hypot(re[i], im[i])).ToArray();
        int half = Enumerable.Range(160, 160).First(i => magnitude[i] < magnitude[160] / 2);
        double crossing = half - (magnitude[160] / 2 - magnitude[half]) / (magnitude[half - 1] - magnitude[half]);
        double width = 2 * (crossing - 160) * 0.05;
        Assert.InRange(width / CauchyWavelet.KResolution(grid.RPoints, grid.R(row)), 0.99, 1.01);
    }

    private static (double Re, double Im) Definition(WaveletGrid grid, double[] signal, int row, int column)
    {
        int n = 2 * grid.TransformLength;
        int order = grid.RPoints;
        double factorial = Enumerable.Range(1, order).Sum(i => Math.Log(i));
        double re = 0;
        double im = 0;
        for (int j = 1; j < grid.TransformLength; j++)
        {
            double x = order / (2 * grid.R(row)) * Math.PI * j / (grid.KStep * grid.TransformLength);
            double filter = Math.Exp(Math.Log(2 * Math.PI) - factorial + order * Math.Log(x) - x) / n;
            for (int i = 0; i < signal.Length; i++)
            {
                (double sin, double cos) = Math.SinCos(2 * Math.PI * ((long)j * (column - i + n) % n) / n);
                re += filter * signal[i] * cos;
                im += filter * signal[i] * sin;
            }
        }
        return (re, im);
    }

    private static double Compare(WaveletGrid grid, double[] signal, JsonElement truth)
    {
        WaveletBank bank = CauchyWavelet.Bank(grid);
        double[] re = new double[bank.MapPoints];
        double[] im = new double[bank.MapPoints];
        bank.Transform(signal, re, im);
        int[] rows = truth.GetProperty("sample_r_index").EnumerateArray().Select(v => v.GetInt32()).ToArray();
        double[] columns = ReferenceSpectrum.Array(truth, "sample_k");
        double worst = 0;
        double largest = ReferenceSpectrum.Number(truth.GetProperty("peak_above_1A"), "mag");
        for (int i = 0; i < rows.Length; i++)
        {
            double[] theirRe = truth.GetProperty("re")[i].EnumerateArray().Select(v => v.GetDouble()).ToArray();
            double[] theirIm = truth.GetProperty("im")[i].EnumerateArray().Select(v => v.GetDouble()).ToArray();
            for (int c = 0; c < columns.Length; c++)
            {
                int at = rows[i] * grid.KPoints + (int)Math.Round(columns[c] / grid.KStep);
                worst = Math.Max(worst, double.Hypot(re[at] - theirRe[c], im[at] - theirIm[c]));
            }
        }
        return worst / largest;
    }
}
