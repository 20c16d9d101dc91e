using System.Globalization;
using System.Text.RegularExpressions;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Report.Html;
using SpectraPipeline.Report.Sources;
using static SpectraPipeline.Report.Page.XasWords;

namespace SpectraPipeline.Report.Page;

/// <summary>What a series is a mixture of: weights of standards with what is tied, number of components.</summary>
internal static partial class MixtureFindings
{
    private const int MostTied = 3;

    public static IEnumerable<Block> Of(ReportSource source, SeriesSource series)
    {
        if (!series.Card.IsXas)
            yield break;
        List<ModelQualityRow> quality = source.Xas.ModelQuality.Of(series.Id);
        List<ComponentRow> weights = XasSource.Newest(
            series,
            source.Xas.Components.Of(series.Id, "AND method = 'lcf' ORDER BY file_row_number"),
            c => c.Step
        );
        int[] frames = [.. weights.Select(w => w.Frame).Distinct().Order()];
        // Of a series the first and the last frame tell what became of what.
        foreach (int frame in frames.Length > 1 ? (int[])[frames[0], frames[^1]] : frames)
            yield return Combination(
                series,
                [.. weights.Where(w => w.Frame == frame).OrderByDescending(w => w.Weight)],
                quality.FindAll(q => q.Method == "lcf" && q.Frame == frame && q.Step == weights[0].Step),
                frame
            );
        ModelQualityRow rank = quality.FindLast(q => q is { Method: "pca", Criterion: "rank" });
        if (rank.Series is not null)
            yield return new Finding(
                RichText.Plain($"{series.Id}: {Plural(rank.Rank, "component")} by principal components ({rank.Model})."),
                rank.Verdict ?? "",
                "",
                RichText.Plain("Components are directions of change, no species; so many species can be told apart at most."),
                [RowIds.Of(rank)]
            );
    }

    private static Finding Combination(SeriesSource series, List<ComponentRow> weights, List<ModelQualityRow> quality, int frame)
    {
        List<ComponentRow> present = weights.FindAll(w => !w.AtBound && w.Weight > 0);
        List<ComponentRow> absent = weights.FindAll(w => w.AtBound || w.Weight <= 0);
        string text =
            $"{series.Id}{Which(series, frame, series.Frames.Count)}: as a combination of all {N(weights.Count)} standards "
            + string.Join(", ", present.Select(w => $"{w.Component} {Between(w.Weight, w.WeightLow, w.WeightHigh)}"));
        if (absent.Count > 0)
            text +=
                $"; none of {List([.. absent.Select(w => double.IsFinite(w.WeightHigh) ? $"{w.Component} (below {UncertainNumber.Significant(w.WeightHigh, 2)})" : w.Component)])}";
        List<ModelQualityRow> tied = [.. quality.Where(q => q.Criterion == "combination" && q.Verdict is "tied").OrderBy(q => q.Rank)];
        ModelQualityRow preferred = quality.Find(q => q.Criterion == "combination" && q.Verdict == "preferred");
        if (preferred.Series is not null)
            text += $". Preferred: {Rounded(preferred.Weights)}";
        else if (tied.Count > 1)
            text +=
                $". {Plural(tied.Count, "combination")} explain it alike: {string.Join("; ", tied.Take(MostTied).Select(t => Rounded(t.Weights)))}{(tied.Count > MostTied ? "; and more" : "")}";
        ModelQualityRow fit = quality.Find(q => q.Criterion == "r-factor");
        string verdict =
            fit.Verdict == "misfit" ? "misfit"
            : preferred.Series is not null ? "preferred"
            : tied.Count > 1 ? "tied"
            : fit.Verdict ?? "";
        string detail = fit.Verdict switch
        {
            "misfit" =>
                $"The residual exceeds the noise (reduced χ² {UncertainNumber.Significant(fit.ReducedChiSquare, 2)}): a standard is missing or unlike what is in the sample, so the weights are those of the nearest mixture. ",
            "noise-unknown" => "The noise is not known, so it is not known whether the standards suffice. ",
            _ => "",
        };
        if (preferred.Series is null && tied.Count > 1)
            detail += "Only what all tied combinations share is found.";
        List<string> rows = [.. present.Select(w => RowIds.Of(w)), .. tied.Take(MostTied).Select(t => RowIds.Of(t))];
        if (fit.Series is not null)
            rows.Add(RowIds.Of(fit));
        return new Finding(RichText.Plain(text + "."), verdict, "", RichText.Plain(detail), rows);
    }

    /// <summary>The weights of a row in words, with two decimals: more of them mean nothing where combinations are tied.</summary>
    private static string Rounded(string? weights) =>
        Weight()
            .Replace(
                weights ?? "",
                m => double.Parse(m.Value, CultureInfo.InvariantCulture).ToString("0.00", CultureInfo.InvariantCulture)
            );

    [GeneratedRegex(@"(?<![\w.-])[0-9]+\.[0-9]{4}(?![0-9])")]
    private static partial Regex Weight();
}
