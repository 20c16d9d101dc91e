using SpectraPipeline.Numerics.Wavelets;
using SpectraPipeline.Testing.Generators;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Wavelets;

public sealed class LobeErrorTests
{
    private const int Points = 281;
    private static readonly WaveletGrid s_grid = new(0.05, Points, 5, 1024);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Is_the_scatter_of_the_maximum_under_noise(bool morlet)
    {
        const int draws = 300;
        WaveletBank bank = morlet ? MorletWavelet.Bank(s_grid, 7, 1) : CauchyWavelet.Bank(s_grid);
        var noise = new NoiseSource(3);
        double[] clean = [.. Enumerable.Range(0, Points).Select(i => Packet(0.05 * i))];
        // As k² weight makes it: the noise grows with k.
        double[] sigma = [.. Enumerable.Range(0, Points).Select(i => 0.03 * Math.Pow(0.05 * i / 7, 2))];
        var (k, r) = (new List<double>(), new List<double>());
        double[] map = new double[bank.MapPoints];
        for (int d = 0; d < draws; d++)
        {
            MapMaximum top = Top(bank, [.. clean.Zip(sigma, (c, s) => c + s * noise.NextNormal())], map);
            k.Add(top.Column * s_grid.KStep);
            r.Add(top.Row * s_grid.R(1));
        }
        MapMaximum place = Top(bank, clean, map);
        (double kError, double rError) = new LobeError(bank).At(
            clean,
            [.. sigma.Select(s => s * s)],
            (int)Math.Round(place.Row),
            (int)Math.Round(place.Column)
        );
        // A standard deviation of 300 draws is known to 4 %; 3 of these.
        Assert.InRange(Deviation(k) / kError, 0.88, 1.12);
        Assert.InRange(Deviation(r) / rError, 0.88, 1.12);
    }

    [Fact]
    public void A_slope_is_no_maximum()
    {
        WaveletBank bank = MorletWavelet.Bank(s_grid, 7, 1);
        double[] clean = [.. Enumerable.Range(0, Points).Select(i => Packet(0.05 * i))];
        (double k, double r) = new LobeError(bank).At(clean, clean.Select(_ => 1.0).ToArray(), 60, 200);
        Assert.True(double.IsNaN(k) && double.IsNaN(r));
    }

    private static MapMaximum Top(WaveletBank bank, double[] signal, double[] map)
    {
        bank.Magnitude(signal, map);
        var found = new MapMaximum[1];
        MapMaxima.Find(map, Points, new MapRegion(10, s_grid.RPoints - 1, 40, Points - 1), found);
        return found[0];
    }

    private static double Packet(double k) => Math.Sin(2 * k * 2.2 + 1) * Math.Exp(-Math.Pow((k - 7) / 2, 2) / 2);

    private static double Deviation(List<double> values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1));
    }
}
