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
        string caption = "Above: input (grey) with the lines before and behind the edge. Below: normalised.";
        if (!step.IsVaried && first.Rows<EdgeRow>() is [var edge, ..])
        {
            caption += $" Dotted: E0 = {UncertainNumber.Format(edge.E0)} eV.";
            above.Add(new MarksLayer([edge.E0]) { Name = $"E0 {UncertainNumber.Format(edge.E0)} eV", Dash = LineDash.Dotted });
        }
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
        return ([CurvePanels.Upper(first, above), CurvePanels.Lower(first, StepAxes.Y(first.Output.Signal), below)], caption);
    }

    /// <summary>The other of normalised and flattened.</summary>
    private static Channel? Other(SpectralSeries output) => output.Channels.Skip(1).FirstOrDefault(c => c.Signal.Kind == SignalKind.Norm);
}
