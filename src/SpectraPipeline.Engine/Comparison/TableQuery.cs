using System.Globalization;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Engine.Comparison;

/// <summary>The SELECT that holds one table of two runs against each other: rows side by side, then one row a name: how many, how many differ, how many
/// of them beyond their error, and the medians of those.</summary>
internal sealed class TableQuery(ResultPair pair, RunManifest after, AnswerTable table, TrackMatching tracks)
{
    /// <summary>Between two pairs of words that changed.</summary>
    public const char NextPair = '\u001e';

    /// <summary>Between the old and the new word of a pair.</summary>
    public const char NextWord = '\u001f';

    private static readonly string[] s_runs = ["before", "after"];
    private static readonly string[] s_places = ["series", "step"];
    private readonly IReadOnlyList<string> _columns = pair.Columns(table.Name);

    private bool Has(string column) => _columns.Contains(column);

    private bool OfTracks => table.Keys.Contains("track");

    private List<string> Names => [.. s_places.Where(Has), .. table.Keys.Where(Has)];

    private List<string> Same => Has("frame") ? [.. Names, "frame"] : Names;

    private IEnumerable<string> Words => table.Verdicts.Concat(table.Words).Where(Has);

    private IEnumerable<AnswerNumber> Numbers => table.Numbers.Where(n => Has(n.Column));

    private string? Position => table.Position is { } p && Has(p) ? Quoted(p) : null;

    public string Sql()
    {
        string[] outer =
        [
            .. Names.Select(n => $"coalesce(a.{Quoted(n)}, b.{Quoted(n)}) AS {Quoted(n)}"),
            $"{Place()} AS place",
            "a.id IS NOT NULL AS in_a",
            "b.id IS NOT NULL AS in_b",
            .. Words.SelectMany(v => new[] { $"CAST(a.{Quoted(v)} AS VARCHAR) AS a_{v}", $"CAST(b.{Quoted(v)} AS VARCHAR) AS b_{v}" }),
            .. Numbers.SelectMany(Sides),
        ];
        string[] told =
        [
            .. Names.Select(Quoted),
            "place",
            "count(*) FILTER (WHERE in_a) AS n_before",
            "count(*) FILTER (WHERE in_b) AS n_after",
            "count(*) FILTER (WHERE in_a AND in_b) AS n_both",
            .. Words.SelectMany(Told),
            .. Numbers.SelectMany(n => Told(n)),
        ];
        return $"""
            WITH a AS MATERIALIZED ({Side("before")}), b AS MATERIALIZED ({Side("after")}), {Matched()}
            SELECT {string.Join(", ", told)}
            FROM (SELECT {string.Join(", ", outer)} FROM a LEFT JOIN matched m ON m.a = a.id FULL OUTER JOIN b ON b.id = m.b)
            GROUP BY ALL ORDER BY ALL
            """;
    }

    /// <summary>The place within a frame names a row only where a series is one frame: else it would be a line for each of many.</summary>
    private string Place()
    {
        string own =
            Position is { } position ? $"coalesce(b.{position}, a.{position})"
            : table.Rank is not null ? "coalesce(b.place, a.place)"
            : "NULL";
        if (own == "NULL" || !Has("frame") || !Has("series"))
            return own;
        string later = string.Join(" UNION ALL ", s_runs.Select(s => $"SELECT series FROM {s}.{Quoted(table.Name)} WHERE frame > 0"));
        return $"CASE WHEN coalesce(a.series, b.series) NOT IN ({later}) THEN {own} END";
    }

    /// <summary>The columns that are compared, with a number of the row and its place among those of the same name.</summary>
    private string Side(string schema)
    {
        string rank = (table.Position ?? table.Rank) is { } r && Has(r) ? Quoted(r) : "1";
        IEnumerable<string> columns = Same.Concat(Words)
            .Concat(
                Numbers.SelectMany(n =>
                    new[] { n.Column, n.Error ?? "", n.Column + "_se_total", n.Column + "_se", n.Column + "_low", n.Column + "_high" }
                )
            )
            .Concat([table.Position ?? "", table.Rank ?? "", "fwhm", "center_se"])
            .Distinct()
            .Where(Has);
        return $"SELECT {string.Join(", ", columns.Select(Quoted))}, row_number() OVER () AS id, "
            + $"row_number() OVER (PARTITION BY {string.Join(", ", Same.Select(Quoted))} ORDER BY {rank}) AS place FROM {Source(schema)}";
    }

    /// <summary>Which row is which: by name and place; where rows are known by their position alone, each is the other's nearest, within a band's reach.
    /// By place one band more would shift all that follow; it
    /// decides only between rows at one position.</summary>
    private string Matched()
    {
        string same = string.Join(" AND ", Same.Select(c => $"a.{Quoted(c)} IS NOT DISTINCT FROM b.{Quoted(c)}"));
        if (Position is not { } position)
            return $"matched AS (SELECT a.id AS a, b.id AS b FROM a JOIN b ON a.place = b.place AND {same})";
        string apart =
            $"CASE WHEN coalesce(isfinite(a.{position}), false) OR coalesce(isfinite(b.{position}), false) THEN abs(a.{position} - b.{position}) ELSE 0 END";
        return $"""
            near AS (SELECT a.id AS a, b.id AS b, {apart} AS apart, abs(a.place - b.place) AS places FROM a JOIN b ON {same} WHERE apart <= {Reach()}),
            matched AS (SELECT a, b FROM (SELECT a, arg_min(b, (apart, places, b)) AS b FROM near GROUP BY a)
                        JOIN (SELECT b, arg_min(a, (apart, places, a)) AS a FROM near GROUP BY b) USING (a, b))
            """;
    }

    private string Reach()
    {
        if (!Has("fwhm"))
            return "'infinity'::DOUBLE";
        string width =
            $"least(coalesce(a.fwhm, b.fwhm, {Text(TrackMatching.NoWidth / TrackMatching.WidthShare)}), coalesce(b.fwhm, a.fwhm, {Text(TrackMatching.NoWidth / TrackMatching.WidthShare)}))";
        string errors = Has("center_se")
            ? $"{Text(TrackMatching.Errors)} * sqrt(coalesce(a.center_se ** 2, 0) + coalesce(b.center_se ** 2, 0))"
            : "0";
        return $"greatest({Text(TrackMatching.WidthShare)} * {width}, {errors})";
    }

    /// <summary>The table; of tracks only those that both runs have, under the numbers of the second.</summary>
    private string Source(string schema)
    {
        string name = $"{schema}.{Quoted(table.Name)}";
        if (!OfTracks)
            return table.Only.Length == 0 ? name : $"(SELECT * FROM {name} WHERE {table.Only})";
        string pairs = string.Join(
            ", ",
            tracks.Pairs.Select(p =>
                $"({Literal(TrackMatching.SeriesOf(p.After))}, {Number(TrackMatching.NumberOf(schema == "before" ? p.Before : p.After))}, {Number(TrackMatching.NumberOf(p.After))})"
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

    private static IEnumerable<string> Told(string word)
    {
        string differs = $"in_a AND in_b AND a_{word} IS DISTINCT FROM b_{word}",
            pairs = $"histogram(coalesce(a_{word}, 'none') || chr({(int)NextWord}) || coalesce(b_{word}, 'none')) FILTER (WHERE {differs})";
        yield return $"count(*) FILTER (WHERE {differs}) AS d_{word}";
        yield return $"array_to_string(map_keys({pairs}), chr({(int)NextPair})) AS p_{word}";
        yield return $"array_to_string(map_values({pairs}), chr({(int)NextPair})) AS c_{word}";
    }

    private IEnumerable<string> Told(AnswerNumber number)
    {
        string c = number.Column,
            error = $"sqrt(coalesce(ea_{c} * ea_{c}, 0) + coalesce(eb_{c} * eb_{c}, 0))",
            apart = $"abs(a_{c} - b_{c})",
            size = $"greatest(abs(a_{c}), abs(b_{c}))";
        string shown = Shown(pair.Unit(table.Name, c), $"{Text(Measured.Shown)} * {size}");
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

    /// <summary>Smallest difference that is shown of a number without an error; where the unit is that of the axis, each series has its own.</summary>
    private string Shown(string unit, string otherwise)
    {
        string Of(string own) => Measured.Step(own) is > 0 and var step ? Text(step) : otherwise;
        return unit == "axis" && after.Series.Count > 0 && Has("series")
            ? $"CASE series {string.Join(" ", after.Series.Select(s => $"WHEN {Literal(s.Id)} THEN {Of(s.Unit)}"))} ELSE {otherwise} END"
            : Of(unit);
    }

    private static string Literal(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Quoted(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
