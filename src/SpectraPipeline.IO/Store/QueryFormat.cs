using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SpectraPipeline.IO.Store;

/// <summary>The three forms of <c>spectra query --format</c>.</summary>
internal static class QueryFormat
{
    private const int LongestCell = 400;

    internal static string Table(QueryResult result)
    {
        string[][] cells =
        [
            [.. result.Columns.Select(c => c.Name)],
            .. result.Rows.Select(row => row.Select(v => Cut(Shown(v))).ToArray()),
        ];
        int[] widths = [.. result.Columns.Select((_, c) => cells.Max(row => row[c].Length))];
        var text = new StringBuilder();
        for (int r = 0; r < cells.Length; r++)
        {
            for (int c = 0; c < widths.Length; c++)
            {
                string cell = result.Columns[c].IsNumber ? cells[r][c].PadLeft(widths[c]) : cells[r][c].PadRight(widths[c]);
                text.Append(c > 0 ? "  " : "").Append(cell);
            }
            while (text.Length > 0 && text[^1] == ' ')
                text.Length--;
            text.Append('\n');
            if (r == 0)
                text.AppendJoin("  ", widths.Select(w => new string('-', w))).Append('\n');
        }
        return text.ToString();
    }

    internal static string Csv(QueryResult result)
    {
        var text = new StringBuilder();
        text.AppendJoin(',', result.Columns.Select(c => Quoted(c.Name))).Append("\r\n");
        foreach (object?[] row in result.Rows)
            text.AppendJoin(',', row.Select(v => Quoted(Exact(v)))).Append("\r\n");
        return text.ToString();
    }

    internal static string Json(QueryResult result)
    {
        using var buffer = new MemoryStream();
        using (
            var json = new Utf8JsonWriter(
                buffer,
                new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
            )
        )
        {
            json.WriteStartArray();
            foreach (object?[] row in result.Rows)
            {
                json.WriteStartObject();
                for (int c = 0; c < row.Length; c++)
                {
                    json.WritePropertyName(result.Columns[c].Name);
                    Write(json, row[c]);
                }
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length) + "\n";
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
            case double d when !double.IsFinite(d):
                json.WriteNullValue();
                break;
            case bool b:
                json.WriteBooleanValue(b);
                break;
            case long n:
                json.WriteNumberValue(n);
                break;
            case double d:
                json.WriteNumberValue(d);
                break;
            case object?[] items:
                json.WriteStartArray();
                foreach (object? item in items)
                    Write(json, item);
                json.WriteEndArray();
                break;
            case decimal or Int128:
                json.WriteRawValue(Exact(value));
                break;
            default:
                json.WriteStringValue(Exact(value));
                break;
        }
    }

    /// <summary>The value such that reading it back gives the same one.</summary>
    private static string Exact(object? value) =>
        value switch
        {
            null => "",
            double d => double.IsNaN(d) ? "" : d.ToString("R", CultureInfo.InvariantCulture),
            bool b => b ? "true" : "false",
            object?[] items => "["
                + string.Join(
                    ",",
                    items.Select(i =>
                        i is null or double.NaN ? "null"
                        : i is string s ? JsonSerializer.Serialize(s)
                        : Exact(i)
                    )
                )
                + "]",
            IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };

    private static string Shown(object? value) =>
        value switch
        {
            null or double.NaN => "NULL",
            double d => d.ToString("G9", CultureInfo.InvariantCulture),
            object?[] items => "[" + string.Join(", ", items.Take(8).Select(Shown)) + (items.Length > 8 ? $", … {items.Length}]" : "]"),
            _ => Exact(value).ReplaceLineEndings(" ").Replace('\t', ' '),
        };

    private static string Cut(string cell) => cell.Length <= LongestCell ? cell : string.Concat(cell.AsSpan(0, LongestCell - 1), "…");

    private static string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny("\",\r\n") >= 0 || (cell.Length > 0 && (cell[0] == ' ' || cell[^1] == ' '))
            ? '"' + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + '"'
            : cell;
}
