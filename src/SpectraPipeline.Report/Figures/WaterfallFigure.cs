using SpectraPipeline.Core;
using SpectraPipeline.Report.Sources;

namespace SpectraPipeline.Report.Figures;

/// <summary>One spectrum of a waterfall.</summary>
/// <param name="Value">Potential or time: colour.</param>
/// <param name="Order">Time or frame, which only rises: the map's vertical axis where Value turns back.</param>
/// <param name="RowId">Its row in the store.</param>
public sealed record WaterfallTrace(double Value, double Order, double[] Y, string RowId);

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

    /// <summary>What <see cref="WaterfallTrace.Order"/> counts.</summary>
    public FigureAxis Order { get; init; } = FigureAxis.Frame();

    /// <summary>Frames of the series, of which the traces may be a choice.</summary>
    public int TotalFrames { get; init; }

    /// <summary>Relative changes of reflected light fall where a species forms.</summary>
    public bool NegativeMeansFormed { get; init; }

    /// <summary>Signed spectra get a map with white at zero.</summary>
    public bool IsDifference { get; init; }

    /// <summary>Tracked bands, marked over the curves.</summary>
    public IReadOnlyList<(double Center, RichText Label, string RowId)> Bands { get; init; } = [];
}

/// <summary>F1: spectra set apart and coloured by potential or time, and the same as a map.</summary>
[Figure("waterfall", 10)]
public sealed class WaterfallFigure : FigureMaker
{
    /// <summary>Rows of a map: more than print can show.</summary>
    public const int MostRows = 300;

    /// <summary>More curves than this are a smear; evenly chosen ones are drawn and the caption says how many.</summary>
    public const int MostCurves = 40;

    public override IEnumerable<Figure> Make(ReportSource source)
    {
        List<SeriesSource> series = [.. source.Series.Where(s => s.VibrationalStep is not null && s.Healthy(2).Count > 1)];
        return series.Select(s => Draw(InputOf(s, ReportSource.FigureName("waterfall", s.Id, series.Count))));
    }

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
        int total = Math.Max(input.TotalFrames, input.Traces.Count);
        string caption = shown.Count < total ? $"(a) {shown.Count} of {total} spectra, evenly chosen, " : "(a) Spectra, ";
        caption +=
            "set apart and coloured by " + input.Colour.Quantity.ToString().ToLowerInvariant() + "; the bar at the left is the scale. (b) ";
        caption += input.Traces.Count < total ? $"{input.Traces.Count} of them as a map." : "All spectra as a map.";
        if (input.IsDifference)
            caption += input.NegativeMeansFormed
                ? " Relative changes: negative bands belong to what formed, positive to what was lost."
                : " Difference spectra: positive bands belong to what formed, negative to what was lost.";
        Panel map = Map(input, x, out string note);
        return new Figure
        {
            Name = input.Name,
            Width = FigureWidth.TwoColumns,
            HeightMillimetres = 80,
            ColumnWeights = [1, 1],
            Panels = [curves, map],
            Caption = RichText.Plain(caption + note),
        };
    }

    private static WaterfallInput InputOf(SeriesSource series, string name)
    {
        string step = series.VibrationalStep!;
        SpectralSeries spectra = series.Read(step, [.. series.Healthy(MostRows)]);
        Signal signal = series.VibrationalSignal;
        List<WaterfallTrace> traces = [];
        for (int i = 0; i < spectra.Frames; i++)
            if (spectra.Faults[i] is null && double.IsFinite(series.At(spectra.Info[i].Frame, series.Variable)))
            {
                int frame = spectra.Info[i].Frame;
                traces.Add(
                    new(
                        series.At(frame, series.Variable),
                        series.At(frame, series.Ordered),
                        SeriesSource.Spectrum(spectra, i),
                        RowIds.Spectrum(series.Id, step, frame)
                    )
                );
            }
        return new WaterfallInput
        {
            Name = name,
            X = SeriesSource.XAxisOf(spectra.Axis),
            Wavenumber = spectra.Axis.Values.ToArray(),
            Traces = traces,
            Signal = SeriesSource.YAxisOf(signal),
            Colour = series.AxisOf(series.Variable),
            Order = series.AxisOf(series.Ordered),
            TotalFrames = series.Frames.Count(f => f.Status != "faulted"),
            IsDifference = signal.Kind is SignalKind.DifferenceAbsorbance or SignalKind.RelativeDifference,
            NegativeMeansFormed = signal.FormedSign < 0,
            Bands = [.. series.Tracks.Select(t => (t.Center, RichText.Plain(BandWords.Position(t)), RowIds.Of(t)))],
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

    private static Panel Map(WaterfallInput input, FigureAxis x, out string note)
    {
        double[] rows = [.. input.Traces.Select(trace => trace.Value)];
        bool monotonic = IsStrict(rows);
        if (!monotonic)
            rows = [.. input.Traces.Select(trace => trace.Order)];
        double[] z = [.. input.Traces.SelectMany(trace => trace.Y)];
        (ColourScale scale, note) = MapScale.Of(z, input.IsDifference);
        return new Panel
        {
            Column = 1,
            Letter = "b",
            X = x,
            Y = monotonic ? input.Colour : input.Order,
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
