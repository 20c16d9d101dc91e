using System.Globalization;
using System.Text.Json;
using SpectraPipeline.Numerics.Smoothing;
using SpectraPipeline.Numerics.Tests.Reference;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Smoothing;

public sealed class WhitakerHayesTests(ITestOutputHelper output)
{
    [Fact]
    public void Gives_the_numbers_of_RamanSPy_on_real_spectra_with_added_spikes()
    {
        double worst = 0;
        int runs = 0;
        JsonElement spectra = VibrationalReference.Json("despike.json").GetProperty("spectra");
        foreach (string name in VibrationalReference.Inputs().Where(n => spectra.TryGetProperty(n, out _)))
        {
            double[] y = VibrationalReference.Input(name).Y;
            foreach (JsonProperty spike in spectra.GetProperty(name).GetProperty("spike_added").EnumerateObject())
                for (int k = 0; k < spike.Value.GetProperty("width").GetInt32(); k++)
                    y[int.Parse(spike.Name, CultureInfo.InvariantCulture) + k] += spike.Value.GetProperty("amplitude").GetDouble();
            foreach (JsonProperty run in spectra.GetProperty(name).GetProperty("results").EnumerateObject())
            {
                double[] clean = new double[y.Length];
                int replaced = WhitakerHayes.Apply(
                    y,
                    run.Value.GetProperty("threshold").GetDouble(),
                    run.Value.GetProperty("kernel_size").GetInt32(),
                    clean,
                    new double[2 * y.Length]
                );
                runs++;
                int[] changed = run.Value.GetProperty("changed").Integers();
                Assert.Equal(changed, Enumerable.Range(0, y.Length).Where(i => clean[i] != y[i]));
                Assert.Equal(run.Value.GetProperty("flagged").GetArrayLength(), replaced);
                double scale = VibrationalReference.Range(y);
                foreach (JsonProperty value in run.Value.GetProperty("values_at_truth").EnumerateObject())
                    worst = Math.Max(
                        worst,
                        Math.Abs(value.Value.GetDouble() - clean[int.Parse(value.Name, CultureInfo.InvariantCulture)]) / scale
                    );
                double rms = Math.Sqrt(clean.Average(v => v * v));
                worst = Math.Max(worst, Math.Abs(rms / run.Value.GetProperty("rms").GetDouble() - 1));
                worst = Math.Max(worst, Math.Abs(clean.Average() / run.Value.GetProperty("mean").GetDouble() - 1));
            }
        }
        output.WriteLine($"{runs} runs, worst {worst:E2}");
        Assert.True(worst <= 1e-9, $"worst {worst}");
    }

    [Fact]
    public void A_spectrum_without_spikes_stays_as_it_is()
    {
        double[] y = [.. Enumerable.Range(0, 200).Select(i => Math.Sin(i / 20.0))];
        double[] clean = new double[200];
        Assert.Equal(0, WhitakerHayes.Apply(y, 8, 3, clean, new double[400]));
        Assert.Equal(y, clean);
    }
}
