using System.Text.Json;
using SpectraPipeline.Numerics.Baselines;
using SpectraPipeline.Numerics.Tests.Reference;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Baselines;

public sealed class StdDistributionTests(ITestOutputHelper output)
{
    [Fact]
    public void Gives_the_peers_baseline_on_every_spectrum()
    {
        double worst = 0;
        int runs = 0;
        _ = VibrationalReference.Json("baseline/S1.json"); // skips where the corpus is absent
        foreach (string name in VibrationalReference.BaselineSpectra())
        {
            (double[] x, double[] y) = VibrationalReference.Input(name);
            JsonElement file = VibrationalReference.Json($"baseline/{name}.json");
            foreach (JsonProperty run in file.GetProperty("algorithms").EnumerateObject())
            {
                JsonElement record = run.Value;
                if (
                    record.GetProperty("method").GetString() != "std_distribution"
                    || !record.TryGetProperty("baseline", out JsonElement stored)
                )
                    continue;
                JsonElement p = record.GetProperty("params");
                var options = new StdDistributionOptions(
                    p.GetProperty("half_window").GetInt32(),
                    p.GetProperty("num_std").GetDouble(),
                    p.GetProperty("fill_half_window").GetInt32(),
                    p.GetProperty("interp_half_window").GetInt32()
                );
                double[] z = new double[y.Length];
                new StdDistribution(y.Length, options).Fit(x, y, z);
                double[] theirs = stored.Numbers();
                int[] index = file.GetProperty("idx").Integers();
                double range = VibrationalReference.Range(y),
                    largest = 0;
                for (int i = 0; i < index.Length; i++)
                    largest = Math.Max(largest, Math.Abs(theirs[i] - z[index[i]]) / range);
                output.WriteLine($"{name} {run.Name}: {largest:E2}");
                (worst, runs) = (Math.Max(worst, largest), runs + 1);
            }
        }
        Assert.NotEqual(0, runs);
        // Sums and medians only: what is left is the rounding of a moving mean and the twelve stored digits.
        Assert.True(worst <= 1e-9, $"worst {worst}");
    }

    [Fact]
    public void Turning_the_sign_of_a_difference_spectrum_turns_its_baseline()
    {
        var random = new Random(7);
        double[] x = [.. Enumerable.Range(0, 600).Select(i => 1000.0 + i)];
        double[] y =
        [
            .. x.Select(v =>
                0.02 * Math.Exp(-Math.Pow((v - 1200) / 15, 2))
                - 0.03 * Math.Exp(-Math.Pow((v - 1400) / 12, 2))
                + 1e-4 * (random.NextDouble() - 0.5)
            ),
        ];
        double[] up = new double[600],
            down = new double[600];
        var fit = new StdDistribution(600, new StdDistributionOptions(15));
        fit.Fit(x, y, up);
        fit.Fit(x, [.. y.Select(v => -v)], down);
        for (int i = 0; i < 600; i++)
        {
            Assert.Equal(-up[i], down[i], 1e-15);
            Assert.Equal(0, up[i], 1e-3); // truth is zero; the tails of the bands beyond the fill window weigh 3 % of 0.03
        }
    }
}
