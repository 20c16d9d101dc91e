using System.Text.Json;
using SpectraPipeline.Numerics.Smoothing;
using SpectraPipeline.Numerics.Tests.Reference;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Smoothing;

/// <summary>Savitzky-Golay and Whittaker against scipy on real and synthetic spectra.</summary>
public sealed class SmoothingReferenceTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("savgol")]
    [InlineData("whittaker")]
    public void Gives_the_peers_numbers_on_every_spectrum(string family)
    {
        var worst = new Dictionary<string, double>();
        JsonElement spectra = VibrationalReference.Json("smoothing.json").GetProperty("spectra");
        foreach (string name in VibrationalReference.Inputs().Where(n => spectra.TryGetProperty(n, out _)))
        {
            double[] y = VibrationalReference.Input(name).Y;
            int[] index = spectra.GetProperty(name).GetProperty("idx").Integers();
            double[] z = new double[y.Length];
            foreach (JsonProperty run in spectra.GetProperty(name).GetProperty("results").EnumerateObject())
            {
                if (!run.Name.StartsWith(family, StringComparison.Ordinal))
                    continue;
                Smooth(run.Value, y, z);
                double[] theirs = run.Value.GetProperty("y").Numbers();
                // The record keeps twelve digits; relative to the largest value, as a derivative passes through zero.
                double scale = theirs.Max(Math.Abs),
                    largest = 0;
                for (int i = 0; i < index.Length; i++)
                    largest = Math.Max(largest, Math.Abs(theirs[i] - z[index[i]]) / scale);
                largest = Math.Max(largest, Ends(run.Value, z) / scale);
                worst[run.Name] = Math.Max(largest, worst.GetValueOrDefault(run.Name));
            }
        }
        foreach ((string run, double difference) in worst)
            output.WriteLine($"{run}: worst {difference:E2}");
        Assert.NotEmpty(worst);
        // Closed forms: 1e-9 relative (notes/vibrational.md). Whittaker: 1e-6 of the range, order 3 with λ 1e4 conditions to 6e5: 1e-9 holds as well.
        Assert.All(worst, w => Assert.True(w.Value <= 1e-9, $"{w.Key}: {w.Value}"));
    }

    private static double Ends(JsonElement record, double[] z)
    {
        if (!record.TryGetProperty("first5", out JsonElement first))
            return 0;
        double[] head = first.Numbers(),
            tail = record.GetProperty("last5").Numbers();
        return Enumerable.Range(0, 5).Max(i => Math.Max(Math.Abs(head[i] - z[i]), Math.Abs(tail[i] - z[z.Length - 5 + i])));
    }

    private static void Smooth(JsonElement record, double[] y, double[] z)
    {
        if (record.TryGetProperty("lam", out JsonElement lambda))
            new Whittaker(y.Length, lambda.GetDouble(), record.GetProperty("d").GetInt32()).Apply(y, z);
        else
            new SavitzkyGolay(
                record.GetProperty("window").GetInt32(),
                record.GetProperty("polyorder").GetInt32(),
                record.GetProperty("deriv").GetInt32(),
                record.GetProperty("delta").GetDouble(),
                Enum.Parse<EdgeMode>(record.GetProperty("mode").GetString()!, ignoreCase: true)
            ).Apply(y, z);
    }
}
