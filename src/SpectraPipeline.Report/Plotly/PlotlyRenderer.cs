using System.Globalization;
using System.Text.Json.Nodes;
using SpectraPipeline.Report.Layout;

namespace SpectraPipeline.Report.Plotly;

/// <summary>A figure as an interactive one: same data, colours and order as the SVG, the same grid, zoom shared along shared axes.</summary>
/// <remarks>More than <see cref="MostLines"/> curves in a panel are thinned evenly, and the notice says so.</remarks>
public static class PlotlyRenderer
{
    public const int MostLines = 500;

    public static PlotlyFigure Render(Figure figure) => Render(FigureLayout.Of(figure));

    public static PlotlyFigure Render(FigureLayout layout)
    {
        PlotlyPage page = new(layout);
        List<string> notices = [];
        for (int i = 0; i < layout.Panels.Count; i++)
        {
            PanelLayout panel = layout.Panels[i];
            PlotlyAxes.Add(page, panel, i);
            IReadOnlyList<Layer> layers = Thin(panel.Panel.Layers, out string notice);
            if (notice.Length > 0)
                notices.Add(notice);
            if (
                layers.OfType<HeatmapLayer>().Select(HeatmapReduction.Averaged).FirstOrDefault(averaged => averaged > 1)
                is > 1
                    and int factor
            )
                notices.Add($"The map here shows means of {factor.ToString(CultureInfo.InvariantCulture)} neighbouring points.");
            PlotlyLayers drawn = new(page, panel, i);
            foreach (Layer layer in layers)
                drawn.Add(layer);
        }
        return new(page.Data, page.Finish(), string.Join(" ", notices.Distinct()));
    }

    /// <summary>Pseudo-HTML of Plotly: sup, sub and i are read, everything else is escaped.</summary>
    internal static string Text(RichText text) =>
        string.Concat(
            text.Runs.Select(run =>
                run.Style switch
                {
                    TextStyle.Superscript => $"<sup>{Text(run.Text)}</sup>",
                    TextStyle.Subscript => $"<sub>{Text(run.Text)}</sub>",
                    TextStyle.Italic => $"<i>{Text(run.Text)}</i>",
                    _ => Text(run.Text),
                }
            )
        );

    /// <summary>Plotly reads tags and these three entities; it shows others, such as that of a quotation mark, as they stand.</summary>
    internal static string Text(string text) =>
        VisibleText
            .Clean(text)
            .Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);

    internal static string AxisName(string letter, int index) =>
        index == 0 ? letter : letter + (index + 1).ToString(CultureInfo.InvariantCulture);

    private static string Ordinal(int number)
    {
        string ending = (number % 100) is >= 11 and <= 13
            ? "th"
            : (number % 10) switch
            {
                1 => "st",
                2 => "nd",
                3 => "rd",
                _ => "th",
            };
        return number.ToString(CultureInfo.InvariantCulture) + ending;
    }

    private static IReadOnlyList<Layer> Thin(IReadOnlyList<Layer> layers, out string notice)
    {
        int lines = layers.Count(layer => layer is LineLayer);
        notice = "";
        if (lines <= MostLines)
            return layers;
        int stride = (lines + MostLines - 1) / MostLines;
        notice =
            $"Every {Ordinal(stride)} of {lines.ToString(CultureInfo.InvariantCulture)} lines is drawn here; the SVG file has all of them.";
        int seen = 0;
        return [.. layers.Where(layer => layer is not LineLayer || seen++ % stride == 0)];
    }
}
