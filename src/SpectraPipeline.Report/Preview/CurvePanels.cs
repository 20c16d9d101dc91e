using SpectraPipeline.Core;

namespace SpectraPipeline.Report.Preview;

/// <summary>Panels of steps that turn one curve into another: smoothing, cutting, baselines, transforms.</summary>
internal static class CurvePanels
{
    /// <summary>Part of the points that a step may change and still be said to have replaced some (spikes), not all (smoothing).</summary>
    private const double FewPoints = 0.05;
    private const double Thin = 0.6;

    /// <summary>Input with its baseline, and below what is left.</summary>
    public static (IReadOnlyList<Panel>, string) Baseline(StepVariants step)
    {
        PreviewStep first = step.Ran.First().Step;
        return (
            [
                Upper(first, [Input(first), .. Lines(step, s => Row(s, "baseline"), "baseline", 1.2)]),
                Lower(
                    first,
                    StepAxes.Y(first.Output!.Signal),
                    [new HorizontalLineLayer(0), .. Lines(step, s => Row(s), "corrected", named: false)]
                ),
            ],
            "Above: input (grey) and baseline. Below: input minus baseline."
        );
    }

    /// <summary>|χ(R)| with its real and imaginary part.</summary>
    public static (IReadOnlyList<Panel>, string) Transform(StepVariants step)
    {
        PreviewStep first = step.Ran.First().Step;
        List<Layer> layers = [new HorizontalLineLayer(0)];
        if (!step.IsVaried)
            layers.Add(Curve(first, "re", OkabeIto.SkyBlue, LineDash.Solid));
        if (!step.IsVaried)
            layers.Add(Curve(first, "im", OkabeIto.Orange, LineDash.Dashed));
        layers.AddRange(Lines(step, s => Row(s, "mag"), "|χ(R)|", 1.2));
        FigureAxis y = StepAxes.Y(first.Output!.Signal);
        return ([Panel(first, 0, y, layers)], step.IsVaried ? "Magnitude |χ(R)|." : "Magnitude with its real and imaginary part.");
    }

    /// <summary>Output over its input; where they are different quantities, below it.</summary>
    public static (IReadOnlyList<Panel>, string) Plain(StepVariants step)
    {
        PreviewStep first = step.Ran.First().Step;
        SpectralSeries output = first.Output!;
        Channel input = first.Input![first.InputChannel];
        int weight = output.Signal.Kind == SignalKind.ChiK ? StepAxes.Weight(first) : 0;
        FigureAxis y = StepAxes.Y(output.Signal, weight);
        List<Layer> result = [.. Lines(step, s => Weighted(Row(s), s.Output!.Axis, weight), "output")];
        result.AddRange(step.IsVaried ? [] : Beside(first));
        if (output.Signal.IsSigned)
            result.Insert(0, new HorizontalLineLayer(0));
        if (!StepAxes.SameKind(first.Input.Axis, output.Axis) || first.Input.Axis2 is not null)
            return ([Panel(first, 0, y, result)], "");
        if (input.Signal.Kind != output.Signal.Kind)
            return ([Upper(first, [Input(first)]), Lower(first, y, result)], "Above: input. Below: output.");
        string caption = "Input (grey) and output.";
        if (!step.IsVaried && Replaced(first, input) is { } replaced)
        {
            result.Add(replaced);
            caption = "Input (grey), output, and the points that were replaced.";
        }
        return ([Panel(first, 0, y, [Input(first), .. result])], caption);
    }

    /// <summary>A curve for each variant; named by its value, or by what it is where there is one.</summary>
    public static IEnumerable<LineLayer> Lines(
        StepVariants step,
        Func<PreviewStep, double[]> curve,
        string name,
        double thickness = 0.9,
        bool named = true
    ) =>
        step.Ran.Select(v => new LineLayer(v.Step.Output!.Axis.Values.ToArray(), curve(v.Step))
        {
            Name =
                !step.IsVaried ? name
                : named ? $"{step.Parameter} {v.Value}"
                : null,
            Colour = v.Colour,
            Thickness = thickness,
        });

    /// <summary>What the step read, in grey under everything.</summary>
    public static LineLayer Input(PreviewStep step) =>
        new(step.Input!.Axis.Values.ToArray(), step.Input[step.InputChannel][0].ToArray())
        {
            Name = "input",
            Colour = new Colour(0xA0, 0xA0, 0xA0),
            Thickness = 0.8,
        };

    public static Panel Upper(PreviewStep step, IReadOnlyList<Layer> layers) =>
        Panel(step, 0, StepAxes.Y(step.Input![step.InputChannel].Signal), layers) is var panel
            ? panel with
            {
                X = panel.X with { Labelled = false },
            }
            : panel;

    public static Panel Lower(PreviewStep step, FigureAxis y, IReadOnlyList<Layer> layers) => Panel(step, 1, y, layers);

    public static Panel Panel(PreviewStep step, int row, FigureAxis y, IReadOnlyList<Layer> layers) =>
        new()
        {
            Row = row,
            X = StepAxes.X(step.Output?.Axis ?? step.Input!.Axis, StepAxes.Range(step)),
            Y = y,
            Layers = layers,
        };

    public static double[] Row(PreviewStep step, string? channel = null) =>
        (channel is null ? step.Output!.Primary : step.Output![channel])[0].ToArray();

    private static LineLayer Curve(PreviewStep step, string channel, Colour colour, LineDash dash) =>
        new(step.Output!.Axis.Values.ToArray(), Row(step, channel))
        {
            Name = channel,
            Colour = colour,
            Dash = dash,
            Thickness = Thin,
        };

    /// <summary>Other channels of the output that are in its own unit.</summary>
    private static IEnumerable<Layer> Beside(PreviewStep step) =>
        step.Output!.Channels.Skip(1)
            .Where(c => c.Signal.Unit == step.Output.Signal.Unit)
            .Select((c, i) => Curve(step, c.Name, OkabeIto.Line(i + 1), OkabeIto.Dash(i + 1)));

    private static double[] Weighted(double[] chi, Axis k, int weight)
    {
        if (weight > 0)
            for (int i = 0; i < chi.Length; i++)
                chi[i] *= Math.Pow(k[i], weight);
        return chi;
    }

    /// <summary>The points of the input that are others in the output, where they are few.</summary>
    private static PointsLayer? Replaced(PreviewStep step, Channel input)
    {
        SpectralSeries output = step.Output!;
        if (!step.Input!.Axis.SameAs(output.Axis))
            return null;
        ReadOnlySpan<double> before = input[0];
        ReadOnlySpan<double> after = output.Primary[0];
        List<int> changed = [];
        for (int i = 0; i < before.Length; i++)
            if (before[i] != after[i])
                changed.Add(i);
        if (changed.Count == 0 || changed.Count > FewPoints * before.Length)
            return null;
        double[] x = [.. changed.Select(i => output.Axis[i])];
        double[] y = [.. changed.Select(i => input[0][i])];
        return new PointsLayer(x, y)
        {
            Name = changed.Count == 1 ? "1 point replaced" : $"{changed.Count} points replaced",
            Colour = OkabeIto.Vermillion,
            Hollow = true,
            Size = 4.5,
        };
    }
}
