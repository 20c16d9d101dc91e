using SpectraPipeline.Testing;
using SpectraPipeline.Testing.Generators.Xas;
using Xunit;

namespace House.Tests.Generators.Xas;

public sealed class XasCaseTests
{
    private static readonly string _feff = Path.Combine(Corpus.Checkout, "data-samples", "methanol-amine", "feff");

    [Theory]
    [InlineData(XasSample.ZincFoil)]
    [InlineData(XasSample.ZincThreeNitrogen)]
    [InlineData(XasSample.ZincFourNitrogen)]
    public void Noise_is_the_stated_share_of_the_edge_step(XasSample sample)
    {
        XasSpectrum scan = XasCase.Generate(sample, 1, _feff);
        XasSpectrum clean = XasCase.Generate(sample, 1, _feff, new XasOptions(Counts: 1e16));
        double sum = 0;
        int n = 0;
        for (int i = 0; i < scan.Energy.Length; i++)
            if (scan.Energy[i] > XasCase.FoilEdge + 30)
            {
                sum += Math.Pow((scan.Mu[i] - clean.Mu[i]) / scan.Truth.EdgeStep, 2);
                n++;
            }
        // n = 220 values give the standard deviation to 5 %; absorption and beam change by 10 % over the range.
        Assert.InRange(Math.Sqrt(sum / n) / scan.Truth.Noise, 0.8, 1.2);
    }

    [Fact]
    public void Steepest_rise_orders_foil_three_and_four_nitrogen_neighbours()
    {
        double foil = XasCase.Generate(XasSample.ZincFoil, 1, _feff).Truth.Inflection;
        double three = XasCase.Generate(XasSample.ZincThreeNitrogen, 1, _feff).Truth.Inflection;
        double four = XasCase.Generate(XasSample.ZincFourNitrogen, 1, _feff).Truth.Inflection;
        Assert.InRange(foil, 9658.9, 9659.1);
        Assert.True(foil < three && three < four);
        Assert.InRange(three - foil, 1.2, 2.2); // case 000-B: +1.7 eV, moved a little by the white line
    }

    [Fact]
    public void Chi_is_the_sum_of_the_paths_named_in_the_truth()
    {
        XasTruth truth = XasCase.Generate(XasSample.ZincThreeNitrogen, 1, _feff).Truth;
        Func<double, double> chi = XasCase.Chi(_feff, truth.Sample, truth.Shells);
        double[] k = [.. Enumerable.Range(0, 121).Select(static i => i * 0.1)];
        double[] sum = new double[k.Length];
        double[] one = new double[k.Length];
        foreach (XasShell shell in truth.Shells)
        {
            FeffPath path = FeffPath.Read(Path.Combine(_feff, truth.Sample, shell.File));
            Assert.Equal(shell.Legs, path.Legs);
            Assert.Equal(shell.Distance, path.HalfLength, 3);
            Assert.Equal(shell.Number, path.Degeneracy);
            PathChi.Evaluate(path, new PathParameters(shell.Number, truth.Amplitude, 0, 0, shell.Disorder), k, one);
            for (int i = 0; i < k.Length; i++)
                sum[i] += one[i];
        }
        for (int i = 10; i < k.Length; i++)
            // Distances rounded to 1e-4 Å turn the phase by 2k·1e-4; the spline adds less.
            Assert.Equal(sum[i], chi(k[i]), 3e-4);
    }

    [Fact]
    public void A_drift_moves_sample_and_reference_foil_alike()
    {
        XasOptions still = new(EnergyOffset: 0, Counts: 1e14);
        XasSpectrum at = XasCase.Generate(XasSample.ZincFourNitrogen, 1, _feff, still);
        XasSpectrum moved = XasCase.Generate(XasSample.ZincFourNitrogen, 1, _feff, still with { EnergyOffset = 0.5 });
        // The level of the crossing rides on the matrix, which falls by 2e-4 an eV; the edge rises by 0.1 an eV.
        Assert.Equal(0.5, Shift(at.Energy, at.ReferenceMu, moved.ReferenceMu), 2e-3);
        Assert.Equal(0.5, Shift(at.Energy, at.Mu, moved.Mu), 2e-3);
    }

    [Fact]
    public void Metal_in_the_sample_is_a_weighted_sum()
    {
        XasOptions quiet = new(EnergyOffset: 0, Counts: 1e16);
        double[] pure = XasCase.Generate(XasSample.ZincThreeNitrogen, 1, _feff, quiet).Mu;
        double[] half = XasCase.Generate(XasSample.ZincThreeNitrogen, 1, _feff, quiet with { MetalFraction = 0.5 }).Mu;
        double[] full = XasCase.Generate(XasSample.ZincThreeNitrogen, 1, _feff, quiet with { MetalFraction = 1 }).Mu;
        for (int i = 0; i < pure.Length; i++)
            Assert.Equal((pure[i] + full[i]) / 2, half[i], 1e-6); // 1e16 counts: noise 1e-8 and rounding
    }

    /// <summary>Energy shift by the point where the edge passes half its height, linear between points.</summary>
    private static double Shift(double[] energy, double[] first, double[] second)
    {
        double Crossing(double[] mu)
        {
            int i = Array.FindIndex(energy, static e => e > 9650);
            double level = mu[i] + 0.4 * (mu[^1] - mu[i]);
            while (mu[i + 1] < level)
                i++;
            // Three-point parabola would only matter below 1 meV on a 0.3 eV grid.
            NotAKnotSpline spline = new(energy.AsSpan(i - 3, 8), mu.AsSpan(i - 3, 8));
            double low = energy[i];
            double high = energy[i + 1];
            for (int n = 0; n < 50; n++)
            {
                double middle = (low + high) / 2;
                if (spline.At(middle) < level)
                    low = middle;
                else
                    high = middle;
            }
            return low;
        }
        return Crossing(second) - Crossing(first);
    }
}
