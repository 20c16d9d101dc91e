using SpectraPipeline.Numerics.Peaks;
using SpectraPipeline.Numerics.Statistics;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Peaks;

public sealed class BandFilterBankTests
{
    private static readonly double[] X = [.. Enumerable.Range(0, 801).Select(i => 1000 + 0.5 * i)];

    private static double[] Band(double center, double fwhm, double height, double slope = 0) =>
        [.. X.Select(x => height * Math.Exp(-4 * Math.Log(2) * Math.Pow((x - center) / fwhm, 2)) + 3 + slope * (x - 1000))];

    [Fact]
    public void The_strongest_answer_is_at_the_band_and_blind_to_a_straight_background()
    {
        var bank = new BandFilterBank(X, 4, 64);
        bank.Apply(Band(1120, 16, -2, 0.3));
        BandResponse best = bank.Strongest(0)!.Value;
        // Positions step by a sixth of the width, widths by √2.
        Assert.Equal(1120, best.Center, 16 / 6.0);
        Assert.InRange(best.Fwhm, 16 / 1.42, 16 * 1.42);
        Assert.True(best.Response < 0);
        Assert.True(bank.Strongest(1)!.Value.Response < -best.Response, "side lobes are smaller than the band");
    }

    [Fact]
    public void The_response_is_the_least_squares_height_times_the_length_of_the_filter()
    {
        // |g⊥|² = Σg² - the part a straight line takes within 1.5 widths: mean of g times Σg (g is even about the center).
        const double Width = 20;
        var bank = new BandFilterBank(X, Width, Width, 1200, 1200);
        bank.Apply(Band(1200, Width, 0.7, -0.1));
        double[] g = [.. X.Where(x => Math.Abs(x - 1200) <= 30).Select(x => Math.Exp(-4 * Math.Log(2) * Math.Pow((x - 1200) / Width, 2)))];
        double length = Math.Sqrt(g.Sum(v => v * v) - g.Sum() * g.Sum() / g.Length);
        Assert.Equal(0.7 * length, bank.Strongest(0)!.Value.Response, 1e-10);
    }

    [Fact]
    public void White_noise_answers_with_its_own_deviation_at_every_width()
    {
        var bank = new BandFilterBank(X, 4, 32);
        var random = new SeededNormal(5, "filter bank");
        double[] sum = new double[bank.Scales];
        double[] noise = new double[bank.Scales];
        double[] y = new double[X.Length];
        for (int n = 0; n < 200; n++)
        {
            for (int i = 0; i < y.Length; i++)
                y[i] = 0.3 * random.Next();
            bank.Apply(y);
            bank.Noise(noise);
            for (int s = 0; s < sum.Length; s++)
                sum[s] += noise[s] / 200;
        }
        // The estimate never falls with the width, so chance lifts the widest ones a little.
        Assert.Equal(0.3, sum[0], 0.01);
        for (int s = 1; s < sum.Length; s++)
            Assert.InRange(sum[s], sum[s - 1], 0.3 * 1.3);
    }

    [Fact]
    public void A_spectrum_of_another_length_is_refused() =>
        Assert.Throws<ArgumentException>(() => new BandFilterBank(X, 4, 32).Apply(new double[3]));
}
