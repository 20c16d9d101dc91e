using SpectraPipeline.Numerics.Xas;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Xas;

public sealed class FourierNoiseTests
{
    [Fact]
    public void Recovers_the_noise_of_chi_from_high_R()
    {
        const double sigma = 0.003;
        double[] k = Enumerable.Range(0, 321).Select(i => i * 0.05).ToArray();
        var forward = new ForwardFourier(k, new ForwardFourierSettings { Window = new(WindowShape.Hanning, 3, 14, 1, 1) });
        double[] re = new double[forward.FullLength];
        double[] im = new double[forward.FullLength];
        double sum = 0;
        const int draws = 40;
        double x = 0.37;
        for (int draw = 0; draw < draws; draw++)
        {
            // Even distribution of the chaotic map by arccos: standard deviation 1/√12.
            double[] chi = k.Select(_ => sigma * Math.Sqrt(12) * (Math.Acos(1 - 2 * (x = 4 * x * (1 - x))) / Math.PI - 0.5)).ToArray();
            forward.Transform(chi, re, im);
            sum += FourierNoise.EpsilonR(re, im, forward.RStep) / forward.NoiseGain;
        }
        // 10 Å hold 70 independent values of each draw: 1.3 % after 40 draws.
        Assert.InRange(sum / draws / sigma, 0.95, 1.05);
    }

    [Fact]
    public void A_transform_that_ends_before_the_noise_range_gives_no_answer() =>
        Assert.True(double.IsNaN(FourierNoise.EpsilonR(new double[100], new double[100], 0.03)));
}
