using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Report.Sources;

namespace SpectraPipeline.Report.Figures;

/// <summary>Data and model of a fit of paths as its figure draws them: χ(k) from the store, χ(R) transformed as the fit did.</summary>
internal static class ExafsFitCurves
{
    private const double LargestR = 6;
    private const string Model = "fit";

    public static ExafsFitInput? Of(ReportSource source, SeriesSource series)
    {
        if (ExafsFrame.First(source, series) is not { Chosen: { } chosen } exafs || !series.Stores(exafs.Step))
            return null;
        SpectralSeries spectra = series.Read(exafs.Step, [exafs.Frame]);
        if (spectra.Frames == 0 || spectra.Find(Model) is not { } model || spectra.Find(SignalKind.ChiK) is not { } chi)
            return null;
        double[] k = spectra.Axis.Values.ToArray();
        StepView? step = series.Card.Steps.FirstOrDefault(s => s.Id == exafs.Step);
        int weight = Weight(step);
        (double From, double To)? kRange = KRange(step, chosen);
        ExafsFitInput input = new(
            RichText.Plain(
                series.Frames.Count > 1
                    ? string.Create(CultureInfo.InvariantCulture, $"{series.Id}, frame {exafs.Frame}: {chosen.Model}")
                    : $"{series.Id}: {chosen.Model}"
            ),
            k,
            Weighted(k, chi[0].ToArray(), weight),
            Weighted(k, model[0].ToArray(), weight),
            kRange,
            RowIds.Of(chosen)
        )
        {
            KWeight = weight,
            IsTied = exafs.Standing.Count > 1,
            RRange = Number(step, "r-min") is double low && Number(step, "r-max") is double high ? (low, high) : null,
        };
        return kRange is { } range ? Transformed(input, step, range, chi[0].ToArray(), model[0].ToArray()) : input;
    }

    private static ExafsFitInput Transformed(
        ExafsFitInput input,
        StepView? step,
        (double From, double To) range,
        double[] data,
        double[] model
    )
    {
        _ = Enum.TryParse(step?.Parameter("window"), ignoreCase: true, out WindowShape shape);
        double sill = Number(step, "dk") ?? 1;
        ForwardFourier transform;
        try
        {
            transform = new(
                input.K,
                new ForwardFourierSettings
                {
                    Window = new FourierWindow(shape, range.From, range.To, sill, sill),
                    KWeight = input.KWeight,
                    KStep = Number(step, "k-step") ?? 0.05,
                    TransformLength = (int)(Number(step, "nfft") ?? 2048),
                    RMax = LargestR,
                }
            );
        }
        catch (ArgumentException)
        {
            // A folder of other parameters than this program knows: χ(k) is drawn alone.
            return input;
        }
        (double[] dataRe, double[] dataSize) = Both(transform, data);
        (double[] modelRe, double[] modelSize) = Both(transform, model);
        return input with
        {
            R = transform.R.ToArray(),
            DataReal = dataRe,
            DataMagnitude = dataSize,
            ModelReal = modelRe,
            ModelMagnitude = modelSize,
        };
    }

    private static (double[] Re, double[] Size) Both(ForwardFourier transform, double[] chi)
    {
        double[] re = new double[transform.R.Length],
            im = new double[re.Length];
        transform.Transform(chi, re, im);
        for (int i = 0; i < re.Length; i++)
            im[i] = double.Hypot(re[i], im[i]);
        return (re, im);
    }

    /// <summary>The weight in the middle of those that were fitted side by side.</summary>
    private static int Weight(StepView? step)
    {
        int[] weights =
        [
            .. (step?.Parameter("k-weights") ?? "")
                .Trim('[', ']')
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(w => int.TryParse(w, NumberStyles.Integer, CultureInfo.InvariantCulture, out int n) ? n : 2)
                .Order(),
        ];
        return weights.Length == 0 ? 2 : weights[weights.Length / 2];
    }

    /// <summary>An end that was left out follows from the number of independent points, 1 + 2·ΔR·Δk/π.</summary>
    private static (double From, double To)? KRange(StepView? step, ExafsFitRow fit)
    {
        if (Number(step, "k-min") is not double from)
            return null;
        if (Number(step, "k-max") is double to)
            return (from, to);
        double reach =
            (Number(step, "r-max") ?? double.NaN)
            - (step?.Parameter("refine-background") is "yes" or "true" ? 0 : Number(step, "r-min") ?? double.NaN);
        double range = (fit.NIdp - 1) * Math.PI / (2 * reach);
        return range > 0 ? (from, from + range) : null;
    }

    private static double[] Weighted(double[] k, double[] chi, int weight) => [.. chi.Select((v, i) => v * Math.Pow(k[i], weight))];

    private static double? Number(StepView? step, string name) =>
        double.TryParse(step?.Parameter(name), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;
}
