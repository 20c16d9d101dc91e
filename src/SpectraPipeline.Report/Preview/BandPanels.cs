using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Report.Html;
using SpectraPipeline.Report.Sources;

namespace SpectraPipeline.Report.Preview;

/// <summary>Bands that a step found, marked on what it read.</summary>
internal static class BandPanels
{
    /// <summary>More positions than this over a panel cannot be read; the most prominent keep theirs, the table has all.</summary>
    private const int MostLabels = 12;

    public static (IReadOnlyList<Panel>, string) Found(StepVariants step)
    {
        List<Layer> layers = [];
        foreach (var (variant, value, colour) in step.Ran)
        {
            layers.Add(
                new LineLayer(variant.Input!.Axis.Values.ToArray(), variant.Input[variant.InputChannel][0].ToArray())
                {
                    Name = step.IsVaried ? $"{step.Parameter} {value}" : "input",
                    Colour = step.IsVaried ? colour : Colour.Ink,
                    Thickness = 0.7,
                }
            );
            IReadOnlyList<BandRow> bands = variant.Rows<BandRow>();
            if (bands.Count == 0)
                continue;
            layers.Add(
                new PointsLayer([.. bands.Select(b => b.Center)], [.. bands.Select(b => b.Height)])
                {
                    Name = step.IsVaried ? null : "found",
                    Colour = step.IsVaried ? colour : OkabeIto.Vermillion,
                    Marker = MarkerShape.TriangleDown,
                    Size = 4.5,
                }
            );
            if (!step.IsVaried)
                layers.Add(Marks([.. bands.OrderByDescending(b => b.Snr).Take(MostLabels).OrderBy(b => b.Center)]));
        }
        if (layers.Count == 0)
            return ([], "");
        PreviewStep first = step.Ran.First().Step;
        int found = first.Rows<BandRow>().Count;
        string caption =
            step.IsVaried ? "Input of each value; triangles: bands that were found."
            : found > MostLabels
                ? $"Input; triangles: the {found} bands that were found; the {MostLabels} most prominent are named by their position."
            : "Input; triangles: bands that were found, named by their position.";
        return ([CurvePanels.Panel(first, 0, StepAxes.Y(first.Input![first.InputChannel].Signal), layers)], caption);
    }

    /// <summary>Upright marks with positions.</summary>
    public static MarksLayer Marks(IReadOnlyList<BandRow> bands) =>
        new([.. bands.Select(b => b.Center)])
        {
            Labels = [.. bands.Select(b => RichText.Plain(UncertainNumber.Format(b.Center, BandErrors.Center(b))))],
            Colours = [.. bands.Select((_, i) => OkabeIto.Line(i))],
            Dash = LineDash.Dotted,
            Thickness = 0.5,
        };
}
