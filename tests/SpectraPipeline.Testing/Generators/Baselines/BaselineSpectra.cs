namespace SpectraPipeline.Testing.Generators.Baselines;

/// <summary>
/// Spectra of the six kinds, the same on every machine for one seed, with the true baseline beside them. Not tuned to any method: sizes are drawn from ranges
/// that cover the published spectra S1 to S6 and what surrounds them.
/// </summary>
public static class BaselineSpectra
{
    /// <summary>One spectrum.</summary>
    /// <param name="kind">Kind of data.</param>
    /// <param name="seed">Seed of the whole set.</param>
    /// <param name="index">Number within the set.</param>
    /// <param name="variety">How much varies.</param>
    public static BaselineSpectrum Make(BaselineKind kind, ulong seed, int index, BaselineVariety variety = BaselineVariety.Wide)
    {
        NoiseSource random = NoiseSource.For(NoiseSource.Mix(seed) + (ulong)index, $"baseline {kind} {variety}");
        bool wide = variety == BaselineVariety.Wide;
        double[] x = Grid(random, kind, wide);
        double[] truth = BaselineCurves.Make(random, kind, x, wide);
        GeneratedBand[] bands = Bands(random, kind, x, wide);
        double typical = bands.Average(b => Math.Abs(b.Height)),
            tallest = bands.Max(b => Math.Abs(b.Height));
        double noise = kind switch
        {
            BaselineKind.StrongNoise => 0.05 * typical,
            BaselineKind.StraightLine or BaselineKind.CurvedInfrared when !wide => 0.01 * tallest,
            BaselineKind.SignedDifference when !wide => 0.02 * tallest,
            BaselineKind.StepAndWater when !wide => 0.006 * tallest,
            _ => tallest / LogUniform(random, 10, 1000),
        };
        bool shot = kind == BaselineKind.RamanFluorescence;
        double squares = 0;
        double[] y = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            double signal = truth[i];
            foreach (GeneratedBand band in bands)
                signal += band.At(x[i]);
            // Detector counts scatter by the root of the electrons; the gain makes SNR vary between spectra.
            double sigma =
                !shot ? noise
                : wide ? Math.Sqrt(Math.Max(signal, 1) * noise * noise / tallest)
                : 15;
            y[i] = signal + sigma * random.NextNormal();
            squares += sigma * sigma;
        }
        return new(kind, x, y, truth, bands, Math.Sqrt(squares / x.Length));
    }

    private static double[] Grid(NoiseSource random, BaselineKind kind, bool wide)
    {
        (double from, double to, int usual) = kind switch
        {
            BaselineKind.RamanFluorescence => (150.0, 1800.0, 1024),
            BaselineKind.StepAndWater => (900.0, 4000.0, 2000),
            _ => (1000.0, 2000.0, 1000),
        };
        int points = wide ? (int)Math.Round(LogUniform(random, 500, 2000)) : usual;
        bool uneven = wide && random.NextUniform() < 0.5;
        double bend = uneven ? random.NextUniform(-0.15, 0.15) : 0;
        double jitter = uneven && random.NextUniform() < 0.5 ? random.NextUniform(0, 0.25) : 0;
        double[] x = new double[points];
        for (int i = 0; i < points; i++)
        {
            double t = (i + jitter * (random.NextUniform() - 0.5)) / (points - 1);
            x[i] = from + (to - from) * (t + bend * t * (1 - t));
        }
        return x;
    }

    private static GeneratedBand[] Bands(NoiseSource random, BaselineKind kind, double[] x, bool wide)
    {
        double from = x[0],
            span = x[^1] - x[0],
            step = span / (x.Length - 1);
        int count = (int)(
            kind switch
            {
                BaselineKind.RamanFluorescence => wide ? random.NextUniform(4, 19) : 12,
                BaselineKind.StepAndWater => wide ? random.NextUniform(3, 11) : 5,
                BaselineKind.StraightLine => wide ? random.NextUniform(1, 9) : 3,
                BaselineKind.SignedDifference => wide ? random.NextUniform(2, 11) : 5,
                _ => wide ? random.NextUniform(2, 13) : 6,
            }
        );
        (double least, double most) = kind switch
        {
            BaselineKind.RamanFluorescence => (0.004, 0.018),
            BaselineKind.StepAndWater => (0.003, 0.025),
            BaselineKind.StraightLine => (0.01, 0.04),
            BaselineKind.SignedDifference => (0.015, 0.06),
            _ => (0.01, 0.045),
        };
        if (wide)
            (least, most) = (Math.Max(0.7 * least, 4 * step / span), 1.3 * most);
        double scale = kind switch
        {
            BaselineKind.RamanFluorescence => wide ? LogUniform(random, 300, 3000) : 1000,
            BaselineKind.SignedDifference => wide ? LogUniform(random, 0.001, 0.1) : 0.04,
            BaselineKind.StepAndWater => wide ? LogUniform(random, 0.1, 1) : 0.35,
            _ => wide ? LogUniform(random, 0.2, 2) : 1,
        };
        // One family of shapes for a spectrum, or a mixture.
        double family = random.NextUniform();
        double even =
            wide ? random.NextUniform()
            : kind is BaselineKind.RamanFluorescence or BaselineKind.StepAndWater ? 1
            : 0;
        GeneratedBand[] bands = new GeneratedBand[count];
        for (int k = 0; k < count; k++)
        {
            double fraction =
                !wide ? even
                : family < 0.3 ? 0
                : family < 0.55 ? 1
                : family < 0.75 ? even
                : random.NextUniform();
            double sign = kind == BaselineKind.SignedDifference && random.NextUniform() < 0.45 ? -1 : 1;
            bands[k] = new(
                from + span * random.NextUniform(0.03, 0.97),
                sign * scale * (wide ? LogUniform(random, 0.08, 1) : random.NextUniform(0.2, 1)),
                span * LogUniform(random, least, most),
                fraction
            );
        }
        // The tallest has the height of the scale.
        int top = Array.IndexOf(bands, bands.MaxBy(b => Math.Abs(b.Height)));
        bands[top] = bands[top] with { Height = Math.Sign(bands[top].Height) * scale };
        return bands;
    }

    internal static double LogUniform(NoiseSource random, double low, double high) =>
        low * Math.Exp(random.NextUniform() * Math.Log(high / low));
}
