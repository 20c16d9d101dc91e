using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.Report.Preview;

/// <summary>The figure of one step: what it read in grey, what it made of it in colour. What is drawn follows from the channels and rows that the
/// step gave, never from its name, so that a new stage needs nothing here.</summary>
internal static class StepFigure
{
    private const double LonePanel = 62;
    private const double StackedPanel = 50;

    /// <summary>What upright labels over a panel take.</summary>
    private const double MarkLabels = 14;

    /// <summary>The figure, or null where there is nothing to draw.</summary>
    public static Figure? Of(StepVariants step, string name)
    {
        if (!step.HasResult)
            return step.All.FirstOrDefault(s => s.Input is not null) is { } faulted
                ? OfInput(faulted.Input!, faulted.InputChannel, name)
                : null;
        PreviewStep first = step.Ran.First().Step;
        (IReadOnlyList<Panel> panels, string caption) =
            first.Output is not { } output ? BandPanels.Found(step)
            : output.Axis2 is not null ? MapPanels.Of(step)
            : output.Find("fit") is not null && output.Find("residual") is not null ? FitPanels.Of(step)
            : output.Find("pre_edge") is not null ? EdgePanels.Of(step)
            : output.Find("baseline") is not null ? CurvePanels.Baseline(step)
            : output.Signal.Kind == SignalKind.ChiR && output.Find("mag") is not null ? CurvePanels.Transform(step)
            : CurvePanels.Plain(step);
        return panels.Count == 0 ? null : Stack(name, panels, caption);
    }

    /// <summary>Spectra as read, or what a step without a result had before it.</summary>
    public static Figure OfInput(SpectralSeries input, string channel, string name)
    {
        Channel shown = input.Find(channel) ?? input.Primary;
        Panel panel = new()
        {
            X = StepAxes.X(input.Axis, input.Axis),
            Y = StepAxes.Y(shown.Signal),
            Layers = [new LineLayer(input.Axis.Values.ToArray(), shown[0].ToArray()) { Colour = Colour.Ink, Thickness = 0.7 }],
        };
        return Stack(name, [panel], "");
    }

    private static Figure Stack(string name, IReadOnlyList<Panel> panels, string caption)
    {
        int rows = panels.Max(p => p.Row) + 1;
        int columns = panels.Max(p => p.Column) + 1;
        bool isNamed = panels.Any(p => p.Layers.OfType<MarksLayer>().Any(m => m.Labels.Count > 0));
        return new Figure
        {
            Name = name,
            Width = FigureWidth.TwoColumns,
            HeightMillimetres = (rows == 1 ? LonePanel : StackedPanel * rows) + (isNamed ? MarkLabels : 0),
            // The upper of two is where a baseline or a band is judged.
            RowWeights = rows == 2 && columns == 1 ? [1.4, 1] : [.. Enumerable.Repeat(1.0, rows)],
            ColumnWeights = [.. Enumerable.Repeat(1.0, columns)],
            Panels = panels,
            Caption = RichText.Plain(caption),
        };
    }
}
