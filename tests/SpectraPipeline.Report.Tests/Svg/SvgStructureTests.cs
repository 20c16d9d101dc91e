using System.Globalization;
using System.Xml.Linq;
using SpectraPipeline.Report.Layout;
using SpectraPipeline.Report.Svg;
using Xunit;

namespace SpectraPipeline.Report.Tests.Svg;

public sealed class SvgStructureTests
{
    private static readonly XNamespace Namespace = "http://www.w3.org/2000/svg";

    public static TheoryData<string> Names => [.. SyntheticFigures.All.Select(figure => figure.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Has_the_width_of_its_columns(string name)
    {
        Figure figure = SyntheticFigures.ByName(name);
        XElement root = XElement.Parse(SvgRenderer.Render(figure));
        Assert.Equal((int)figure.Width + "mm", root.Attribute("width")!.Value);
        Assert.Contains((int)figure.Width, new[] { 85, 175 });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Keeps_all_text_inside_the_page_and_legible(string name)
    {
        FigureLayout layout = FigureLayout.Of(SyntheticFigures.ByName(name));
        foreach ((string text, Box box, double size) in Texts(XElement.Parse(SvgRenderer.Render(layout))))
        {
            Assert.InRange(size, 7, 9);
            // Half a point: the metric's own reserve of four per cent over a long label.
            Assert.True(
                box.Left >= -0.5 && box.Right <= layout.Width + 0.5,
                $"'{text}' reaches from {box.Left:0.0} to {box.Right:0.0} of {layout.Width:0.0}"
            );
            Assert.True(
                box.Top >= -0.5 && box.Bottom <= layout.Height + 0.5,
                $"'{text}' reaches from {box.Top:0.0} to {box.Bottom:0.0} of {layout.Height:0.0}"
            );
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_two_texts_overlap(string name)
    {
        // The long note of the hostile figure lies where its author put it, over the curve, not over other text.
        List<(string Text, Box Box, double Size)> texts = Texts(XElement.Parse(SvgRenderer.Render(SyntheticFigures.ByName(name))));
        for (int i = 0; i < texts.Count; i++)
        for (int j = 0; j < i; j++)
        {
            Box a = texts[i].Box;
            Box b = texts[j].Box;
            double overlapX = Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left);
            double overlapY = Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Top, b.Top);
            Assert.False(
                overlapX > 0.3 && overlapY > 0.3,
                $"'{texts[i].Text}' lies over '{texts[j].Text}' by {overlapX:0.0} x {overlapY:0.0} pt"
            );
        }
    }

    [Fact]
    public void A_name_out_of_a_file_stays_text()
    {
        XElement root = XElement.Parse(SvgRenderer.Render(SyntheticFigures.Hostile()));
        Assert.Empty(root.Descendants(Namespace + "script"));
        Assert.Contains(root.Descendants(Namespace + "text"), text => text.Value.Contains("<script>", StringComparison.Ordinal));
        Assert.DoesNotContain(root.DescendantNodes().OfType<XText>(), text => text.Value.Any(c => c is '\u202E' || c < ' ' && c != '\n'));
    }

    [Fact]
    public void Hover_names_the_row()
    {
        XElement root = XElement.Parse(SvgRenderer.Render(SyntheticFigures.BandEvolution()));
        Assert.Contains(root.Descendants(Namespace + "title"), title => title.Value == "bands.ir:3.1662");
    }

    [Fact]
    public void Infrared_wavenumbers_run_from_high_to_low()
    {
        PanelLayout panel = FigureLayout.Of(SyntheticFigures.Waterfall()).Panels[0];
        Assert.True(panel.X.Position(1700) < panel.X.Position(1400));
    }

    /// <summary>Each text with the box that it covers: widths by the metric, ascent 0.74 and descent 0.22 of the size.</summary>
    private static List<(string Text, Box Box, double Size)> Texts(XElement root)
    {
        List<(string, Box, double)> texts = [];
        foreach (XElement element in root.Descendants(Namespace + "text"))
        {
            double size = Number(element, "font-size");
            double width = 0;
            string shown = "";
            foreach (XText node in element.DescendantNodes().OfType<XText>().Where(node => node.Parent!.Name.LocalName != "title"))
            {
                double own = node.Parent!.Attribute("font-size") is not null ? Number(node.Parent!, "font-size") : size;
                width += FontMetrics.Width(node.Value, own);
                shown += node.Value;
            }
            double before = element.Attribute("text-anchor")?.Value switch
            {
                "middle" => width / 2,
                "end" => width,
                _ => 0,
            };
            double x = Number(element, "x");
            double y = Number(element, "y");
            bool upright = element.Attribute("transform") is not null;
            Box box = upright
                ? new Box(x - (0.74 * size), y - (width - before), 0.96 * size, width)
                : new Box(x - before, y - (0.74 * size), width, 0.96 * size);
            texts.Add((shown, box, size));
        }
        return texts;
    }

    private static double Number(XElement element, string name) =>
        double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
