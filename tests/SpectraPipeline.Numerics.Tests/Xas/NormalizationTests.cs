using System.Text.Json;
using SpectraPipeline.Numerics.Xas;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Xas;

public sealed class NormalizationTests(ITestOutputHelper output)
{
    // 10 significant digits of the reference: 5e-10 on norm near 1, more where pre-edge noise is divided by a small step.
    private const double Tolerance = 1e-8;

    [Theory]
    [InlineData("pre_edge")]
    [InlineData("pre_edge_defaults")]
    [InlineData("pre_edge_nvict1")]
    [InlineData("pre_edge_nvict2")]
    [InlineData("pre_edge_nvict3")]
    [InlineData("pre_edge_nnorm1")]
    [InlineData("pre_edge_nnorm3")]
    public void Agrees_with_Larch_on_every_real_spectrum(string block)
    {
        ReferenceSpectrum.SkipWithoutCorpus();
        var failures = new List<string>();
        int seen = 0;
        foreach (ReferenceSpectrum spectrum in ReferenceSpectrum.All)
        {
            if (!spectrum.Truth.TryGetProperty(block, out JsonElement truth))
                continue;
            seen++;
            var normalization = new Normalization(Settings(block, truth));
            NormalizationSummary summary = normalization.Apply(spectrum.Energy, spectrum.Mu);
            double step = Math.Abs(summary.EdgeStep / ReferenceSpectrum.Number(truth, "edge_step") - 1);
            double norm = Worst(spectrum, normalization.Norm, truth, "norm");
            double flat = Worst(spectrum, normalization.Flat, truth, "flat");
            double ranges = new[]
            {
                summary.PreFrom - ReferenceSpectrum.Number(truth, "pre1"),
                summary.PreTo - ReferenceSpectrum.Number(truth, "pre2"),
                summary.PostFrom - ReferenceSpectrum.Number(truth, "norm1"),
                summary.PostTo - ReferenceSpectrum.Number(truth, "norm2"),
                summary.PostDegree - ReferenceSpectrum.Number(truth, "nnorm"),
            }.Max(Math.Abs);
            string line = $"{spectrum.Name}: step {step:E1}, norm {norm:E1}, flat {flat:E1}, ranges {ranges:E1}";
            output.WriteLine(line);
            if (Math.Max(Math.Max(step, norm), flat) > Tolerance || ranges > 1e-6)
                failures.Add(line);
        }
        Assert.True(failures.Count == 0, string.Join("\n", failures));
        Assert.True(seen >= 5, $"only {seen} spectra have {block}");
    }

    [Fact]
    public void A_step_on_a_line_is_normalised_to_0_and_1()
    {
        double[] energy = Enumerable.Range(0, 500).Select(i => 8800.0 + i).ToArray();
        double[] mu = energy.Select(e => 0.3 - 2e-4 * (e - 8979) + (e >= 8979 ? 1.7 : 0)).ToArray();
        var normalization = new Normalization(new NormalizationSettings { E0 = 8979 });
        NormalizationSummary summary = normalization.Apply(energy, mu);
        Assert.Equal(1.7, summary.EdgeStep, 12);
        Assert.Equal(8978.5, summary.HalfStep, 9);
        Assert.All(normalization.Norm[..179].ToArray(), v => Assert.Equal(0, v, 12));
        Assert.All(normalization.Flat[180..].ToArray(), v => Assert.Equal(1, v, 12));
    }

    [Fact]
    public void A_Victoreen_pre_edge_is_removed_exactly()
    {
        double[] energy = Enumerable.Range(0, 500).Select(i => 8800.0 + i).ToArray();
        double[] mu = energy.Select(e => (2e11 + 3e7 * e) / (e * e * e) + (e >= 8979 ? 1 : 0)).ToArray();
        var normalization = new Normalization(new NormalizationSettings { E0 = 8979, Victoreen = 3 });
        normalization.Apply(energy, mu);
        Assert.All(normalization.Norm[..179].ToArray(), v => Assert.Equal(0, v, 9));
    }

    // (E₁ − E₀)/5 = −22.5: half to even gives −110 eV, half away from zero −115.
    [Fact]
    public void Default_ranges_are_rounded_half_to_even()
    {
        double[] energy = Enumerable.Range(0, 500).Select(i => 8886.5 - 30 + i * 1.0 - (i == 0 ? 20 : 0)).ToArray();
        double[] mu = energy.Select(e => e >= 8970 ? 1.0 : 0).ToArray();
        NormalizationSummary summary = new Normalization(new NormalizationSettings { E0 = energy[1] + 112.5 }).Apply(energy, mu);
        Assert.Equal(-110, summary.PreFrom);
        Assert.Equal(-55, summary.PreTo);
    }

    [Fact]
    public void A_given_edge_without_a_step_is_refused()
    {
        double[] energy = Enumerable.Range(0, 400).Select(i => 7000 + i * 0.7).ToArray();
        var normalization = new Normalization(new NormalizationSettings { E0 = 7112 });
        Assert.Equal("no-edge-step", Assert.Throws<XasDataException>(() => normalization.Apply(energy, new double[400])).Code);
        double[] line = energy.Select(e => 0.4 - 1e-4 * e).ToArray();
        Assert.Equal("no-edge-step", Assert.Throws<XasDataException>(() => normalization.Apply(energy, line)).Code);
    }

    [Fact]
    public void Scaling_the_absorption_changes_the_step_only()
    {
        double[] energy = Enumerable.Range(0, 400).Select(i => 7000 + i * 0.7).ToArray();
        double[] mu = energy.Select(e => 1 / (1 + Math.Exp(-(e - 7112) / 2)) + 0.01 * Math.Sin(e / 9)).ToArray();
        var one = new Normalization(new NormalizationSettings());
        var thousand = new Normalization(new NormalizationSettings());
        double step = one.Apply(energy, mu).EdgeStep;
        double scaled = thousand.Apply(energy, mu.Select(v => 1000 * v).ToArray()).EdgeStep;
        Assert.Equal(1000, scaled / step, 9);
        Assert.InRange(ReferenceSpectrum.Worst(thousand.Norm, one.Norm), 0, 1e-11);
    }

    // A block without parameters of its own tells what Larch used; only the defaults are left to the program.
    private static NormalizationSettings Settings(string block, JsonElement truth)
    {
        if (block == "pre_edge_defaults")
            return new NormalizationSettings();
        JsonElement p = truth.TryGetProperty("params", out JsonElement given) ? given : truth;
        return new NormalizationSettings
        {
            E0 = ReferenceSpectrum.Number(p, "e0"),
            PreFrom = ReferenceSpectrum.Number(p, "pre1"),
            PreTo = ReferenceSpectrum.Number(p, "pre2"),
            PostFrom = ReferenceSpectrum.Number(p, "norm1"),
            PostTo = ReferenceSpectrum.Number(p, "norm2"),
            PostDegree = p.GetProperty("nnorm").GetInt32(),
            Victoreen = p.GetProperty("nvict").GetInt32(),
        };
    }

    private static double Worst(ReferenceSpectrum spectrum, ReadOnlySpan<double> ours, JsonElement truth, string name)
    {
        double[] theirs = ReferenceSpectrum.Array(truth, name);
        double[] sampled = new double[theirs.Length];
        for (int i = 0; i < theirs.Length; i++)
            sampled[i] = ours[spectrum.SampleIndex[i]];
        return ReferenceSpectrum.Worst(sampled, theirs);
    }
}
