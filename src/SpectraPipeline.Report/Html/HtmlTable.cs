using System.Globalization;
using System.Text;

namespace SpectraPipeline.Report.Html;

/// <summary>Tables that sort by a click or a key, with numbers aligned on the decimal point.</summary>
internal sealed class HtmlTable(StringBuilder html)
{
    public void Write(TableBlock table)
    {
        List<TableRow> rows = [.. table.Rows.Take(TableBlock.MostRows)];
        bool folded = rows.Count > TableBlock.MostOpenRows;
        string count = rows.Count.ToString(CultureInfo.InvariantCulture);
        if (folded)
            html.Append(CultureInfo.InvariantCulture, $"<details><summary>{VisibleText.Html(table.Caption)} ({count} rows)</summary>");
        html.Append(
            CultureInfo.InvariantCulture,
            $"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{VisibleText.Html(table.Caption.ToString())}\">"
        );
        html.Append(CultureInfo.InvariantCulture, $"<table id=\"{HtmlWriter.Anchor(table.Id)}\" class=\"sortable\">");
        if (!folded)
            html.Append("<caption>").Append(VisibleText.Html(table.Caption)).Append("</caption>");
        html.Append("<thead><tr>");
        int[] powers = Powers(table.Columns, rows);
        for (int i = 0; i < powers.Length; i++)
            html.Append(
                CultureInfo.InvariantCulture,
                $"<th scope=\"col\"{(table.Columns[i].IsNumber ? " class=\"number\"" : "")}><button type=\"button\">{Header(table.Columns[i], powers[i])}</button></th>"
            );
        html.Append("</tr></thead>\n<tbody>");
        int[] before = new int[table.Columns.Count];
        int[] after = new int[table.Columns.Count];
        Measure(rows, powers, before, after);
        foreach (TableRow row in rows)
            Row(table.Columns, row, powers, before, after);
        html.Append("</tbody></table></div><p class=\"hint\" aria-hidden=\"true\">more columns to the right: scroll sideways \u2192</p>");
        int total = Math.Max(table.Total, table.Rows.Count);
        if (rows.Count < total)
            html.Append(
                CultureInfo.InvariantCulture,
                $"<p class=\"notice\">The first {count} of {total} rows; all of them are in tables/{VisibleText.Html(table.Id)}.parquet.</p>"
            );
        html.Append(folded ? "</details>\n" : "\n");
    }

    private void Row(IReadOnlyList<TableColumn> columns, TableRow row, int[] powers, int[] before, int[] after)
    {
        html.Append(CultureInfo.InvariantCulture, $"<tr id=\"{HtmlWriter.Anchor(row.Id)}\" title=\"{VisibleText.Html(row.Id)}\">");
        for (int i = 0; i < columns.Count; i++)
        {
            TableCell cell = i < row.Cells.Count ? row.Cells[i] : default;
            if (!columns[i].IsNumber)
            {
                string text =
                    cell.Text is not null ? VisibleText.Html(cell.Text)
                    : cell.Value is double ? VisibleText.Html(Shown(cell, 0))
                    : "";
                html.Append("<td").Append(Wrapping(cell)).Append('>').Append(text).Append("</td>");
                continue;
            }
            if (cell.Value is not double value || double.IsNaN(value))
            {
                html.Append("<td class=\"number none\">–</td>");
                continue;
            }
            (string whole, string rest) = Split(Shown(cell, powers[i]));
            html.Append(
                CultureInfo.InvariantCulture,
                $"<td class=\"number\" data-sort=\"{value:R}\"><span style=\"min-width:{before[i]}ch\">{VisibleText.Html(whole)}</span><span style=\"min-width:{after[i]}ch\">{Power(rest)}</span></td>"
            );
        }
        html.Append("</tr>\n");
    }

    /// <summary>Up to here words stay in one line; from <see cref="LongText"/> on they get a column wide enough for sentences.</summary>
    private const int ShortText = 40;
    private const int LongText = 80;

    private static string Wrapping(TableCell cell)
    {
        int length = cell.Text?.ToString().Length ?? 0;
        string width =
            length is > 0 and <= ShortText ? " class=\"short\""
            : length >= LongText ? " class=\"long\""
            : length > 0 ? " class=\"middle\""
            : "";
        return cell.Whole is { } whole ? $"{width} title=\"{VisibleText.Html(whole)}\"" : width;
    }

    /// <summary>A column of very small or large numbers is counted in one power of ten, said in its head, so that its numbers compare at a glance.</summary>
    private static int[] Powers(IReadOnlyList<TableColumn> columns, List<TableRow> rows)
    {
        int[] powers = new int[columns.Count];
        for (int i = 0; i < powers.Length; i++)
        {
            double largest = 0;
            foreach (TableRow row in rows)
                if (i < row.Cells.Count && row.Cells[i].Value is double value && double.IsFinite(value))
                    largest = Math.Max(largest, Math.Abs(value));
            powers[i] =
                columns[i].IsNumber && largest > 0 && largest is < 0.01 or >= 1e7 ? 3 * (int)Math.Floor(Math.Log10(largest) / 3) : 0;
        }
        return powers;
    }

    private static string Header(TableColumn column, int power)
    {
        string header = VisibleText.Html(column.Header);
        if (power == 0)
            return header;
        string factor = $"10<sup>{power.ToString(CultureInfo.InvariantCulture).Replace('-', '\u2212')}</sup>";
        return header.Contains(" / ", StringComparison.Ordinal)
            ? header.Replace(" / ", $" / {factor} ", StringComparison.Ordinal)
            : $"{header} / {factor}";
    }

    private static void Measure(List<TableRow> rows, int[] powers, int[] before, int[] after)
    {
        foreach (TableRow row in rows)
            for (int i = 0; i < Math.Min(before.Length, row.Cells.Count); i++)
                if (row.Cells[i].Value is not null)
                {
                    (string whole, string rest) = Split(Shown(row.Cells[i], powers[i]));
                    before[i] = Math.Max(before[i], whole.Length);
                    after[i] = Math.Max(after[i], rest.Length);
                }
    }

    /// <summary>The number of a cell with what is known of its error, in units of 10^<paramref name="power"/>.</summary>
    private static string Shown(in TableCell cell, int power) =>
        cell.Value is not double value ? ""
        : cell.Interval is (double low, double high) ? UncertainNumber.Format(value, low, high, power)
        : UncertainNumber.Format(value, cell.Error, power);

    /// <summary>Before and from the decimal point, or from what follows the last digit of a whole number.</summary>
    private static (string Whole, string After) Split(string number)
    {
        int at = number.IndexOfAny(['.', '(', ' ', '\u00a0']);
        return at < 0 ? (number, "") : (number[..at], number[at..]);
    }

    private static string Power(string rest)
    {
        int caret = rest.IndexOf('^', StringComparison.Ordinal);
        return caret < 0
            ? VisibleText.Html(rest)
            : VisibleText.Html(rest[..caret]) + "<sup>" + VisibleText.Html(rest[(caret + 1)..]) + "</sup>";
    }
}
