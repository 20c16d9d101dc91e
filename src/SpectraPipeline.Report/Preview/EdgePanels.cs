using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Report.Html;

namespace SpectraPipeline.Report.Preview;

/// <summary>Normalisation of an absorption edge: μ with the lines before and behind the edge, and the normalised spectrum below.</summary>
internal static class EdgePanels
{
    public static (IReadOnlyList<Panel>, string) Of(StepVariants step)
    {
        PreviewStep first = step.Ran.First().Step;
        List<Layer> above = [CurvePanels.Input(first), .. CurvePanels.Lines(step, s => CurvePanels.Row(s, "pre_edge"), "pre-edge", 1.1)];
        above.AddRange(
            CurvePanels
                .Lines(step, s => CurvePanels.Row(s, "post_edge"), "post-edge", 1.1, named: false)
                .Select(line => step.IsVaried ? line : line with { Colour = OkabeIto.Vermillion })
        );
        if (!step.IsVaried && first.Rows<EdgeRow>() is [var edge, ..])
            above.Add(
                new MarksLayer([edge.E0]) { Labels = [RichText.Plain("E0 " + UncertainNumber.Format(edge.E0))], Dash = LineDash.Dotted }
            );
        List<Layer> below = [new HorizontalLineLayer(0), new HorizontalLineLayer(1)];
        if (!step.IsVaried && Other(first.Output!) is { } other)
            below.Add(
                new LineLayer(first.Output!.Axis.Values.ToArray(), other[0].ToArray())
                {
                    Name = other.Name,
                    Colour = OkabeIto.Orange,
                    Thickness = 0.7,
                }
            );
        below.AddRange(CurvePanels.Lines(step, s => CurvePanels.Row(s), first.Output!.Primary.Name, named: false));
        return (
            [CurvePanels.Upper(first, above), CurvePanels.Lower(first, StepAxes.Y(first.Output.Signal), below)],
            "Above: input (grey) with the lines before and behind the edge. Below: normalised."
        );
    }

    /// <summary>The other of normalised and flattened.</summary>
    private static Channel? Other(SpectralSeries output) => output.Channels.Skip(1).FirstOrDefault(c => c.Signal.Kind == SignalKind.Norm);
}

/// <summary>Maps: wavelet transforms, one a variant.</summary>
internal static class MapPanels
{
    private const int MostColumns = 2;

    public static (IReadOnlyList<Panel>, string) Of(StepVariants step)
    {
        List<Panel> panels = [];
        foreach (var (variant, value, _) in step.Ran)
            panels.Add(
                One(variant) with
                {
                    Row = panels.Count / MostColumns,
                    Column = panels.Count % MostColumns,
                    Heading = value.Length > 0 ? RichText.Plain($"{step.Parameter} {value}") : RichText.Empty,
                }
            );
        return (panels, "Magnitude of the transform; circles: lobes in the table.");
    }

    private static Panel One(PreviewStep step)
    {
        SpectralSeries map = step.Output!;
        double[] z = map.Primary[0].ToArray();
        ColourScale scale = new(Palette.Viridis, 0, z.Where(double.IsFinite).DefaultIfEmpty(1).Max());
        IReadOnlyList<WaveletLobeRow> lobes = step.Rows<WaveletLobeRow>();
        List<Layer> layers = [new HeatmapLayer(map.Axis.Values.ToArray(), map.Axis2!.Values.ToArray(), z, scale)];
        if (lobes.Count > 0)
            layers.Add(
                new PointsLayer([.. lobes.Select(l => l.KMax)], [.. lobes.Select(l => l.RMax)])
                {
                    Colour = new Colour(255, 255, 255),
                    Hollow = true,
                    Size = 5,
                }
            );
        return new Panel
        {
            X = StepAxes.X(map.Axis, map.Axis),
            Y = StepAxes.Named(map.Axis2!) with { Low = map.Axis2!.Values[0], High = map.Axis2.Values[^1] },
            Layers = layers,
            Bar = new(scale, new FigureAxis { Quantity = RichText.Markup("|*W*|") }),
        };
    }
}
