using System.Globalization;
using System.Text;
using SpectraPipeline.Report.Plotly;
using SpectraPipeline.Report.Preview;
using SpectraPipeline.Report.Svg;

namespace SpectraPipeline.Report.Html;

/// <summary>Blocks of a report as HTML. Everything that is not a constant of this file goes through <see cref="VisibleText.Html(string?)"/>.</summary>
internal sealed class HtmlWriter(StringBuilder html, bool interactive, IReadOnlySet<string> rowsOnPage)
{
    public void Section(ReportSection section)
    {
        html.Append(CultureInfo.InvariantCulture, $"<section id=\"{Anchor(section.Id)}\"><h2>{E(section.Title)}</h2>\n");
        foreach (Block block in section.Blocks)
            Write(block);
        html.Append("</section>\n");
    }

    /// <summary>An id without blanks, as HTML asks.</summary>
    public static string Anchor(string id) => VisibleText.Html(id.Replace(' ', '-'));

    private static string E(string? text) => VisibleText.Html(text);

    private static string E(RichText text) => VisibleText.Html(text);

    private void Write(Block block)
    {
        switch (block)
        {
            case Words words:
                html.Append("<p>").Append(E(words.Text)).Append("</p>\n");
                break;
            case Items items:
                html.Append("<ul>");
                foreach (RichText sentence in items.Sentences)
                    html.Append("<li>").Append(E(sentence)).Append("</li>");
                html.Append("</ul>\n");
                break;
            case Finding finding:
                Finding(finding);
                break;
            case FigureBlock figure:
                Figure(figure.Figure, figure.IsFile);
                break;
            case CopyText text:
                html.Append(
                    CultureInfo.InvariantCulture,
                    $"<div class=\"copy\"><button type=\"button\" class=\"copy-button\">Copy {E(text.Label)}</button>"
                );
                html.Append(
                    CultureInfo.InvariantCulture,
                    $"<pre class=\"{(text.Monospace ? "code" : "prose")}\" tabindex=\"0\">{Lines(text.Text)}</pre></div>\n"
                );
                break;
            case TableBlock table:
                new HtmlTable(html).Write(table);
                break;
            case PreviewBlock own:
                own.Write(html);
                break;
            default:
                throw new NotSupportedException($"No HTML for {block.GetType().Name}.");
        }
    }

    /// <summary>Line ends survive, each line is cleaned by itself.</summary>
    private static string Lines(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(E));

    private void Finding(Finding finding)
    {
        string grade = finding.Grade.Length == 1 && finding.Grade[0] is >= 'A' and <= 'D' ? finding.Grade : "";
        html.Append("<div class=\"finding\">");
        html.Append(
            grade.Length > 0
                ? $"<span class=\"grade grade-{grade}\" title=\"grade of the evidence, A strongest, D position alone\">{grade}</span>"
                : "<span class=\"grade grade-none\" title=\"no grade\">–</span>"
        );
        html.Append(
            CultureInfo.InvariantCulture,
            $"<div><p>{E(finding.Statement)} <span class=\"verdict\">{E(finding.Verdict)}</span></p>"
        );
        if (!finding.Detail.IsEmpty || finding.RowIds.Count > 0)
        {
            html.Append("<p class=\"detail\">").Append(E(finding.Detail));
            foreach (string row in finding.RowIds)
                html.Append(
                    rowsOnPage.Contains(row)
                        ? $" <a class=\"row\" href=\"#{Anchor(row)}\">{E(row)}</a>"
                        : $" <span class=\"row\">{E(row)}</span>"
                );
            html.Append("</p>");
        }
        html.Append("</div></div>\n");
    }

    private void Figure(Figure figure, bool isFile)
    {
        string name = Anchor(figure.Name);
        html.Append(CultureInfo.InvariantCulture, $"<figure id=\"figure-{name}\"><div class=\"paper\">");
        html.Append(CultureInfo.InvariantCulture, $"<div class=\"still\">{SvgRenderer.Render(figure)}</div>");
        string notice = "";
        if (interactive)
        {
            PlotlyFigure plotly = PlotlyRenderer.Render(figure);
            notice = plotly.Notice;
            html.Append(
                CultureInfo.InvariantCulture,
                $"<div class=\"live\" data-figure=\"data-{name}\" tabindex=\"0\" aria-label=\"interactive figure {name}\" hidden></div>"
            );
            html.Append(CultureInfo.InvariantCulture, $"<script type=\"application/json\" id=\"data-{name}\">{plotly.ToJson()}</script>");
        }
        html.Append("</div><figcaption>").Append(E(figure.Caption));
        if (notice.Length > 0)
            html.Append(" <span class=\"notice\">").Append(E(notice)).Append("</span>");
        if (isFile)
            html.Append(CultureInfo.InvariantCulture, $" <a class=\"file\" href=\"figures/{name}.svg\">{name}.svg</a>");
        html.Append("</figcaption></figure>\n");
    }
}
