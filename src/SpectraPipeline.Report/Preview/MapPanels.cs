using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.Report.Preview;

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
