using System.Globalization;
using System.Text.Json.Nodes;
using SpectraPipeline.Report.Layout;

namespace SpectraPipeline.Report.Plotly;

/// <summary>Axes, legend, colour bar, letter and heading of one panel.</summary>
internal static class PlotlyAxes
{
    private static double Small => Typography.Small * PlotlyPage.PixelsPerPoint;
    private static double LabelSize => Typography.Label * PlotlyPage.PixelsPerPoint;

    public static void Add(PlotlyPage page, PanelLayout layout, int index)
    {
        Box plot = layout.Plot;
        string suffix = index == 0 ? "" : (index + 1).ToString(CultureInfo.InvariantCulture);
        JsonObject x = Axis(layout.X, "y" + suffix, page.FractionX(plot.Left), page.FractionX(plot.Right));
        JsonObject y = Axis(layout.Y, "x" + suffix, page.FractionY(plot.Bottom), page.FractionY(plot.Top));
        Match(page, x, layout.X.Axis, "x" + suffix);
        Match(page, y, layout.Y.Axis, "y" + suffix);
        page.Set("xaxis" + suffix, x);
        page.Set("yaxis" + suffix, y);
        AxisLabels(page, layout);
        Legend(page, layout, suffix);
        Words(page, layout);
        if (layout.Panel.Bar is not null && !layout.Panel.Layers.Any(layer => layer is HeatmapLayer))
            page.Data.Add(BarOfLines(page, layout, suffix));
    }

    /// <summary>The bar beside a panel, for a map's trace or for the invisible trace that carries the bar of coloured lines.</summary>
    public static JsonObject ColourBar(PlotlyPage page, PanelLayout layout)
    {
        AxisScale bar = layout.Bar!;
        Box plot = layout.Plot;
        return new JsonObject
        {
            ["x"] = page.FractionX(plot.Right + PanelInsets.BarGap),
            ["xanchor"] = "left",
            ["xpad"] = 0,
            ["y"] = page.FractionY(plot.MiddleY),
            ["yanchor"] = "middle",
            ["ypad"] = 0,
            ["len"] = page.FractionY(plot.Top) - page.FractionY(plot.Bottom),
            ["thickness"] = PanelInsets.BarWidth * PlotlyPage.PixelsPerPoint,
            ["outlinewidth"] = 0.7,
            ["outlinecolor"] = "#000000",
            ["ticks"] = "outside",
            ["ticklen"] = 4,
            ["tickvals"] = Numbers(bar.Ticks.Values),
            ["ticktext"] = new JsonArray([.. bar.Ticks.Labels.Select(label => JsonValue.Create(PlotlyRenderer.Text(label)))]),
            ["tickfont"] = new JsonObject { ["size"] = Small },
            ["title"] = new JsonObject
            {
                ["text"] = PlotlyRenderer.Text(bar.Axis.Label(bar.Power)),
                ["side"] = "right",
                ["font"] = new JsonObject { ["size"] = LabelSize },
            },
        };
    }

    /// <summary>Ends and tenths of a scale as Plotly's colour scale.</summary>
    public static JsonArray Scale(ColourScale scale)
    {
        bool turned = scale.High < scale.Low;
        JsonArray stops = [];
        for (int i = 0; i <= 20; i++)
            stops.Add(new JsonArray(i / 20.0, scale.AtFraction(turned ? 1 - (i / 20.0) : i / 20.0).Hex));
        return stops;
    }

    public static JsonArray Numbers(IEnumerable<double> values) =>
        new([.. values.Select(value => double.IsFinite(value) ? JsonValue.Create(value) : null)]);

    private static JsonObject Axis(AxisScale scale, string anchor, double from, double to)
    {
        FigureAxis axis = scale.Axis;
        bool log = axis.Kind == AxisKind.Log;
        double low = log ? Math.Log10(scale.Low) : scale.Shown(scale.Low);
        double high = log ? Math.Log10(scale.High) : scale.Shown(scale.High);
        JsonObject result = new()
        {
            ["domain"] = new JsonArray(from, to),
            ["anchor"] = anchor,
            ["type"] = log ? "log" : "linear",
            ["range"] = axis.Direction == AxisDirection.Descending ? new JsonArray(high, low) : new JsonArray(low, high),
            ["showline"] = true,
            ["mirror"] = true,
            ["linewidth"] = 0.8,
            ["linecolor"] = "#000000",
            ["showgrid"] = false,
            ["zeroline"] = false,
            ["ticks"] = axis.Ticked ? "outside" : "",
            ["ticklen"] = 4,
            ["tickwidth"] = 0.8,
            ["showticklabels"] = axis is { Ticked: true, Labelled: true },
            ["tickfont"] = new JsonObject { ["size"] = Small },
            ["exponentformat"] = log ? "power" : "none",
            ["nticks"] = Math.Max(3, scale.Ticks.Values.Count + 1),
        };
        if (axis.Kind == AxisKind.Categorical)
        {
            result["tickvals"] = Numbers(scale.Ticks.Values);
            result["ticktext"] = new JsonArray([.. scale.Ticks.Labels.Select(label => JsonValue.Create(PlotlyRenderer.Text(label)))]);
        }
        return result;
    }

    private static void Match(PlotlyPage page, JsonObject axis, FigureAxis description, string name)
    {
        if (page.Matches(description.Group, name) is string first)
            axis["matches"] = first;
    }

    /// <summary>Labels as annotations at the places the SVG gives them: Plotly's own would push the plots about.</summary>
    private static void AxisLabels(PlotlyPage page, PanelLayout layout)
    {
        Box plot = layout.Plot;
        if (layout.X.Axis.Labelled && !layout.X.Axis.Label(layout.X.Power).IsEmpty)
        {
            double below = plot.Bottom + (layout.X.Axis.Ticked ? Typography.TickLength + 1 + Typography.Small : 0) + 2;
            page.AddAnnotation(
                Annotation(
                    page,
                    FontMetrics.Fit(layout.X.Axis.Label(layout.X.Power), Typography.Label, plot.Width),
                    plot.MiddleX,
                    below,
                    "center",
                    "top",
                    LabelSize
                )
            );
        }
        for (int line = 0; line < layout.YLabel.Count && layout.Y.Axis.Labelled; line++)
        {
            double centre = layout.CellLeft + (Typography.Label * 0.65) + (line * (Typography.Label + 1.5));
            JsonObject label = Annotation(page, layout.YLabel[line], centre, plot.MiddleY, "center", "middle", LabelSize);
            label["textangle"] = -90;
            page.AddAnnotation(label);
        }
    }

    private static void Legend(PlotlyPage page, PanelLayout layout, string suffix)
    {
        if (layout.Legend.Count == 0)
            return;
        bool above = layout.Panel.Legend == LegendPlace.Above;
        bool left = above || layout.Panel.Legend is LegendPlace.TopLeft or LegendPlace.BottomLeft;
        bool top = layout.Panel.Legend is LegendPlace.TopLeft or LegendPlace.TopRight;
        page.Set(
            "legend" + suffix,
            new JsonObject
            {
                ["orientation"] = above ? "h" : "v",
                ["x"] = page.FractionX(left ? layout.Plot.Left : layout.Plot.Right),
                ["xanchor"] = left ? "left" : "right",
                ["y"] = page.FractionY(
                    above ? layout.Plot.Top - layout.MarkLabelRoom
                    : top ? layout.Plot.Top
                    : layout.Plot.Bottom
                ),
                ["yanchor"] = above || !top ? "bottom" : "top",
                ["bgcolor"] = "rgba(255,255,255,0)",
                ["font"] = new JsonObject { ["size"] = Small },
            }
        );
    }

    private static void Words(PlotlyPage page, PanelLayout layout)
    {
        double x = layout.CellLeft;
        double middle = layout.CellTop + 4;
        if (layout.Panel.Letter.Length > 0)
        {
            JsonObject letter = Annotation(
                page,
                layout.Panel.Letter,
                x,
                middle,
                "left",
                "middle",
                Typography.Letter * PlotlyPage.PixelsPerPoint
            );
            letter["text"] = $"<b>{PlotlyRenderer.Text(layout.Panel.Letter)}</b>";
            page.AddAnnotation(letter);
            x += FontMetrics.Width(layout.Panel.Letter, Typography.Letter) + 4;
        }
        if (!layout.Panel.Heading.IsEmpty)
            page.AddAnnotation(
                Annotation(
                    page,
                    FontMetrics.Fit(layout.Panel.Heading, Typography.Small, layout.Plot.Right - x),
                    x,
                    middle,
                    "left",
                    "middle",
                    Small
                )
            );
        for (int i = 0; i < layout.Panel.RightLabels.Count; i++)
            page.AddAnnotation(
                Annotation(page, layout.Panel.RightLabels[i], layout.Plot.Right + 4, layout.Y.Position(i), "left", "middle", Small)
            );
        foreach (ScaleBarLayer bar in layout.Panel.Layers.OfType<ScaleBarLayer>())
        {
            double a = layout.Y.Position(bar.From);
            double b = layout.Y.Position(bar.To);
            double at = layout.Plot.Left - 5;
            page.AddShape(
                new JsonObject
                {
                    ["type"] = "line",
                    ["xref"] = "paper",
                    ["yref"] = "paper",
                    ["x0"] = page.FractionX(at),
                    ["x1"] = page.FractionX(at),
                    ["y0"] = page.FractionY(a),
                    ["y1"] = page.FractionY(b),
                    ["line"] = new JsonObject { ["width"] = 2, ["color"] = "#000000" },
                }
            );
            JsonObject text = Annotation(page, bar.Text, at - 7, (a + b) / 2, "center", "middle", Small);
            text["textangle"] = -90;
            page.AddAnnotation(text);
        }
    }

    /// <summary>Text at a place of the page.</summary>
    public static JsonObject Annotation(PlotlyPage page, RichText text, double x, double y, string xAnchor, string yAnchor, double size) =>
        new()
        {
            ["text"] = PlotlyRenderer.Text(text),
            ["xref"] = "paper",
            ["yref"] = "paper",
            ["x"] = page.FractionX(x),
            ["y"] = page.FractionY(y),
            ["xanchor"] = xAnchor,
            ["yanchor"] = yAnchor,
            ["showarrow"] = false,
            ["borderpad"] = 0,
            ["font"] = new JsonObject { ["size"] = size },
        };

    /// <summary>A trace without points that carries the colour bar of a panel of lines.</summary>
    private static JsonObject BarOfLines(PlotlyPage page, PanelLayout layout, string suffix)
    {
        ColourScale scale = layout.Panel.Bar!.Scale;
        AxisScale bar = layout.Bar!;
        return new JsonObject
        {
            ["type"] = "scatter",
            ["mode"] = "markers",
            ["x"] = new JsonArray((JsonNode?)null),
            ["y"] = new JsonArray((JsonNode?)null),
            ["xaxis"] = "x" + suffix,
            ["yaxis"] = "y" + suffix,
            ["showlegend"] = false,
            ["hoverinfo"] = "skip",
            ["marker"] = new JsonObject
            {
                ["color"] = new JsonArray(bar.Shown(bar.Low)),
                ["cmin"] = bar.Shown(bar.Low),
                ["cmax"] = bar.Shown(bar.High),
                ["colorscale"] = Scale(scale),
                ["showscale"] = true,
                ["colorbar"] = ColourBar(page, layout),
            },
        };
    }
}
