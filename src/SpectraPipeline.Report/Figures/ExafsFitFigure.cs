using System.Globalization;
using SpectraPipeline.Report.Sources;

namespace SpectraPipeline.Report.Figures;

/// <summary>One spectrum with the model that was fitted to it, in k and in R.</summary>
/// <param name="Heading">Whose fit it is.</param>
/// <param name="K">Å⁻¹.</param>
/// <param name="Data">χ(k), weighted.</param>
/// <param name="Model">The model's χ(k), weighted.</param>
/// <param name="KRange">The k-range of the fit; null where it is not known.</param>
/// <param name="RowId">Row of the fit.</param>
public sealed record ExafsFitInput(
    RichText Heading,
    double[] K,
    double[] Data,
    double[] Model,
    (double From, double To)? KRange,
    string RowId
)
{
    /// <summary>Å, not corrected for phase; empty where the transform could not be made.</summary>
    public double[] R { get; init; } = [];
    public double[] DataMagnitude { get; init; } = [];
    public double[] ModelMagnitude { get; init; } = [];
    public double[] DataReal { get; init; } = [];
    public double[] ModelReal { get; init; } = [];

    /// <summary>The R-range of the fit.</summary>
    public (double From, double To)? RRange { get; init; }
    public int KWeight { get; init; } = 2;

    /// <summary>The fit is of one model among several that the data do not tell apart.</summary>
    public bool IsTied { get; init; }
}

/// <summary>Fits of scattering paths: data, model and what is left in k, magnitude and real part in R, with the ranges of the fit.</summary>
[Figure(Name, 51)]
public sealed class ExafsFitFigure : FigureMaker
{
    public const string Name = "exafs-fit";

    /// <summary>Rows of a page of the report.</summary>
    private const int Most = 4;

    public override IEnumerable<Figure> Make(ReportSource source)
    {
        // A sample says more than a standard.
        ExafsFitInput[] fits =
        [
            .. source
                .Series.OrderBy(s => s.Card.Role is "standard" or "foil" ? 1 : 0)
                .Select(s => ExafsFitCurves.Of(source, s))
                .OfType<ExafsFitInput>(),
        ];
        if (fits.Length > 0)
            yield return Draw(Name, [.. fits.Take(Most)], fits.Length);
    }

    public static Figure Draw(string name, IReadOnlyList<ExafsFitInput> fits, int all)
    {
        List<Panel> panels = [];
        for (int i = 0; i < fits.Count; i++)
        {
            panels.Add(Wavenumbers(fits[i], i));
            if (fits[i].R.Length > 0)
                panels.Add(Distances(fits[i], i));
        }
        return new Figure
        {
            Name = name,
            Width = FigureWidth.TwoColumns,
            HeightMillimetres = 12 + (52 * fits.Count),
            ColumnWeights = [1, 1],
            RowWeights = [.. Enumerable.Repeat(1.0, fits.Count)],
            Panels = [.. panels.Select((p, i) => p with { Letter = ((char)('a' + i)).ToString() })],
            Caption = RichText.Plain(Caption(fits, all)),
        };
    }

    private static string Caption(IReadOnlyList<ExafsFitInput> fits, int all)
    {
        string caption =
            "Left: k-weighted fine structure (points), model (line) and, shifted down, what is left (vermillion); shaded: outside the k-range of the fit. "
            + "Right: Fourier transform over that range, magnitude and, at half scale and shifted down, real part, data (points) and model (line); shaded: outside the R-range of the fit, where the model is not held to the data. Distances are not corrected for phase.";
        if (fits.Any(f => f.IsTied))
            caption += " Where models are tied the simplest is drawn: the others run as close to the data.";
        if (all > fits.Count)
            caption += string.Create(CultureInfo.InvariantCulture, $" {fits.Count} of {all} series are drawn.");
        return caption;
    }

    private static Panel Wavenumbers(ExafsFitInput fit, int row)
    {
        int[] shown = [.. Enumerable.Range(0, fit.K.Length).Where(i => fit.KRange is not { } range || fit.K[i] <= range.To + 1.5)];
        double[] k = [.. shown.Select(i => fit.K[i])];
        Layout.Extent signal = Layout.Extent.Nothing;
        double[] inside =
        [
            .. shown
                .Where(i => fit.KRange is not { } range || (fit.K[i] >= range.From - 1 && fit.K[i] <= range.To))
                .SelectMany(i => (double[])[fit.Data[i], fit.Model[i]])
                .Where(double.IsFinite),
        ];
        signal = signal.Include(inside);
        double height = signal.IsEmpty ? 1 : signal.High - signal.Low;
        double[] residual = [.. shown.Select(i => fit.Data[i] - fit.Model[i])];
        double offset = (signal.IsEmpty ? 0 : signal.Low) - (0.22 * height);
        List<Layer> layers = [.. Outside(fit.KRange, k.Length == 0 ? 0 : k[0], k.Length == 0 ? 1 : k[^1])];
        layers.Add(new HorizontalLineLayer(0));
        layers.Add(new HorizontalLineLayer(offset) { Colour = Colour.LightGrey });
        layers.Add(Points(k, [.. shown.Select(i => fit.Data[i])], fit.RowId, row == 0));
        layers.Add(
            new LineLayer(k, [.. shown.Select(i => fit.Model[i])])
            {
                Name = row == 0 ? "model" : null,
                Colour = OkabeIto.Blue,
                Thickness = 1,
                RowIds = [fit.RowId],
            }
        );
        layers.Add(
            new LineLayer(k, residual)
            {
                Name = row == 0 ? "data minus model" : null,
                Colour = OkabeIto.Vermillion,
                Thickness = 0.6,
                Offset = offset,
                RowIds = [fit.RowId],
            }
        );
        return new Panel
        {
            Row = row,
            Heading = fit.Heading,
            X = FigureAxis.PhotoelectronWavenumber() with { Low = 0, High = k.Length == 0 ? 1 : k[^1] },
            Y = new FigureAxis
            {
                Quantity = RichText.Markup(fit.KWeight == 1 ? "*k* *χ*(*k*)" : $"*k*^{{{N(fit.KWeight)}}}*χ*(*k*)"),
                Unit = RichText.Markup($"Å^{{-{N(fit.KWeight)}}}"),
                Low = signal.IsEmpty ? null : signal.Low - (0.42 * height),
                High = signal.IsEmpty ? null : signal.High + (0.08 * height),
            },
            Layers = layers,
        };
    }

    private static Panel Distances(ExafsFitInput fit, int row)
    {
        double top = fit.DataMagnitude.Concat(fit.ModelMagnitude).Where(double.IsFinite).DefaultIfEmpty(1).Max();
        // The real part swings to ±top: below the magnitude, at half its scale, it stays in sight of it.
        double offset = -0.6 * top;
        double[] data = [.. fit.DataReal.Select(v => 0.5 * v)];
        double[] model = [.. fit.ModelReal.Select(v => 0.5 * v)];
        List<Layer> layers = [.. Outside(fit.RRange, 0, fit.R[^1])];
        layers.Add(new HorizontalLineLayer(0));
        layers.Add(new HorizontalLineLayer(offset) { Colour = Colour.LightGrey });
        layers.Add(Points(fit.R, fit.DataMagnitude, fit.RowId, false));
        layers.Add(Line(fit.R, fit.ModelMagnitude, 0, fit.RowId, 1));
        layers.Add(
            new LineLayer(fit.R, data)
            {
                Name = row == 0 ? "½ Re: data" : null,
                Colour = Colour.Grey,
                Dash = LineDash.Dotted,
                Thickness = 1.1,
                Offset = offset,
                RowIds = [fit.RowId],
            }
        );
        layers.Add(Line(fit.R, model, offset, fit.RowId, 0.6) with { Name = row == 0 ? "model" : null });
        return new Panel
        {
            Row = row,
            Column = 1,
            X = FigureAxis.Distance(false) with { Low = 0, High = fit.R[^1] },
            Y = new FigureAxis
            {
                Quantity = RichText.Markup("|*χ*(*R*)|, ½ Re *χ*(*R*)"),
                Unit = RichText.Markup($"Å^{{-{N(fit.KWeight + 1)}}}"),
                Low = -1.15 * top,
                High = 1.1 * top,
            },
            Layers = layers,
        };
    }

    private static LineLayer Line(double[] x, double[] y, double offset, string row, double thickness) =>
        new(x, y)
        {
            Colour = OkabeIto.Blue,
            Thickness = thickness,
            Offset = offset,
            RowIds = [row],
        };

    private static PointsLayer Points(double[] x, double[] y, string row, bool named) =>
        new(x, y)
        {
            Name = named ? "data" : null,
            Size = 1.6,
            Colour = Colour.Grey,
            RowIds = [row],
        };

    /// <summary>What lies outside a range, shaded, with its ends.</summary>
    private static IEnumerable<Layer> Outside((double From, double To)? range, double low, double high)
    {
        if (range is { } r)
            yield return new MarksLayer([r.From, r.To])
            {
                Low = [Math.Min(low, r.From), r.To],
                High = [r.From, Math.Max(high, r.To)],
                Dash = LineDash.Dotted,
            };
    }

    private static string N(int number) => number.ToString(CultureInfo.InvariantCulture);
}
