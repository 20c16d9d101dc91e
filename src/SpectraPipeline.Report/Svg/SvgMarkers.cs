namespace SpectraPipeline.Report.Svg;

/// <summary>Shapes of points.</summary>
internal static class SvgMarkers
{
    public static void Draw(SvgWriter svg, MarkerShape shape, double x, double y, double size, Colour colour, bool hollow, string title)
    {
        double r = size / 2;
        (string, string)[] paint =
        [
            ("fill", hollow ? "#ffffff" : colour.Hex),
            ("stroke", colour.Hex),
            ("stroke-width", SvgWriter.Coordinate(hollow ? 0.7 : 0.3)),
        ];
        if (shape == MarkerShape.Circle)
            svg.Open(
                "circle",
                [("cx", SvgWriter.Coordinate(x)), ("cy", SvgWriter.Coordinate(y)), ("r", SvgWriter.Coordinate(r)), .. paint]
            );
        else
            svg.Open("path", [("d", Outline(shape, x, y, r)), .. paint]);
        svg.Title(title);
        svg.Close();
    }

    private static string Outline(MarkerShape shape, double x, double y, double r)
    {
        // Corners in units of r, chosen so that all shapes cover about the same area.
        (double X, double Y)[] corners = shape switch
        {
            MarkerShape.Square => [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
            MarkerShape.TriangleUp => [(0, -1.25), (1.15, 0.85), (-1.15, 0.85)],
            MarkerShape.TriangleDown => [(0, 1.25), (1.15, -0.85), (-1.15, -0.85)],
            _ => [(0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)],
        };
        return "M"
            + string.Join('L', corners.Select(c => SvgWriter.Coordinate(x + (c.X * r)) + " " + SvgWriter.Coordinate(y + (c.Y * r))))
            + "Z";
    }
}
