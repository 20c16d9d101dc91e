namespace SpectraPipeline.Report.Figures;

/// <summary>One spectrum of a waterfall.</summary>
/// <param name="Value">Potential or time: colour.</param>
/// <param name="RowId">Its row in the store.</param>
public sealed record WaterfallTrace(double Value, double[] Y, string RowId);

/// <summary>What a waterfall is drawn from.</summary>
public sealed record WaterfallInput
{
    public required string Name { get; init; }
    public required FigureAxis X { get; init; }
    public required double[] Wavenumber { get; init; }
    public required IReadOnlyList<WaterfallTrace> Traces { get; init; }

    /// <summary>What y is.</summary>
    public required FigureAxis Signal { get; init; }

    /// <summary>What the colour is, and the vertical axis of the map.</summary>
    public required FigureAxis Colour { get; init; }

    /// <summary>Signed spectra get a map with white at zero.</summary>
    public bool IsDifference { get; init; }

    /// <summary>Tracked bands, marked over the curves.</summary>
    public IReadOnlyList<(double Center, RichText Label, string RowId)> Bands { get; init; } = [];
}

/// <summary>F1: spectra set apart and coloured by potential or time, and the same as a map.</summary>
public static class WaterfallFigure
{
    /// <summary>More curves than this are a smear; evenly chosen ones are drawn and the caption says how many.</summary>
    public const int MostCurves = 40;

    public static Figure Draw(WaterfallInput input)
    {
        IReadOnlyList<WaterfallTrace> shown = Thin(input.Traces);
        double amplitude = Amplitude(shown);
        double step = amplitude * Math.Clamp(5.0 / shown.Count, 0.12, 0.9);
        ColourScale scale = ColourScale.ForLines(input.Traces.Min(t => t.Value), input.Traces.Max(t => t.Value));
        FigureAxis x = input.X with { Group = "spectrum" };
        List<Layer> layers = [];
        if (shown.Count <= 12 && input.IsDifference)
            layers.AddRange(shown.Select((_, i) => new HorizontalLineLayer(i * step) { Colour = Report.Colour.LightGrey }));
        layers.AddRange(
            shown.Select(
                (trace, i) =>
                    new LineLayer(input.Wavenumber, trace.Y)
                    {
                        Colour = scale.At(trace.Value),
                        Offset = i * step,
                        RowIds = [trace.RowId],
                        Thickness = shown.Count > 20 ? 0.7 : 0.9,
                    }
            )
        );
        if (input.Bands.Count > 0)
            layers.Add(
                new MarksLayer([.. input.Bands.Select(band => band.Center)])
                {
                    Labels = [.. input.Bands.Select(band => band.Label)],
                    RowIds = [.. input.Bands.Select(band => band.RowId)],
                    Dash = LineDash.Dotted,
                }
            );
        double length = RoundLength(amplitude * 0.4);
        layers.Add(new ScaleBarLayer(0, length, ScaleText(length, input.Signal)));
        Panel curves = new()
        {
            Letter = "a",
            X = x,
            Y = new FigureAxis { Quantity = input.Signal.Quantity + RichText.Plain(" (offset)"), Ticked = false },
            Layers = layers,
            Bar = new(scale, input.Colour),
        };
        string caption =
            shown.Count < input.Traces.Count ? $"(a) {shown.Count} of {input.Traces.Count} spectra, evenly chosen, " : "(a) Spectra, ";
        caption +=
            "set apart and coloured by "
            + input.Colour.Quantity.ToString().ToLowerInvariant()
            + "; the bar at the left is the scale. (b) All spectra as a map.";
        if (input.IsDifference)
            caption += " Difference spectra: positive bands belong to what formed, negative to what was lost.";
        return new Figure
        {
            Name = input.Name,
            Width = FigureWidth.TwoColumns,
            HeightMillimetres = 80,
            ColumnWeights = [1, 1],
            Panels = [curves, Map(input, x)],
            Caption = RichText.Plain(caption),
        };
    }

    /// <summary>The nearest 1, 2 or 5 times a power of ten below a length.</summary>
    internal static double RoundLength(double length)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(length)));
        double digit = length / power;
        return power
            * (
                digit >= 5 ? 5
                : digit >= 2 ? 2
                : 1
            );
    }

    private static Panel Map(WaterfallInput input, FigureAxis x)
    {
        double[] rows = [.. input.Traces.Select(trace => trace.Value)];
        bool monotonic = IsStrict(rows);
        if (!monotonic)
            rows = [.. Enumerable.Range(0, rows.Length).Select(i => (double)i)];
        double[] z = [.. input.Traces.SelectMany(trace => trace.Y)];
        (double low, double high) = Range(z);
        ColourScale scale = input.IsDifference
            ? ColourScale.Symmetric(Math.Max(Math.Abs(low), Math.Abs(high)))
            : new ColourScale(Palette.Cividis, low, high);
        return new Panel
        {
            Column = 1,
            Letter = "b",
            X = x,
            Y = monotonic ? input.Colour : FigureAxis.Frame(),
            Layers = [new HeatmapLayer(input.Wavenumber, rows, z, scale)],
            Bar = new(scale, input.Signal),
        };
    }

    private static bool IsStrict(double[] values)
    {
        for (int i = 1; i < values.Length; i++)
            if (!double.IsFinite(values[i]) || values[i] == values[i - 1] || (values[i] > values[i - 1]) != (values[1] > values[0]))
                return false;
        return values.Length > 0;
    }

    private static IReadOnlyList<WaterfallTrace> Thin(IReadOnlyList<WaterfallTrace> traces) =>
        traces.Count <= MostCurves
            ? traces
            : [.. Enumerable.Range(0, MostCurves).Select(i => traces[(int)Math.Round(i * (traces.Count - 1.0) / (MostCurves - 1))])];

    private static double Amplitude(IReadOnlyList<WaterfallTrace> traces)
    {
        double largest = traces.Max(trace => Layout.Extent.Nothing.Include(trace.Y) is { IsEmpty: false } e ? e.High - e.Low : 0);
        return largest > 0 ? largest : 1;
    }

    private static (double Low, double High) Range(double[] z)
    {
        Layout.Extent extent = Layout.Extent.Nothing.Include(z);
        return extent.IsEmpty ? (0, 1) : (extent.Low, extent.High);
    }

    private static RichText ScaleText(double length, FigureAxis signal)
    {
        int power = Layout.Ticks.Power(0, length);
        double shown = length * Math.Pow(10, -power);
        RichText number = RichText.Plain(Layout.Ticks.Number(shown, shown >= 1 ? 0 : (int)Math.Ceiling(-Math.Log10(shown) - 1e-9)));
        if (power != 0)
            number += RichText.Markup($" × 10^{{{power}}}");
        return signal.Unit.IsEmpty ? number : number + RichText.Plain(" ") + signal.Unit;
    }
}
