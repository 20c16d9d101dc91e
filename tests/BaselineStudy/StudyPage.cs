using System.Globalization;
using System.Text;
using SpectraPipeline.Testing.Generators.Baselines;

namespace SpectraPipeline.BaselineStudy;

/// <summary>docs/baseline-auto.md: the last study.</summary>
internal static class StudyPage
{
    public static string Line(KindResult r) =>
        FormattableString.Invariant(
            $"{r.Kind} {r.Variety}: best {r.Best} {r.BestMedian:g3}, auto {r.Median:g3}, ratio {r.Median / r.BestMedian:0.00}; worst {r.WorstOfOwn:0.0} x own ({r.BeyondOwn} beyond 3), {r.WorstOfMedian:0.0} x median ({r.BeyondMedian} beyond 3, the best itself {r.BestBeyondMedian}), both {r.BeyondBoth}; areas {100 * r.AreasCovered:0.0} %, points {100 * r.PointsCovered:0.0} %; {r.Milliseconds:0} ms"
        );

    public static string Line(PublishedResult r) =>
        FormattableString.Invariant($"{r.Name}: best {r.Best} {r.BestError:g3}, auto {r.Error:g3}, ratio {r.Error / r.BestError:0.00}");

    public static string Of(
        string command,
        int count,
        IReadOnlyList<SingleMethod> methods,
        IReadOnlyList<KindResult> results,
        IReadOnlyList<PublishedResult> published
    )
    {
        int stages = methods.Select(m => m.Words.Split(' ')[0]).Distinct().Count();
        string day = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var text = new StringBuilder("# baseline.auto against every single method\n\n");
        void Say(string line) => text.Append(line).Append('\n');
        Say(
            FormattableString.Invariant(
                $"`{command}`, {day}. {count} generated spectra of each kind; {stages} single methods with {methods.Count} sets of parameters, the best of them chosen in hindsight for each kind."
            )
        );
        Say("");
        Say(
            "Six kinds after the published spectra S1 to S6 (tests/SpectraPipeline.Testing/Generators/Baselines): bands on a curve, on a straight line, on"
        );
        Say(
            "fluorescence with shot noise, of both signs on a drift, on a curve with 5 % noise, on a step with broad water. *Wide*: 500 to 2000 points, even and"
        );
        Say(
            "uneven axes, 1 to 18 bands, Gaussian to Lorentzian, SNR 10 to 1000. *Narrow*: points and noise of the published spectrum, where one fixed lambda does best."
        );
        Say("");
        Say(
            "RMSE is that of the baseline against the true one. *Ratio*: median of baseline.auto over median of the best single method. *Beyond 3 x*: number of spectra"
        );
        Say(
            "in which baseline.auto errs more than three times as much as the best single method in the same spectrum (own), as its median over the kind (in brackets in how"
        );
        Say(
            "many it does so itself), and as both. *Covered*: the area of a band over ±1.5 widths with this baseline differs from that with the true one by less than 1.645 of"
        );
        Say(
            "the stated deviation (root mean square over the three rivals); points likewise. Time is CPU time a spectrum, axis preparation included."
        );
        Say("");
        foreach (IGrouping<BaselineVariety, KindResult> group in results.GroupBy(r => r.Variety))
        {
            Say(group.Key == BaselineVariety.Wide ? "## Wide" : "## Narrow");
            Say("");
            Say(
                "| kind | best single method | its median | auto | ratio | worst / own | beyond 3 x own | beyond 3 x median | beyond both | areas covered | points covered | ms |"
            );
            Say("|---|---|---|---|---|---|---|---|---|---|---|---|");
            foreach (KindResult r in group)
                Say(
                    FormattableString.Invariant(
                        $"| {Words(r.Kind)} | {r.Best} | {r.BestMedian:g3} | {r.Median:g3} | {r.Median / r.BestMedian:0.00} | {r.WorstOfOwn:0.0} | {r.BeyondOwn} | {r.BeyondMedian} ({r.BestBeyondMedian}) | {r.BeyondBoth} | {100 * r.AreasCovered:0.0} % | {100 * r.PointsCovered:0.0} % | {r.Milliseconds:0} |"
                    )
                );
            Say("");
        }
        if (published.Count > 0)
        {
            Say("## Published spectra");
            Say("");
            Say("Reported, not tuned to. The best single method is chosen in hindsight for each spectrum alone.");
            Say("");
            Say("| spectrum | best single method | its RMSE | auto | ratio |");
            Say("|---|---|---|---|---|");
            foreach (PublishedResult r in published)
                Say(
                    FormattableString.Invariant($"| {r.Name} | {r.Best} | {r.BestError:g3} | {r.Error:g3} | {r.Error / r.BestError:0.00} |")
                );
            Say("");
        }
        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static string Words(BaselineKind kind) =>
        kind switch
        {
            BaselineKind.CurvedInfrared => "1 bands on a curve",
            BaselineKind.StraightLine => "2 bands on a line",
            BaselineKind.RamanFluorescence => "3 Raman, fluorescence",
            BaselineKind.SignedDifference => "4 both signs, drift",
            BaselineKind.StrongNoise => "5 as 1, noise 5 %",
            _ => "6 step and water",
        };
}
