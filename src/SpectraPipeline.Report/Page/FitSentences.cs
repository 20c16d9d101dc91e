using System.Globalization;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.IO.Store;
using SpectraPipeline.Report.Html;
using SpectraPipeline.Report.Sources;

namespace SpectraPipeline.Report.Page;

/// <summary>What the errors, limits and clocks of this run are worth, in sentences counted from the tables.</summary>
internal static class FitSentences
{
    /// <summary>For the methods: errors, intervals, rivals, resolution and limits of every series with fits.</summary>
    public static IEnumerable<string> Of(ReportSource source) =>
        source.Series.Select(series => Fits(source, series)).Where(s => s.Length > 0).Concat(source.Clocks.Select(Clock));

    /// <summary>For page one: how far the potentials and onsets of a series can be trusted in time.</summary>
    public static IEnumerable<Block> Clocks(ReportSource source) =>
        source.Clocks.Select(clock => new Finding(
            RichText.Plain(Clock(clock)),
            double.IsNaN(clock.OffsetS) ? "undecided"
                : IsFitted(clock) ? "measured"
                : "stated",
            "",
            RichText.Empty,
            [RowIds.Of(clock)]
        ));

    private static bool IsFitted(in ClockRow clock) => double.IsFinite(clock.OffsetSSe);

    private static string Clock(ClockRow clock)
    {
        string head = $"{clock.Series}: the clock of {clock.Log} ";
        if (double.IsNaN(clock.OffsetS))
            return head + $"could not be set against the spectra ({clock.Method}), so that frames have no potential from it.";
        string rate =
            clock.Rate != 0 || double.IsFinite(clock.RateSe)
                ? $" and a rate of {UncertainNumber.Format(1e6 * clock.Rate, 1e6 * clock.RateSe)} ppm"
                : "";
        string offset = $"an offset of {UncertainNumber.Format(clock.OffsetS, clock.OffsetSSe)} s{rate}";
        return IsFitted(clock)
            ? head + $"was set against the spectra by {N(clock.Steps)} shared steps: {offset}; potentials and onsets carry its error."
            : head + $"has {offset} against the spectrometer ({clock.Method}); no error of it enters potentials and onsets.";
    }

    private static string Fits(ReportSource source, SeriesSource series)
    {
        // Folders of older programs have not these columns.
        if (!source.Fits.HasColumn("noise_points") || !source.Bands.HasColumn("interval_method"))
            return "";
        string of = $"series = {ResultStore.Text(series.Id)}";
        IReadOnlyList<object?[]> counted = source.Fits.Ask(
            "SELECT count(*), median(noise_points), median(min_separation), count(*) FILTER (rival_model IS NOT NULL), "
                + "count(*) FILTER (rival_bic_difference > 10), count(*) FILTER (rival_bic_difference < 2) "
                + $"FROM fits WHERE {of} AND bands > 0"
        );
        if (counted is not [object?[] fits] || Answer.Whole(fits[0]) == 0)
            return "";
        bool isTotal = source.Bands.Of(series.Id, "LIMIT 200").Any(BandErrors.HasTotal);
        string text = $"Fits of {series.Id}: standard errors {BandErrors.What(isTotal, series.HasRivalBaselines)}";
        text += fits[1] is null ? "." : $"; {G(fits[1])} neighbouring points share one piece of noise (median of the frames).";
        if (fits[2] is not null)
            text +=
                $" Two equal bands nearer to each other than {G(fits[2])} {series.AxisUnit} (median) cannot be told from one at this noise.";
        if (Answer.Whole(fits[3]) is > 0 and int compared)
            text +=
                $" Rival models were tried in {N(compared)} frames: decidedly worse (BIC by more than 10) in {N(Answer.Whole(fits[4]))}, tied or better (less than 2) in {N(Answer.Whole(fits[5]))}.";
        return text + Intervals(source, of) + Limits(source, of, series.HasRivalBaselines);
    }

    private static string Intervals(ReportSource source, string of)
    {
        ILookup<string, int> made = source
            .Bands.Ask($"SELECT coalesce(interval_method, ''), count(*) FROM bands WHERE {of} GROUP BY 1 ORDER BY 1")
            .ToLookup(row => Answer.Text(row[0]), row => Answer.Whole(row[1]));
        int all = made.Sum(group => group.Sum());
        string methods = string.Join(
            " and ",
            made.Where(group => group.Key is not ("" or BandErrors.NotDetected)).Select(group => $"by {group.Key} for {N(group.Sum())}")
        );
        string absent = made[BandErrors.NotDetected].Sum() is > 0 and int missing
            ? $" {N(missing)} of {N(all)} bands are below the decision limit: their position and width mean nothing."
            : "";
        return (methods.Length > 0 ? $" 95 % intervals were made {methods} of {N(all)} bands." : "") + absent;
    }

    private static string Limits(ReportSource source, string of, bool hasBaseline)
    {
        if (!source.DetectionLimits.HasColumn("lod_height_fit"))
            return "";
        return
            source.DetectionLimits.Ask($"SELECT median(lod_height), median(lod_height_fit) FROM detection_limits WHERE {of}")
                is not [object?[] limits]
            || limits[0] is null
            ? ""
            : $" The limit of detection (Currie, 5 % false alarms and 5 % misses) is {G(limits[0])} in height (median)"
                + (hasBaseline ? $" with the doubt about the baseline, {G(limits[1])} by the noise alone." : ".");
    }

    private static string N(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string G(object? value) =>
        value is null ? "not known" : UncertainNumber.Significant(Convert.ToDouble(value, CultureInfo.InvariantCulture), 2);
}
