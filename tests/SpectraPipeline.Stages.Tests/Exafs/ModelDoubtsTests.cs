using System.Text.Json;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Exafs;
using SpectraPipeline.Stages.Exafs;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Exafs;

/// <summary>What a verdict must not say, and what is said beside it: shells that no atoms make, models that do not fit, rivals that could not be compared.</summary>
public sealed class ModelDoubtsTests
{
    private const string Ranges = "\nk-min: 2.5\nk-max: 12\nr-min: 1\nr-max: 2.9\nk-weights: [2]";

    // FEFF has 2 zinc atoms, the sample 4: nothing that a real shell of that calculation could be.
    [Fact]
    public void A_rival_of_the_program_with_a_shell_that_no_atoms_make_rejects_nothing()
    {
        using var feff = new MadeFeff();
        FeffPath first = feff.Write("feff0001.dat", 7, 2.0, 4);
        FeffPath second = feff.Write("feff0002.dat", 30, 2.9, 2);
        double[] chi = MadeFeff.Chi(1, 0.001, (first, 4, 0, 0.006), (second, 4, 0, 0.008));
        const string Listed =
            "paths: [ { file: feff0001.dat, label: Zn-N, n: 0.., s02: 0.95, e0: -8..8, delta-r: -0.1..0.1, sigma2: 0.002..0.02 } ]";
        ExafsRun run = ExafsRun.Of(Listed + Ranges, feff.Folder, MadeFeff.K, chi);
        Assert.Equal("tied", run.Fit("Zn-N").Verdict);
        ExafsFitRow rival = run.Fit("Zn-N + Zn-Zn");
        Assert.Equal("tied", rival.Verdict);
        Assert.Contains("leakage of a shell beyond the range or a wrong background", rival.Message, StringComparison.Ordinal);
        Assert.True(rival.BicDifference < 0);
    }

    [Fact]
    public void A_rejected_model_that_is_listed_keeps_its_intervals()
    {
        using var feff = new MadeFeff();
        FeffPath first = feff.Write("feff0001.dat", 7, 2.0, 4);
        FeffPath second = feff.Write("feff0002.dat", 6, 2.7, 8);
        double[] chi = MadeFeff.Chi(1, 0.001, (first, 3, 0.01, 0.006), (second, 6, 0, 0.007));
        ExafsRun run = ExafsRun.Of("paths: [ { file: feff0001.dat, label: Zn-N } ]" + Ranges, feff.Folder, MadeFeff.K, chi);
        Assert.Equal("rejected", run.Fit("Zn-N").Verdict);
        ExafsPathRow listed = run.Path("Zn-N", "Zn-N");
        Assert.True(double.IsFinite(listed.NLow + listed.NHigh + listed.RLow + listed.RHigh));
    }

    [Theory]
    [InlineData(3.45, true)]
    [InlineData(3.55, false)]
    public void Shells_are_offered_to_six_tenths_of_an_angstrom_beyond_the_range(double reff, bool isOffered)
    {
        using var feff = new MadeFeff();
        FeffPath first = feff.Write("feff0001.dat", 29, 2.5, 12);
        feff.Write("feff0002.dat", 29, reff, 6);
        ExafsRun run = ExafsRun.Of(
            "paths: [ { file: feff0001.dat, label: A } ]" + Ranges,
            feff.Folder,
            MadeFeff.K,
            MadeFeff.Chi(3, 0.001, (first, 12, 0, 0.008))
        );
        Assert.Equal(isOffered, run.Fits.Any(f => f.Model.StartsWith("A + ", StringComparison.Ordinal)));
    }

    // χ(k) of Larch's autobk with k-weight 2; the shell at 3.61 Å leaks into the range and took N = 24.8 of 6.
    [Theory]
    [InlineData("3.0")]
    [InlineData("3.1")]
    public void The_model_of_a_copper_foil_is_not_rejected_for_what_leaks_in(string rMax)
    {
        string folder = Path.GetDirectoryName(ExafsRun.CorpusFile("corpus/xas/larch/feffit/feffcu01.dat"))!;
        using JsonDocument truth = JsonDocument.Parse(File.ReadAllText(ExafsRun.CorpusFile("reference/xas/spectra/cu_metal_rt.json")));
        JsonElement autobk = truth.RootElement.GetProperty("autobk_kw2");
        double[] k = [.. autobk.GetProperty("k").EnumerateArray().Select(v => v.GetDouble())];
        double[] chi = [.. autobk.GetProperty("chi").EnumerateArray().Select(v => v.GetDouble())];
        ExafsRun run = ExafsRun.Of(
            $"paths: [ {{ file: feffcu01.dat, label: Cu-Cu, n: 12, s02: 0.6..1.1, e0: -10..15, delta-r: -0.2..0.2, sigma2: 0.002..0.03 }} ]\nk-weights: [2]\nr-min: 1.4\nr-max: {rMax}",
            folder,
            k,
            chi
        );
        Assert.Contains(run.Fit("Cu-Cu").Verdict, new[] { "preferred", "tied" });
    }

    [Fact]
    public void A_model_that_does_not_describe_the_data_is_doubted_whatever_its_verdict()
    {
        using var feff = new MadeFeff();
        feff.Write("feff0001.dat", 30, 2.2, 4);
        FeffPath truth = feff.Write("elsewhere/feff0001.dat", 7, 2.8, 4);
        ExafsRun run = ExafsRun.Of(
            "paths: [ { file: feff0001.dat, label: Zn-Zn, delta-r: 0, e0: 0, n: 1.., sigma2: 0.006 } ]" + Ranges,
            feff.Folder,
            MadeFeff.K,
            MadeFeff.Chi(2, 0.001, (truth, 4, 0, 0.005))
        );
        Assert.True(run.Fit("Zn-Zn").RFactor > 0.1);
        Assert.Contains("0.05 is doubtful", run.Fit("Zn-Zn").Message, StringComparison.Ordinal);
        Assert.Contains("no-model-fits", run.Findings.Notes.Select(n => n.Code));
        Assert.DoesNotContain(
            "no-model-fits",
            ExafsRun
                .Of("paths: [ elsewhere/feff0001.dat ]" + Ranges, feff.Folder, MadeFeff.K, MadeFeff.Chi(2, 0.001, (truth, 4, 0, 0.005)))
                .Findings.Notes.Select(n => n.Code)
        );
    }

    [Fact]
    public void A_preferred_model_names_the_rivals_that_could_not_be_compared()
    {
        using var feff = new MadeFeff();
        FeffPath first = feff.Write("n.dat", 7, 2.0, 4);
        ExafsRun run = ExafsRun.Of(
            "models: [ { name: A, paths: [ { file: n.dat, n: 0.., sigma2: 0.006, s02: 0.95, e0: 1.5 } ] }, { name: B, paths: [ n.dat ] } ]\nk-min: 3\nk-max: 6\nr-min: 1.2\nr-max: 1.8",
            feff.Folder,
            MadeFeff.K,
            MadeFeff.Chi(5, 0.001, (first, 4, 0, 0.006))
        );
        Assert.Equal(("preferred", "overparameterised"), (run.Fit("A").Verdict, run.Fit("B").Verdict));
        Assert.Contains("Not compared with 'B' (as many variables as independent points).", run.Fit("A").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_beside_a_disorder_at_its_bound_has_no_interval()
    {
        using var feff = new MadeFeff();
        FeffPath first = feff.Write("n.dat", 7, 2.0, 4);
        ExafsRun run = ExafsRun.Of(
            "paths: [ { file: n.dat, label: Zn-N, n: 0.., s02: 0.95, e0: -5..5, sigma2: 0.002..0.01 } ]\nrivals: none" + Ranges,
            feff.Folder,
            MadeFeff.K,
            MadeFeff.Chi(6, 0.001, (first, 4, 0, 0.02))
        );
        ExafsPathRow row = run.Path("Zn-N", "Zn-N");
        Assert.Equal(0.01, row.Sigma2);
        Assert.True(double.IsNaN(row.NLow) && double.IsNaN(row.NHigh));
        Assert.Contains("σ² of Zn-N ended at its bound: N is not determined", row.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_is_no_number_is_told_with_parameter_and_path()
    {
        using var feff = new MadeFeff();
        FeffPath first = feff.Write("n.dat", 7, 2.0, 4);
        double[] chi = MadeFeff.Chi(7, 0.001, (first, 4, 0, 0.006));
        const string Step = "paths: [ { file: n.dat, label: Zn-N, n: 4/x, s02: 0.95, sigma2: 0.006 } ]\nvariables: { x: 0 }";
        const string Words = "n of path Zn-N, '4/x', is Infinity at the start";
        ExafsRun beside = ExafsRun.Of(Step + Ranges, feff.Folder, MadeFeff.K, chi);
        Assert.Equal("not-converged", beside.Fit("Zn-N").Verdict);
        Assert.True(double.IsNaN(beside.Path("Zn-N", "Zn-N").N));
        Assert.Contains(Words, beside.Fit("Zn-N").Message, StringComparison.Ordinal);
        Assert.Contains(Words, beside.Findings.Notes.Single(n => n.Code == "model-not-finite").Message, StringComparison.Ordinal);
        Assert.Contains("Not compared with 'Zn-N' (not converged)", beside.Fit("Zn-N, N of FEFF").Message, StringComparison.Ordinal);
        ExafsRun alone = ExafsRun.WithFaults(
            ExafsRun.Stage(Step + "\nrivals: none" + Ranges),
            new SeriesCard { Id = "s" },
            feff.Folder,
            MadeFeff.K,
            chi
        );
        Fault fault = alone.Result.Faults[^1].Single(f => f is not null)!;
        Assert.Equal("model-not-finite", fault.Code);
        Assert.Contains(Words, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_limits_of_one_number_that_differ_are_explained()
    {
        using var feff = new MadeFeff();
        FeffPath first = feff.Write("zn-n.dat", 7, 2.0, 4);
        FeffPath metal = feff.Write("zn-zn.dat", 30, 2.66, 6);
        double[][] frames =
        [
            .. Enumerable.Range(0, 12).Select(d => MadeFeff.Chi(d, 0.003, (first, 4, 0, 0.006), (metal, 0.3, 0.01, 0.009))),
        ];
        ExafsRun run = ExafsRun.Of(
            "paths: [ { file: zn-n.dat, label: Zn-N }, { file: zn-zn.dat, label: Zn-Zn } ]\nrivals: none" + Ranges,
            feff.Folder,
            MadeFeff.K,
            frames
        );
        ExafsPathRow[] both = [.. run.Paths.Where(p => double.IsFinite(p.NUpper + p.NHigh))];
        Assert.NotEmpty(both);
        Assert.All(
            both,
            p =>
                Assert.Equal(
                    Math.Max(p.NUpper, p.NHigh) > 1.2 * Math.Min(p.NUpper, p.NHigh),
                    p.Message!.Contains("therefore they differ", StringComparison.Ordinal)
                )
        );
    }

    // The contract: as soon as a path names a parameter, whatever is unsaid in its model is FEFF's own.
    [Fact]
    public void A_bare_path_beside_one_that_names_a_parameter_is_that_of_FEFF()
    {
        using var feff = new MadeFeff();
        FeffPath first = feff.Write("a.dat", 7, 2.0, 4);
        FeffPath second = feff.Write("b.dat", 30, 2.66, 6);
        ExafsRun run = ExafsRun.Of(
            "paths: [ { file: a.dat, label: A }, { file: b.dat, label: B, sigma2: 0.002..0.02 } ]\nrivals: none" + Ranges,
            feff.Folder,
            MadeFeff.K,
            MadeFeff.Chi(8, 0.001, (first, 4, 0, 0.006), (second, 6, 0, 0.008))
        );
        Assert.Equal(["B.sigma2"], run.Parameters.Select(p => p.Name));
        ExafsPathRow bare = run.Path(run.Fits[0].Model, "A");
        Assert.Equal((4, 1, 0, 2.0, 0), (bare.N, bare.S02, bare.De0, bare.R, bare.Sigma2));
    }
}
