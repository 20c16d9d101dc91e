using SpectraPipeline.Core.Rows;
using SpectraPipeline.IO.Store;
using SpectraPipeline.Report.Sources;

namespace SpectraPipeline.Report.Figures;

/// <summary>One fitted frame.</summary>
/// <param name="Heading">Which frame and how good, such as 'worst, frame 41'.</param>
public sealed record FitInput(RichText Heading, double[] X, double[] Data, double[] Model, string RowId)
{
    public IReadOnlyList<(RichText Label, double Center, double[] Curve, string RowId)> Components { get; init; } = [];

    /// <summary>Noise of one point; drawn as a band about zero under the residual.</summary>
    public double? Noise { get; init; }
}

/// <summary>F2: fits with their residuals; best, median and worst beside each other.</summary>
[Figure("fit", 20)]
public sealed class FitFigure : FigureMaker
{
    public override IEnumerable<Figure> Make(ReportSource source)
    {
        List<(SeriesSource Series, List<FitInput> Fits, FitSpectra Spectra)> found = [];
        foreach (SeriesSource series in source.Series)
            if (FitSpectra.Of(source, series) is { } spectra && InputsOf(source, series, spectra) is { Count: > 0 } fits)
                found.Add((series, fits, spectra));
        return found.Select(f => Draw(ReportSource.FigureName("fit", f.Series.Id, found.Count), f.Spectra.X, f.Spectra.Y, f.Fits));
    }

    public static Figure Draw(string name, FigureAxis x, FigureAxis signal, IReadOnlyList<FitInput> fits)
    {
        List<Panel> panels = [];
        for (int i = 0; i < fits.Count; i++)
        {
            FigureAxis shared = x with { Group = "x" + (char)('0' + i) };
            panels.Add(DataPanel(fits[i], shared, signal, i));
            panels.Add(ResidualPanel(fits[i], shared, signal, i));
        }
        bool hasNoise = fits.Any(fit => fit.Noise is not null);
        return new Figure
        {
            Name = name,
            Width = fits.Count > 1 ? FigureWidth.TwoColumns : FigureWidth.OneColumn,
            HeightMillimetres = 90,
            ColumnWeights = [.. Enumerable.Repeat(1.0, fits.Count)],
            RowWeights = [2.1, 1],
            Panels = panels,
            Caption = RichText.Plain(
                "Data (points), model (line), its bands (coloured, each named by its position in its colour) and, below, data minus model, whose root mean square over what is drawn is the residual rms."
                    + (hasNoise ? " Grey: two standard deviations of the noise." : "")
            ),
        };
    }

    /// <summary>Of the fits of the newest step that left a residual (the reference of a difference leaves none) the best, the median and the worst by reduced chi-square.</summary>
    private static List<FitInput> InputsOf(ReportSource source, SeriesSource series, FitSpectra spectra)
    {
        string good = $"AND step = {ResultStore.Text(spectra.Step)} AND bands > 0 AND reduced_chi_square > 0",
            ofSeries = $"series = {ResultStore.Text(series.Id)}";
        int count = source
            .Fits.Ask($"SELECT count(*) FROM fits WHERE {ofSeries} {good}")
            .Select(row => Answer.Whole(row[0]))
            .FirstOrDefault();
        List<(string Which, int Place)> chosen = [];
        if (count > 0)
            chosen.Add(("best", 0));
        if (count > 2)
            chosen.Add(("median", count / 2));
        if (count > 1)
            chosen.Add(("worst", count - 1));
        return [.. chosen.Select(c => spectra.Read(source, series, c.Which, RowAt(c.Place))).OfType<FitInput>()];

        FitRow RowAt(int place) =>
            source.Fits.Of(
                series.Id,
                good
                    + $" ORDER BY reduced_chi_square, file_row_number LIMIT 1 OFFSET {place.ToString(System.Globalization.CultureInfo.InvariantCulture)}"
            )[0];
    }

    private static Panel DataPanel(FitInput fit, FigureAxis x, FigureAxis signal, int column)
    {
        List<Layer> layers = [new HorizontalLineLayer(0) { Colour = Colour.LightGrey }];
        layers.Add(
            new PointsLayer(fit.X, fit.Data)
            {
                Name = column == 0 ? "data" : null,
                Size = 1.5,
                Colour = Colour.Grey,
                RowIds = [fit.RowId],
            }
        );
        layers.AddRange(
            fit.Components.Select(
                (band, i) =>
                    new LineLayer(fit.X, band.Curve)
                    {
                        Colour = OkabeIto.Line(i),
                        Dash = OkabeIto.Dash(i + 1),
                        Thickness = 0.8,
                        RowIds = [band.RowId],
                    }
            )
        );
        layers.Add(new LineLayer(fit.X, fit.Model) { Name = column == 0 ? "model" : null, RowIds = [fit.RowId] });
        if (fit.Components.Count > 0)
            layers.Add(
                new MarksLayer([.. fit.Components.Select(band => band.Center)])
                {
                    Labels = [.. fit.Components.Select(band => band.Label)],
                    Colours = [.. fit.Components.Select((_, i) => OkabeIto.Line(i))],
                    RowIds = [.. fit.Components.Select(band => band.RowId)],
                    Dash = LineDash.Dotted,
                    Thickness = 0.5,
                }
            );
        return new Panel
        {
            Column = column,
            Letter = ((char)('a' + column)).ToString(),
            Heading = fit.Heading,
            X = x with { Labelled = false },
            Y = signal,
            Layers = layers,
        };
    }

    private static Panel ResidualPanel(FitInput fit, FigureAxis x, FigureAxis signal, int column)
    {
        double[] residual = new double[fit.X.Length];
        for (int i = 0; i < residual.Length; i++)
            residual[i] = fit.Data[i] - fit.Model[i];
        List<Layer> layers = [];
        if (fit.Noise is double noise)
            layers.Add(new BandLayer([fit.X[0], fit.X[^1]], [-2 * noise, -2 * noise], [2 * noise, 2 * noise]));
        layers.Add(new HorizontalLineLayer(0));
        layers.Add(
            new LineLayer(fit.X, residual)
            {
                Thickness = 0.6,
                Colour = OkabeIto.Vermillion,
                RowIds = [fit.RowId],
            }
        );
        return new Panel
        {
            Row = 1,
            Column = column,
            X = x,
            Y = signal with { Quantity = "Residual" },
            Layers = layers,
        };
    }
}
