using System.Globalization;
using System.Text;

namespace SpectraPipeline.Report.Html;

/// <summary>A report as one file that needs nothing else: styles, script, figures and, once, the plotting library are inside.</summary>
/// <remarks>The content security policy in the page forbids every fetch, so the promise 'no network' is kept by the browser too.</remarks>
public static class HtmlReport
{
    private const string Policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:";

    /// <param name="plotlyScript">The text of plotly.js; null leaves the figures still.</param>
    public static string Render(ReportPage page, string? plotlyScript)
    {
        StringBuilder html = new();
        string title = VisibleText.Html(page.Title.ToString());
        html.Append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
        html.Append(CultureInfo.InvariantCulture, $"<meta http-equiv=\"Content-Security-Policy\" content=\"{Policy}\">");
        html.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        html.Append(
            CultureInfo.InvariantCulture,
            $"<title>{title}</title>\n<style>{Resource("report.css")}{page.Style}</style></head>\n<body>"
        );
        html.Append("<a class=\"skip\" href=\"#main\">To the content</a>");
        Contents(html, page);
        html.Append(CultureInfo.InvariantCulture, $"<main id=\"main\"><header><h1>{VisibleText.Html(page.Title)}</h1>");
        foreach (RichText fact in page.Facts)
            html.Append("<p class=\"fact\">").Append(VisibleText.Html(fact)).Append("</p>");
        html.Append("</header>\n");
        HashSet<string> rows =
        [
            .. page
                .Sections.SelectMany(s => s.Blocks)
                .OfType<TableBlock>()
                .SelectMany(table => table.Rows.Take(TableBlock.MostRows))
                .Select(row => row.Id),
        ];
        HtmlWriter writer = new(html, interactive: plotlyScript is not null, rows);
        foreach (ReportSection section in page.Sections)
            writer.Section(section);
        html.Append("</main>\n");
        if (plotlyScript is not null)
            html.Append("<script>").Append(Script(plotlyScript)).Append("</script>\n");
        if (page.Script.Length > 0)
            html.Append("<script>").Append(Script(page.Script)).Append("</script>\n");
        html.Append("<script>").Append(Script(Resource("report.js"))).Append("</script>\n</body></html>\n");
        return html.ToString();
    }

    private static void Contents(StringBuilder html, ReportPage page)
    {
        html.Append("<nav aria-label=\"Contents\"><ol>");
        foreach (ReportSection section in page.Sections)
            html.Append(
                CultureInfo.InvariantCulture,
                $"<li><a href=\"#{HtmlWriter.Anchor(section.Id)}\">{VisibleText.Html(section.Title)}</a></li>"
            );
        html.Append("</ol><button type=\"button\" id=\"theme\">Light or dark</button></nav>\n");
    }

    /// <summary>A script element ends at the first closing tag, wherever it stands.</summary>
    private static string Script(string source) =>
        source.Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase).Replace("<!--", "<\\!--", StringComparison.Ordinal);

    internal static string Resource(string name)
    {
        using Stream stream =
            typeof(HtmlReport).Assembly.GetManifestResourceStream("SpectraPipeline.Report.Html." + name)
            ?? throw new FileNotFoundException($"The resource {name} is not in the assembly.", name);
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
