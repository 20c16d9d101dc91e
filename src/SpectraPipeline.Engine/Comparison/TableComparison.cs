using System.Globalization;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Engine.Comparison;

/// <summary>One table of both runs, row against row, in one SELECT: a night of frames has more rows than should be carried here. Numbers of a series of
/// frames are told by their medians.</summary>
internal sealed class TableComparison(ResultPair pair, RunManifest before, RunManifest after, AnswerTable table, TrackMatching tracks)
{
    private static readonly string[] s_places = ["series", "step"];
    private readonly IReadOnlyList<string> _columns = pair.Columns(table.Name);

    private bool Has(string column) => _columns.Contains(column);

    private bool OfTracks => table.Keys.Contains("track");

    public IEnumerable<Answer> Find()
    {
        if ((!Has("series") && !Has("compare")) || (OfTracks && tracks.Pairs.Count == 0))
            yield break;
        foreach (TableRow row in TableRow.Of(pair.Query(Sql())))
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
        if (old != now && table.Name != "frames")
            yield return About(row) with
            {
                Kind = table.Verdicts.Length > 0 || table.Keys.Length > 0 ? AnswerKind.Existence : AnswerKind.FrameByFrame,
                Quantity = "rows",
                Before = Text(old),
                After = Text(now),
                Statement =
                    old == 0 && now == 1 ? "is new"
                    : now == 0 && old == 1 ? "is gone"
                    : $"{old} -> {now} rows",
            };
        foreach (string verdict in table.Verdicts.Concat(table.Words).Where(Has))
            if (row.Count("d_" + verdict) is > 0 and var different)
            {
                (string one, string other) = (row.Text("a_" + verdict) ?? "none", row.Text("b_" + verdict) ?? "none");
                yield return About(row) with
                {
                    Kind =
                        table.Verdicts.Contains(verdict) ? AnswerKind.Verdict
                        : row.Count("n_both") == 1 ? AnswerKind.Reading
                        : AnswerKind.FrameByFrame,
                    Quantity = verdict,
                    Before = one,
                    After = other,
                    Statement =
                        $"{(verdict == "verdict" ? "" : verdict + " ")}{one} -> {other}{Share(", in", different, row.Count("n_both"))}",
                };
            }
        foreach (AnswerNumber number in table.Numbers.Where(n => Has(n.Column)))
            if (Of(row, number) is { } answer)
                yield return answer;
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
        string place = row.Text("place") is { } n ? " " + n : "";
        return new()
        {
            Kind = AnswerKind.Number,
            Series = series,
            Table = table.Name,
            Subject = $"{table.Noun} {string.Join(", ", names)}".TrimEnd() + place,
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
            var unit => unit,
        };

    /// <summary>Rows side by side, then one row a name: how many, how many differ, how many of them beyond their error, and the medians of those.</summary>
    private string Sql()
    {
        List<string> names = [.. table.Keys.Where(Has)];
        names.InsertRange(0, s_places.Where(Has));
        bool frames = Has("frame");
        List<string> join = frames ? [.. names, "frame"] : names;
        string partition = string.Join(", ", join.Select(Quoted)),
            rank = table.Rank is { } r && Has(r) ? Quoted(r) : "1";
        // The place within a frame names a row only where a series is one frame: else it would be a line for each of many.
        string single = frames ? "max(coalesce(frame, 0)) OVER (PARTITION BY series) = 0" : "true";
        string place = table.Rank is null ? "NULL" : "CASE WHEN single THEN place END";
        string[] outer =
        [
            .. names.Select(n => $"coalesce(a.{Quoted(n)}, b.{Quoted(n)}) AS {Quoted(n)}"),
            "coalesce(a.place, b.place) AS place",
            "coalesce(a.single, true) AND coalesce(b.single, true) AS single",
            "a.place IS NOT NULL AS in_a",
            "b.place IS NOT NULL AS in_b",
            .. table
                .Verdicts.Concat(table.Words)
                .Where(Has)
                .SelectMany(v => new[] { $"CAST(a.{Quoted(v)} AS VARCHAR) AS a_{v}", $"CAST(b.{Quoted(v)} AS VARCHAR) AS b_{v}" }),
            .. table.Numbers.Where(n => Has(n.Column)).SelectMany(Sides),
        ];
        string[] told =
        [
            .. names.Select(Quoted),
            $"{place} AS place",
            "count(*) FILTER (WHERE in_a) AS n_before",
            "count(*) FILTER (WHERE in_b) AS n_after",
            "count(*) FILTER (WHERE in_a AND in_b) AS n_both",
            .. table.Verdicts.Concat(table.Words).Where(Has).SelectMany(Told),
            .. table.Numbers.Where(n => Has(n.Column)).SelectMany(n => Told(n)),
        ];
        string Side(string schema) =>
            $"(SELECT *, row_number() OVER (PARTITION BY {partition} ORDER BY {rank}) AS place, {single} AS single FROM {Source(schema)})";
        return $"""
            SELECT {string.Join(", ", told)}
            FROM (SELECT {string.Join(", ", outer)} FROM {Side("before")} a FULL OUTER JOIN {Side("after")} b
                  ON a.place = b.place AND {string.Join(" AND ", join.Select(c => $"a.{Quoted(c)} IS NOT DISTINCT FROM b.{Quoted(c)}"))})
            GROUP BY ALL ORDER BY ALL
            """;
    }

    /// <summary>The table; of tracks only those that both runs have, under the numbers of the second.</summary>
    private string Source(string schema)
    {
        string name = $"{schema}.{Quoted(table.Name)}";
        if (!OfTracks)
            return name;
        string pairs = string.Join(
            ", ",
            tracks.Pairs.Select(p =>
                $"('{TrackMatching.SeriesOf(p.After).Replace("'", "''", StringComparison.Ordinal)}', {Text(TrackMatching.NumberOf(schema == "before" ? p.Before : p.After))}, {Text(TrackMatching.NumberOf(p.After))})"
            )
        );
        return $"(SELECT t.* REPLACE (m.number AS track) FROM {name} t JOIN (VALUES {pairs}) m(series, own, number) ON t.series = m.series AND t.track = m.own)";
    }

    private IEnumerable<string> Sides(AnswerNumber number)
    {
        string c = number.Column;
        foreach (string side in (string[])["a", "b"])
        {
            yield return $"{side}.{Quoted(c)} AS {side}_{c}";
            yield return $"{Error(side, number)} AS e{side}_{c}";
        }
    }

    private string Error(string side, AnswerNumber number)
    {
        string? named = number.Error ?? new[] { number.Column + "_se_total", number.Column + "_se" }.FirstOrDefault(Has);
        return named is not null && Has(named) ? $"{side}.{Quoted(named)}"
            : Has(number.Column + "_low") && Has(number.Column + "_high")
                ? $"({side}.{Quoted(number.Column + "_high")} - {side}.{Quoted(number.Column + "_low")}) / (2 * 1.96)"
            : "NULL::DOUBLE";
    }

    private static IEnumerable<string> Told(string verdict)
    {
        string differs = $"in_a AND in_b AND a_{verdict} IS DISTINCT FROM b_{verdict}";
        yield return $"count(*) FILTER (WHERE {differs}) AS d_{verdict}";
        yield return $"mode(a_{verdict}) FILTER (WHERE {differs}) AS a_{verdict}";
        yield return $"mode(b_{verdict}) FILTER (WHERE {differs}) AS b_{verdict}";
    }

    private IEnumerable<string> Told(AnswerNumber number)
    {
        string c = number.Column,
            error = $"sqrt(coalesce(ea_{c} * ea_{c}, 0) + coalesce(eb_{c} * eb_{c}, 0))",
            apart = $"abs(a_{c} - b_{c})",
            size = $"greatest(abs(a_{c}), abs(b_{c}))";
        double step = Measured.Step(pair.Unit(table.Name, c) is "axis" ? "" : pair.Unit(table.Name, c));
        string shown = step > 0 ? Text(step) : $"{Text(Measured.Shown)} * {size}";
        string differs =
            $"in_a AND in_b AND ((a_{c} IS NULL) <> (b_{c} IS NULL) OR ({apart} > {Text(Measured.Rounding)} * {size} AND {apart} >= {Text(Measured.ErrorRounding)} * {error}))";
        string beyond =
            $"{differs} AND ((a_{c} IS NULL) <> (b_{c} IS NULL) OR {apart} >= CASE WHEN {error} > 0 THEN {error} ELSE {shown} END)";
        yield return $"count(*) FILTER (WHERE {differs}) AS d_{c}";
        yield return $"count(*) FILTER (WHERE {beyond}) AS x_{c}";
        foreach (string column in (string[])[$"a_{c}", $"b_{c}", $"ea_{c}", $"eb_{c}"])
            yield return $"median({column}) FILTER (WHERE {differs}) AS {column}";
        yield return $"median({apart}) FILTER (WHERE {differs}) AS m_{c}";
        yield return $"median({apart} / {size}) FILTER (WHERE {differs}) AS r_{c}";
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Quoted(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
