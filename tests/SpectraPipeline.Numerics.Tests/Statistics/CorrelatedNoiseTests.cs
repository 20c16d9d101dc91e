using SpectraPipeline.Numerics.Statistics;
using SpectraPipeline.Numerics.Tests.Reference;
using SpectraPipeline.Testing.Generators;
using SpectraPipeline.Testing.Generators.Baselines;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Statistics;

public sealed class CorrelatedNoiseTests(ITestOutputHelper output)
{
    [Theory, InlineData(60), InlineData(300), InlineData(2000)]
    public void White_noise_counts_point_by_point(int points)
    {
        int shared = 0;
        for (int seed = 0; seed < 100; seed++)
            shared += Of(White(seed, points)).Points > 1 ? 1 : 0;
        // A median of few differences scatters: of 60 points a few in a hundred may look correlated.
        Assert.InRange(shared, 0, points < 100 ? 5 : 0);
    }

    // Zero filling by f: every f-th point is measured, the others are interpolated by a sinc under a Hann window.
    [Theory, InlineData(2), InlineData(4), InlineData(6)]
    public void Zero_filled_noise_counts_once_a_measured_point(int factor)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            CorrelatedNoise found = Of(ZeroFilled(White(seed, 4000 / factor), factor));
            Assert.InRange(found.Points, factor > 2 ? factor - 1 : 2, 8);
            Assert.Equal(1, found.Deviation, 0.3);
            Assert.Equal(Math.Sqrt(factor), found.Effective, 0.6 * Math.Sqrt(factor));
        }
    }

    [Fact]
    public void Bands_with_white_noise_are_not_taken_for_correlation()
    {
        int shared = 0,
            all = 0;
        foreach (BaselineKind kind in Enum.GetValues<BaselineKind>())
        foreach (BaselineVariety variety in Enum.GetValues<BaselineVariety>())
            for (int i = 0; i < 100; i++, all++)
                shared += Of(BaselineSpectra.Make(kind, 4, i, variety).Y).Points > 1 ? 1 : 0;
        output.WriteLine($"{shared} of {all} generated spectra with white noise count as correlated");
        Assert.InRange(shared, 0, all / 100);
    }

    [Theory, InlineData("R01_co_au_clean_350", 4, 8), InlineData("R07_activation_0", 1, 1), InlineData("S1", 1, 1), InlineData("S6", 1, 1)]
    public void Measured_spectra_are_told_apart(string name, int least, int most) =>
        Assert.InRange(Of(VibrationalReference.Input(name).Y).Points, least, most);

    private static CorrelatedNoise Of(double[] y) => CorrelatedNoise.Of(y, new double[y.Length]);

    private static double[] White(int seed, int points)
    {
        NoiseSource random = NoiseSource.For((ulong)seed, "correlated noise tests");
        return [.. Enumerable.Range(0, points).Select(_ => random.NextNormal())];
    }

    private static double[] ZeroFilled(double[] measured, int factor)
    {
        const int Reach = 24;
        double[] y = new double[(measured.Length - (2 * Reach)) * factor];
        for (int i = 0; i < y.Length; i++)
        {
            double at = Reach + ((double)i / factor);
            for (int k = (int)at - Reach + 1; k <= (int)at + Reach; k++)
            {
                double d = at - k;
                double sinc = d == 0 ? 1 : Math.Sin(Math.PI * d) / (Math.PI * d);
                y[i] += measured[k] * sinc * Math.Pow(Math.Cos(Math.PI * d / (2 * (Reach + 1))), 2);
            }
        }
        return y;
    }
}
