using SpectraPipeline.Report.Layout;

namespace SpectraPipeline.Report.Svg;

/// <summary>Draws the layers of one panel inside its clip.</summary>
internal sealed class SvgLayers(SvgWriter svg, PanelLayout layout, string hatch)
{
    private AxisScale X => layout.X;
    private AxisScale Y => layout.Y;
    private Box Plot => layout.Plot;

    public void Draw(Layer layer)
    {
        switch (layer)
        {
            case LineLayer line:
                Curve(line);
                break;
            case PointsLayer points:
                Points(points);
                break;
            case BandLayer { X.Length: 0 }:
                // Stands in the legend alone.
                break;
            case BandLayer band:
                Area(band);
                break;
            case MarksLayer marks:
                Marks(marks);
                break;
            case HorizontalLineLayer line:
                svg.Line(Plot.Left, Y.Position(line.Y), Plot.Right, Y.Position(line.Y), line.Colour, line.Thickness, line.Dash);
                break;
            case HeatmapLayer map:
                Heatmap(map);
                break;
            case BarsLayer bars:
                Bars(bars);
                break;
            case NoteLayer note:
                Note(note);
                break;
            case ScaleBarLayer:
                // Stands outside the clip, with the axes.
                break;
            case EllipseLayer ellipse:
                Ellipse(ellipse);
                break;
            default:
                throw new NotSupportedException($"No SVG for {layer.GetType().Name}.");
        }
    }

    private static string N(double value) => SvgWriter.Coordinate(value);

    private void Curve(LineLayer line)
    {
        svg.Open(
            "path",
            ("d", SvgPath.Through(line.X, line.Y, line.Offset, X, Y)),
            ("fill", "none"),
            ("stroke", line.Colour.Hex),
            ("stroke-width", N(line.Thickness)),
            ("stroke-dasharray", SvgWriter.Dashes(line.Dash, line.Thickness)),
            ("stroke-linejoin", "round")
        );
        svg.Title(line.RowId(0));
        svg.Close();
    }

    private void Points(PointsLayer points)
    {
        // One row for all points is said once.
        bool isShared = points.RowIds.Count <= 1;
        svg.Open("g");
        svg.Title(isShared ? points.RowId(0) : "");
        for (int i = 0; i < points.X.Length; i++)
        {
            double x = X.Position(points.X[i]);
            double y = Y.Position(points.Y[i]);
            if (!double.IsFinite(x) || !double.IsFinite(y))
                continue;
            Bar(
                points,
                x,
                y,
                Y.Position(points.Y[i] - (points.ErrorBelow?[i] ?? double.NaN)),
                Y.Position(points.Y[i] + (points.ErrorAbove?[i] ?? double.NaN))
            );
            SvgMarkers.Draw(svg, points.Marker, x, y, points.Size, points.Colour, points.Hollow, isShared ? "" : points.RowId(i));
        }
        svg.Close();
    }

    /// <summary>An error bar with a cap at each end that is known; an open one ends at its point.</summary>
    private void Bar(PointsLayer points, double x, double y, double low, double high)
    {
        double from = double.IsFinite(low) ? low : y,
            to = double.IsFinite(high) ? high : y;
        if (Math.Abs(from - to) <= points.Size)
            return;
        svg.Line(x, from, x, to, points.Colour, Typography.Hairline);
        foreach (double end in (double[])[low, high])
            if (double.IsFinite(end))
                svg.Line(x - 1.2, end, x + 1.2, end, points.Colour, Typography.Hairline);
    }

    private void Area(BandLayer band)
    {
        svg.Open(
            "path",
            ("d", SvgPath.Between(band.X, band.Low, band.High, X, Y)),
            ("fill", band.Colour.Hex),
            ("fill-opacity", N(band.Opacity)),
            ("stroke", "none")
        );
        svg.Title(band.RowId(0));
        svg.Close();
    }

    /// <summary>Cut with an ellipsis where the frame would cut it through a letter.</summary>
    private void Note(NoteLayer note)
    {
        RichText text = FontMetrics.Fit(note.Text, Typography.Small, NoteRoom.Of(note, layout));
        svg.Text(text, X.Position(note.X), Y.Position(note.Y) - note.Lift, Typography.Small, note.Anchor, note.Colour);
    }

    /// <summary>A bar over the interval with a tick at the mark, a little above the axis.</summary>
    private void Lane(MarksLayer marks, int lane)
    {
        double y = Plot.Bottom - MarksLayer.LaneHeight(lane);
        for (int i = 0; i < marks.X.Length; i++)
        {
            double x = X.Position(marks.X[i]);
            if (!double.IsFinite(x))
                continue;
            svg.Open("g");
            svg.Title(marks.RowId(i));
            if (marks.Low is not null && marks.High is not null && double.IsFinite(marks.Low[i]) && double.IsFinite(marks.High[i]))
                svg.Line(X.Position(marks.Low[i]), y, X.Position(marks.High[i]), y, marks.ColourOf(i), marks.Thickness);
            svg.Line(x, y - MarksLayer.LaneTick, x, y + MarksLayer.LaneTick, marks.ColourOf(i), marks.Thickness);
            svg.Close();
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
            if (marks.Low is null || marks.High is null || !double.IsFinite(marks.Low[i]) || !double.IsFinite(marks.High[i]))
                continue;
            double a = X.Position(marks.Low[i]);
            double b = X.Position(marks.High[i]);
            svg.Element(
                "rect",
                ("x", N(Math.Min(a, b))),
                ("y", N(Plot.Top)),
                ("width", N(Math.Abs(b - a))),
                ("height", N(Plot.Height)),
                ("fill", marks.ColourOf(i).Hex),
                ("fill-opacity", "0.15")
            );
        }
        for (int i = 0; i < marks.X.Length; i++)
        {
            double x = X.Position(marks.X[i]);
            if (!double.IsFinite(x))
                continue;
            double from = marks.From is null ? Plot.Bottom : Y.Position(marks.From[i]);
            double to = marks.To is null ? Plot.Top : Y.Position(marks.To[i]);
            svg.Open("g");
            svg.Title(marks.RowId(i));
            svg.Line(x, from, x, to, marks.ColourOf(i), marks.Thickness, marks.Dash);
            svg.Close();
        }
    }

    private void Heatmap(HeatmapLayer map)
    {
        HeatmapImage image = HeatmapImage.Of(
            map,
            X.Axis.Direction == AxisDirection.Descending != Falls(map.X),
            Y.Axis.Direction == AxisDirection.Descending != Falls(map.Y)
        );
        double[] edgesX = CellEdges.Of(map.X);
        double[] edgesY = CellEdges.Of(map.Y);
        (double x1, double x2) = (X.Position(edgesX[0]), X.Position(edgesX[^1]));
        (double y1, double y2) = (Y.Position(edgesY[0]), Y.Position(edgesY[^1]));
        svg.Open(
            "image",
            ("x", N(Math.Min(x1, x2))),
            ("y", N(Math.Min(y1, y2))),
            ("width", N(Math.Abs(x2 - x1))),
            ("height", N(Math.Abs(y2 - y1))),
            ("preserveAspectRatio", "none"),
            ("href", "data:image/png;base64," + Convert.ToBase64String(image.ToPng()))
        );
        svg.Title(map.RowId(0));
        svg.Close();
    }

    private static bool Falls(double[] centres) => centres.Length > 1 && centres[1] < centres[0];

    private void Bars(BarsLayer bars)
    {
        foreach (BarPiece piece in bars.Pieces)
        {
            double left = X.Position(piece.Start);
            double width = X.Position(piece.Start + piece.Length) - left;
            double top = Math.Min(Y.Position(piece.Category - (bars.Thickness / 2)), Y.Position(piece.Category + (bars.Thickness / 2)));
            double height = Math.Abs(Y.Position(piece.Category + (bars.Thickness / 2)) - Y.Position(piece.Category - (bars.Thickness / 2)));
            (string, string)[] place = [("x", N(left)), ("y", N(top)), ("width", N(width)), ("height", N(height))];
            svg.Open("rect", [.. place, ("fill", piece.Colour.Hex), ("stroke", "#ffffff"), ("stroke-width", "0.5")]);
            svg.Title(piece.RowId.Length > 0 ? $"{piece.Text}, {piece.RowId}" : piece.Text.ToString());
            svg.Close();
            if (piece.Hatched)
                svg.Element("rect", [.. place, ("fill", $"url(#{hatch})"), ("pointer-events", "none")]);
            if (FontMetrics.Width(piece.Text, Typography.Small) + 4 <= width && height >= Typography.Small)
                svg.Text(
                    piece.Text,
                    left + (width / 2),
                    top + (height / 2) + (0.35 * Typography.Small),
                    Typography.Small,
                    TextAnchor.Middle,
                    piece.Colour.TextOn
                );
        }
    }

    private void Ellipse(EllipseLayer ellipse)
    {
        svg.Open(
            "ellipse",
            ("cx", N(X.Position(ellipse.CentreX))),
            ("cy", N(Y.Position(ellipse.CentreY))),
            ("rx", N(Math.Abs(X.Position(ellipse.CentreX + ellipse.HalfWidth) - X.Position(ellipse.CentreX)))),
            ("ry", N(Math.Abs(Y.Position(ellipse.CentreY + ellipse.HalfHeight) - Y.Position(ellipse.CentreY)))),
            ("fill", "none"),
            ("stroke", ellipse.Colour.Hex),
            ("stroke-width", N(ellipse.Thickness))
        );
        svg.Title(ellipse.RowId(0));
        svg.Close();
    }
}
