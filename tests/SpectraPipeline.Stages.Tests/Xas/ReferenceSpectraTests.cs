using System.Text.Json;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Stages.Xas;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Xas;

/// <summary>The whole XAS chain through the engine gives Larch's numbers when its parameters are stated.</summary>
public sealed class ReferenceSpectraTests
{
    [Theory]
    [InlineData("cu_metal_rt")]
    [InlineData("zn_foil")]
    [InlineData("nio")]
    [InlineData("ag_foil")]
    public void The_chain_with_explicit_parameters_gives_Larchs_numbers(string name)
    {
        (double[] energy, double[] mu, JsonElement truth) = XasChain.Load(name);
        JsonElement pre = truth.GetProperty("pre_edge").GetProperty("params");
        JsonElement bkg = truth.GetProperty("autobk").GetProperty("params");
        JsonElement ft = truth.GetProperty("xftf_hanning");
        XasChain.Result result = XasChain.Run(
            energy,
            [mu],
            Normalization(pre),
            Background(bkg),
            Forward(ft.GetProperty("params")),
            Back(ft.GetProperty("xftr").GetProperty("params")),
            new Wavelet()
        );
        int[] sample = [.. truth.GetProperty("sample_index").EnumerateArray().Select(v => v.GetInt32())];
        double[] norm = XasChain.Array(truth.GetProperty("pre_edge"), "norm");
        double[] flat = XasChain.Array(truth.GetProperty("pre_edge"), "flat");
        // 1e-8: 10 significant digits of the reference and of its inputs; χ 1e-5: where Larch's minimiser stops.
        Assert.InRange(XasChain.Worst([.. sample.Select(i => result.Values(0, "norm")[i])], norm), 0, 1e-8);
        Assert.InRange(XasChain.Worst([.. sample.Select(i => result.Values(0, "flat")[i])], flat), 0, 1e-8);
        Assert.InRange(XasChain.Worst(result.Values(1, "chi"), XasChain.Array(truth.GetProperty("autobk"), "chi")), 0, 1e-5);
        Assert.InRange(XasChain.Worst(result.Values(2, "re"), XasChain.Array(ft, "chir_re")), 0, 1e-5);
        Assert.InRange(XasChain.Worst(result.Values(2, "mag"), XasChain.Array(ft, "chir_mag")), 0, 1e-5);
        Assert.InRange(XasChain.Worst(result.Values(3, "re"), XasChain.Array(ft.GetProperty("xftr"), "chiq_re")), 0, 1e-5);
        CheckMap(result, truth.GetProperty("cauchy"));
        EdgeRow edge = Assert.Single(result.Rows<EdgeRow>());
        Assert.Equal(XasChain.Number(pre, "e0"), edge.E0);
        Assert.InRange(edge.EdgeStep / XasChain.Number(truth.GetProperty("pre_edge"), "edge_step"), 1 - 1e-8, 1 + 1e-8);
    }

    [Fact]
    public void Copper_metal_shows_its_first_shell_with_default_parameters()
    {
        (double[] energy, double[] mu, JsonElement truth) = XasChain.Load("cu_metal_rt");
        XasChain.Result result = XasChain.Run(energy, [mu], new Normalize(), new Autobk(), new Fourier(), new Wavelet());
        EdgeRow edge = Assert.Single(result.Rows<EdgeRow>());
        Assert.Equal(XasChain.Number(truth, "find_e0"), edge.E0, 6);
        Assert.InRange(edge.E0HalfStep, edge.E0 - 5, edge.E0 + 15);
        // Cu–Cu 2.556 Å lies at 2.2 to 2.3 Å without phase correction; the same in the map, at the k of a heavy neighbour.
        FourierPeakRow first = result.Rows<FourierPeakRow>().MaxBy(p => p.Magnitude);
        Assert.InRange(first.R, 2.15, 2.35);
        Assert.True(first.Snr > 50, $"snr {first.Snr}");
        Assert.False(first.PhaseCorrected);
        WaveletLobeRow lobe = result.Rows<WaveletLobeRow>()[0];
        Assert.Equal(1, lobe.Lobe);
        Assert.InRange(lobe.RMax, 2.1, 2.4);
        Assert.InRange(lobe.KMax, 5, 9);
        Assert.True(lobe.Snr > 20, $"snr {lobe.Snr}");
        Assert.InRange(lobe.KMaxHigh - lobe.KMaxLow, 1e-3, 0.2);
        Assert.Empty(result.Flags);
    }

    private static void CheckMap(XasChain.Result result, JsonElement truth)
    {
        int[] rows = [.. truth.GetProperty("sample_r_index").EnumerateArray().Select(v => v.GetInt32())];
        double[] columns = XasChain.Array(truth, "sample_k");
        double[] map = result.Values(4, "mag");
        int points = result.Outputs[4]!.Axis.Length;
        double largest = map.Max();
        for (int i = 0; i < rows.Length; i++)
        for (int c = 0; c < columns.Length; c++)
            Assert.InRange(
                (map[rows[i] * points + (int)Math.Round(columns[c] / 0.05)] - truth.GetProperty("mag")[i][c].GetDouble()) / largest,
                -1e-5,
                1e-5
            );
    }

    private static Normalize Normalization(JsonElement p) =>
        new()
        {
            E0 = XasChain.Number(p, "e0"),
            PreFrom = XasChain.Number(p, "pre1"),
            PreTo = XasChain.Number(p, "pre2"),
            PostFrom = XasChain.Number(p, "norm1"),
            PostTo = XasChain.Number(p, "norm2"),
            PostDegree = p.GetProperty("nnorm").GetInt32(),
            Victoreen = p.GetProperty("nvict").GetInt32(),
        };

    private static Autobk Background(JsonElement p) =>
        new()
        {
            Rbkg = XasChain.Number(p, "rbkg"),
            KMin = XasChain.Number(p, "kmin"),
            KMax = XasChain.Number(p, "kmax"),
            KWeight = p.GetProperty("kweight").GetInt32(),
            Dk = XasChain.Number(p, "dk"),
            ClampPoints = p.GetProperty("nclamp").GetInt32(),
            ClampLow = XasChain.Number(p, "clamp_lo"),
            ClampHigh = XasChain.Number(p, "clamp_hi"),
        };

    private static Fourier Forward(JsonElement p) =>
        new()
        {
            KMin = XasChain.Number(p, "kmin"),
            KMax = XasChain.Number(p, "kmax"),
            KWeight = p.GetProperty("kweight").GetInt32(),
            Dk = XasChain.Number(p, "dk"),
            Dk2 = XasChain.Number(p, "dk2"),
            Window = Enum.Parse<WindowShape>(p.GetProperty("window").GetString()!, ignoreCase: true),
            RMax = XasChain.Number(p, "rmax_out"),
        };

    private static BackFourier Back(JsonElement p) =>
        new()
        {
            RMin = XasChain.Number(p, "rmin"),
            RMax = XasChain.Number(p, "rmax"),
            Dr = XasChain.Number(p, "dr"),
            Dr2 = XasChain.Number(p, "dr2"),
            QMax = XasChain.Number(p, "qmax_out"),
        };
}
