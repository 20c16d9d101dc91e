using System.Globalization;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Report.Html;
using SpectraPipeline.Report.Sources;
using static SpectraPipeline.Report.Page.XasWords;

namespace SpectraPipeline.Report.Page;

/// <summary>What a fit of scattering paths says of a series, and what it does not: shells, rival models, limits, comparisons.</summary>
internal static class ExafsFindings
{
    private const int MostComparisons = 4;

    /// <summary>Up to here a difference of the Bayesian criterion is a tie by itself.</summary>
    private const double Tie = 6;

    /// <summary>Of one series; its first frame that is not faulted speaks for it.</summary>
    public static IEnumerable<Block> Of(ReportSource source, SeriesSource series)
    {
        if (ExafsFrame.First(source, series) is not { } exafs)
            yield break;
        int frames = series.Frames.Count;
        string head = $"{series.Id}{Which(series, exafs.Frame, frames)}: ";
        if (exafs.Chosen is not { } chosen)
        {
            yield return new Finding(
                RichText.Plain(
                    $"{head}EXAFS: none of {Plural(exafs.Fits.Count, "model")} can be kept: {string.Join("; ", exafs.Fits.Select(f => $"‘{f.Model}’ {f.Verdict}"))}. No number of neighbours is given."
                ),
                "undecided",
                "",
                RichText.Empty,
                [.. exafs.Fits.Select(f => RowIds.Of(f))]
            );
            yield break;
        }
        yield return Shells(exafs, chosen, head);
        if (exafs.Limits is { Count: > 0 } limits)
            yield return Absent(exafs, limits, head);
        foreach (Block block in Comparisons(source, series, exafs.Frame))
            yield return block;
    }

    /// <summary>Said once a report with fits: what no fit of EXAFS can tell, with the numbers of this one.</summary>
    public static IEnumerable<Block> Limits(ReportSource source)
    {
        ExafsFrame[] all = [.. source.Series.Select(s => ExafsFrame.First(source, s)).OfType<ExafsFrame>()];
        if (all.Length == 0)
            yield break;
        double[] apart = [.. all.Select(Resolution).Where(double.IsFinite)];
        string distances =
            apart.Length == 0
                ? "two distances closer than π/(2Δk)"
                : string.Create(CultureInfo.InvariantCulture, $"two distances closer than {apart.Max():0.00} Å (π/2Δk)");
        double[] amplitudes = [.. all.SelectMany(e => e.Paths).Where(p => double.IsNaN(p.S02Se)).Select(p => p.S02).Where(double.IsFinite)];
        RichText held =
            amplitudes.Length == 0
                ? RichText.Empty
                : RichText.Markup("; *N* apart from *S*_{0}^{2}, which was held at ")
                    + RichText.Plain(List([.. amplitudes.Distinct().Order().Select(a => UncertainNumber.Significant(a, 2))]) + ": every ")
                    + RichText.Markup("*N* goes with its inverse, and no error of it is in the intervals");
        yield return new Words(
            RichText.Plain($"What EXAFS does not tell here: which of neighbours in the periodic table (C, N, O) scatters; {distances}")
                + held
                + RichText.Plain(
                    "; angles; the share of a mixture of sites, of which it sees the mean. Intervals hold noise and what the residual says, not faults of the calculated amplitudes or of the background."
                )
        );
    }

    private static double Resolution(ExafsFrame exafs)
    {
        StepView? step = exafs.Series.Card.Steps.FirstOrDefault(s => s.Id == exafs.Step);
        double reach = Parameter(step, "r-max") - Parameter(step, "r-min");
        // From the number of independent points, 1 + 2·ΔR·Δk/π: the end of the k-range need not be stated.
        double range = (exafs.Fits[0].NIdp - 1) * Math.PI / (2 * reach);
        return range > 0 ? Math.PI / (2 * range) : double.NaN;
    }

    private static double Parameter(StepView? step, string name) =>
        double.TryParse(step?.Parameter(name), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN;

    private static Finding Shells(ExafsFrame exafs, ExafsFitRow chosen, string head)
    {
        List<ExafsPathRow> shells = exafs.Shells(chosen);
        RichText sentence = RichText.Plain($"{head}EXAFS by ");
        sentence += RichText.Plain(
            exafs.Standing.Count > 1
                ? $"‘{chosen.Model}’, the simplest of {Plural(exafs.Standing.Count, "model")} that the data do not tell apart: "
                : $"the model ‘{chosen.Model}’, which the data prefer: "
        );
        for (int i = 0; i < shells.Count; i++)
            sentence += (i == 0 ? RichText.Empty : RichText.Plain("; ")) + Shell(exafs, shells[i]);
        sentence += RichText.Plain(
            $". 95 % intervals; R factor {UncertainNumber.Significant(chosen.RFactor, 2)}, {N(chosen.NVar)} variables for {UncertainNumber.Significant(chosen.NIdp, 2)} independent points."
        );
        string rivals = exafs.Fits.Count > 1 ? Rivals(exafs, chosen) : "";
        return new Finding(
            sentence,
            chosen.Verdict,
            "",
            RichText.Plain(string.Join(' ', new[] { rivals, Doubts(chosen.Message) }.Where(t => t.Length > 0))),
            [.. shells.Select(s => RowIds.Of(s)), .. exafs.Fits.Select(f => RowIds.Of(f))]
        );
    }

    /// <summary>The message of a fit without what the sentence on its rivals says already.</summary>
    private static string Doubts(string? message)
    {
        string rest = message ?? "";
        foreach (string begin in (string[])["The data do not tell it from", "Rival made by the program"])
        {
            int at = rest.IndexOf(begin, StringComparison.Ordinal);
            if (at < 0)
                continue;
            int end = rest.IndexOf(". ", at, StringComparison.Ordinal);
            rest = rest[..at] + (end < 0 ? "" : rest[(end + 2)..]);
        }
        return rest.Trim();
    }

    private static RichText Shell(ExafsFrame exafs, ExafsPathRow p)
    {
        (double low, double high, int models) = exafs.OverAll(p.Path, r => r.NLow, r => r.NHigh);
        bool isFixed = double.IsNaN(p.NSe) && double.IsNaN(p.NLow) && double.IsNaN(p.NHigh);
        string number = isFixed ? $"{UncertainNumber.Format(p.N)} (held)" : Between(p.N, p.NLow, p.NHigh);
        if (exafs.Standing.Count > 1 && models > 0 && (isFixed || low < p.NLow || high > p.NHigh))
            number = isFixed
                ? $"{UncertainNumber.Format(p.N)} (held; where it is free {Ends(low, high)})"
                : number[..^1] + $"; over all tied models {Ends(low, high)})";
        return RichText.Plain($"{p.Path} with ")
            + RichText.Markup("*N* ")
            + RichText.Plain(number)
            + RichText.Markup(", *R* ")
            + RichText.Plain(double.IsFinite(p.RLow + p.RHigh) ? Between(p.R, p.RLow, p.RHigh) : UncertainNumber.Format(p.R, p.RSe))
            + RichText.Markup(" Å, *σ*^{2} ")
            + RichText.Plain(UncertainNumber.Format(p.Sigma2, p.Sigma2Se))
            + RichText.Markup(" Å^{2}");
    }

    private static string Ends(double low, double high)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high))
            return double.IsFinite(low) ? $"above {UncertainNumber.Significant(low, 2)}"
                : double.IsFinite(high) ? $"below {UncertainNumber.Significant(high, 2)}"
                : "open on both sides";
        string between = Between((low + high) / 2, low, high);
        return between[(between.IndexOf('(', StringComparison.Ordinal) + 1)..^1];
    }

    /// <summary>Which models were tried and how they stand, with what decides.</summary>
    private static string Rivals(ExafsFrame exafs, ExafsFitRow chosen)
    {
        List<string> parts = [];
        List<ExafsFitRow> standing = exafs.Standing;
        if (standing.Count > 1)
            parts.Add(
                $"the data do not tell {List([.. standing.Select(f => $"‘{f.Model}’")])} apart (ΔBIC up to {D(standing[^1].BicDifference)}{(standing[^1].BicDifference > Tie ? ", but an F test does not grant the further variables" : "")}): what they disagree on is not known"
            );
        else
            parts.Add($"‘{chosen.Model}’ is preferred");
        AddAll("rejected", f => $"‘{f.Model}’ (ΔBIC {D(f.BicDifference)})");
        AddAll(
            "overparameterised",
            f =>
                f.NVar >= f.NIdp || double.IsNaN(f.ReducedChiSquare)
                    ? $"‘{f.Model}’ ({N(f.NVar)} variables for {UncertainNumber.Significant(f.NIdp, 2)} independent points)"
                    : $"‘{f.Model}’ (ΔBIC {D(f.BicDifference)}, its further variables are not asked for)"
        );
        AddAll("not converged", f => $"‘{f.Model}’");
        return $"{Plural(exafs.Fits.Count, "model")} tried: {string.Join("; ", parts)}.";

        void AddAll(string words, Func<ExafsFitRow, string> say)
        {
            List<ExafsFitRow> those = exafs.Fits.FindAll(f => f.Verdict == words.Replace(' ', '-'));
            if (those.Count > 0)
                parts.Add($"{words}: {List([.. those.Select(say)])}");
        }
    }

    private static string D(double difference) => UncertainNumber.Significant(difference, 2);

    /// <summary>A shell that is not there has a limit, not silence; where a tied model holds it, that is said beside.</summary>
    private static Finding Absent(ExafsFrame exafs, List<ExafsPathRow> limits, string head)
    {
        List<string> parts = [];
        bool isHeld = false;
        foreach (ExafsPathRow p in limits)
        {
            string text =
                string.Create(CultureInfo.InvariantCulture, $"{p.Path} (near {p.Reff:0.00} Å): ")
                + (
                    double.IsFinite(p.NUpper)
                        ? $"N below {UncertainNumber.Significant(p.NUpper, 2)} at 95 %"
                        : "the data give no upper limit"
                );
            ExafsPathRow held = exafs.Standing.SelectMany(exafs.Shells).FirstOrDefault(q => q.Path == p.Path && q.N > 0);
            if (held.Series is not null && exafs.Fits.Find(f => f.Fit == held.Fit) is { Series: not null } model)
            {
                isHeld = true;
                text +=
                    $", yet the tied ‘{model.Model}’ holds it with N {Between(held.N, held.NLow, held.NHigh)} and σ² {UncertainNumber.Significant(held.Sigma2, 2)} Å²";
            }
            parts.Add(text);
        }
        string disorder = limits.Select(p => Disorder(p.Message)).FirstOrDefault(d => d.Length > 0) ?? "";
        return new Finding(
            RichText.Plain(
                $"{head}shells that the data do not ask for, and how large they may be all the same: {string.Join("; ", parts)}. Limits are one-sided"
                    + (disorder.Length > 0 ? $", for σ² up to {disorder} Å²; a more disordered shell may hide more." : ".")
            ),
            isHeld ? "undecided" : "not-detected",
            "",
            RichText.Empty,
            [.. limits.Select(p => RowIds.Of(p))]
        );
    }

    /// <summary>The disorder up to which a limit holds, as its row says: '… σ² up to 0.02 Å2.'</summary>
    private static string Disorder(string? message)
    {
        const string Begin = "σ² up to ";
        int at = message?.IndexOf(Begin, StringComparison.Ordinal) ?? -1;
        return at < 0 ? "" : message![(at + Begin.Length)..].Split(' ')[0];
    }

    /// <summary>One sentence for each shell and other series; that unlike shells differ is no finding.</summary>
    private static IEnumerable<Block> Comparisons(ReportSource source, SeriesSource series, int frame)
    {
        List<ExafsComparisonRow> rows = XasSource
            .Newest(series, source.Xas.Comparisons.Of(series.Id, [frame]), c => c.Step)
            .FindAll(c => c.Path == c.OtherPath);
        foreach (var shell in rows.GroupBy(c => (c.Other, c.Path)).Take(MostComparisons))
        {
            ExafsComparisonRow[] quantities = [.. shell];
            RichText sentence = RichText.Plain($"{series.Id} against {shell.Key.Other}, {shell.Key.Path}: ");
            for (int i = 0; i < quantities.Length; i++)
                sentence += (i == 0 ? RichText.Empty : RichText.Plain("; ")) + Compared(quantities[i]);
            string[] verdicts = [.. quantities.Where(q => q.Quantity != "sigma2").Select(q => q.Verdict)];
            yield return new Finding(
                sentence + RichText.Plain("."),
                verdicts.Contains("separated") ? "separated"
                    : verdicts.Contains("undecided") ? "undecided"
                    : "not-separated",
                "",
                RichText.Plain(
                    "Values of the model with the least BIC; intervals hold all models that are tied, and tell apart only where they do not touch."
                ),
                [.. quantities.Select(q => RowIds.Of(q))]
            );
        }
    }

    private static RichText Compared(ExafsComparisonRow c)
    {
        string quantity = c.Quantity switch
        {
            "n" => "*N* ",
            "r" => "*R* ",
            _ => "*σ*^{2} ",
        };
        string unit = c.Quantity switch
        {
            "n" => "",
            "r" => " Å",
            _ => " Å^{2}",
        };
        string verdict = c.Verdict switch
        {
            "separated" => ", which differ",
            "not-separated" => ", not told apart by these data",
            _ => ", undecided: an interval is open",
        };
        RichText ratio =
            c.Quantity == "n" && double.IsFinite(c.RatioLow + c.RatioHigh)
                ? RichText.Plain($" (ratio {Between(c.Ratio, c.RatioLow, c.RatioHigh).Replace('(', '[').Replace(')', ']')})")
                : RichText.Empty;
        return RichText.Markup(quantity)
            + RichText.Plain(Between(c.Value, c.Low, c.High) + " against " + Between(c.OtherValue, c.OtherLow, c.OtherHigh))
            + RichText.Markup(unit)
            + RichText.Plain(verdict)
            + ratio;
    }
}
