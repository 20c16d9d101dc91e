using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Statistics;
using SpectraPipeline.Stages.Xas;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Xas;

public sealed class LcfTests(ITestOutputHelper output)
{
    private static readonly string[] s_gold =
    [
        "Au1_Cl",
        "Au3_Cl_aq",
        "Au_cyanide",
        "Au_foil",
        "Au_hydroxide",
        "Au_sulphide",
        "Au_thiocyanide",
        "Au_thiosulphate_aq",
    ];

    [Theory]
    [InlineData(LcfSpace.Norm)]
    [InlineData(LcfSpace.Flat)]
    [InlineData(LcfSpace.Derivative)]
    public void Gives_back_the_weights_of_a_mixture_without_noise(LcfSpace space)
    {
        // h-OPNC900 of the seed case: 0.95 of one, 0.05 of another, nothing of the third.
        double[] truth = [0, 0.05, 0.95];
        var others = LcfCase.Others(LcfCase.Standard(0), LcfCase.Standard(1), LcfCase.Standard(2));
        FrameStageRun run = LcfCase.Run(
            new Lcf { Space = space, E0 = LcfCase.Edge },
            others,
            LcfCase.Series("u", LcfCase.Energies, LcfCase.Mixture(truth))
        );
        List<ComponentRow> rows = LcfCase.Weights(run);
        for (int j = 0; j < 3; j++)
            Assert.Equal(truth[j], rows[j].Weight, 1e-11);
        Assert.InRange(LcfCase.Quality(run, "r-factor").Single().Value, 0, 1e-24);
        ModelQualityRow best = LcfCase.Quality(run, "combination")[0];
        Assert.Equal("preferred", best.Verdict);
        Assert.Equal(("s1 + s2", "0.0500 s1 + 0.9500 s2"), (best.Model, best.Weights));
        Assert.InRange(run.Output["residual"][0].ToArray().Max(Math.Abs), 0, 1e-11);
    }

    [Theory]
    [InlineData(0.37)]
    [InlineData(-1.4)]
    [InlineData(1.93)]
    public void Finds_a_shift_of_the_energies_across_the_whole_range(double shift)
    {
        double[] truth = [0.3, 0.6, 0.1];
        var others = LcfCase.Others(LcfCase.Standard(0), LcfCase.Standard(1), LcfCase.Standard(2));
        FrameStageRun run = LcfCase.Run(
            new Lcf { E0 = LcfCase.Edge, EnergyShift = LcfShift.Common },
            others,
            LcfCase.Series("u", LcfCase.Energies, LcfCase.Mixture(truth, shift))
        );
        // The cubic between points 0.5 eV apart on an edge 1.8 eV wide is good to 1e-3.
        Assert.Equal(shift, LcfCase.Quality(run, "energy-shift").Single().Value, 5e-3);
        for (int j = 0; j < 3; j++)
            Assert.Equal(truth[j], LcfCase.Weights(run)[j].Weight, 5e-3);
    }

    [Fact]
    public void Chi_is_weighted_and_its_fit_given_without_the_weight()
    {
        double[] k = [.. Enumerable.Range(0, 241).Select(i => 0.05 * i)];
        double[] Shell(double r) => [.. k.Select(v => v < 0.2 ? 0 : Math.Sin(2 * v * r) * Math.Exp(-0.012 * v * v) / (v * v))];
        SpectralSeries Chi(string id, double[] y) =>
            new(
                id,
                new Axis("k", Unit.PerAngstrom, k),
                [new Channel("chi", new Signal(SignalKind.ChiK), 1, k.Length, y)],
                [new FrameInfo { Frame = 0, File = "made" }]
            );
        double[] one = Shell(1.9),
            two = Shell(2.5);
        var others = new Dictionary<string, SpectralSeries> { ["a"] = Chi("a", one), ["b"] = Chi("b", two) };
        FrameStageRun run = LcfCase.Run(
            new Lcf { Space = LcfSpace.Chi, SumToOne = false },
            others,
            Chi("u", [.. one.Select((v, i) => 0.8 * v + 0.15 * two[i])])
        );
        Assert.Equal(0.8, LcfCase.Weights(run)[0].Weight, 1e-12);
        Assert.Equal(0.15, LcfCase.Weights(run)[1].Weight, 1e-12);
        Assert.Equal(0.95, LcfCase.Quality(run, "sum").Single().Value, 1e-12);
        Assert.Equal(0.8 * one[100] + 0.15 * two[100], run.Output["fit"][0][100], 1e-12);
    }

    // Larch 0.9.58, lincombo_fit(group, eight standards, norm of pre_edge(e0=11919, pre1=-150, pre2=-30, norm1=150, norm2=850, nnorm=2, nvict=0), xmin=11899, xmax=11949):
    //   sum_to_one with bounds 0..1, its own start:      R and sum below ("clipped");
    //   sum_to_one with bounds 0..1, started at 1/8:     R and sum below ("even start").
    // Exact: least over all 255 supports of numpy.linalg.lstsq with one weight eliminated, on the same arrays. scipy SLSQP (best of 5 starts) ends at or above it.
    [Theory]
    [InlineData("d_0_12", 3.5470423989e-04, 6.2517e-02, 1.20805, 2.396853e-03)]
    [InlineData("d_2_42", 1.7500708237e-04, 1.4960e-01, 1.36745, 1.750076e-04)]
    [InlineData("d_4_73", 1.3244871250e-04, 1.0308e-01, 1.29682, double.NaN)]
    [InlineData("d_7_03", 1.7341792725e-04, 9.9189e-02, 1.29912, double.NaN)]
    public void Where_Larch_is_wrong_the_sum_stays_one_and_R_is_the_least_that_is_allowed(
        string name,
        double exact,
        double larchClipped,
        double larchSum,
        double larchEvenStart
    )
    {
        var others = s_gold.ToDictionary(s => s, LcfCase.Gold);
        FrameStageRun run = LcfCase.Run(new Lcf { E0 = 11919 }, others, LcfCase.Gold(name));
        double r = LcfCase.Quality(run, "r-factor").Single().Value;
        List<ComponentRow> rows = LcfCase.Weights(run);
        output.WriteLine($"{name}: R {r:E10}, exact {exact:E10}");
        // 1e-7: ten digits of the inputs.
        Assert.InRange(r / exact, 1 - 1e-7, 1 + 1e-7);
        Assert.Equal(1, rows.Sum(w => w.Weight), 1e-13);
        Assert.All(rows, w => Assert.InRange(w.Weight, 0, 1));
        Assert.All(rows, w => Assert.InRange(w.Weight, w.WeightLow, w.WeightHigh));
        Assert.All(rows, w => Assert.True(w.WeightLow >= 0 && w.WeightHigh <= 1));
        Assert.True(
            r < larchClipped && larchSum > 1.2,
            "what Larch clips is no answer: its weights add up to more than one, and it fits worse"
        );
        if (double.IsFinite(larchEvenStart))
            Assert.True(r <= larchEvenStart);
    }

    [Theory]
    [InlineData("d_0_12", 2.2954314596e-04)]
    [InlineData("d_2_42", 1.7500694240e-04)]
    [InlineData("d_4_73", 1.3237588244e-04)]
    [InlineData("d_7_03", 1.1261926952e-04)] // Larch 0.9.58 with lower bounds of 0 and no sum stops at 1.310896e-04
    public void Where_Larch_is_wrong_weights_without_a_sum_are_those_of_nnls(string name, double nnls)
    {
        // Truth: scipy.optimize.nnls on the arrays of the test above.
        var others = s_gold.ToDictionary(s => s, LcfCase.Gold);
        FrameStageRun run = LcfCase.Run(new Lcf { E0 = 11919, SumToOne = false }, others, LcfCase.Gold(name));
        Assert.InRange(LcfCase.Quality(run, "r-factor").Single().Value / nnls, 1 - 1e-7, 1 + 1e-7);
    }

    // Larch 0.9.58 with vary_e0, sum and bounds, started at 1/8, stops at a shift of -0.02 eV and R 8.3e-4 for d_0_12. Truth: the exact optimum as above on standards moved by
    // -3 … 3 eV in steps of 0.05, then scipy.optimize.minimize_scalar about the lowest.
    [Theory]
    [InlineData("d_0_12", 0.38968, 3.61417395e-05)]
    [InlineData("d_2_42", 0.32531, 2.00300320e-05)]
    [InlineData("d_4_73", 0.31753, 1.95406210e-05)]
    [InlineData("d_7_03", 0.26004, 1.10903580e-04)]
    public void Where_Larch_is_wrong_a_common_shift_finds_the_global_minimum(string name, double shift, double least)
    {
        var others = s_gold.ToDictionary(s => s, LcfCase.Gold);
        FrameStageRun run = LcfCase.Run(
            new Lcf
            {
                E0 = 11919,
                EnergyShift = LcfShift.Common,
                MaxShift = 3,
            },
            others,
            LcfCase.Gold(name)
        );
        Assert.Equal(shift, LcfCase.Quality(run, "energy-shift").Single().Value, 2e-5);
        Assert.InRange(LcfCase.Quality(run, "r-factor").Single().Value / least, 1 - 1e-7, 1 + 1e-7);
        Assert.InRange(LcfCase.Weights(run).Sum(w => w.Weight), 1 - 1e-12, 1 + 1e-12);
    }

    [Fact]
    public void A_frames_answer_does_not_depend_on_its_company()
    {
        var noise = new SeededNormal(1, "company");
        var others = LcfCase.Others(LcfCase.Standard(0), LcfCase.Standard(1), LcfCase.Standard(2));
        double[][] frames = [.. Enumerable.Range(0, 4).Select(f => LcfCase.Mixture([0.2 * f, 1 - 0.2 * f, 0], 0.1 * f, 0.003, noise))];
        var stage = new Lcf { E0 = LcfCase.Edge, EnergyShift = LcfShift.Common };
        FrameStageRun all = LcfCase.Run(stage, others, LcfCase.Series("u", LcfCase.Energies, frames)),
            last = LcfCase.Run(stage, others, LcfCase.Series("u", LcfCase.Energies, frames[3]));
        Assert.Equal(LcfCase.Weights(last).Select(r => r with { Frame = 3 }), LcfCase.Weights(all, 3));
        Assert.Equal(LcfCase.Quality(last, "combination").Select(r => r with { Frame = 3 }), LcfCase.Quality(all, "combination", 3));
    }

    [Fact]
    public void Combinations_that_the_data_cannot_tell_apart_are_tied()
    {
        var noise = new SeededNormal(3, "tied");
        // s2 and s3 differ by less than the noise of the unknown can show.
        double[] twin = [.. LcfCase.Energies.Select(e => LcfCase.Curve(2, e) + 0.002 * Math.Sin((e - LcfCase.Edge) / 4))];
        var others = LcfCase.Others(LcfCase.Standard(0), LcfCase.Standard(1), LcfCase.Standard(2), twin);
        FrameStageRun run = LcfCase.Run(
            new Lcf { E0 = LcfCase.Edge, Listed = 20 },
            others,
            LcfCase.Series("u", LcfCase.Energies, LcfCase.Mixture([0.5, 0, 0.5], 0, 0.01, noise))
        );
        List<ModelQualityRow> ranks = LcfCase.Quality(run, "combination");
        string[] Names(ModelQualityRow row) => row.Model!.Split(" + ");
        Assert.Contains(ranks, r => r.Verdict == "tied" && Names(r).SequenceEqual(["s0", "s2"]));
        Assert.Contains(ranks, r => r.Verdict == "tied" && Names(r).SequenceEqual(["s0", "s3"]));
        Assert.DoesNotContain(ranks, r => r.Verdict == "preferred");
        Assert.All(ranks.Where(r => !Names(r).Contains("s0")), r => Assert.Equal("rejected", r.Verdict));
        Assert.Equal("within-noise", LcfCase.Quality(run, "r-factor").Single().Verdict);
    }

    [Fact]
    public void A_missing_standard_is_a_misfit()
    {
        var noise = new SeededNormal(4, "missing");
        var others = LcfCase.Others(LcfCase.Standard(0), LcfCase.Standard(1), LcfCase.Standard(2));
        FrameStageRun run = LcfCase.Run(
            new Lcf { E0 = LcfCase.Edge },
            others,
            LcfCase.Series("u", LcfCase.Energies, LcfCase.Mixture([0.3, 0.2, 0.2, 0.3], 0, 0.003, noise))
        );
        Assert.Equal("misfit", LcfCase.Quality(run, "r-factor").Single().Verdict);
    }

    [Fact]
    public void Distances_name_the_nearest_standard_and_what_is_the_same()
    {
        var noise = new SeededNormal(5, "distance");
        var others = LcfCase.Others(
            LcfCase.Standard(0, 0.003, noise),
            LcfCase.Standard(1, 0.003, noise),
            LcfCase.Standard(2, 0.003, noise)
        );
        FrameStageRun run = LcfCase.Run(
            new Lcf { E0 = LcfCase.Edge },
            others,
            LcfCase.Series("u", LcfCase.Energies, LcfCase.Mixture([0, 0.05, 0.95], 0, 0.003, noise), LcfCase.Standard(2, 0.003, noise))
        );
        List<ModelQualityRow> mixture = LcfCase.Quality(run, "distance"),
            pure = LcfCase.Quality(run, "distance", 1);
        Assert.Equal(("s2", 1), (mixture[0].Model, mixture[0].Rank));
        Assert.Equal("nearest", mixture[0].Verdict);
        Assert.Equal(("s2", "same-within-noise"), (pure[0].Model, pure[0].Verdict));
        Assert.Equal(3, run.Findings.List<ModelQualityRow>().Count(r => r.Criterion == "standard-distance" && r.Frame == -1));
    }

    [Fact]
    public void Says_what_is_wrong_with_its_standards()
    {
        SpectralSeries unknown = LcfCase.Series("u", LcfCase.Energies, LcfCase.Standard(0));
        Assert.Contains(
            "no standards",
            Assert.ThrowsAny<UserException>(() => FrameStageRun.Of(unknown, null, new Lcf())).Message,
            StringComparison.Ordinal
        );
        double[] elsewhere = [.. LcfCase.Energies.Select(e => e + 3000)];
        var far = new Dictionary<string, SpectralSeries> { ["far"] = LcfCase.Series("far", elsewhere, LcfCase.Standard(0)) };
        Assert.Contains(
            "share",
            Assert.ThrowsAny<UserException>(() => LcfCase.Run(new Lcf(), far, unknown)).Message,
            StringComparison.Ordinal
        );
        double[] brief = LcfCase.Energies[90..200];
        var few = new Dictionary<string, SpectralSeries> { ["brief"] = LcfCase.Series("brief", brief, LcfCase.Standard(0)[90..200]) };
        FrameStageRun run = LcfCase.Run(new Lcf { E0 = LcfCase.Edge, To = 90 }, few, unknown);
        Assert.Equal("range-not-covered", run.Result.Faults[^1][0]!.Code);
    }

    [Fact]
    public void Labelled_series_of_the_same_edge_are_the_standards()
    {
        SeriesCard Card(string id, string? label, string edge) =>
            new()
            {
                Id = id,
                Edge = edge,
                Labels = label is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["standard"] = label },
            };
        SeriesCard[] all = [Card("u", null, "Zn K"), Card("foil", "Zn", "Zn K"), Card("nio", "NiO", "Ni K"), Card("zno", "ZnO", "Zn K")];
        Assert.Equal(["foil", "zno"], new Lcf().Choosing(all[0], all).OtherSeries);
        Assert.Equal(
            ["zno"],
            new Lcf { Standards = new(["zno"]) }
                .Choosing(all[0], all)
                .OtherSeries
        );
    }
}
