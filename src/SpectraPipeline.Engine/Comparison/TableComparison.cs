using System.Globalization;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Engine.Comparison;

/// <summary>One table of both runs, row against row, in one SELECT (<see cref="TableQuery"/>): a night of frames has more rows than should be carried here. Numbers of a series of
/// frames are told by their medians.</summary>
internal sealed class TableComparison(ResultPair pair, RunManifest before, RunManifest after, AnswerTable table, TrackMatching tracks)
{
    private const int MostPairs = 3;
    private readonly IReadOnlyList<string> _columns = pair.Columns(table.Name);

    private bool Has(string column) => _columns.Contains(column);

    private bool OfTracks => table.Keys.Contains("track");

    public IEnumerable<Answer> Find()
    {
        if ((!Has("series") && !Has("compare")) || (OfTracks && tracks.Pairs.Count == 0))
            yield break;
        foreach (TableRow row in TableRow.Of(pair.Query(new TableQuery(pair, after, table, tracks).Sql())))
        {
            string? series = row.Text("series");
            if (series is not null && (before.Find(series) is null || after.Find(series) is null))
                continue;
            foreach (Answer answer in Of(row))
                yield return answer;
        }
    }

    private IEnumerable<Answer> Of(TableRow row)
    {
        (long old, long now) = (row.Count("n_before"), row.Count("n_after"));
        // How many frames there are is told with what became of them.
        if ((old != now || row.Count("n_both") < old) && table.Name != "frames")
            yield return About(row) with
            {
                Kind =
                    table.Verdicts.Length > 0 || table.Keys.Length > 0 || row.Text("place") is not null
                        ? AnswerKind.Existence
                        : AnswerKind.FrameByFrame,
                Quantity = "rows",
                Before = Text(old),
                After = Text(now),
                Statement = Rows(old, now, row.Count("n_both")),
            };
        foreach (string word in table.Verdicts.Concat(table.Words).Where(Has))
            if (row.Count("d_" + word) > 0)
                yield return OfWord(row, word);
        foreach (AnswerNumber number in table.Numbers.Where(n => Has(n.Column)))
            if (Of(row, number) is { } answer)
                yield return answer;
    }

    /// <summary>Rows more or fewer; of as many, or where both have some that the other lacks, those of each run alone.</summary>
    private static string Rows(long old, long now, long both) =>
        old == 0 && now == 1 ? "is new"
        : now == 0 && old == 1 ? "is gone"
        : both == Math.Min(old, now) ? $"{Text(old)} -> {Text(now)} rows"
        : (old == now ? $"{Text(now)} rows" : $"{Text(old)} -> {Text(now)} rows")
            + $", {Text(old - both)} of them only in the first run, {Text(now - both)} only in the second";

    /// <summary>Which words became which, the most frequent change first: two changes in opposite directions are two.</summary>
    private Answer OfWord(TableRow row, string word)
    {
        string[] counts = row.Text("c_" + word)!.Split(TableQuery.NextPair);
        var pairs = row.Text("p_" + word)!
            .Split(TableQuery.NextPair)
            .Select((p, i) => (Words: p.Split(TableQuery.NextWord), Count: long.Parse(counts[i], CultureInfo.InvariantCulture)))
            .OrderByDescending(p => p.Count)
            .ToList();
        long both = row.Count("n_both");
        List<string> told =
        [
            .. pairs.Take(MostPairs).Select(p => $"{p.Words[0]} -> {p.Words[1]}{(both > 1 ? " in " + Text(p.Count) : "")}"),
        ];
        if (pairs.Count > MostPairs)
            told.Add("otherwise in " + Text(pairs.Skip(MostPairs).Sum(p => p.Count)));
        return About(row) with
        {
            Kind =
                table.Verdicts.Contains(word) ? AnswerKind.Verdict
                : both == 1 ? AnswerKind.Reading
                : AnswerKind.FrameByFrame,
            Quantity = word,
            Before = pairs[0].Words[0],
            After = pairs[0].Words[1],
            Statement = $"{(word == "verdict" ? "" : word + " ")}{string.Join(", ", told)}{(both > 1 ? " of " + Text(both) : "")}",
        };
    }

    private Answer? Of(TableRow row, AnswerNumber number)
    {
        string c = number.Column;
        (long different, long beyond) = (row.Count("d_" + c), row.Count("x_" + c));
        if (different == 0)
            return null;
        string unit = UnitOf(row, c);
        var one = new Measured(row.Number("a_" + c), row.Number("ea_" + c));
        var other = new Measured(row.Number("b_" + c), row.Number("eb_" + c));
        bool single = row.Count("n_both") == 1;
        double error = Measured.Combined(one.Error, other.Error);
        return About(row) with
        {
            Kind = single ? AnswerKind.Number : AnswerKind.FrameByFrame,
            Quantity = c,
            Before = one.Text(unit),
            After = other.Text(unit),
            Unit = unit,
            WithinError = beyond == 0,
            Statement = single
                ? $"{number.Words} {one.Text(unit)} -> {other.Text(unit)}{Unit(unit)}"
                : $"{number.Words} by {Typical(row, c, unit, error)}{(error > 0 ? Share(", beyond that in", beyond, row.Count("n_both")) : Share(", in", different, row.Count("n_both")))}",
        };
    }

    /// <summary>The median difference: beside the typical error, in its unit, or as a share of the value.</summary>
    private static string Typical(TableRow row, string column, string unit, double error)
    {
        double apart = row.Number("m_" + column);
        if (error > 0)
        {
            string[] both = new Measured(apart, error).Text(unit).Split(" ± ");
            return $"{both[0]}{Unit(unit)} at an error of {both[1]}";
        }
        return Measured.Step(unit) > 0
            ? new Measured(apart).Text(unit) + Unit(unit)
            : (100 * row.Number("r_" + column)).ToString("G2", CultureInfo.InvariantCulture) + " %";
    }

    private static string Unit(string unit) => unit.Length > 0 ? " " + unit : "";

    private static string Share(string words, long count, long of) => of <= 1 ? "" : $"{words} {Text(count)} of {Text(of)}";

    private static string Text(long count) => count.ToString(CultureInfo.InvariantCulture);

    private Answer About(TableRow row)
    {
        string? series = row.Text("series");
        string[] names = [.. table.Keys.Select(k => Named(row, k)).OfType<string>()];
        string place =
            row.Text("place") is not { } n ? ""
            : table.Position is { } position ? " at " + new Measured(row.Number("place")).Text(UnitOf(row, position))
            : " " + n;
        return new()
        {
            Kind = AnswerKind.Number,
            Series = series,
            Table = table.Name,
            Subject =
                $"{(place.StartsWith(" at ", StringComparison.Ordinal) ? table.Noun.TrimEnd('s') : table.Noun)} {string.Join(", ", names)}".TrimEnd()
                + place,
            Quantity = "",
            Statement = "",
            Step = row.Text("step") ?? StepOf(series),
        };
    }

    private string? Named(TableRow row, string key) =>
        (key, row.Text(key)) switch
        {
            (_, null) => null,
            ("track", _) => string.Create(CultureInfo.InvariantCulture, $"of the band at {CenterOf(row):0.0}"),
            ("lobe" or "component" or "harmonic" or "rank", var value) => $"{key} {value}",
            var (_, value) => value,
        };

    private double CenterOf(TableRow row) =>
        tracks
            .Pairs.Where(p =>
                TrackMatching.SeriesOf(p.After) == row.Text("series") && TrackMatching.NumberOf(p.After) == row.Count("track")
            )
            .Select(p => p.After.Number("center"))
            .FirstOrDefault(double.NaN);

    private string? StepOf(string? series) =>
        table.Stage == StepPlace.Read ? StepPlace.Read
        : series is null || table.Stage.Length == 0 ? null
        : after.Find(series)?.Steps.LastOrDefault(s => s.Stage.StartsWith(table.Stage, StringComparison.Ordinal))?.Id;

    private string UnitOf(TableRow row, string column) =>
        pair.Unit(table.Name, column) switch
        {
            "axis" => after.Find(row.Text("series") ?? "")?.Unit ?? "",
            "y" or "y axis" or "Å-(n+1)" => "",
            var unit when unit.StartsWith("of the quantity", StringComparison.Ordinal) => "",
            var unit => unit,
        };
}
