using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Exafs;
using SpectraPipeline.Stages.Exafs;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Exafs;

/// <summary>Verdicts on made χ(k) of known shells: life-like amplitudes, zinc with nitrogen at 2.0 Å.</summary>
public sealed class RivalModelsTests
{
    private const string Ranges = "\nk-min: 2.5\nk-max: 12\nr-min: 1\nr-max: 2.9\nk-weights: [2]";

    [Fact]
    public void A_shell_that_is_left_out_is_found_by_the_rival_that_the_program_makes()
    {
        using var feff = new MadeFeff();
        FeffPath first = feff.Write("feff0001.dat", 7, 2.0, 4);
        FeffPath second = feff.Write("feff0002.dat", 6, 2.7, 8);
        double[] chi = MadeFeff.Chi(1, 0.001, (first, 3, 0.01, 0.006), (second, 6, 0, 0.007));
        ExafsRun run = ExafsRun.Of("paths: [ { file: feff0001.dat, label: Zn-N } ]" + Ranges, feff.Folder, MadeFeff.K, chi);
        Assert.Equal("preferred", run.Fit("Zn-N + Zn-C").Verdict);
        Assert.Equal("rejected", run.Fit("Zn-N").Verdict);
        Assert.Contains(
            "next shell of the same FEFF calculation, Zn-C at 2.70 Å (feff0002)",
            run.Fit("Zn-N + Zn-C").Message,
            StringComparison.Ordinal
        );
        ExafsPathRow alone = run.Path("Zn-N", "Zn-N");
        ExafsPathRow beside = run.Path("Zn-N + Zn-C", "Zn-N");
        Assert.True(Math.Abs(alone.N - 3) > 2 * Math.Abs(beside.N - 3), $"alone {alone.N}, beside {beside.N}");
        Assert.InRange(3, beside.NLow, beside.NHigh);
        Assert.InRange(2.01, beside.RLow, beside.RHigh);
        ExafsPathRow carbon = run.Path("Zn-N + Zn-C", "Zn-C");
        Assert.InRange(6, carbon.NLow, carbon.NHigh);
        Assert.True(double.IsNaN(carbon.NUpper));
    }

    [Fact]
    public void A_lone_light_shell_without_other_files_stands_against_a_second_light_one()
    {
        using var feff = new MadeFeff();
        FeffPath first = feff.Write("zn-n.dat", 7, 2.0, 4);
        FeffPath second = feff.Write("elsewhere/zn-c.dat", 6, 2.7, 8);
        double[] chi = MadeFeff.Chi(2, 0.001, (first, 3, 0.01, 0.006), (second, 6, 0, 0.007));
        ExafsRun run = ExafsRun.Of("paths: [ { file: zn-n.dat, label: Zn-N } ]" + Ranges, feff.Folder, MadeFeff.K, chi);
        ExafsFitRow rival = run.Fits.Single(f => f.Verdict == "preferred");
        Assert.Contains("a second light shell", rival.Message, StringComparison.Ordinal);
        Assert.InRange(run.Paths.Single(p => p.Fit == rival.Fit && p.Path != "Zn-N").R, 2.65, 2.8);
    }

    [Fact]
    public void A_file_of_another_calculation_is_no_rival()
    {
        using var feff = new MadeFeff();
        FeffPath first = feff.Write("feff0001.dat", 29, 2.5, 12);
        feff.Write("feff0002.dat", 29, 3.0, 6, head: "another structure");
        ExafsRun run = ExafsRun.Of(
            "paths: [ feff0001.dat ]" + Ranges,
            feff.Folder,
            MadeFeff.K,
            MadeFeff.Chi(3, 0.001, (first, 12, 0, 0.008))
        );
        Assert.Equal(["feff0001", "feff0001, N of FEFF"], run.Fits.Select(f => f.Model));
    }

    [Fact]
    public void Two_neighbours_of_the_periodic_table_are_tied()
    {
        using var feff = new MadeFeff();
        FeffPath nitrogen = feff.Write("n.dat", 7, 1.9, 4);
        feff.Write("c.dat", 6, 1.9, 4);
        double[] chi = MadeFeff.Chi(4, 0.004, (nitrogen, 4, 0, 0.006));
        ExafsRun run = ExafsRun.Of(
            "models: [ { name: Ni-N, paths: [ { file: n.dat } ] }, { name: Ni-C, paths: [ { file: c.dat } ] } ]" + Ranges,
            feff.Folder,
            MadeFeff.K,
            chi
        );
        Assert.All(run.Fits, f => Assert.Equal("tied", f.Verdict));
        Assert.Contains("The data do not tell it from 'Ni-C'.", run.Fit("Ni-N").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_with_more_variables_than_the_ranges_carry_is_overparameterised()
    {
        using var feff = new MadeFeff();
        FeffPath first = feff.Write("n.dat", 7, 2.0, 4);
        ExafsRun run = ExafsRun.Of(
            "paths: [ n.dat ]\nrivals: none\nk-min: 3\nk-max: 6\nr-min: 1.2\nr-max: 1.8",
            feff.Folder,
            MadeFeff.K,
            MadeFeff.Chi(5, 0.001, (first, 4, 0, 0.006))
        );
        Assert.Equal("overparameterised", run.Fit("n").Verdict);
        Assert.True(double.IsNaN(run.Fit("n").ReducedChiSquare));
        Assert.Contains("many-variables", run.Findings.Notes.Select(n => n.Code));
        Assert.Contains("no-model-stands", run.Findings.Notes.Select(n => n.Code));
    }

    [Fact]
    public void Noise_that_is_given_far_too_large_is_told_and_the_true_one_is_not()
    {
        using var feff = new MadeFeff();
        FeffPath first = feff.Write("n.dat", 7, 2.0, 4);
        double[] chi = MadeFeff.Chi(5, 0.001, (first, 4, 0, 0.006));
        string? Message(string noise) =>
            ExafsRun.Of($"paths: [ n.dat ]\nrivals: none{noise}" + Ranges, feff.Folder, MadeFeff.K, chi).Fit("n").Message;
        Assert.Contains("smaller than epsilon-k = 0.01 allows", Message("\nepsilon-k: 0.01"), StringComparison.Ordinal);
        Assert.DoesNotContain("epsilon-k", Message("\nepsilon-k: 0.001") ?? "", StringComparison.Ordinal);
        Assert.DoesNotContain("epsilon-k", Message("") ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void A_k_step_too_coarse_for_the_noise_is_refused_unless_the_noise_is_given()
    {
        using var feff = new MadeFeff();
        FeffPath first = feff.Write("n.dat", 7, 2.0, 4);
        double[] chi = MadeFeff.Chi(5, 0.001, (first, 4, 0, 0.006));
        const string Coarse = "paths: [ n.dat ]\nrivals: none\nk-step: 0.12";
        var refused = Assert.ThrowsAny<Exception>(() => ExafsRun.Of(Coarse + Ranges, feff.Folder, MadeFeff.K, chi));
        Assert.Contains("k-step of 0.085 or less, or epsilon-k", refused.Message, StringComparison.Ordinal);
        ExafsRun run = ExafsRun.Of(Coarse + "\nepsilon-k: 0.001" + Ranges, feff.Folder, MadeFeff.K, chi);
        Assert.InRange(run.Path("n", "n").N, 3.8, 4.2);
    }

    [Fact]
    public void A_fit_that_runs_out_of_iterations_is_said_not_to_have_converged()
    {
        using var feff = new MadeFeff();
        FeffPath first = feff.Write("n.dat", 7, 2.0, 4);
        ExafsRun run = ExafsRun.Of(
            "paths: [ n.dat ]\nrivals: none\nmax-iterations: 1",
            feff.Folder,
            MadeFeff.K,
            MadeFeff.Chi(6, 0.001, (first, 2, 0.1, 0.003))
        );
        Assert.Equal("not-converged", run.Fit("n").Verdict);
        Assert.Contains(
            "raise max-iterations",
            run.Findings.Notes.Single(n => n.Code == "no-model-stands").Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_metal_shell_that_is_not_there_gets_an_upper_limit_in_either_model()
    {
        using var feff = new MadeFeff();
        FeffPath first = feff.Write("zn-n.dat", 7, 2.0, 4);
        feff.Write("zn-zn.dat", 30, 2.66, 6);
        double[] chi = MadeFeff.Chi(7, 0.002, (first, 4, 0, 0.006));
        ExafsRun run = ExafsRun.Of(
            "models: [ { name: N, paths: [ { file: zn-n.dat, label: Zn-N } ] }, { name: N + Zn, paths: [ { file: zn-n.dat, label: Zn-N }, { file: zn-zn.dat, label: Zn-Zn } ] } ]"
                + Ranges,
            feff.Folder,
            MadeFeff.K,
            chi
        );
        Assert.NotEqual("rejected", run.Fit("N").Verdict);
        Assert.NotEqual("preferred", run.Fit("N + Zn").Verdict);
        ExafsPathRow hidden = run.Path("N", "Zn-Zn");
        Assert.True(double.IsNaN(hidden.N) && hidden.NUpper is > 0 and < 3, $"limit {hidden.NUpper}");
        Assert.Contains("Left out of this model", hidden.Message, StringComparison.Ordinal);
    }

    // 95 % of one-sided limits cover; of 120 draws at least 106 do so with a probability of 99.8 %.
    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    public void Upper_limits_cover_what_is_hidden(double hidden)
    {
        const int Draws = 120;
        using var feff = new MadeFeff();
        FeffPath first = feff.Write("zn-n.dat", 7, 2.0, 4);
        FeffPath metal = feff.Write("zn-zn.dat", 30, 2.66, 6);
        double[][] frames =
        [
            .. Enumerable.Range(0, Draws).Select(d => MadeFeff.Chi(100 + d, 0.003, (first, 4, 0, 0.006), (metal, hidden, 0.01, 0.009))),
        ];
        ExafsRun run = ExafsRun.Of(
            "models: [ { name: N, paths: [ { file: zn-n.dat, label: Zn-N } ] }, { name: N + Zn, paths: [ { file: zn-n.dat, label: Zn-N }, { file: zn-zn.dat, label: Zn-Zn } ] } ]"
                + Ranges,
            feff.Folder,
            MadeFeff.K,
            frames
        );
        // A shell that stands out has an interval in the place of a limit.
        double[] limits =
        [
            .. Enumerable
                .Range(0, Draws)
                .Select(d =>
                    run.Paths.Where(p => p.Frame == d && p.Path == "Zn-Zn").Max(p => double.IsFinite(p.NUpper) ? p.NUpper : p.NHigh)
                ),
        ];
        Assert.All(limits, l => Assert.True(double.IsFinite(l)));
        Assert.InRange(limits.Count(l => l >= hidden), 106, Draws);
    }

    [Fact]
    public void A_frame_has_the_same_rows_alone_as_among_others()
    {
        using var feff = new MadeFeff();
        FeffPath first = feff.Write("feff0001.dat", 7, 2.0, 4);
        FeffPath second = feff.Write("feff0002.dat", 6, 2.6, 8);
        double[][] frames =
        [
            .. Enumerable
                .Range(0, 4)
                .Select(d => MadeFeff.Chi(d, 0.002, (first, 3 + (0.3 * d), 0.01 * d, 0.006), (second, 2 * d, 0, 0.007))),
        ];
        const string Step = "paths: [ { file: feff0001.dat, label: Zn-N } ]" + Ranges;
        ExafsRun together = ExafsRun.Of(Step, feff.Folder, MadeFeff.K, frames);
        for (int f = 0; f < frames.Length; f++)
        {
            ExafsRun alone = ExafsRun.Of(Step, feff.Folder, MadeFeff.K, frames[f]);
            Assert.Equal(together.Paths.Where(p => p.Frame == f).Select(p => p with { Frame = 0 }), alone.Paths);
            Assert.Equal(together.Fits.Where(p => p.Frame == f).Select(p => p with { Frame = 0 }), alone.Fits);
            Assert.Equal(together.Parameters.Where(p => p.Frame == f).Select(p => p with { Frame = 0 }), alone.Parameters);
        }
    }

    [Fact]
    public void The_data_go_on_and_the_model_beside_them_is_no_data()
    {
        using var feff = new MadeFeff();
        FeffPath first = feff.Write("n.dat", 7, 2.0, 4);
        double[] chi = MadeFeff.Chi(8, 0, (first, 4, 0.02, 0.006));
        ExafsRun run = ExafsRun.Of("paths: [ { file: n.dat, label: Zn-N } ]\nrivals: none", feff.Folder, MadeFeff.K, chi);
        Assert.Equal(SignalKind.ChiK, run.Output.Signal.Kind);
        Assert.Equal(chi, run.Output.Primary[0].ToArray());
        Assert.All(run.Output.Channels.Skip(1), c => Assert.Equal(SignalKind.Auxiliary, c.Signal.Kind));
        // Without noise the model is found again, and so are the rules for what is unsaid: s02 0.95, one free e0.
        Assert.All(run.Output["residual"][0].ToArray(), r => Assert.InRange(r, -1e-6, 1e-6));
        ExafsPathRow row = run.Path("Zn-N", "Zn-N");
        Assert.Equal(4, row.N, 4);
        Assert.Equal(2.02, row.R, 5);
        Assert.Equal(0.006, row.Sigma2, 6);
        Assert.Equal(1.5, row.De0, 3);
        Assert.Equal(0.95, row.S02);
        Assert.Equal(["Zn-N.delta-r", "Zn-N.n", "Zn-N.sigma2", "e0"], run.Parameters.Select(p => p.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_is_unsaid_beside_variables_is_of_FEFF()
    {
        using var feff = new MadeFeff();
        FeffPath first = feff.Write("feff/zn-n.dat", 7, 2.0, 4);
        feff.Write("feff/zn-zn.dat", 30, 2.66, 6);
        const string Contract = """
            models:
              - name: Zn-N
                paths: [ { file: feff/zn-n.dat, label: Zn-N } ]
              - name: Zn-N + Zn-Zn
                paths:
                  - { file: feff/zn-n.dat, label: Zn-N, n: 2..6 start 3, delta-r: dr, sigma2: ss, e0: de0, s02: 0.95 }
                  - { file: feff/zn-zn.dat, label: Zn-Zn, n: 0.. start 1, delta-r: 0, sigma2: 0.008, e0: de0, s02: 0.95 }
            variables: { ss: 0.003..0.015 start 0.006, dr: 0, de0: 2 }
            k-weights: [2, 3]
            r-min: 1.0
            r-max: 2.9
            """;
        ExafsRun run = ExafsRun.Of(Contract, feff.Folder, MadeFeff.K, MadeFeff.Chi(9, 0.002, (first, 4, 0.01, 0.006)));
        ExafsFitRow bare = run.Fit("Zn-N");
        Assert.Equal(0, bare.NVar);
        Assert.Equal("rejected", bare.Verdict);
        ExafsPathRow unsaid = run.Path("Zn-N", "Zn-N");
        Assert.Equal((4, 1, 0, 2.0, 0), (unsaid.N, unsaid.S02, unsaid.De0, unsaid.R, unsaid.Sigma2));
        Assert.True(double.IsNaN(unsaid.NSe));
        Assert.Contains("no-variables", run.Findings.Notes.Select(n => n.Code));
        ExafsFitRow full = run.Fit("Zn-N + Zn-Zn");
        Assert.Equal(("preferred", 5), (full.Verdict, full.NVar));
        Assert.Equal(
            ["Zn-N.n", "Zn-Zn.n", "de0", "dr", "ss"],
            run.Parameters.Where(p => p.Fit == full.Fit).Select(p => p.Name).Order(StringComparer.Ordinal)
        );
        ExafsPathRow nitrogen = run.Path("Zn-N + Zn-Zn", "Zn-N");
        Assert.InRange(4, nitrogen.NLow, nitrogen.NHigh);
        ExafsPathRow zinc = run.Path("Zn-N + Zn-Zn", "Zn-Zn");
        Assert.InRange(zinc.NUpper, 0, 1.5);
        Assert.Equal(2.66, zinc.R);
    }

    [Fact]
    public void A_path_that_others_take_E0_from_can_be_the_one_that_is_limited()
    {
        using var feff = new MadeFeff();
        feff.Write("feff0001.dat", 7, 2.0, 4);
        FeffPath second = feff.Write("feff0002.dat", 30, 2.6, 6);
        ExafsRun run = ExafsRun.Of(
            "paths: [ { file: feff0001.dat, label: Zn-N, n: 0.., e0: -10..10, sigma2: 0.006, s02: 0.95 } ]" + Ranges,
            feff.Folder,
            MadeFeff.K,
            MadeFeff.Chi(11, 0.002, (second, 6, 0, 0.008))
        );
        ExafsPathRow nitrogen = run.Path("Zn-N + Zn-Zn", "Zn-N");
        Assert.Equal("preferred", run.Fit("Zn-N + Zn-Zn").Verdict);
        Assert.InRange(nitrogen.NUpper, 0.01, 2);
    }
}
