using System.Globalization;
using System.Text;
using System.Xml;
using SpectraPipeline.Report.Layout;

namespace SpectraPipeline.Report.Svg;

/// <summary>Elements of SVG with numbers to 0.01 pt and text that stays text.</summary>
internal sealed class SvgWriter : IDisposable
{
    private const string Namespace = "http://www.w3.org/2000/svg";
    private readonly StringBuilder text = new();
    private readonly XmlWriter xml;

    public SvgWriter() =>
        xml = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, ConformanceLevel = ConformanceLevel.Fragment });

    public static string Coordinate(double value)
    {
        double rounded = Math.Round(value, 2, MidpointRounding.AwayFromZero) + 0.0;
        return (rounded == 0 ? 0 : rounded).ToString("0.##", CultureInfo.InvariantCulture);
    }

    public void Open(string element, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        xml.WriteWhitespace("\n");
        xml.WriteStartElement(element, Namespace);
        foreach ((string name, string value) in attributes)
        {
            if (name == "xml:space")
                xml.WriteAttributeString("xml", "space", null, value);
            else if (value.Length > 0)
                xml.WriteAttributeString(name, VisibleText.Clean(value));
        }
    }

    public void Close() => xml.WriteEndElement();

    public void Element(string element, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Open(element, attributes);
        Close();
    }

    /// <summary>A child that browsers show on hover and screen readers read.</summary>
    public void Title(string title)
    {
        if (title.Length == 0)
            return;
        xml.WriteStartElement("title", Namespace);
        xml.WriteString(VisibleText.Clean(title));
        xml.WriteEndElement();
    }

    public void Description(string description)
    {
        xml.WriteStartElement("desc", Namespace);
        xml.WriteString(VisibleText.Clean(description));
        xml.WriteEndElement();
    }

    public void Line(double x1, double y1, double x2, double y2, Colour colour, double thickness, LineDash dash = LineDash.Solid)
    {
        Element(
            "line",
            ("x1", Coordinate(x1)),
            ("y1", Coordinate(y1)),
            ("x2", Coordinate(x2)),
            ("y2", Coordinate(y2)),
            ("stroke", colour.Hex),
            ("stroke-width", Coordinate(thickness)),
            ("stroke-dasharray", Dashes(dash, thickness))
        );
    }

    /// <summary>A label whose scripts are raised by dy, which every renderer knows, rather than by baseline-shift, which some do not.</summary>
    /// <param name="rotation">Degrees about the anchor; -90 reads upward.</param>
    public void Text(
        RichText label,
        double x,
        double y,
        double size,
        TextAnchor anchor,
        Colour colour,
        double rotation = 0,
        bool bold = false,
        string title = ""
    )
    {
        if (label.IsEmpty)
            return;
        string place = rotation == 0 ? "" : $"rotate({Coordinate(rotation)} {Coordinate(x)} {Coordinate(y)})";
        Open(
            "text",
            ("x", Coordinate(x)),
            ("y", Coordinate(y)),
            ("font-size", Coordinate(size)),
            (
                "text-anchor",
                anchor == TextAnchor.Start ? ""
                : anchor == TextAnchor.Middle ? "middle"
                : "end"
            ),
            ("font-weight", bold ? "bold" : ""),
            ("fill", colour == Colour.Ink ? "" : colour.Hex),
            ("transform", place)
        );
        Title(title);
        double raised = 0;
        foreach (TextRun run in label.Runs.Where(run => run.Text.Length > 0))
        {
            double raise = run.Style switch
            {
                TextStyle.Superscript => -0.36 * size,
                TextStyle.Subscript => 0.18 * size,
                _ => 0,
            };
            bool plain = run.Style == TextStyle.Normal && raise == raised;
            if (!plain)
            {
                xml.WriteStartElement("tspan", Namespace);
                if (raise != raised)
                    xml.WriteAttributeString("dy", Coordinate(raise - raised));
                if (run.Style is TextStyle.Superscript or TextStyle.Subscript)
                    xml.WriteAttributeString("font-size", Coordinate(size * FontMetrics.ScriptSize));
                if (run.Style == TextStyle.Italic)
                    xml.WriteAttributeString("font-style", "italic");
            }
            xml.WriteString(VisibleText.Clean(run.Text));
            if (!plain)
                xml.WriteEndElement();
            raised = raise;
        }
        Close();
    }

    public static string Dashes(LineDash dash, double thickness)
    {
        double unit = Math.Max(0.6, thickness);
        double[] pattern = dash switch
        {
            LineDash.Dashed => [4, 2],
            LineDash.Dotted => [1, 1.6],
            LineDash.DashDot => [4, 1.5, 1, 1.5],
            LineDash.LongDash => [8, 2.5],
            _ => [],
        };
        return string.Join(' ', pattern.Select(length => Coordinate(length * unit)));
    }

    public void Dispose() => xml.Dispose();

    public override string ToString()
    {
        xml.Flush();
        return text.ToString().TrimStart('\n') + "\n";
    }
}
