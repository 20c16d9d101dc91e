using System.Text.Json;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Stages.Xas;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Xas;

public sealed class MbackTests
{
    private static readonly RunContext s_run = new(TimeProvider.System) { ConfigFolder = Path.Combine(Corpus.Checkout, "config") };

    [Fact]
    public void Nickel_hydroxide_has_the_step_of_its_normalisation()
    {
        // Larch's mback_norm is a third off on this spectrum (0.1486); its mback and its pre_edge agree.
        (double[] energy, double[] mu, JsonElement truth) = XasChain.Load("ni_oh2");
        double[] theirs = [];
        foreach (
            JsonElement block in JsonDocument
                .Parse(File.ReadAllText(Corpus.Path("reference/xas/misc.json")!))
                .RootElement.GetProperty("mback")
                .EnumerateArray()
        )
            if (block.GetProperty("name").GetString() == "ni_oh2" && block.GetProperty("params").GetProperty("order").GetInt32() == 2)
                theirs = XasChain.Array(block, "norm");
        XasChain.Result result = Run(
            energy,
            mu,
            "Ni K",
            new Mback
            {
                E0 = 8346,
                PreFrom = -200,
                PreTo = -60,
                PostFrom = 150,
                PostTo = 1100,
                Order = 2,
            }
        );
        EdgeRow edge = Assert.Single(result.Rows<EdgeRow>());
        Assert.Equal(0.2219445613, edge.EdgeStep, 9);
        Assert.Contains("pre -200.0..-60.0, post 150.0..1100.0 eV", edge.Message, StringComparison.Ordinal);
        double[] norm = result.Values(0, "norm");
        int[] sample = [.. truth.GetProperty("sample_index").EnumerateArray().Select(v => v.GetInt32())];
        Assert.InRange(XasChain.Worst([.. sample.Select(i => norm[i])], theirs), 0, 1e-8);
        Assert.Equal(energy.Length, result.Values(0, "fpp").Length);
        Assert.Equal(["norm", "fpp", "f2"], result.Outputs[0]!.Channels.Select(c => c.Name));
    }

    [Fact]
    public void The_error_function_needs_no_more_than_a_switch()
    {
        (double[] energy, double[] mu) = XasChain.Made();
        EdgeRow edge = Assert.Single(Run(energy, mu, "Zn K", new Mback { Erfc = true }).Rows<EdgeRow>());
        Assert.Contains("erfc", edge.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "needs the absorbing element")]
    [InlineData("Cu K", "outside the scan")]
    [InlineData("Zn Q", "no edge of the program's table")]
    public void A_missing_or_wrong_edge_is_refused(string? edge, string message)
    {
        (double[] energy, double[] mu) = XasChain.Made();
        UserException e = Assert.ThrowsAny<UserException>(() => Run(energy, mu, edge, new Mback()));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scan_that_leaves_the_table_is_refused()
    {
        // The table ends at 1.4 of the K edge of sodium, 1499 eV; the scan at 1597 eV.
        double[] energy = [.. Enumerable.Range(0, 200).Select(i => 1000 + 3.0 * i)];
        double[] mu = [.. energy.Select(e => Math.Atan(e - 1071))];
        UserException e = Assert.ThrowsAny<UserException>(() => Run(energy, mu, "Na K", new Mback()));
        Assert.Contains("f″ of Na is not tabulated at 14", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_edge_far_from_the_tabulated_one_is_flagged()
    {
        (double[] energy, double[] mu) = XasChain.Made();
        Assert.Empty(Run(energy, mu, "Zn K", new Mback { E0 = 9660 }).Flags);
        Assert.Equal(["edge-mismatch"], Run(energy, mu, "Zn K", new Mback { E0 = 9740 }).Flags);
    }

    [Fact]
    public void A_parameter_overrides_the_series_edge()
    {
        (double[] energy, double[] mu) = XasChain.Made();
        Assert.Single(Run(energy, mu, "Cu K", new Mback { Element = "Zn" }).Rows<EdgeRow>());
    }

    internal static XasChain.Result Run(double[] energy, double[] mu, string? edge, params Stage[] stages) =>
        XasChain.Run(
            new Axis("energy", Unit.ElectronVolt, energy),
            new Signal(SignalKind.Mu),
            [mu],
            new SeriesCard
            {
                Id = "s",
                Technique = "xas",
                Edge = edge,
            },
            s_run,
            stages
        );
}
