using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Report.Figures;
using SpectraPipeline.Report.Html;

namespace SpectraPipeline.Report.Preview;

/// <summary>A fit: data, model, each band on the background, and the residual below.</summary>
internal static class FitPanels
{
    public static (IReadOnlyList<Panel>, string) Of(StepVariants step)
    {
        PreviewStep first = step.Ran.First().Step;
        FigureAxis y = StepAxes.Y(first.Input![first.InputChannel].Signal);
        Panel above = CurvePanels.Upper(first, step.IsVaried ? [.. Compared(step)] : [.. Bands(first)]) with { Y = y };
        Panel below = CurvePanels.Lower(
            first,
            y with
            {
                Quantity = "Residual",
            },
            [
                new HorizontalLineLayer(0),
                .. CurvePanels.Lines(step, s => CurvePanels.Row(s, "residual"), "residual", 0.6, named: false).Select(Unnamed),
            ]
        );
        return (
            [above, below],
            step.IsVaried
                ? "Above: data (pale) and model of each value. Below: data minus model."
                : "Data (grey), model (black), each band on the background in its colour, named by its position; below: data minus model."
        );
    }

    private static LineLayer Unnamed(LineLayer line) => line with { Name = null };

    private static IEnumerable<Layer> Bands(PreviewStep step)
    {
        SpectralSeries output = step.Output!;
        double[] x = output.Axis.Values.ToArray();
        double[] model = CurvePanels.Row(step, "fit");
        IReadOnlyList<BandRow> bands = step.Rows<BandRow>();
        IReadOnlyList<BandParameterRow> further = step.Rows<BandParameterRow>();
        double instrument = LineShapeCurve.Width(step.Parameters.FirstOrDefault(p => p.Name == LineShapeCurve.InstrumentWidth)?.Value);
        double[][] curves = [.. bands.Select(b => LineShapeCurve.Of(b, further, x, instrument))];
        double[]? background = Background(model, curves);
        yield return CurvePanels.Input(step) with
        {
            Name = "data",
        };
        if (background is not null && background.AsSpan().ContainsAnyExcept(0.0))
            yield return new LineLayer(x, background)
            {
                Name = "background",
                Colour = Colour.Grey,
                Dash = LineDash.Dashed,
            };
        for (int i = 0; i < curves.Length && background is not null; i++)
            yield return new LineLayer(x, [.. curves[i].Select((v, j) => v + background[j])])
            {
                Colour = OkabeIto.Line(i),
                Dash = OkabeIto.Dash(i + 1),
                Thickness = 0.8,
            };
        yield return new LineLayer(x, model) { Name = "model", Thickness = 1.1 };
        if (bands.Count > 0)
            yield return BandPanels.Marks(bands);
    }

    private static IEnumerable<Layer> Compared(StepVariants step)
    {
        foreach (var (variant, _, colour) in step.Ran)
            yield return new LineLayer(variant.Output!.Axis.Values.ToArray(), CurvePanels.Row(variant))
            {
                Colour = Colour.Mix(colour, new Colour(255, 255, 255), 0.6),
                Thickness = 0.5,
            };
        foreach (LineLayer model in CurvePanels.Lines(step, s => CurvePanels.Row(s, "fit"), "model", 1.1))
            yield return model;
    }

    /// <summary>Model minus bands; null where a band's curve cannot be drawn from its row.</summary>
    private static double[]? Background(double[] model, double[][] curves)
    {
        if (curves.Any(c => c.Length > 0 && double.IsNaN(c[0])))
            return null;
        double[] rest = [.. model];
        double largest = model.Length == 0 ? 0 : model.Max(Math.Abs);
        foreach (double[] curve in curves)
            for (int i = 0; i < rest.Length; i++)
                rest[i] -= curve[i];
        // What rounding leaves of a fit without a background is none.
        return rest.All(v => Math.Abs(v) <= 1e-9 * largest) ? new double[rest.Length] : rest;
    }
}
