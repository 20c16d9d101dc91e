using System.Globalization;
using System.Text;

namespace SpectraPipeline.ExafsStudy;

/// <summary>docs/exafs-coverage.md: the last study.</summary>
internal static class ExafsPage
{
    private const double Promise = 0.93;
    private const double Most = 0.97;

    public static string Of(string command, StudySize size, ExafsResult result, double seconds)
    {
        string day = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var text = new StringBuilder("# Do the intervals of xas.fit-paths hold the truth?\n\n");
        void Say(FormattableString line) => text.Append(FormattableString.Invariant(line)).Append('\n');
        Say($"`{command}`, {day}. {size.Sites} sites of each structure, {size.Draws} draws of noise a site, {seconds:0} s of CPU time.\n");
        text.Append(
            """
            **Truth.** Pockets of graphene with zinc on three nitrogen atoms (1.97 Å) and on four (2.00 Å), carbon shells behind them (tests/SpectraPipeline.Testing, FeffStructure). In every site each
            atom is displaced at random by 0.02 Å along each axis; FEFF (feff8l) gives χ(k) of that site from all its single- and double-scattering paths to 4.2 Å, summed by the generator's own
            EXAFS equation, not by the code under test. S₀² 0.95; σ² 0.007 (Zn-N3) and 0.006 (Zn-N4) of nitrogen, 0.022 and 0.021 of the rest. N is 3 or 4; R is the mean distance of the
            nitrogen atoms of the site. Noise of χ(k) is white, one draw every 0.05 Å⁻¹, so in k²χ it rises as k²: 0.003 a point (seed case 000-C), and 0.001, a good scan in transmission.

            **Fit.** The stage as a pipeline file runs it, with the paths of the *undisplaced* pocket: k 2.5 to 11.5, k-weights 2 and 3, Hanning, dk 1, R 1 to 3 Å, S₀² known. *Right model*: nitrogen
            with N, R and σ² of its own, and all paths over carbon to 4.2 Å (10 % of the first at least) with one factor of their numbers, one shift and one σ²; one ΔE0: 7 variables for
            12.5 independent points.

            Which paths the right model lists was settled on seed 1: with only those whose maxima lie in the R range the carbon shells take on what reaches in from behind (second table). A page of
            another seed shows sites and noise that no choice was made on.


            """
        );
        Coverage(text, result);
        OneShell(text, result.OneShell);
        Compared(text, result);
        Zinc(text, result);
        Verdicts(text, result);
        return text.ToString();
    }

    private static void Coverage(StringBuilder text, ExafsResult result)
    {
        text.Append(
            "## Coverage with the right model\n\n95 % intervals (n_low to n_high, r_low to r_high). Asked: 93 to 97 %. *±1.96 se*: the field's standard errors, which are Larch's; *se_total*: those for noise that is white in k. An open end holds all on its side.\n\n"
        );
        CoverageHead(text);
        foreach (CoverageResult r in result.Coverage)
            CoverageRows(text, r, judge: true);
        text.Append(
            "\nThe same with only the paths to 3.3 Å listed, as one does who looks at where the shells' maxima lie. Paths between 3.3 and 4.2 Å reach into the R range at low k; the carbon shells take them on, and their numbers mean nothing then (*carbon*: factor of the numbers, 1 is the truth).\n\n"
        );
        CoverageHead(text);
        foreach (CoverageResult r in result.Near)
            CoverageRows(text, r, judge: false);
        text.Append("\nWithout noise, the right model: what undisplaced paths alone do.\n\n");
        CoverageHead(text);
        foreach (CoverageResult r in result.Misfit)
            CoverageRows(text, r, judge: false);
        text.Append('\n');
    }

    private static void CoverageHead(StringBuilder text) =>
        text.Append(
            "| structure | noise | quantity | spectra | not stated | interval holds | within 93 to 97 | below | above | open | ±1.96 se holds | ±1.96 se_total holds | bias | scatter | median width | at a bound | carbon |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n"
        );

    private static void CoverageRows(StringBuilder text, CoverageResult r, bool judge)
    {
        (string Words, QuantityTally Tally, string Format)[] quantities =
        [
            ("N", r.N, "0.00"),
            ("R, Å", r.R, "0.0000"),
            ("σ², Å²", r.Sigma2, "0.0000"),
        ];
        foreach (var (words, tally, format) in quantities)
        {
            bool hasInterval = tally != r.Sigma2;
            string Interval(double share) => hasInterval ? Percent(share) : "";
            string verdict =
                !judge || !hasInterval ? ""
                : tally.Coverage < Promise ? "**too few**"
                : tally.Coverage > Most ? "more"
                : "yes";
            string noise = r.Noise == CoverageStudy.NoNoise ? "none" : r.Noise.ToString(CultureInfo.InvariantCulture);
            string Number(double value) => value.ToString(format, CultureInfo.InvariantCulture);
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {r.Pocket.Name} | {noise} | {words} | {r.Found.Length} | {r.Unstated} | {Interval(tally.Coverage)} | {verdict} | {Interval(tally.Below)} | {Interval(tally.Above)} | {Interval(tally.Open)} | {Percent(tally.ByError)} | {Percent(tally.ByTotal)} | {Number(tally.Bias)} | {Number(tally.Scatter)} | {(hasInterval ? Number(tally.Width) : "")} | {(words == "N" ? Percent(r.AtBound / (double)tally.Count) : "")} | {(words == "N" ? r.Carbon.ToString("0.00", CultureInfo.InvariantCulture) : "")} |\n"
            );
        }
    }

    private static void OneShell(StringBuilder text, IReadOnlyList<OneShellResult> results)
    {
        text.Append(
            "## A model of one shell and its rival\n\n`paths: [ { file: feff0001.dat, label: Zn-N } ]` and nothing else; the program makes the rival with the next shell of the same FEFF calculation. *Found*: the model of one shell is rejected and the rival stands. *Tied*: both stand, and the table says so; whoever reads the interval over all models that stand (as xas.compare-paths does) has *over all*.\n\n"
                + "| structure | noise | spectra | mean N, one shell | mean N, rival | found | tied | one shell alone stands | its interval of N holds | over all |\n|---|---|---|---|---|---|---|---|---|---|\n"
        );
        foreach (OneShellResult r in results)
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {r.Pocket.Name} | {r.Noise} | {r.Count} | {r.MeanN:0.00} | {r.RivalN:0.00} | {Percent(r.RivalPreferred)} | {Percent(r.Tied)} | {Percent(r.Alone)} | {Percent(r.Coverage)} | {Percent(r.UnionCoverage)} |\n"
            );
        text.Append('\n');
    }

    private static void Compared(StringBuilder text, ExafsResult result)
    {
        text.Append(
            "## Three or four\n\nPairs of spectra through xas.compare-paths: *told apart* only where the intervals of N do not touch. Alike samples are two sites of one structure with noise of their own: at most 5 % may be told apart by N (their R differ in truth, by some 0.015 Å).\n\n"
                + "| pair | noise | pairs | told apart by N | the wrong way round | told apart by R | ratio of N: 5 %, median, 95 % | interval of the ratio holds |\n|---|---|---|---|---|---|---|---|\n"
        );
        foreach (var (noise, r) in result.Compared)
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {r.Words} | {noise} | {r.Count} | {Percent(r.SeparatedN)} | {Percent(r.Wrong)} | {Percent(r.SeparatedR)} | {r.RatioLow:0.00}, {r.Ratio:0.00}, {r.RatioHigh:0.00} | {Percent(r.RatioCoverage)} |\n"
            );
        text.Append(
            CultureInfo.InvariantCulture,
            $"\nWith S₀² set to {ExafsResult.WrongAmplitude} in place of {Pocket.Amplitude} both N move by the same factor ({Pocket.Amplitude / ExafsResult.WrongAmplitude:0.000}) and their ratio stays; no error bar knows of it:\n\n| noise | mean N3 | mean N4 | ratio | N3, wrong S₀² | N4, wrong S₀² | ratio |\n|---|---|---|---|---|---|---|\n"
        );
        foreach (var (noise, three, four, wrongThree, wrongFour) in result.Amplitude)
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {noise} | {three:0.00} | {four:0.00} | {three / four:0.000} | {wrongThree:0.00} | {wrongFour:0.00} | {wrongThree / wrongFour:0.000} |\n"
            );
        text.Append('\n');
    }

    private static void Zinc(StringBuilder text, ExafsResult result)
    {
        text.Append(
            "## Limit on Zn–Zn\n\nA lone shell of zinc at 2.665 Å beside the pocket, and a rival that has such a shell with N, R (±0.1 Å) and σ² free. *Limit*: n_upper of the simplest model that stands, one-sided 95 %, or the upper end of the interval where that does not reach 0 (*found*).\n\n"
        );
        ZincTable(text, "shell put in", result.Shells);
        text.Append(
            "\nA share of zinc metal with all its shells in the place of pockets. One free shell is no model of it: the 6 neighbours at 2.665 Å and the 6 at 2.913 Å interfere. The rival here has both, R and σ² as the foil has them, and one N: *limit* is the upper end of its 95 % interval.\n\n"
        );
        ZincTable(text, "metal put in", result.Metal);
        text.Append('\n');
    }

    private static void ZincTable(StringBuilder text, string first, IReadOnlyList<MetalResult> results)
    {
        text.Append(
            CultureInfo.InvariantCulture,
            $"| structure | noise | {first} | N(Zn–Zn) at 2.665 Å | spectra | limit: 5 %, median, 95 % | limit not below the truth | no limit | found | model without zinc rejected |\n|---|---|---|---|---|---|---|---|---|---|\n"
        );
        foreach (MetalResult r in results)
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {r.Pocket.Name} | {r.Noise} | {r.PutIn} | {r.Truth:0.0} | {r.Count} | {r.Limits.Low:0.00}, {r.Limits.Median:0.00}, {r.Limits.High:0.00} | {Percent(r.Holds)} | {Percent(r.None)} | {Percent(r.Found)} | {Percent(r.Rejected)} |\n"
            );
    }

    private static void Verdicts(StringBuilder text, ExafsResult result)
    {
        text.Append(
            "## Verdicts on the right model and the rivals that the program makes\n\n| structure | noise | model | preferred | tied | rejected | overparameterised | not-converged |\n|---|---|---|---|---|---|---|---|\n"
        );
        foreach (var model in result.Verdicts.GroupBy(v => (v.Noise, v.Pocket.Name, v.Model)))
        {
            string Share(string verdict) => Percent(model.Where(v => v.Verdict == verdict).Sum(v => v.Share));
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {model.Key.Name} | {model.Key.Noise} | {model.Key.Model} | {Share("preferred")} | {Share("tied")} | {Share("rejected")} | {Share("overparameterised")} | {Share("not-converged")} |\n"
            );
        }
    }

    private static string Percent(double share) =>
        double.IsNaN(share) ? "" : (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}
