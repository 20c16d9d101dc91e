using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Report.Sources;

namespace SpectraPipeline.Report.Figures;

/// <summary>A curve with its name.</summary>
public sealed record NamedCurve(RichText Name, double[] X, double[] Y, string RowId)
{
    /// <summary>Its frame was flagged: drawn thin and named in the caption.</summary>
    public bool Flagged { get; init; }
}

/// <summary>A wavelet transform: |W| at k (columns) and R (rows), with its resolution.</summary>
/// <param name="HalfK">Half axes of the resolution cell, from the store; null draws none.</param>
public sealed record WaveletInput(double[] K, double[] R, double[] Magnitude, double? HalfK, double? HalfR, string RowId)
{
    /// <summary>Whose transform it is; empty: the first spectrum's.</summary>
    public string Of { get; init; } = "";

    /// <summary>R of the largest lobe, at which the resolution in k is meant.</summary>
    public double? LobeR { get; init; }

    /// <summary>Maxima of the map.</summary>
    public IReadOnlyList<LobeInput> Lobes { get; init; } = [];

    /// <summary>How far in k the kernel reaches at R = 1 Å (it goes with 1/R), and the ends of the data: beyond both an end pulls the map.</summary>
    public (double Reach, double From, double To)? Ends { get; init; }
}

/// <summary>A maximum of a wavelet map with its 95 % intervals; NaN where there are none.</summary>
public sealed record LobeInput(double K, double R, double Amplitude, string RowId)
{
    public (double Low, double High) KInterval { get; init; } = (double.NaN, double.NaN);
    public (double Low, double High) RInterval { get; init; } = (double.NaN, double.NaN);

    /// <summary>An end of the data pulls it.</summary>
    public bool AtEdge { get; init; }
}

/// <summary>What an XAS panel is drawn from; an empty list leaves its panel out.</summary>
public sealed record XasInput
{
    public required string Name { get; init; }
    public IReadOnlyList<NamedCurve> Norm { get; init; } = [];

    /// <summary>chi(k) already weighted by k^KWeight.</summary>
    public IReadOnlyList<NamedCurve> Chi { get; init; } = [];
    public IReadOnlyList<NamedCurve> Magnitude { get; init; } = [];
    public IReadOnlyList<NamedCurve> RealPart { get; init; } = [];

    /// <summary>Model magnitudes, dashed over the data's.</summary>
    public IReadOnlyList<NamedCurve> Fit { get; init; } = [];

    /// <summary>Maps beside each other.</summary>
    public IReadOnlyList<WaveletInput> Wavelets { get; init; } = [];

    /// <summary>Spectra that have a map, drawn or not.</summary>
    public int WaveletsStored { get; init; }
    public int KWeight { get; init; } = 2;
    public bool PhaseCorrected { get; init; }
    public double LargestR { get; init; } = 6;

    /// <summary>E0; the first panel shows its surroundings. NaN shows the whole scan.</summary>
    public double EdgeEnergy { get; init; } = double.NaN;

    /// <summary>End of the transform's k-range, a little beyond which chi(k) is shown; null shows all of it.</summary>
    public double? KMax { get; init; }

    /// <summary>Beginning of the transform's k-range; null where the spectra do not share one.</summary>
    public double? KMin { get; init; }
}

/// <summary>F6: XANES, chi(k), |chi(R)| with its real part and a fit, and the wavelet map with its resolution.</summary>
[Figure("xas", 50)]
public sealed class XasFigure : FigureMaker
{
    public override IEnumerable<Figure> Make(ReportSource source)
    {
        // One figure an edge: spectra of two edges share no energy axis.
        List<IGrouping<string, SeriesSource>> edges = [.. source.Series.Where(XasCurves.HasAny).GroupBy(s => s.Card.Edge)];
        return edges.Select(edge => Draw(XasCurves.InputOf(source, [.. edge], ReportSource.FigureName("xas", edge.Key, edges.Count))));
    }

    public static Figure Draw(XasInput input)
    {
        List<Panel> panels = [];
        if (input.Norm.Count > 0)
            panels.Add(
                Curves(
                    Energies(input),
                    new FigureAxis { Quantity = RichText.Markup("Normalised *μ*") },
                    Lines(input, input.Norm, named: true)
                )
            );
        if (input.Chi.Count > 0)
            panels.Add(
                Curves(
                    Wavenumbers(input, input.Chi[0].X),
                    ChiAxis(input.KWeight),
                    [.. Window(input), new HorizontalLineLayer(0), .. Lines(input, input.Chi, panels.Count == 0)]
                )
            );
        if (input.Magnitude.Count > 0)
            panels.Add(Distances(input, panels.Count == 0));
        panels.AddRange(input.Wavelets.Select(wavelet => Map(input, wavelet)));
        int columns = panels.Count > 1 ? 2 : 1;
        int rows = (panels.Count + columns - 1) / columns;
        return new Figure
        {
            Name = input.Name,
            Width = columns == 2 ? FigureWidth.TwoColumns : FigureWidth.OneColumn,
            HeightMillimetres = 62 * Math.Max(1, rows),
            RowWeights = [.. Enumerable.Repeat(1.0, Math.Max(1, rows))],
            ColumnWeights = [.. Enumerable.Repeat(1.0, columns)],
            Panels =
            [
                .. panels.Select(
                    (panel, i) => panel with { Row = i / columns, Column = i % columns, Letter = ((char)('a' + i)).ToString() }
                ),
            ],
            Caption = Caption(input),
        };
    }

    /// <summary>From 50 eV before the edge to 200 eV behind: the XANES and the first wiggles.</summary>
    private static FigureAxis Energies(XasInput input)
    {
        Layout.Extent all = Layout.Extent.Nothing;
        foreach (NamedCurve curve in input.Norm)
            all = all.Include(curve.X);
        FigureAxis axis = FigureAxis.PhotonEnergy();
        return double.IsFinite(input.EdgeEnergy) && !all.IsEmpty
            ? axis with
            {
                Low = Math.Max(all.Low, input.EdgeEnergy - 50),
                High = Math.Min(all.High, input.EdgeEnergy + 200),
            }
            : axis;
    }

    private static FigureAxis Wavenumbers(XasInput input, double[] k)
    {
        double last = k.Length == 0 ? 1 : k.Max();
        return FigureAxis.PhotoelectronWavenumber() with
        {
            Low = k.Length == 0 ? 0 : k.Min(),
            High = Math.Min(last, (input.KMax ?? last) + 1),
        };
    }

    /// <summary>What lies outside the window of the transform, shaded.</summary>
    private static IEnumerable<Layer> Window(XasInput input)
    {
        if (input is not { KMin: double from, KMax: double to })
            yield break;
        FigureAxis axis = Wavenumbers(input, input.Chi[0].X);
        yield return new MarksLayer([from, to])
        {
            Low = [Math.Min(from, axis.Low ?? from), to],
            High = [from, Math.Max(to, axis.High ?? to)],
            Dash = LineDash.Dotted,
        };
    }

    private static string Caption(XasInput input)
    {
        string caption = "Normalised absorption, k-weighted fine structure and its Fourier transform.";
        if (input is { KMin: double from, KMax: double to, Chi.Count: > 0 })
            caption += string.Create(
                CultureInfo.InvariantCulture,
                $" Shaded: outside the window of the transform, k = {from:0.##} to {to:0.##} Å\u207B\u00B9."
            );
        string[] flagged =
        [
            .. input.Norm.Concat(input.Chi).Concat(input.Magnitude).Where(c => c.Flagged).Select(c => c.Name.ToString()).Distinct(),
        ];
        if (flagged.Length > 0)
            caption += $" Flagged and drawn thin: {string.Join(", ", flagged)}.";
        if (input.RealPart.Count > 0)
            caption += " Hairlines about zero: real part.";
        if (input.Fit.Count > 0)
            caption += " Dotted black: fit.";
        if (input.Wavelets.Count > 0)
            caption +=
                input.Wavelets.Count > 1
                    ? " Maps: magnitudes of the wavelet transforms of "
                    : " Map: magnitude of the wavelet transform of ";
        caption += string.Join(", ", input.Wavelets.Select(w => w.Of.Length > 0 ? w.Of : "the first spectrum"));
        if (input.WaveletsStored > input.Wavelets.Count)
            caption += string.Create(
                CultureInfo.InvariantCulture,
                $" (of {input.WaveletsStored} stored; the others are in the table of lobes)"
            );
        if (input.Wavelets.Any(w => w is { HalfK: not null, HalfR: not null }))
            caption += "; ellipse: resolution";
        else if (input.Wavelets.Any(w => w is { HalfK: not null, LobeR: not null }))
            caption += "; white bar: width in k of the kernel itself at the largest lobe";
        if (input.Wavelets.Any(w => w.Lobes.Count > 0))
            caption += "; points: maxima with 95 % intervals (open: pulled by an end of the data)";
        if (input.Wavelets.Any(w => w.Ends is not null))
            caption += "; beside and below the white dashed lines the kernel reaches beyond the data, which pulls place and size of a lobe";
        return caption + (input.Wavelets.Count == 0 ? "" : ".") + (input.PhaseCorrected ? "" : " Distances are not corrected for phase.");
    }

    private static FigureAxis ChiAxis(int weight) =>
        weight == 0
            ? new FigureAxis { Quantity = RichText.Markup("*χ*(*k*)") }
            : new FigureAxis
            {
                Quantity = RichText.Markup(weight == 1 ? "*k* *χ*(*k*)" : $"*k*^{{{weight}}}*χ*(*k*)"),
                Unit = RichText.Markup($"Å^{{-{weight}}}"),
            };

    private static Panel Curves(FigureAxis x, FigureAxis y, IReadOnlyList<Layer> layers) =>
        new()
        {
            X = x,
            Y = y,
            Layers = layers,
        };

    /// <summary>Curves of a panel; one of the same name looks the same in every panel, whichever series has none there.</summary>
    private static IReadOnlyList<LineLayer> Lines(XasInput input, IReadOnlyList<NamedCurve> curves, bool named, double thickness = 0.9)
    {
        List<string> order = [.. input.Norm.Concat(input.Chi).Concat(input.Magnitude).Select(c => c.Name.ToString()!).Distinct()];
        return
        [
            .. curves.Select(
                (curve, n) =>
                {
                    int known = order.IndexOf(curve.Name.ToString()!);
                    int i = known < 0 ? n : known;
                    return new LineLayer(curve.X, curve.Y)
                    {
                        Name = named ? curve.Name : null,
                        Colour = OkabeIto.Line(i),
                        Dash = OkabeIto.Dash(i),
                        Thickness = curve.Flagged ? 0.45 * thickness : thickness,
                        RowIds = [curve.RowId],
                    };
                }
            ),
        ];
    }

    private static Panel Distances(XasInput input, bool named)
    {
        List<Layer> layers = [];
        if (input.RealPart.Count > 0)
        {
            layers.Add(new HorizontalLineLayer(0));
            layers.AddRange(Lines(input, input.RealPart, named: false, thickness: 0.4));
        }
        layers.AddRange(Lines(input, input.Magnitude, named));
        layers.AddRange(
            input.Fit.Select(
                (curve, i) =>
                    new LineLayer(curve.X, curve.Y)
                    {
                        Name = i == 0 ? "fit" : null,
                        Dash = LineDash.Dotted,
                        Thickness = 1.1,
                        RowIds = [curve.RowId],
                    }
            )
        );
        FigureAxis x = FigureAxis.Distance(input.PhaseCorrected) with { Low = 0, High = input.LargestR };
        FigureAxis y = new()
        {
            Quantity = RichText.Markup(input.RealPart.Count > 0 ? "|*χ*(*R*)|, Re *χ*(*R*)" : "|*χ*(*R*)|"),
            Unit = RichText.Markup($"Å^{{-{input.KWeight + 1}}}"),
        };
        return Curves(x, y, layers);
    }

    private static Panel Map(XasInput input, WaveletInput wavelet)
    {
        Layout.Extent extent = Layout.Extent.Nothing.Include(wavelet.Magnitude);
        ColourScale scale = new(Palette.Viridis, 0, extent.IsEmpty ? 1 : extent.High);
        double top = Math.Min(input.LargestR, wavelet.R.Max());
        List<Layer> layers = [new HeatmapLayer(wavelet.K, wavelet.R, wavelet.Magnitude, scale) { RowIds = [wavelet.RowId] }];
        if (wavelet.HalfK is double halfK && wavelet.HalfR is double halfR)
            layers.Add(
                new EllipseLayer(wavelet.K.Max() - (1.4 * halfK), top - (1.4 * halfR), halfK, halfR) { Colour = new Colour(255, 255, 255) }
            );
        else if (wavelet is { HalfK: double barHalf, LobeR: not null })
        {
            FigureAxis k = Wavenumbers(input, wavelet.K);
            double right = k.High!.Value - (0.04 * (k.High.Value - k.Low!.Value));
            double at = top - (0.06 * (top - wavelet.R.Min()));
            layers.Add(
                new LineLayer([right - (2 * barHalf), right], [at, at])
                {
                    Colour = new Colour(255, 255, 255),
                    Thickness = 1.4,
                    RowIds = [wavelet.RowId],
                }
            );
        }
        layers.AddRange(WaveletMarks.Of(wavelet, scale, Wavenumbers(input, wavelet.K), top));
        return new Panel
        {
            X = Wavenumbers(input, wavelet.K),
            Y = FigureAxis.Distance(input.PhaseCorrected) with { Low = wavelet.R.Min(), High = top },
            Layers = layers,
            Heading = input.Wavelets.Count > 1 ? RichText.Plain(wavelet.Of) : RichText.Empty,
            Bar = new(scale, new FigureAxis { Quantity = RichText.Markup("|*W*(*k*, *R*)|") }),
        };
    }
}
