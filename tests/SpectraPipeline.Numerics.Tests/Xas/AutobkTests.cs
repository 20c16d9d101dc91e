using System.Text.Json;
using SpectraPipeline.Numerics.Xas;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Xas;

public sealed class AutobkTests(ITestOutputHelper output)
{
    [Fact]
    public void Is_at_or_below_Larchs_minimum_and_gives_its_chi_on_every_real_spectrum()
    {
        ReferenceSpectrum.SkipWithoutCorpus();
        var failures = new List<string>();
        foreach (ReferenceSpectrum spectrum in ReferenceSpectrum.All)
            foreach ((string name, JsonElement truth) in spectrum.Blocks("autobk"))
            {
                AutobkSettings settings = Settings(truth.GetProperty("params"));
                var autobk = new Autobk(spectrum.Energy, ReferenceSpectrum.Number(truth.GetProperty("params"), "ek0"), settings);
                double[] chi = new double[autobk.K.Length];
                AutobkSummary summary = autobk.Apply(spectrum.Mu, ReferenceSpectrum.Number(truth.GetProperty("params"), "edge_step"), chi);
                double excess = summary.Objective / ReferenceSpectrum.Number(truth, "chisqr") - 1;
                double rms = RootMeanSquare(autobk.K, chi, ReferenceSpectrum.Array(truth, "chi"));
                double[] delta = new double[chi.Length];
                autobk.Uncertainty(delta);
                double[] theirDelta = ReferenceSpectrum.Array(truth, "delta_chi");
                double error = ReferenceSpectrum.Worst(delta, theirDelta) / ReferenceSpectrum.Largest(theirDelta);
                string line = $"{spectrum.Name}/{name}: objective {excess:E1}, k2chi {rms:E1}, delta {error:E1}, {summary.Iterations} it";
                output.WriteLine(line);
                // Larch stops at 1e-6; with clamps of 10 and more its valley is flat and it stops farther off.
                double allowed = Math.Max(settings.ClampLow, settings.ClampHigh) >= 10 ? 1e-2 : 1e-5;
                if (excess > 1e-9 || rms > allowed)
                    failures.Add(line);
            }
        Assert.True(failures.Count == 0, string.Join("\n", failures));
    }

    private static double RootMeanSquare(ReadOnlySpan<double> k, ReadOnlySpan<double> ours, ReadOnlySpan<double> theirs)
    {
        Assert.Equal(theirs.Length, ours.Length);
        double sum = 0;
        for (int i = 0; i < k.Length; i++)
            sum += Math.Pow(k[i] * k[i] * (ours[i] - theirs[i]), 2);
        return Math.Sqrt(sum / k.Length);
    }

    private static AutobkSettings Settings(JsonElement p) =>
        new()
        {
            RBackground = ReferenceSpectrum.Number(p, "rbkg"),
            KMin = ReferenceSpectrum.Number(p, "kmin"),
            KMax = ReferenceSpectrum.Number(p, "kmax"),
            KWeight = p.GetProperty("kweight").GetInt32(),
            KStep = ReferenceSpectrum.Number(p, "kstep"),
            Window = Enum.Parse<WindowShape>(p.GetProperty("win").GetString()!, ignoreCase: true),
            Sill = ReferenceSpectrum.Number(p, "dk"),
            ClampPoints = p.GetProperty("nclamp").GetInt32(),
            ClampLow = ReferenceSpectrum.Number(p, "clamp_lo"),
            ClampHigh = ReferenceSpectrum.Number(p, "clamp_hi"),
            TransformLength = p.GetProperty("nfft").GetInt32(),
        };
}
