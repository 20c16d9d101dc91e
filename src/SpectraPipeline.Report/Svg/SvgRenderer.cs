using System.Globalization;
using SpectraPipeline.Report.Layout;

namespace SpectraPipeline.Report.Svg;

/// <summary>A figure as an SVG file for a journal: text stays text, sizes are true, the same figure gives the same bytes.</summary>
public static class SvgRenderer
{
    public static string Render(Figure figure) => Render(FigureLayout.Of(figure));

    public static string Render(FigureLayout layout)
    {
        Figure figure = layout.Figure;
        using SvgWriter svg = new();
        string id = Identifier(figure.Name);
        svg.Open(
            "svg",
            ("width", Millimetres((int)figure.Width)),
            ("height", Millimetres(figure.HeightMillimetres)),
            ("viewBox", $"0 0 {SvgWriter.Coordinate(layout.Width)} {SvgWriter.Coordinate(layout.Height)}"),
            ("font-family", Typography.Family),
            ("xml:space", "preserve"),
            ("role", "img"),
            ("aria-label", figure.Name)
        );
        if (!figure.Caption.IsEmpty)
            svg.Description(figure.Caption.ToString());
        Definitions(svg, layout, id);
        svg.Element("rect", ("width", "100%"), ("height", "100%"), ("fill", "#ffffff"));
        for (int i = 0; i < layout.Panels.Count; i++)
        {
            string number = i.ToString(CultureInfo.InvariantCulture);
            PanelLayout panel = layout.Panels[i];
            svg.Open("g", ("clip-path", $"url(#{id}-clip-{number})"));
            SvgLayers layers = new(svg, panel, id + "-hatch");
            foreach (Layer layer in panel.Panel.Layers)
                layers.Draw(layer);
            svg.Close();
            new SvgAxes(svg, panel).Draw($"{id}-bar-{number}");
        }
        svg.Close();
        return svg.ToString();
    }

    private static string Millimetres(double value) => SvgWriter.Coordinate(value) + "mm";

    /// <summary>Prefix of the ids: several figures may stand in one page.</summary>
    private static string Identifier(string name) =>
        "f-" + string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c == '-' ? c : '-'));

    private static void Definitions(SvgWriter svg, FigureLayout layout, string id)
    {
        svg.Open("defs");
        for (int i = 0; i < layout.Panels.Count; i++)
        {
            PanelLayout panel = layout.Panels[i];
            string number = i.ToString(CultureInfo.InvariantCulture);
            svg.Open("clipPath", ("id", $"{id}-clip-{number}"));
            svg.Element(
                "rect",
                ("x", SvgWriter.Coordinate(panel.Plot.Left)),
                ("y", SvgWriter.Coordinate(panel.Plot.Top)),
                ("width", SvgWriter.Coordinate(panel.Plot.Width)),
                ("height", SvgWriter.Coordinate(panel.Plot.Height))
            );
            svg.Close();
            if (panel.Panel.Bar is not null)
                Gradient(svg, panel.Panel.Bar.Scale, $"{id}-bar-{number}");
        }
        if (layout.Panels.Any(panel => panel.Panel.Layers.OfType<BarsLayer>().Any(bars => bars.Pieces.Any(piece => piece.Hatched))))
            Hatch(svg, id + "-hatch");
        svg.Close();
    }

    private static void Gradient(SvgWriter svg, ColourScale scale, string id)
    {
        bool turned = scale.High < scale.Low;
        svg.Open("linearGradient", ("id", id), ("x1", "0"), ("x2", "0"), ("y1", turned ? "0" : "1"), ("y2", turned ? "1" : "0"));
        for (int i = 0; i <= 20; i++)
            svg.Element("stop", ("offset", SvgWriter.Coordinate(i / 20.0)), ("stop-color", scale.AtFraction(i / 20.0).Hex));
        svg.Close();
    }

    private static void Hatch(SvgWriter svg, string id)
    {
        svg.Open(
            "pattern",
            ("id", id),
            ("width", "3"),
            ("height", "3"),
            ("patternUnits", "userSpaceOnUse"),
            ("patternTransform", "rotate(45)")
        );
        svg.Line(0, 0, 0, 3, Colour.Grey, 0.6);
        svg.Close();
    }
}
