using System.Globalization;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.IO.Store;
using SpectraPipeline.Report.Html;
using SpectraPipeline.Report.Sources;
using static SpectraPipeline.Report.Page.TableCells;

namespace SpectraPipeline.Report.Page;

/// <summary>Which baseline was taken, what else was considered, and how far they lie apart: in words for the methods, in rows for the referee.</summary>
internal static class Baselines
{
    private const double Decided = 0.95; // from this probability on a hypothesis stands alone

    public static TableBlock Table(ReportSource source) =>
        new(
            "baselines",
            "Baselines considered: the chosen one first, the nearest single method last",
            [
                Words("series"),
                Number("frame"),
                Number("rank"),
                Words("baseline"),
                Words("bands"),
                Number("*λ*"),
                Number("bands fitted"),
                Number("probability"),
                Number("distance"),
                Number("spread"),
            ],
            [
                .. source
                    .Baselines.First(TableBlock.MostRows)
                    .Select(b => new TableRow(
                        RowIds.Of(b),
                        [
                            T(b.Series),
                            V(b.Frame),
                            V(b.Rank),
                            T(b.Method),
                            T(b.Bands),
                            V(b.Lambda),
                            V(b.BandCount ?? double.NaN),
                            V(Share(b.Probability)),
                            V(b.Distance),
                            V(b.Spread),
                        ]
                    )),
            ]
        )
        {
            Total = source.Baselines.Count,
        };

    /// <summary>A sentence or two for each step that chose among baselines.</summary>
    public static IEnumerable<string> Sentences(ReportSource source) =>
        source
            .Baselines.Ask(
                $"SELECT series, step, count(*), count(*) FILTER (probability >= {Decided.ToString(CultureInfo.InvariantCulture)}), median(spread) FROM baselines WHERE rank = 1 GROUP BY series, step ORDER BY series, step"
            )
            .Select(row => Sentence(source, row));

    private static string Sentence(ReportSource source, object?[] row)
    {
        (string series, string step) = (Answer.Text(row[0]), Answer.Text(row[1]));
        string where = $"series = {ResultStore.Text(series)} AND step = {ResultStore.Text(step)}";
        (int frames, int alone) = (Answer.Whole(row[2]), Answer.Whole(row[3]));
        string chosen = string.Join(
            "; ",
            source
                .Baselines.Ask(
                    $"SELECT method, bands, count(*) AS n, median(\"lambda\") FROM baselines WHERE {where} AND rank = 1 GROUP BY method, bands ORDER BY n DESC, method, bands"
                )
                .Select(h => $"{Answer.Text(h[0])}, {Answer.Text(h[1])} ({N(h[2])} of {N(frames)} frames, median lambda {G(h[3])})")
        );
        string text =
            $"Baseline of {series}, {step}: the mean of several joint fits by their probabilities; the most probable was {chosen}. "
            + $"In {N(alone)} of {N(frames)} frames it held more than {Decided.ToString("0 %", CultureInfo.InvariantCulture)}. "
            + $"The standard deviation of the baseline is {G(row[4])} in units of y (median of the frames' root mean square over the axis); "
            + "three rival baselines, which deviate by that on average, carry it into the total standard errors of fitted bands.";
        string nearest = string.Join(
            ", ",
            source
                .Baselines.Ask(
                    $"SELECT method, count(*) AS n, median(distance) FROM baselines WHERE {where} AND band_count IS NULL GROUP BY method ORDER BY n DESC, method LIMIT 3"
                )
                .Select(m => $"{Answer.Text(m[0])} (nearest in {N(m[1])} of the frames sampled, median distance {G(m[2])})")
        );
        return nearest.Length > 0 ? $"{text} Single methods that come nearest to it: {nearest}." : text;
    }

    /// <summary>A probability as it is read; what rounds to nothing is nothing.</summary>
    private static double Share(double probability) => Math.Round(probability, 4);

    private static string N(object? count) => Answer.Whole(count).ToString(CultureInfo.InvariantCulture);

    private static string G(object? value) =>
        value is null ? "not known" : UncertainNumber.Significant(Convert.ToDouble(value, CultureInfo.InvariantCulture), 2);
}
