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
        int refused = source.Files.Count(f => f.Status == "refused"),
            leftOut = source.Files.Count(f => f.Status == "left-out");
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
        List<RichText> bounds = [.. Bounds(source)];
        sentences.AddRange(bounds);
        List<Block> blocks = [new Items(sentences)];
        List<RichText> reasons =
        [
            .. source
                .Faults.GroupBy(f => (f.Severity, f.Code, f.Series))
                .OrderBy(g => Rank(g.Key.Severity))
                .ThenByDescending(g => g.Count())
                .Take(MostReasons)
                .Select(g =>
                    RichText.Plain(
                        $"{g.Key.Severity}, {g.Key.Code} ({g.Key.Series}), {(g.Count() == 1 ? "once" : N(g.Count()) + " times")}: {Short(g.First().Message)}"
                    )
                ),
        ];
        if (reasons.Count > 0)
            blocks.Add(new Items(reasons));
        else if (bounds.Count == 0)
            blocks.Add(new Words("Nothing was excluded and nothing flagged."));
        return blocks;
    }

    /// <summary>Part of a track's bands whose fit ended at a bound, above which page one says so.</summary>
    private const double SaidShare = 0.1;

    /// <summary>A sentence for each track of which more than a tenth of the bands ended at a bound: their errors are too small.</summary>
    private static IEnumerable<RichText> Bounds(ReportSource source)
    {
        Dictionary<(string, int), (int All, int Held, int Position)> counts = [];
        foreach (BandRow band in source.Bands)
            if (band.Track is int track)
            {
                (int all, int held, int position) = counts.GetValueOrDefault((band.Series, track));
                counts[(band.Series, track)] = (
                    all + 1,
                    held + (band.AtBound.Length > 0 ? 1 : 0),
                    position + (band.AtBound.Split(',').Any(p => p.Trim() == "center") ? 1 : 0)
                );
            }
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
