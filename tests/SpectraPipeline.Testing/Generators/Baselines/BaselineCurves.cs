namespace SpectraPipeline.Testing.Generators.Baselines;

/// <summary>True baselines of the six kinds.</summary>
internal static class BaselineCurves
{
    public static double[] Make(NoiseSource random, BaselineKind kind, double[] x, bool wide)
    {
        double[] truth = new double[x.Length];
        Func<double, double> curve = kind switch
        {
            BaselineKind.StraightLine => Line(random, wide),
            BaselineKind.RamanFluorescence => Fluorescence(random, wide),
            BaselineKind.SignedDifference => Drift(random, wide),
            BaselineKind.StepAndWater => StepAndWater(random, wide),
            _ => Curved(random, wide),
        };
        double from = x[0],
            span = x[^1] - x[0];
        for (int i = 0; i < x.Length; i++)
            truth[i] = curve((x[i] - from) / span);
        return truth;
    }

    private static Func<double, double> Line(NoiseSource random, bool wide)
    {
        double start = random.NextUniform(-0.5, 2),
            slope = wide ? random.NextUniform(-3, 3) : random.NextUniform(1, 3);
        return t => start + slope * t;
    }

    /// <summary>Hump, wave, decay, parabola, one or two of them.</summary>
    private static Func<double, double> Curved(NoiseSource random, bool wide)
    {
        double start = random.NextUniform(0.2, 1),
            slope = random.NextUniform(-0.5, 0.5);
        double size = wide ? BaselineSpectra.LogUniform(random, 0.15, 2) : random.NextUniform(0.4, 0.9);
        Func<double, double> first = Feature(random, wide ? random.NextUniform() : 0.1),
            second = wide && random.NextUniform() < 0.5 ? Feature(random, random.NextUniform()) : _ => 0;
        double share = random.NextUniform(0.2, 0.8);
        return t => start + slope * t + size * (first(t) + share * second(t));
    }

    private static Func<double, double> Feature(NoiseSource random, double which)
    {
        double centre = random.NextUniform(0, 1),
            width = random.NextUniform(0.18, 0.45),
            phase = random.NextUniform(0, 2 * Math.PI),
            cycles = random.NextUniform(0.4, 1.4),
            rate = random.NextUniform(1, 4);
        double sign = random.NextUniform() < 0.7 ? 1 : -1;
        return which switch
        {
            < 0.35 => t => sign * Math.Exp(-Math.Pow((t - centre) / width, 2)),
            < 0.6 => t => 0.5 * Math.Sin(2 * Math.PI * cycles * t + phase),
            < 0.8 => t => Math.Exp(-rate * t),
            _ => t => sign * 2 * (t - centre) * (t - centre),
        };
    }

    /// <summary>A decay and broad humps, thousands of counts.</summary>
    private static Func<double, double> Fluorescence(NoiseSource random, bool wide)
    {
        double height = wide ? BaselineSpectra.LogUniform(random, 1000, 20000) : random.NextUniform(2000, 4000);
        double rate = random.NextUniform(0.8, 3),
            dark = random.NextUniform(0.01, 0.05);
        int humps = wide ? (int)random.NextUniform(1, 4) : 1;
        var parts = new (double Share, double Centre, double Width)[humps];
        for (int k = 0; k < humps; k++)
            parts[k] = (random.NextUniform(0.08, wide ? 0.6 : 0.25), random.NextUniform(0, 1), random.NextUniform(0.2, 0.45));
        return t =>
        {
            double sum = dark + Math.Exp(-rate * t);
            foreach (var (share, centre, width) in parts)
                sum += share * Math.Exp(-Math.Pow((t - centre) / width, 2));
            return height * sum;
        };
    }

    private static Func<double, double> Drift(NoiseSource random, bool wide)
    {
        double size = wide ? BaselineSpectra.LogUniform(random, 0.002, 0.1) : 0.03;
        double a = random.NextUniform(-1, 1),
            b = random.NextUniform(-2, 2),
            c = random.NextUniform(-2, 2),
            d = random.NextUniform(-1.5, 1.5);
        return t => size * (a + t * (b + t * (c + t * d)));
    }

    /// <summary>A step (logistic, error-function-like or arctangent) and one or two broad water bands.</summary>
    private static Func<double, double> StepAndWater(NoiseSource random, bool wide)
    {
        double floor = random.NextUniform(0.05, 0.3),
            slope = wide ? random.NextUniform(-0.1, 0.1) : 0,
            height = random.NextUniform(0.2, 0.6) * (wide && random.NextUniform() < 0.3 ? -1 : 1);
        double at = wide ? random.NextUniform(0.15, 0.85) : random.NextUniform(0.5, 0.85),
            rate = wide ? BaselineSpectra.LogUniform(random, 12, 60) : random.NextUniform(25, 35);
        double which = wide ? random.NextUniform() : 0;
        double water = random.NextUniform(0.15, 0.5),
            centre = wide ? random.NextUniform(0.65, 0.85) : 0.775,
            width = random.NextUniform(0.065, 0.1);
        double second = wide && random.NextUniform() < 0.5 ? random.NextUniform(0.05, 0.25) : 0,
            secondCentre = random.NextUniform(0.2, 0.45),
            secondWidth = random.NextUniform(0.05, 0.09);
        return t =>
        {
            double z = rate * (t - at);
            double step =
                which < 0.5 ? 1 / (1 + Math.Exp(-z))
                : which < 0.75 ? 0.5 + Math.Atan(z) / Math.PI
                : 0.5 * (1 + Math.Tanh(0.8 * z * (1 + 0.05 * Math.Min(z * z, 4))));
            return floor
                + slope * t
                + height * step
                + water * Math.Exp(-Math.Pow((t - centre) / width, 2))
                + second * Math.Exp(-Math.Pow((t - secondCentre) / secondWidth, 2));
        };
    }
}
