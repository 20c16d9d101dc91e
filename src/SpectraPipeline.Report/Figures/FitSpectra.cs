using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Report.Html;
using SpectraPipeline.Report.Sources;

namespace SpectraPipeline.Report.Figures;

/// <summary>Where the data and the model of a fit lie in the store.</summary>
/// <remarks>A fit step that stores a channel 'fit' or 'model' (and 'residual') is drawn from it. Otherwise the model is drawn from the rows of its
/// bands, which is the whole model only where the fit had no background of its own.</remarks>
internal sealed class FitSpectra
{
    private static readonly string[] s_modelNames = ["fit", "model"];
    private readonly string spectrumStep;
    private readonly string? model;

    private FitSpectra(string step, string spectrumStep, string? model, FigureAxis x, FigureAxis y) =>
        (Step, this.spectrumStep, this.model, X, Y) = (step, spectrumStep, model, x, y);

    /// <summary>Step whose rows are drawn.</summary>
    public string Step { get; }
    public FigureAxis X { get; }
    public FigureAxis Y { get; }

    public static FitSpectra? Of(ReportSource source, SeriesSource series)
    {
        FitRow newest = source.Fits.Of(series.Id, "ORDER BY file_row_number DESC LIMIT 1").FirstOrDefault();
        if (newest.Series is null)
            return null;
        foreach (string name in s_modelNames)
            if (series.StepWith(name) is { } step)
                return Make(series, newest.Step, step, name);
        StepView? fit = series.Card.Steps.FirstOrDefault(s => s.Id == newest.Step);
        bool hasBackground = fit?.Parameter("background-degree") is { Length: > 0 } degree && degree != "none";
        return hasBackground || series.VibrationalStep is null ? null : Make(series, newest.Step, series.VibrationalStep, null);
    }

    /// <summary>One frame, or null where the store has not what it takes.</summary>
    public FitInput? Read(ReportSource source, SeriesSource series, string which, FitRow row)
    {
        SpectralSeries spectra = series.Read(spectrumStep, [row.Frame]);
        List<BandRow> bands = [.. source.Bands.Of(series.Id, [row.Frame]).Where(b => b.Step == row.Step)];
        if (spectra.Frames == 0 || bands.Count == 0)
            return null;
        double[] x = spectra.Axis.Values.ToArray();
        List<BandParameterRow> further = [.. source.BandParameters.Of(series.Id, [row.Frame]).Where(p => p.Step == row.Step)];
        double instrument = LineShapeCurve.Width(
            series.Card.Steps.FirstOrDefault(s => s.Id == row.Step)?.Parameter(LineShapeCurve.InstrumentWidth)
        );
        double[][] curves = [.. bands.Select(band => LineShapeCurve.Of(band, further, x, instrument))];
        double[]? modelled = model is null ? Sum(curves, x.Length) : spectra[model][0].ToArray();
        double[]? data = DataOf(spectra, modelled);
        if (data is null || modelled is null)
            return null;
        (int from, int to) = Window(bands, x, data, modelled);
        RichText heading =
            RichText.Plain($"{which}, frame {row.Frame.ToString(CultureInfo.InvariantCulture)}, residual rms ")
            + UncertainNumber.Rich(UncertainNumber.Significant(Rms(data.AsSpan(from..to), modelled.AsSpan(from..to)), 2))
            + (Y.Unit.IsEmpty ? RichText.Empty : RichText.Plain(" ") + Y.Unit);
        return new FitInput(heading, x[from..to], data[from..to], modelled[from..to], RowIds.Of(row))
        {
            Components =
            [
                .. bands.Select(
                    (b, i) =>
                        (
                            RichText.Plain(UncertainNumber.Format(b.Center, BandErrors.Center(b))),
                            b.Center,
                            curves[i][from..to],
                            RowIds.Of(b)
                        )
                ),
            ],
        };
    }

    /// <summary>Root mean square of what is drawn below the fit: unlike a chi-square it needs no standard deviation, and has the unit of the spectrum.</summary>
    private static double Rms(ReadOnlySpan<double> data, ReadOnlySpan<double> modelled)
    {
        double sum = 0;
        int known = 0;
        for (int i = 0; i < data.Length; i++)
            if (double.IsFinite(data[i] - modelled[i]))
            {
                sum += (data[i] - modelled[i]) * (data[i] - modelled[i]);
                known++;
            }
        return Math.Sqrt(sum / known);
    }

    private static FitSpectra Make(SeriesSource series, string fitStep, string spectrumStep, string? model)
    {
        SpectralSeries shape = series.Read(spectrumStep, []);
        return new(fitStep, spectrumStep, model, SeriesSource.XAxisOf(shape.Axis), SeriesSource.YAxisOf(series.VibrationalSignal));
    }

    /// <summary>The stored spectrum; where only model and residual are stored, their sum.</summary>
    private static double[]? DataOf(SpectralSeries spectra, double[]? modelled)
    {
        if (SeriesSource.SpectrumOf(spectra) is { } spectrum)
            return spectrum[0].ToArray();
        if (spectra.Find("residual") is not { } residual || modelled is null)
            return null;
        double[] data = residual[0].ToArray();
        for (int i = 0; i < data.Length; i++)
            data[i] += modelled[i];
        return data;
    }

    private static double[]? Sum(double[][] curves, int points)
    {
        if (curves.Any(curve => double.IsNaN(curve[0])))
            return null;
        double[] sum = new double[points];
        foreach (double[] curve in curves)
            for (int i = 0; i < points; i++)
                sum[i] += curve[i];
        return sum;
    }

    /// <summary>Where there is a fit to be seen: six widths beyond the outer bands, and where the model is finite.</summary>
    private static (int From, int To) Window(List<BandRow> bands, double[] x, double[] data, double[] modelled)
    {
        double widest = bands.Max(b => double.IsFinite(b.Fwhm) ? b.Fwhm : 0);
        double low = bands.Min(b => b.Center) - (6 * widest);
        double high = bands.Max(b => b.Center) + (6 * widest);
        int[] inside =
        [
            .. Enumerable
                .Range(0, x.Length)
                .Where(i => x[i] >= low && x[i] <= high && double.IsFinite(modelled[i]) && double.IsFinite(data[i])),
        ];
        return inside.Length < 2 ? (0, x.Length) : (inside[0], inside[^1] + 1);
    }
}
