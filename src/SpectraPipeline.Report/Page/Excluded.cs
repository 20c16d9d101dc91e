using System.Globalization;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Report.Html;
using SpectraPipeline.Report.Sources;

namespace SpectraPipeline.Report.Page;

/// <summary>What did not enter the result, with reasons and counts.</summary>
internal static class Excluded
{
    private const int MostReasons = 12;

    public static IReadOnlyList<Block> Blocks(ReportSource source)
    {
        List<RichText> sentences = [];
        ILookup<string, int> files = source
            .Files.Ask("SELECT status, count(*) FROM files GROUP BY status")
            .ToLookup(row => Answer.Text(row[0]), row => Answer.Whole(row[1]));
        int refused = files["refused"].Sum(),
            leftOut = files["left-out"].Sum();
        string left = leftOut > 0 ? $", {N(leftOut)} left out by the table of frames" : "";
        sentences.Add(
            RichText.Plain(
                $"Files: {N(source.Files.Count)} found, {N(source.Files.Count - refused - leftOut)} read, {N(refused)} refused{left}."
            )
        );
        foreach (SeriesSource series in source.Series.Where(s => s.Frames.Count > 0))
            sentences.Add(
                RichText.Plain(
                    $"{series.Id}: {Counted(series.Frames.Count, "frame")}, {N(Count(series, "ok"))} ok, {N(Count(series, "flagged"))} flagged, {N(Count(series, "faulted"))} faulted."
                )
            );
        List<RichText> bounds = [.. Bounds(source), .. Doubts(source)];
        sentences.AddRange(bounds);
        List<Block> blocks = [new Items(sentences)];
        List<RichText> reasons =
        [
            .. Reasons(source)
                .OrderBy(r => Rank(r.Severity))
                .ThenByDescending(r => r.Times)
                .Take(MostReasons)
                .Select(r =>
                    RichText.Plain(
                        $"{r.Severity}, {r.Code} ({r.Series}), {(r.Times == 1 ? "once" : N(r.Times) + " times")}: {Short(r.Message)}"
                    )
                ),
        ];
        if (reasons.Count > 0)
            blocks.Add(new Items(reasons));
        else if (bounds.Count == 0)
            blocks.Add(new Words("Nothing was excluded and nothing flagged."));
        return blocks;
    }

    /// <summary>Faults by kind, those met first before, each with the words of its first row.</summary>
    private static IEnumerable<(string Severity, string Code, string Series, int Times, string Message)> Reasons(ReportSource source) =>
        source
            .Faults.Ask(
                "SELECT severity, code, series, count(*), arg_min(message, place) "
                    + "FROM (SELECT *, row_number() OVER () AS place FROM faults) GROUP BY severity, code, series ORDER BY min(place)"
            )
            .Select(row => (Answer.Text(row[0]), Answer.Text(row[1]), Answer.Text(row[2]), Answer.Whole(row[3]), Answer.Text(row[4])));

    /// <summary>Part of a track's bands whose fit ended at a bound, above which page one says so.</summary>
    private const double SaidShare = 0.1;

    /// <summary>A sentence for each track of which more than a tenth of the bands ended at a bound: their errors are too small.</summary>
    private static IEnumerable<RichText> Bounds(ReportSource source)
    {
        Dictionary<(string, int), (int All, int Held, int Position)> counts = source
            .Bands.Ask(
                "SELECT series, track, count(*), count(*) FILTER (WHERE at_bound <> ''), "
                    + "count(*) FILTER (WHERE list_contains([trim(p) FOR p IN string_split(at_bound, ',')], 'center')) "
                    + "FROM bands WHERE track IS NOT NULL GROUP BY series, track"
            )
            .ToDictionary(
                row => ((string)row[0]!, Answer.Whole(row[1])),
                row => (Answer.Whole(row[2]), Answer.Whole(row[3]), Answer.Whole(row[4]))
            );
        foreach (TrackRow track in source.Tracks)
            if (
                counts.TryGetValue((track.Series, track.Track), out (int All, int Held, int Position) count)
                && count.Held > SaidShare * count.All
            )
                yield return RichText.Plain($"{track.Series}: of the band at ")
                    + BandWords.Heading(track, source.UnitOf(track.Series))
                    + RichText.Plain(
                        $" {N(count.Held)} of {N(count.All)} fits ({N((int)Math.Round(100.0 * count.Held / count.All))} %) ended with a parameter at a bound"
                            + (count.Position > 0 ? $", {N(count.Position)} of them with the position" : "")
                            + "; drawn open."
                    );
    }

    /// <summary>What a flag of the fit means for the numbers of the frames that bear it.</summary>
    private static readonly (string Code, string Means)[] s_doubts =
    [
        ("interval-unreliable", "the errors of some band cannot be relied on, nor can its 95 % interval"),
        ("two-bands-better", "two bands describe a feature better than the one that was fitted"),
        ("fit-not-converged", "the fit did not converge"),
    ];

    /// <summary>A sentence for each series and flag of the fit.</summary>
    private static IEnumerable<RichText> Doubts(ReportSource source)
    {
        string codes = string.Join(", ", s_doubts.Select(d => $"'{d.Code}'"));
        ILookup<(string, string), int> frames = source
            .Faults.Ask(
                $"SELECT series, code, count(DISTINCT frame) FROM faults WHERE severity = 'flagged' AND code IN ({codes}) GROUP BY series, code"
            )
            .ToLookup(row => (Answer.Text(row[0]), Answer.Text(row[1])), row => Answer.Whole(row[2]));
        foreach (SeriesSource series in source.Series)
        foreach ((string code, string means) in s_doubts)
            if (frames[(series.Id, code)].Sum() is > 0 and int count)
                yield return RichText.Plain($"{series.Id}: in {N(count)} of {Counted(series.Frames.Count, "frame")} {means} ({code}).");
    }

    private static int Count(SeriesSource series, string status) => series.Frames.Count(f => f.Status == status);

    private static string Counted(int count, string noun) => N(count) + " " + noun + (count == 1 ? "" : "s");

    private static int Rank(string severity) =>
        severity switch
        {
            "internal-error" => 0,
            "refused" => 1,
            "faulted" => 2,
            "flagged" => 3,
            _ => 4,
        };

    private static string Short(string message) => message.Length <= 300 ? message : message[..300] + "…";

    private static string N(int count) => count.ToString(CultureInfo.InvariantCulture);
}
