using System.Text.Json;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Xas;

public sealed class MbackTests
{
    private const string Reference = "reference/xas/misc.json";

    [Fact]
    public void Norm_and_edge_step_agree_with_Larch()
    {
        string? file = Corpus.Path(Reference);
        Assert.SkipWhen(file is null, "needs the shared corpus: " + Reference);
        var failures = new List<string>();
        int seen = 0;
        foreach (JsonElement truth in JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("mback").EnumerateArray())
        {
            string name = truth.GetProperty("name").GetString()!;
            if (ReferenceSpectrum.All.FirstOrDefault(s => s.Name == name) is not { } spectrum)
                continue;
            JsonElement p = truth.GetProperty("params");
            double[] f2 = ScatteringTable.F2(ChemicalElements.Symbol(truth.GetProperty("z").GetInt32()), spectrum.Energy);
            var mback = new Mback(
                new MbackSettings
                {
                    E0 = ReferenceSpectrum.Number(p, "e0"),
                    PreFrom = ReferenceSpectrum.Number(p, "pre1"),
                    PreTo = ReferenceSpectrum.Number(p, "pre2"),
                    PostFrom = ReferenceSpectrum.Number(p, "norm1"),
                    PostTo = ReferenceSpectrum.Number(p, "norm2"),
                    Order = p.GetProperty("order").GetInt32(),
                }
            );
            MbackSummary found = mback.Apply(spectrum.Energy, spectrum.Mu, f2);
            double norm = Worst(mback.Norm, spectrum, truth, "norm"),
                matched = Worst(mback.Matched, spectrum, truth, "fpp"),
                table = Worst(f2, spectrum, truth, "f2"),
                step = Math.Abs(found.EdgeStep / ReferenceSpectrum.Number(truth, "edge_step") - 1);
            Assert.Equal(ReferenceSpectrum.Number(truth, "e0_used"), found.E0, 6);
            seen++;
            // Ten digits of the reference (f″ of Pt is above 10) and of its inputs.
            if (!(norm < 2e-9 && step < 1e-9 && table < 5e-9 && matched < 2e-8))
                failures.Add($"{name} {p.GetProperty("order")}: norm {norm:E1} fpp {matched:E1} f2 {table:E1} step {step:E1}");
        }
        Assert.True(seen >= 15, $"only {seen} spectra");
        Assert.True(failures.Count == 0, string.Join("\n", failures));
    }

    [Fact]
    public void A_scan_made_from_f2_gives_back_its_step_and_line_tail()
    {
        double[] energy = [.. Enumerable.Range(0, 500).Select(i => 8760.0 + 2.5 * i)];
        double[] f2 = ScatteringTable.F2("Cu", energy);
        // The tail of the emission line at 8900 eV, made close so that it is seen.
        double[] mu =
        [
            .. energy.Select(
                (e, i) => (f2[i] + 0.8 + 2e-4 * (e - 8979) + 1.5 * MathNet.Numerics.SpecialFunctions.Erfc((e - 8900) / 40)) / 3.2
            ),
        ];
        var mback = new Mback(
            new()
            {
                E0 = 8979,
                Order = 1,
                LineEnergy = 8900,
                PreTo = -20,
            }
        );
        MbackSummary found = mback.Apply(energy, mu, f2);
        Assert.Equal(3.2, found.Scale, 6);
        Assert.Equal(1.5, found.Amplitude, 5);
        Assert.Equal(40, found.Width, 3);
        for (int i = 0; i < energy.Length; i++)
            Assert.Equal(f2[i], mback.Matched[i], 1e-6);
    }

    [Fact]
    public void Transmission_instead_of_absorption_is_no_match()
    {
        double[] energy = [.. Enumerable.Range(0, 500).Select(i => 8760.0 + 2.5 * i)];
        double[] f2 = ScatteringTable.F2("Cu", energy);
        double[] mu = [.. f2.Select(v => Math.Exp(-v))];
        Assert.Equal("no-match", Assert.Throws<XasDataException>(() => new Mback(new() { E0 = 8979 }).Apply(energy, mu, f2)).Code);
    }

    [Fact]
    public void A_scan_that_ends_at_the_edge_has_no_post_edge()
    {
        double[] energy = [.. Enumerable.Range(0, 100).Select(i => 8760.0 + 2.5 * i)];
        double[] f2 = ScatteringTable.F2("Cu", energy);
        Assert.Equal("no-post-edge", Assert.Throws<XasDataException>(() => new Mback(new() { E0 = 8979 }).Apply(energy, f2, f2)).Code);
    }

    private static double Worst(ReadOnlySpan<double> ours, ReferenceSpectrum spectrum, JsonElement truth, string name)
    {
        double[] values = ours.ToArray();
        return ReferenceSpectrum.Worst([.. spectrum.SampleIndex.Select(i => values[i])], ReferenceSpectrum.Array(truth, name));
    }
}
