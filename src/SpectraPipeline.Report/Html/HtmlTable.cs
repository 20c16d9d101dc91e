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
        foreach (TableColumn column in table.Columns)
            html.Append(
                CultureInfo.InvariantCulture,
                $"<th scope=\"col\"{(column.IsNumber ? " class=\"number\"" : "")}><button type=\"button\">{VisibleText.Html(column.Header)}</button></th>"
            );
        html.Append("</tr></thead>\n<tbody>");
        int[] before = new int[table.Columns.Count];
        int[] after = new int[table.Columns.Count];
        Measure(rows, before, after);
        foreach (TableRow row in rows)
            Row(table.Columns, row, before, after);
        html.Append("</tbody></table></div>");
        if (rows.Count < table.Rows.Count)
            html.Append(
                CultureInfo.InvariantCulture,
                $"<p class=\"notice\">The first {count} of {table.Rows.Count} rows; all of them are in tables/{VisibleText.Html(table.Id)}.parquet.</p>"
            );
        html.Append(folded ? "</details>\n" : "\n");
    }

    private void Row(IReadOnlyList<TableColumn> columns, TableRow row, int[] before, int[] after)
    {
        html.Append(CultureInfo.InvariantCulture, $"<tr id=\"{HtmlWriter.Anchor(row.Id)}\" title=\"{VisibleText.Html(row.Id)}\">");
        for (int i = 0; i < columns.Count; i++)
        {
            TableCell cell = i < row.Cells.Count ? row.Cells[i] : default;
            if (!columns[i].IsNumber)
            {
                string text =
                    cell.Text is not null ? VisibleText.Html(cell.Text)
                    : cell.Value is double v ? VisibleText.Html(UncertainNumber.Format(v, cell.Error))
                    : "";
                html.Append("<td>").Append(text).Append("</td>");
                continue;
            }
            if (cell.Value is not double value || double.IsNaN(value))
            {
                html.Append("<td class=\"number none\">–</td>");
                continue;
            }
            (string whole, string rest) = Split(UncertainNumber.Format(value, cell.Error));
            html.Append(
                CultureInfo.InvariantCulture,
                $"<td class=\"number\" data-sort=\"{value:R}\"><span style=\"min-width:{before[i]}ch\">{VisibleText.Html(whole)}</span><span style=\"min-width:{after[i]}ch\">{Power(rest)}</span></td>"
            );
        }
        html.Append("</tr>\n");
    }

    private static void Measure(List<TableRow> rows, int[] before, int[] after)
    {
        foreach (TableRow row in rows)
            for (int i = 0; i < Math.Min(before.Length, row.Cells.Count); i++)
                if (row.Cells[i].Value is double value)
                {
                    (string whole, string rest) = Split(UncertainNumber.Format(value, row.Cells[i].Error));
                    before[i] = Math.Max(before[i], whole.Length);
                    after[i] = Math.Max(after[i], rest.Length);
                }
    }

    /// <summary>Before and from the decimal point, or from what follows the last digit of a whole number.</summary>
    private static (string Whole, string After) Split(string number)
    {
        int at = number.IndexOfAny(['.', '(', ' ']);
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
