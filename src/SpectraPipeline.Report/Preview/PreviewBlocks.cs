using System.Globalization;
using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.Report.Html;

namespace SpectraPipeline.Report.Preview;

/// <summary>A part of a preview page that a report does not have.</summary>
internal abstract record PreviewBlock : Block
{
    public abstract void Write(StringBuilder html);

    protected static string E(string? text) => VisibleText.Html(text);
}

/// <summary>What a step does, what it read, how long it took.</summary>
internal sealed record StepHead(string Summary, string Reads, TimeSpan? Taken) : PreviewBlock
{
    public override void Write(StringBuilder html)
    {
        html.Append(CultureInfo.InvariantCulture, $"<p class=\"summary\">{E(Summary)}</p>");
        if (Reads.Length > 0)
            html.Append(CultureInfo.InvariantCulture, $"<p class=\"reads\">reads {E(Reads)}");
        if (Reads.Length > 0 && Taken is { } taken)
            html.Append(CultureInfo.InvariantCulture, $"; took {taken.TotalMilliseconds:0.#} ms");
        html.Append(Reads.Length > 0 ? "</p>\n" : "\n");
    }
}

/// <summary>Every parameter with its value; those that are not their default stand out.</summary>
/// <param name="All">The parameters.</param>
/// <param name="Varied">Name of the one that was varied, with its values; null when none was.</param>
internal sealed record Parameters(IReadOnlyList<PreviewParameter> All, (string Name, string Values)? Varied) : PreviewBlock
{
    public override void Write(StringBuilder html)
    {
        if (All.Count == 0)
            return;
        html.Append("<dl class=\"parameters\">");
        foreach (PreviewParameter p in All)
        {
            bool isVaried = Varied?.Name == p.Name;
            string kind =
                isVaried ? " class=\"varied\""
                : p.IsChanged ? " class=\"changed\""
                : "";
            string unit = p.Unit.Length > 0 && p.Unit != "unit of the axis" && p.Value != "from the data" ? " " + p.Unit : "";
            string title = p.Help + (p.IsChanged || isVaried ? $" Default: {p.Default}." : " This is the default.");
            html.Append(
                CultureInfo.InvariantCulture,
                $"<div{kind} title=\"{E(title)}\"><dt>{E(p.Name)}</dt><dd>{E(isVaried ? Varied!.Value.Values : p.Value)}{E(unit)}</dd></div>"
            );
        }
        html.Append("</dl>\n");
    }
}

/// <summary>A fault, a flag or a doubt, in words.</summary>
/// <param name="Kind">fault, flag, warning or note: its colour.</param>
internal sealed record Notice(string Kind, string Text) : PreviewBlock
{
    public override void Write(StringBuilder html)
    {
        string[] lines = Text.ReplaceLineEndings("\n").Split('\n', 2);
        string word = Kind switch
        {
            "fault" => "Fault",
            "flag" => "Flagged",
            "warning" => "Doubt",
            _ => "",
        };
        html.Append(
            CultureInfo.InvariantCulture,
            $"<div class=\"notice-box {Kind}\"><p>{(word.Length > 0 ? $"<b>{word}:</b> " : "")}{E(lines[0])}</p>"
        );
        // The stack of an internal error: for a maintainer, out of the way of the user.
        if (lines.Length > 1)
            html.Append("<details><summary>Details for a report</summary><pre>")
                .Append(string.Join('\n', lines[1].Split('\n').Select(E)))
                .Append("</pre></details>");
        html.Append("</div>\n");
    }
}
