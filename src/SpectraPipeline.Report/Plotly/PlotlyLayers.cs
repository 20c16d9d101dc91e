using System.Globalization;
using System.Text.Json.Nodes;
using SpectraPipeline.Report.Layout;

namespace SpectraPipeline.Report.Plotly;

/// <summary>The layers of one panel as traces, shapes and annotations.</summary>
internal sealed class PlotlyLayers(PlotlyPage page, PanelLayout layout, int index)
{
    private readonly string x = PlotlyRenderer.AxisName("x", index);
    private readonly string y = PlotlyRenderer.AxisName("y", index);
    private readonly string legend = PlotlyRenderer.AxisName("legend", index);
    private readonly double factorX = Math.Pow(10, -layout.X.Power);
    private readonly double factorY = Math.Pow(10, -layout.Y.Power);

    public void Add(Layer layer)
    {
        switch (layer)
        {
            case LineLayer line:
                page.Data.Add(Line(line));
                break;
            case PointsLayer points:
                page.Data.Add(Points(points));
                break;
            case BandLayer band:
                if (band.X.Length == 0)
                {
                    page.Data.Add(Swatch(band));
                    break;
                }
                page.Data.Add(Edge(band, band.Low, fill: false));
                page.Data.Add(Edge(band, band.High, fill: true));
                break;
            case MarksLayer marks:
                Marks(marks);
                break;
            case HorizontalLineLayer line:
                page.AddShape(
                    Shape("line", x + " domain", 0, 1, y, line.Y * factorY, line.Y * factorY, line.Colour, line.Thickness, line.Dash)
                );
                break;
            case HeatmapLayer map:
                page.Data.Add(Map(map));
                break;
            case BarsLayer bars:
                foreach (BarPiece piece in bars.Pieces)
                    page.Data.Add(Bar(bars, piece));
                break;
            case NoteLayer note:
                page.AddAnnotation(Note(note));
                break;
            case EllipseLayer e:
                JsonObject ellipse = Shape(
                    "circle",
                    x,
                    (e.CentreX - e.HalfWidth) * factorX,
                    (e.CentreX + e.HalfWidth) * factorX,
                    y,
                    (e.CentreY - e.HalfHeight) * factorY,
                    (e.CentreY + e.HalfHeight) * factorY,
                    e.Colour,
                    e.Thickness,
                    LineDash.Solid
                );
                page.AddShape(ellipse);
                break;
            case ScaleBarLayer:
                // Drawn with the axes.
                break;
            default:
                throw new NotSupportedException($"No Plotly trace for {layer.GetType().Name}.");
        }
    }

    private static string Dash(LineDash dash) =>
        dash switch
        {
            LineDash.Dashed => "dash",
            LineDash.Dotted => "dot",
            LineDash.DashDot => "dashdot",
            LineDash.LongDash => "longdash",
            _ => "solid",
        };

    private static double Pixels(double points) => Math.Round(points * PlotlyPage.PixelsPerPoint, 2);

    private JsonObject Trace(string type, Layer layer)
    {
        JsonObject trace = new()
        {
            ["type"] = type,
            ["xaxis"] = x,
            ["yaxis"] = y,
            ["showlegend"] = layer.Name is { IsEmpty: false } && layout.Panel.Legend != LegendPlace.None,
        };
        if (layer.Name is { IsEmpty: false })
        {
            trace["name"] = PlotlyRenderer.Text(layer.Name);
            trace["legend"] = legend;
        }
        return trace;
    }

    /// <summary>Numbers in the axis's unit to 9 digits; even steps are sent as a start and a step.</summary>
    private static void Positions(JsonObject trace, string name, double[] values, double factor)
    {
        double step = values.Length > 1 ? (values[^1] - values[0]) / (values.Length - 1) : 0;
        bool even = values.Length > 2 && double.IsFinite(step);
        for (int i = 0; even && i < values.Length; i++)
            even = Math.Abs(values[i] - (values[0] + (i * step))) <= 1e-9 * Math.Max(Math.Abs(values[0]), Math.Abs(values[^1]));
        if (!even)
        {
            trace[name] = Numbers(values, factor, 0);
            return;
        }
        trace[name + "0"] = values[0] * factor;
        trace["d" + name] = step * factor;
    }

    private static JsonArray Numbers(double[] values, double factor, double offset)
    {
        JsonArray array = [];
        foreach (double value in values)
            array.Add(Rounded((value + offset) * factor));
        return array;
    }

    private static JsonValue? Rounded(double value) =>
        double.IsFinite(value)
            ? JsonValue.Create(double.Parse(value.ToString("G9", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture))
            : null;

    /// <summary>x, y and the row; row ids go as text, because a template would read signs in them.</summary>
    private static string Hover(string valueOfY, bool hasRow) => $"%{{x:.6~g}}, {valueOfY}{(hasRow ? "<br>%{text}" : "")}<extra></extra>";

    private static void Rows(JsonObject trace, Layer layer, int count, string valueOfY = "%{y:.5~g}")
    {
        bool hasRow = layer.RowIds.Any(id => id.Length > 0);
        trace["hovertemplate"] = Hover(valueOfY, hasRow);
        if (!hasRow)
            return;
        trace["text"] =
            layer.RowIds.Count == 1
                ? JsonValue.Create(PlotlyRenderer.Text(layer.RowIds[0]))
                : new JsonArray([.. Enumerable.Range(0, count).Select(i => JsonValue.Create(PlotlyRenderer.Text(layer.RowId(i))))]);
    }

    private JsonObject Line(LineLayer line)
    {
        JsonObject trace = Trace("scatter", line);
        trace["mode"] = "lines";
        Positions(trace, "x", line.X, factorX);
        trace["y"] = Numbers(line.Y, factorY, line.Offset);
        trace["line"] = new JsonObject
        {
            ["color"] = line.Colour.Hex,
            ["width"] = Pixels(line.Thickness),
            ["dash"] = Dash(line.Dash),
        };
        if (line.Offset != 0)
            trace["customdata"] = Numbers(line.Y, 1, 0);
        Rows(trace, line, line.X.Length, line.Offset != 0 ? "%{customdata:.5~g}" : "%{y:.5~g}");
        return trace;
    }

    private JsonObject Points(PointsLayer points)
    {
        JsonObject trace = Trace("scatter", points);
        trace["mode"] = "markers";
        Positions(trace, "x", points.X, factorX);
        trace["y"] = Numbers(points.Y, factorY, 0);
        string symbol = points.Marker switch
        {
            MarkerShape.Square => "square",
            MarkerShape.TriangleUp => "triangle-up",
            MarkerShape.Diamond => "diamond",
            MarkerShape.TriangleDown => "triangle-down",
            _ => "circle",
        };
        trace["marker"] = new JsonObject
        {
            ["color"] = points.Hollow ? "#ffffff" : points.Colour.Hex,
            ["size"] = Pixels(points.Size),
            ["symbol"] = symbol,
            ["line"] = new JsonObject { ["color"] = points.Colour.Hex, ["width"] = points.Hollow ? 1 : 0 },
        };
        if (points.ErrorAbove is not null && points.ErrorBelow is not null)
            trace["error_y"] = new JsonObject
            {
                ["type"] = "data",
                ["symmetric"] = false,
                ["array"] = Numbers(points.ErrorAbove, factorY, 0),
                ["arrayminus"] = Numbers(points.ErrorBelow, factorY, 0),
                ["thickness"] = 0.8,
                ["width"] = 2,
                ["color"] = points.Colour.Hex,
            };
        Rows(trace, points, points.X.Length);
        return trace;
    }

    /// <summary>A colour that stands in the legend alone: Plotly names no trace without points, so this one has a point that is nowhere.</summary>
    private JsonObject Swatch(BandLayer band)
    {
        JsonObject trace = Trace("scatter", band);
        trace["mode"] = "markers";
        trace["x"] = new JsonArray((JsonNode?)null);
        trace["y"] = new JsonArray((JsonNode?)null);
        trace["hoverinfo"] = "skip";
        trace["marker"] = new JsonObject
        {
            ["color"] = band.Colour.Hex,
            ["opacity"] = band.Opacity,
            ["symbol"] = "square",
            ["size"] = Pixels(Typography.Small),
        };
        return trace;
    }

    private JsonObject Edge(BandLayer band, double[] values, bool fill)
    {
        JsonObject trace = Trace("scatter", band);
        trace["hoverinfo"] = "skip";
        trace["showlegend"] = fill && (bool)trace["showlegend"]!;
        trace["mode"] = "lines";
        Positions(trace, "x", band.X, factorX);
        trace["y"] = Numbers(values, factorY, 0);
        trace["line"] = new JsonObject { ["width"] = 0, ["color"] = band.Colour.Hex };
        if (fill)
        {
            trace["fill"] = "tonexty";
            trace["fillcolor"] = Rgba(band.Colour, band.Opacity);
        }
        return trace;
    }

    private static string Rgba(Colour colour, double opacity) =>
        string.Create(CultureInfo.InvariantCulture, $"rgba({colour.Red},{colour.Green},{colour.Blue},{opacity})");

    private JsonObject Map(HeatmapLayer whole)
    {
        HeatmapLayer map = HeatmapReduction.Of(whole);
        JsonObject trace = Trace("heatmap", map);
        trace["showlegend"] = false;
        Positions(trace, "x", map.X, factorX);
        Positions(trace, "y", map.Y, factorY);
        int power = layout.Bar?.Power ?? 0;
        double factor = Math.Pow(10, -power);
        JsonArray rows = [];
        for (int row = 0; row < map.Y.Length; row++)
        {
            JsonArray values = [];
            for (int column = 0; column < map.X.Length; column++)
            {
                double z = map.Z[((long)row * map.X.Length) + column] * factor;
                values.Add(
                    double.IsFinite(z)
                        ? JsonValue.Create(double.Parse(z.ToString("G5", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture))
                        : null
                );
            }
            rows.Add(values);
        }
        trace["z"] = rows;
        trace["zmin"] = Math.Min(map.Scale.Low, map.Scale.High) * factor;
        trace["zmax"] = Math.Max(map.Scale.Low, map.Scale.High) * factor;
        trace["colorscale"] = PlotlyAxes.Scale(map.Scale);
        trace["showscale"] = layout.Bar is not null;
        if (layout.Bar is not null)
            trace["colorbar"] = PlotlyAxes.ColourBar(page, layout);
        string row0 = map.RowId(0);
        trace["hovertemplate"] = "%{x:.6~g}, %{y:.6~g}: %{z:.4~g}<extra></extra>";
        if (row0.Length > 0)
            trace["name"] = PlotlyRenderer.Text(row0);
        return trace;
    }

    /// <summary>A bar over the interval with a tick at the mark, a little above the axis.</summary>
    private void Lane(MarksLayer marks, int lane)
    {
        double at = MarksLayer.LaneHeight(lane) / layout.Plot.Height;
        double half = MarksLayer.LaneTick / layout.Plot.Height;
        for (int i = 0; i < marks.X.Length; i++)
        {
            if (!double.IsFinite(marks.X[i]))
                continue;
            double mark = marks.X[i] * factorX;
            if (marks.Low is not null && marks.High is not null && double.IsFinite(marks.Low[i]) && double.IsFinite(marks.High[i]))
                page.AddShape(
                    Shape(
                        "line",
                        x,
                        marks.Low[i] * factorX,
                        marks.High[i] * factorX,
                        y + " domain",
                        at,
                        at,
                        marks.ColourOf(i),
                        marks.Thickness,
                        LineDash.Solid
                    )
                );
            page.AddShape(
                Shape("line", x, mark, mark, y + " domain", at - half, at + half, marks.ColourOf(i), marks.Thickness, LineDash.Solid)
            );
        }
    }

    private void Marks(MarksLayer marks)
    {
        if (marks.Lane is int lane)
        {
            Lane(marks, lane);
            return;
        }
        for (int i = 0; i < marks.X.Length; i++)
        {
            if (!double.IsFinite(marks.X[i]))
                continue;
            if (marks.Low is not null && marks.High is not null && double.IsFinite(marks.Low[i]) && double.IsFinite(marks.High[i]))
            {
                JsonObject area = Shape(
                    "rect",
                    x,
                    marks.Low[i] * factorX,
                    marks.High[i] * factorX,
                    y + " domain",
                    0,
                    1,
                    marks.ColourOf(i),
                    0,
                    LineDash.Solid
                );
                area["fillcolor"] = Rgba(marks.ColourOf(i), 0.15);
                area["layer"] = "below";
                page.AddShape(area);
            }
            bool stem = marks.From is not null || marks.To is not null;
            double from = stem ? (marks.From?[i] ?? layout.Y.Low) * factorY : 0;
            double to = stem ? (marks.To?[i] ?? layout.Y.High) * factorY : 1;
            page.AddShape(
                Shape(
                    "line",
                    x,
                    marks.X[i] * factorX,
                    marks.X[i] * factorX,
                    stem ? y : y + " domain",
                    from,
                    to,
                    marks.ColourOf(i),
                    marks.Thickness,
                    marks.Dash
                )
            );
        }
        if (marks.Labels.Count == 0)
            return;
        double[] placed = MarkLabels.Spread(
            [.. marks.X.Take(marks.Labels.Count).Select(layout.X.Position)],
            layout.Plot.Left,
            layout.Plot.Right
        );
        for (int i = 0; i < placed.Length; i++)
        {
            JsonObject label = PlotlyAxes.Annotation(
                page,
                marks.Labels[i],
                placed[i],
                layout.Plot.Top - MarkLabels.Thread,
                "center",
                "bottom",
                Typography.Small * PlotlyPage.PixelsPerPoint
            );
            label["textangle"] = -90;
            label["font"]!["color"] = MarkLabels.Colour(marks, i).Hex;
            if (marks.RowId(i).Length > 0)
                label["hovertext"] = PlotlyRenderer.Text(marks.RowId(i));
            page.AddAnnotation(label);
        }
    }

    private JsonObject Bar(BarsLayer bars, BarPiece piece)
    {
        JsonObject trace = Trace("bar", bars);
        trace["showlegend"] = false;
        trace["orientation"] = "h";
        trace["x"] = new JsonArray(piece.Length);
        trace["y"] = new JsonArray(piece.Category);
        trace["base"] = new JsonArray(piece.Start);
        trace["width"] = bars.Thickness;
        JsonObject marker = new()
        {
            ["color"] = piece.Colour.Hex,
            ["line"] = new JsonObject { ["color"] = "#ffffff", ["width"] = 1 },
        };
        if (piece.Hatched)
            marker["pattern"] = new JsonObject
            {
                ["shape"] = "/",
                ["size"] = 5,
                ["solidity"] = 0.15,
                ["fgcolor"] = Colour.Grey.Hex,
            };
        trace["marker"] = marker;
        double width = layout.X.Position(piece.Start + piece.Length) - layout.X.Position(piece.Start);
        bool fits = FontMetrics.Width(piece.Text, Typography.Small) + 4 <= Math.Abs(width);
        trace["text"] = new JsonArray(fits ? PlotlyRenderer.Text(piece.Text) : "");
        trace["textposition"] = "inside";
        trace["insidetextanchor"] = "middle";
        trace["textangle"] = 0;
        trace["textfont"] = new JsonObject { ["color"] = piece.Colour.TextOn.Hex };
        trace["customdata"] = new JsonArray(
            PlotlyRenderer.Text(piece.Text) + (piece.RowId.Length > 0 ? "<br>" + PlotlyRenderer.Text(piece.RowId) : "")
        );
        trace["hovertemplate"] = "%{customdata}<extra></extra>";
        return trace;
    }

    private JsonObject Note(NoteLayer note)
    {
        JsonObject annotation = PlotlyAxes.Annotation(
            page,
            FontMetrics.Fit(note.Text, Typography.Small, NoteRoom.Of(note, layout)),
            0,
            0,
            note.Anchor switch
            {
                TextAnchor.Start => "left",
                TextAnchor.End => "right",
                _ => "center",
            },
            "bottom",
            Typography.Small * PlotlyPage.PixelsPerPoint
        );
        annotation["xref"] = x;
        annotation["yref"] = y;
        annotation["x"] = note.X * factorX;
        annotation["y"] = note.Y * factorY;
        annotation["yshift"] = Pixels(note.Lift);
        return annotation;
    }

    private static JsonObject Shape(
        string type,
        string xReference,
        double x0,
        double x1,
        string yReference,
        double y0,
        double y1,
        Colour colour,
        double thickness,
        LineDash dash
    ) =>
        new()
        {
            ["type"] = type,
            ["xref"] = xReference,
            ["yref"] = yReference,
            ["x0"] = x0,
            ["x1"] = x1,
            ["y0"] = y0,
            ["y1"] = y1,
            ["line"] = new JsonObject
            {
                ["color"] = colour.Hex,
                ["width"] = Pixels(thickness),
                ["dash"] = Dash(dash),
            },
        };
}
