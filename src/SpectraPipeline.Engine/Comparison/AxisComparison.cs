using System.Globalization;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Engine.Comparison;

/// <summary>The axes of stored steps: the same y on another x is another spectrum.</summary>
internal sealed class AxisComparison(ResultPair pair)
{
    private static readonly (string Values, string Unit, string Words)[] s_axes =
    [
        ("values", "unit", "x"),
        ("values2", "unit2", "second axis"),
    ];

    public IEnumerable<Answer> Find()
    {
        foreach (var (values, unit, words) in s_axes)
            if (pair.Columns("axes").Contains(values) && pair.Columns("axes").Contains(unit))
                foreach (TableRow row in TableRow.Of(pair.Query(Sql(values, unit))))
                    yield return Of(row, words);
    }

    /// <summary>Axes that differ beyond rounding of their largest value, with the ends of each.</summary>
    private static string Sql(string values, string unit)
    {
        (string a, string b) = ($"a.\"{values}\"", $"b.\"{values}\"");
        string apart = $"list_max([abs(p[1] - p[2]) FOR p IN list_zip({a}, {b})])",
            size = $"greatest(abs({a}[1]), abs({a}[-1]))";
        return $"""
            SELECT series, step, a.{unit} AS old_unit, b.{unit} AS now_unit, len({a}) AS old_n, len({b}) AS now_n,
                {a}[1] AS old_first, {a}[-1] AS old_last, {b}[1] AS now_first, {b}[-1] AS now_last,
                CASE WHEN len({a}) = len({b}) THEN {apart} END AS apart
            FROM before.axes a JOIN after.axes b USING (series, step)
            WHERE coalesce(a.{unit}, '') <> coalesce(b.{unit}, '') OR coalesce(len({a}), 0) <> coalesce(len({b}), 0)
                OR {apart} > {Measured.Rounding.ToString("R", CultureInfo.InvariantCulture)} * {size}
            ORDER BY series, step
            """;
    }

    private static Answer Of(TableRow row, string words)
    {
        (string old, string now) = (Range(row, "old"), Range(row, "now"));
        return new()
        {
            Kind = AnswerKind.Rows,
            Series = row.Text("series"),
            Table = "axes",
            Subject = $"{words} of {row.Text("step")}",
            Quantity = words,
            Before = old,
            After = now,
            Unit = row.Text("now_unit") ?? "",
            Statement =
                old == now
                    ? string.Create(CultureInfo.InvariantCulture, $"differs by up to {row.Number("apart"):G3} {row.Text("now_unit")}")
                        .TrimEnd()
                    : $"{old} -> {now}",
            Step = row.Text("step"),
        };
    }

    private static string Range(TableRow row, string side) =>
        row.Count(side + "_n") == 0
            ? "none"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Text(side + "_n")} points from {row.Number(side + "_first"):G7} to {row.Number(side + "_last"):G7} {row.Text(side + "_unit")}"
            );
}
