using System.Text.Json.Nodes;
using SpectraPipeline.Report.Layout;
using SpectraPipeline.Report.Plotly;
using Xunit;

namespace SpectraPipeline.Report.Tests.Plotly;

public sealed class PlotlyRendererTests
{
    public static TheoryData<string> Names => [.. SyntheticFigures.All.Select(figure => figure.Name)];

    [Fact]
    public void The_legend_names_the_colours_that_the_svg_names()
    {
        FigureLayout layout = FigureLayout.Of(SyntheticFigures.ByName("assignments"));
        JsonArray data = (JsonArray)JsonNode.Parse(PlotlyRenderer.Render(layout).ToJson())!["data"]!;
        // A trace without a point gets no entry from Plotly, so each has one that is nowhere.
        List<JsonNode> named = [.. data.Where(t => (bool)t!["showlegend"]!).Select(t => t!)];
        Assert.Equal(layout.Panels[0].Legend.Select(e => PlotlyRenderer.Text(e.Text)), named.Select(t => (string)t["name"]!));
        Assert.NotEmpty(named);
        Assert.All(named, t => Assert.Single((JsonArray)t["x"]!));
        Assert.Equal(
            layout.Panels[0].Legend.Select(e => ((BandLayer)e.Layer).Colour.Hex),
            named.Select(t => (string)t["marker"]!["color"]!)
        );
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Draws_the_same_data_in_the_same_order_and_colours_as_the_svg(string name)
    {
        FigureLayout layout = FigureLayout.Of(SyntheticFigures.ByName(name));
        PlotlyFigure plotly = PlotlyRenderer.Render(layout);
        List<(LineLayer Line, PanelLayout Panel)> lines =
        [
            .. layout.Panels.SelectMany(p => p.Panel.Layers.OfType<LineLayer>().Select(line => (line, p))),
        ];
        List<JsonObject> traces =
        [
            .. ((JsonArray)JsonNode.Parse(plotly.ToJson())!["data"]!)
                .Cast<JsonObject>()
                .Where(t => (string?)t["mode"] == "lines" && (double)t["line"]!["width"]! > 0),
        ];
        Assert.Equal(lines.Count, traces.Count);
        for (int i = 0; i < lines.Count; i++)
        {
            (LineLayer line, PanelLayout panel) = lines[i];
            double[] x = Values(traces[i], "x", line.X.Length);
            double[] y = Values(traces[i], "y", line.Y.Length);
            for (int j = 0; j < line.X.Length; j++)
            {
                // Numbers are sent with 9 digits; even steps as start and step.
                Assert.Equal(panel.X.Shown(line.X[j]), x[j], Tolerance(panel.X.Shown(line.X[^1])));
                double shown = panel.Y.Shown(line.Y[j] + line.Offset);
                Assert.Equal(shown, y[j], Tolerance(shown));
            }
            Assert.Equal(line.Colour.Hex, (string?)traces[i]["line"]!["color"]);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Says_the_same_rows_on_hover(string name)
    {
        Figure figure = SyntheticFigures.ByName(name);
        string json = PlotlyRenderer.Render(figure).ToJson();
        foreach (
            string row in figure
                .Panels.SelectMany(p => p.Layers.OfType<PointsLayer>())
                .SelectMany(layer => layer.RowIds)
                .Where(row => !row.Contains('<', StringComparison.Ordinal))
        )
            Assert.Contains(row, json);
    }

    [Fact]
    public void Sends_a_map_row_by_row()
    {
        FigureLayout layout = FigureLayout.Of(SyntheticFigures.Waterfall());
        HeatmapLayer map = layout.Panels[1].Panel.Layers.OfType<HeatmapLayer>().Single();
        JsonObject trace = PlotlyRenderer.Render(layout).Data.Cast<JsonObject>().Single(t => (string?)t["type"] == "heatmap");
        double factor = Math.Pow(10, -layout.Panels[1].Bar!.Power);
        Assert.Equal(map.Y.Length, ((JsonArray)trace["z"]!).Count);
        Assert.Equal(map.Z[(3 * map.X.Length) + 100] * factor, (double)trace["z"]![3]![100]!, 1e-4);
    }

    [Fact]
    public void Over_500_lines_are_thinned_and_it_says_so()
    {
        double[] x = SyntheticFigures.Even(0, 1, 5);
        Figure figure = new()
        {
            Name = "many",
            Panels =
            [
                new Panel
                {
                    X = FigureAxis.Time(),
                    Y = FigureAxis.Frame(),
                    Layers = [.. Enumerable.Range(0, 1201).Select(i => new LineLayer(x, [0, 1, 2, 3, i]))],
                },
            ],
        };
        PlotlyFigure plotly = PlotlyRenderer.Render(figure);
        Assert.Equal(401, plotly.Data.Count);
        Assert.Equal("Every 3rd of 1201 lines is drawn here; the SVG file has all of them.", plotly.Notice);
    }

    [Fact]
    public void A_large_map_is_averaged_and_it_says_so()
    {
        double[] x = SyntheticFigures.Even(0, 1199, 1200);
        double[] y = SyntheticFigures.Even(0, 299, 300);
        double[] z = [.. y.SelectMany(_ => x.Select(v => v % 3 == 0 ? 30.0 : 0))];
        PlotlyFigure plotly = PlotlyRenderer.Render(
            new Figure
            {
                Name = "map",
                Panels =
                [
                    new Panel
                    {
                        X = FigureAxis.RamanShift(),
                        Y = FigureAxis.Frame(),
                        Layers = [new HeatmapLayer(x, y, z, new ColourScale(Palette.Cividis, 0, 30))],
                    },
                ],
            }
        );
        Assert.Equal("The map here shows means of 3 neighbouring points.", plotly.Notice);
        Assert.Equal(400, ((JsonArray)plotly.Data[0]!["z"]![0]!).Count);
        Assert.Equal(10, (double)plotly.Data[0]!["z"]![7]![11]!);
        Assert.Equal(1, (double)plotly.Data[0]!["x0"]!);
    }

    [Fact]
    public void A_name_out_of_a_file_cannot_become_markup()
    {
        string json = PlotlyRenderer.Render(SyntheticFigures.Hostile()).ToJson();
        Assert.DoesNotContain("<", json);
        JsonObject trace = (JsonObject)PlotlyRenderer.Render(SyntheticFigures.Hostile()).Data[0]!;
        Assert.StartsWith("&lt;script&gt;", (string?)trace["name"]);
        Assert.DoesNotContain("script", (string?)trace["hovertemplate"]);
    }

    private static double Tolerance(double value) => double.IsNaN(value) ? 0 : 1e-8 * Math.Max(1e-3, Math.Abs(value));

    private static double[] Values(JsonObject trace, string name, int count) =>
        trace[name] is JsonArray array
            ? [.. array.Select(value => value is null ? double.NaN : (double)value)]
            : [.. Enumerable.Range(0, count).Select(i => (double)trace[name + "0"]! + (i * (double)trace["d" + name]!))];
}
