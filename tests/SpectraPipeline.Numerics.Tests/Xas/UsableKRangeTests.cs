using System.Text.Json;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Testing.Generators;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Xas;

public sealed class UsableKRangeTests
{
    [Fact]
    public void Agrees_with_Larch_on_every_real_spectrum()
    {
        ReferenceSpectrum.SkipWithoutCorpus();
        var failures = new List<string>();
        foreach (ReferenceSpectrum spectrum in ReferenceSpectrum.All)
        {
            JsonElement truth = spectrum.Truth.GetProperty("estimate_noise");
            JsonElement p = truth.GetProperty("params");
            JsonElement autobk = spectrum.Truth.GetProperty("autobk");
            var noise = new UsableKRange(
                ReferenceSpectrum.Array(autobk, "k"),
                new UsableKRangeSettings
                {
                    KMin = ReferenceSpectrum.Number(p, "kmin"),
                    KMax = ReferenceSpectrum.Number(p, "kmax"),
                    KWeight = p.GetProperty("kweight").GetInt32(),
                    Sill = ReferenceSpectrum.Number(p, "dk"),
                    RMin = ReferenceSpectrum.Number(p, "rmin"),
                    RMax = ReferenceSpectrum.Number(p, "rmax"),
                }
            );
            (double k, double r, double kMax) = noise.Of(ReferenceSpectrum.Array(autobk, "chi"));
            double worstK = Math.Abs(k / ReferenceSpectrum.Number(truth, "epsilon_k") - 1);
            double worstR = Math.Abs(r / ReferenceSpectrum.Number(truth, "epsilon_r") - 1);
            bool end =
                truth.GetProperty("kmax_suggest").ValueKind == JsonValueKind.Number
                && Math.Abs(kMax - ReferenceSpectrum.Number(truth, "kmax_suggest")) < 1e-6;
            // χ is given to 10 significant digits; noise 1e-3 of it leaves 7.
            if (worstK > 1e-6 || worstR > 1e-6 || !end)
                failures.Add($"{spectrum.Name}: k {worstK:E1}, R {worstR:E1}, k-max {kMax} for {truth.GetProperty("kmax_suggest")}");
        }
        Assert.True(failures.Count == 0, string.Join("\n", failures));
    }

    [Fact]
    public void Noise_that_grows_ends_the_usable_range_earlier()
    {
        double[] k = [.. Enumerable.Range(0, 321).Select(i => 0.05 * i)];
        double End(double sigma)
        {
            var draws = new NoiseSource(1);
            double[] chi = [.. k.Select(x => Math.Sin(4.4 * x) * Math.Exp(-0.02 * x * x) / Math.Max(x, 1) + sigma * draws.NextNormal())];
            return new UsableKRange(
                k,
                new UsableKRangeSettings
                {
                    KMin = 2,
                    KMax = 14,
                    KWeight = 2,
                }
            ).Of(chi).KMax;
        }
        Assert.True(End(1e-4) > End(3e-3) + 1, $"{End(1e-4)} and {End(3e-3)}");
    }
}
