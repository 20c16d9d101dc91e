using SpectraPipeline.Report.Layout;

namespace SpectraPipeline.Report.Svg;

/// <summary>Frame, ticks outside, axis labels, colour bar, legend, letter and labels of marks of one panel.</summary>
internal sealed class SvgAxes(SvgWriter svg, PanelLayout layout)
{
    private const double Half = 0.35 * Typography.Small;
    private Box Plot => layout.Plot;

    public void Draw(string gradient)
    {
        svg.Element(
            "rect",
            ("x", N(Plot.Left)),
            ("y", N(Plot.Top)),
            ("width", N(Plot.Width)),
            ("height", N(Plot.Height)),
            ("fill", "none"),
            ("stroke", "#000000"),
            ("stroke-width", N(Typography.Hairline))
        );
        XAxis();
        YAxis();
        if (layout.Bar is not null)
            Bar(layout.Bar, gradient);
        foreach (LegendEntry entry in layout.Legend)
            Entry(entry);
        foreach (MarksLayer marks in layout.Panel.Layers.OfType<MarksLayer>().Where(marks => marks.Labels.Count > 0))
            LabelMarks(marks);
        foreach (ScaleBarLayer bar in layout.Panel.Layers.OfType<ScaleBarLayer>())
            ScaleBar(bar);
        Heading();
        for (int i = 0; i < layout.Panel.RightLabels.Count; i++)
            svg.Text(
                layout.Panel.RightLabels[i],
                Plot.Right + 4,
                layout.Y.Position(i) + Half,
                Typography.Small,
                TextAnchor.Start,
                Colour.Ink
            );
    }

    private void Heading()
    {
        double baseline = layout.CellTop + 7;
        double letterWidth = 0;
        if (!layout.Panel.Heading.IsEmpty)
        {
            letterWidth = layout.Panel.Letter.Length == 0 ? 0 : FontMetrics.Width(layout.Panel.Letter, Typography.Letter) + 4;
            RichText heading = FontMetrics.Fit(layout.Panel.Heading, Typography.Small, Plot.Right - layout.CellLeft - letterWidth);
            svg.Text(heading, layout.CellLeft + letterWidth, baseline, Typography.Small, TextAnchor.Start, Colour.Ink);
        }
        svg.Text(layout.Panel.Letter, layout.CellLeft, baseline, Typography.Letter, TextAnchor.Start, Colour.Ink, bold: true);
    }

    private void ScaleBar(ScaleBarLayer bar)
    {
        double x = Plot.Left - 5;
        double a = layout.Y.Position(bar.From);
        double b = layout.Y.Position(bar.To);
        svg.Line(x, a, x, b, Colour.Ink, 1);
        svg.Line(x - 1.5, a, x + 1.5, a, Colour.Ink, 0.7);
        svg.Line(x - 1.5, b, x + 1.5, b, Colour.Ink, 0.7);
        svg.Text(bar.Text, x - 3.5, (a + b) / 2, Typography.Small, TextAnchor.Middle, Colour.Ink, rotation: -90);
    }

    private static string N(double value) => SvgWriter.Coordinate(value);

    private void XAxis()
    {
        AxisScale x = layout.X;
        foreach (double minor in x.Ticks.Minor)
            svg.Line(
                x.TickPosition(minor),
                Plot.Bottom,
                x.TickPosition(minor),
                Plot.Bottom + Typography.MinorTickLength,
                Colour.Ink,
                Typography.Hairline
            );
        for (int i = 0; i < x.Ticks.Values.Count; i++)
        {
            double at = x.TickPosition(x.Ticks.Values[i]);
            svg.Line(at, Plot.Bottom, at, Plot.Bottom + Typography.TickLength, Colour.Ink, Typography.Hairline);
            if (x.Axis.Labelled)
                svg.Text(
                    x.Ticks.Labels[i],
                    at,
                    Plot.Bottom + Typography.TickLength + 1 + (0.85 * Typography.Small),
                    Typography.Small,
                    TextAnchor.Middle,
                    Colour.Ink
                );
        }
        if (!x.Axis.Labelled)
            return;
        double below = x.Axis.Ticked ? Typography.TickLength + 1 + Typography.Small : 0;
        RichText label = FontMetrics.Fit(x.Axis.Label(x.Power), Typography.Label, Plot.Width);
        svg.Text(label, Plot.MiddleX, Plot.Bottom + below + 2 + Typography.Label, Typography.Label, TextAnchor.Middle, Colour.Ink);
    }

    private void YAxis()
    {
        AxisScale y = layout.Y;
        foreach (double minor in y.Ticks.Minor)
            svg.Line(
                Plot.Left,
                y.TickPosition(minor),
                Plot.Left - Typography.MinorTickLength,
                y.TickPosition(minor),
                Colour.Ink,
                Typography.Hairline
            );
        double edge = Plot.Left - (y.Axis.Ticked ? Typography.TickLength + PanelInsets.LabelGap : 0);
        for (int i = 0; i < y.Ticks.Values.Count; i++)
        {
            double at = y.TickPosition(y.Ticks.Values[i]);
            svg.Line(Plot.Left, at, Plot.Left - Typography.TickLength, at, Colour.Ink, Typography.Hairline);
            if (y.Axis.Labelled)
                svg.Text(y.Ticks.Labels[i], edge, at + Half, Typography.Small, TextAnchor.End, Colour.Ink);
        }
        if (!y.Axis.Labelled)
            return;
        // At the cell's left end, so that the labels of a column stand in line.
        double first = layout.CellLeft + Typography.Label;
        for (int line = 0; line < layout.YLabel.Count; line++)
            svg.Text(
                layout.YLabel[line],
                first + (line * (Typography.Label + 1.5)),
                Plot.MiddleY,
                Typography.Label,
                TextAnchor.Middle,
                Colour.Ink,
                rotation: -90
            );
    }

    private void Bar(AxisScale bar, string gradient)
    {
        double left = Plot.Right + PanelInsets.BarGap;
        svg.Element(
            "rect",
            ("x", N(left)),
            ("y", N(Plot.Top)),
            ("width", N(PanelInsets.BarWidth)),
            ("height", N(Plot.Height)),
            ("fill", $"url(#{gradient})"),
            ("stroke", "#000000"),
            ("stroke-width", N(Typography.Hairline))
        );
        double right = left + PanelInsets.BarWidth;
        for (int i = 0; i < bar.Ticks.Values.Count; i++)
        {
            double at = bar.TickPosition(bar.Ticks.Values[i]);
            svg.Line(right, at, right + Typography.TickLength, at, Colour.Ink, Typography.Hairline);
            svg.Text(
                bar.Ticks.Labels[i],
                right + Typography.TickLength + PanelInsets.LabelGap,
                at + Half,
                Typography.Small,
                TextAnchor.Start,
                Colour.Ink
            );
        }
        double x = right + Typography.TickLength + PanelInsets.LabelGap + PanelInsets.TickLabelWidth(bar) + 2 + Typography.Label;
        RichText label = FontMetrics.Fit(bar.Axis.Label(bar.Power), Typography.Label, Plot.Height + 8);
        svg.Text(label, x, Plot.MiddleY, Typography.Label, TextAnchor.Middle, Colour.Ink, rotation: -90);
    }

    private void Entry(LegendEntry entry)
    {
        double middle = entry.Baseline - Half;
        double right = entry.X + LegendRow.SwatchWidth;
        switch (entry.Layer)
        {
            case LineLayer line:
                svg.Line(entry.X, middle, right, middle, line.Colour, Math.Max(line.Thickness, 0.9), line.Dash);
                break;
            case HorizontalLineLayer line:
                svg.Line(entry.X, middle, right, middle, line.Colour, line.Thickness, line.Dash);
                break;
            case MarksLayer marks:
                svg.Line(entry.X + 7, middle - 3.5, entry.X + 7, middle + 3.5, marks.Colour, Math.Max(marks.Thickness, 0.8), marks.Dash);
                break;
            case PointsLayer points:
                SvgMarkers.Draw(svg, points.Marker, entry.X + 7, middle, points.Size, points.Colour, points.Hollow, "");
                break;
            case BandLayer band:
                Swatch(entry.X, middle, band.Colour, band.Opacity);
                break;
            case EllipseLayer ellipse:
                svg.Element(
                    "ellipse",
                    ("cx", N(entry.X + 7)),
                    ("cy", N(middle)),
                    ("rx", "5"),
                    ("ry", "3"),
                    ("fill", "none"),
                    ("stroke", ellipse.Colour.Hex),
                    ("stroke-width", N(ellipse.Thickness))
                );
                break;
            default:
                break;
        }
        svg.Text(entry.Text, right + 3, entry.Baseline, Typography.Small, TextAnchor.Start, Colour.Ink, title: Whole(entry));
    }

    /// <summary>The full name on hover where the legend had to cut it.</summary>
    private static string Whole(LegendEntry entry) => ReferenceEquals(entry.Text, entry.Layer.Name) ? "" : entry.Layer.Name!.ToString();

    private void Swatch(double x, double middle, Colour colour, double opacity) =>
        svg.Element(
            "rect",
            ("x", N(x)),
            ("y", N(middle - 3)),
            ("width", N(LegendRow.SwatchWidth)),
            ("height", "6"),
            ("fill", colour.Hex),
            ("fill-opacity", N(opacity))
        );

    private void LabelMarks(MarksLayer marks)
    {
        double[] wanted = [.. marks.X.Take(marks.Labels.Count).Select(layout.X.Position)];
        double[] placed = MarkLabels.Spread(wanted, Plot.Left, Plot.Right);
        for (int i = 0; i < placed.Length; i++)
        {
            svg.Line(wanted[i], Plot.Top, placed[i], Plot.Top - MarkLabels.Thread, marks.ColourOf(i), marks.Colours.Count > 0 ? 0.8 : 0.4);
            svg.Text(
                marks.Labels[i],
                placed[i] + Half,
                Plot.Top - MarkLabels.Thread - 1.5,
                Typography.Small,
                TextAnchor.Start,
                MarkLabels.Colour(marks, i),
                rotation: -90,
                title: marks.RowId(i)
            );
        }
    }
}
