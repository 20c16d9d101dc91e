namespace SpectraPipeline.Numerics.Statistics;

/// <summary>How the size of a band may go with time at constant conditions.</summary>
public enum KineticForm
{
    /// <summary>a.</summary>
    Constant,

    /// <summary>a + b t.</summary>
    ZeroOrder,

    /// <summary>a + b (1 − e^(−k t)).</summary>
    FirstOrder,

    /// <summary>a + b (1 − 1/(1 + k t)); not with a response of the cell.</summary>
    SecondOrder,

    /// <summary>B of A → B → C: c (e^(−k₂t) − e^(−k₁t)), or with two free sizes where the start is not known.</summary>
    Consecutive,

    /// <summary>θ∞ (1 − e^(−k t)) from the step on, 0 before: adsorption onto a bare surface.</summary>
    StepUp,

    /// <summary>θ₀ e^(−k t): desorption to a bare surface.</summary>
    FadeToZero,
}

/// <summary>What is known of the experiment beside the frames.</summary>
/// <param name="Start">Time of the step; NaN = not known, then no form needs it and sizes at the first time are free.</param>
/// <param name="Response">Time constant with which the cell follows the step (RC, mixing); 0 = at once. Needs the start.</param>
/// <param name="Exposure">Time over which a frame averages, its time in the middle; 0 = a point. Needs the start: else an exponential averages to itself.</param>
public readonly record struct KineticSetting(double Start, double Response, double Exposure)
{
    /// <summary>Nothing is known.</summary>
    public static KineticSetting Unknown { get; } = new(double.NaN, 0, 0);

    /// <summary>The start is known.</summary>
    public bool HasStart => double.IsFinite(Start);
}

/// <summary>The functions of time whose weighted sum a form is; only rates are nonlinear.</summary>
/// <remarks>
/// Rates: K. J. Laidler, Chemical Kinetics, Harper &amp; Row 1987; step of coverage: I. Langmuir, J. Am. Chem. Soc. 1918, 40, 1361, doi 10.1021/ja02242a004
/// (dθ/dt = kₐc(1 − θ) − k_dθ, so k = kₐc + k_d). A cell that follows a step as 1 − e^(−t/ρ) turns every decay e^(−kt)
/// into (e^(−kt) − kρ e^(−t/ρ))/(1 − kρ); a frame shows the mean over its exposure, in closed form. Second order is not linear, so a response cannot be
/// folded into it.
/// </remarks>
public static class KineticCurve
{
    /// <summary>Rates of a form: 0, 1 or 2.</summary>
    public static int Rates(KineticForm form) =>
        form switch
        {
            KineticForm.Constant or KineticForm.ZeroOrder => 0,
            KineticForm.Consecutive => 2,
            _ => 1,
        };

    /// <summary>Functions of a form: 1 or 2.</summary>
    public static int Terms(KineticForm form, in KineticSetting setting) =>
        form switch
        {
            KineticForm.Constant or KineticForm.StepUp or KineticForm.FadeToZero => 1,
            KineticForm.Consecutive => setting.HasStart ? 1 : 2,
            _ => 2,
        };

    /// <summary>Size that a form ends at; NaN when it has no end.</summary>
    public static double End(KineticForm form, ReadOnlySpan<double> sizes) =>
        form switch
        {
            KineticForm.Constant or KineticForm.StepUp => sizes[0],
            KineticForm.FirstOrder or KineticForm.SecondOrder => sizes[0] + sizes[1],
            KineticForm.ZeroOrder => double.NaN,
            _ => 0,
        };

    /// <summary>The functions at some times.</summary>
    /// <param name="form">Form.</param>
    /// <param name="setting">What is known beside the frames.</param>
    /// <param name="t">Times since the start, or since the first frame where the start is not known.</param>
    /// <param name="k1">First rate.</param>
    /// <param name="k2">Second rate (consecutive), not the same.</param>
    /// <param name="terms">Receives function j at time i in [j·n + i].</param>
    public static void Fill(KineticForm form, in KineticSetting setting, ReadOnlySpan<double> t, double k1, double k2, Span<double> terms)
    {
        int n = t.Length;
        for (int i = 0; i < n; i++)
            switch (form)
            {
                case KineticForm.Constant:
                    terms[i] = 1;
                    break;
                case KineticForm.ZeroOrder:
                    (terms[i], terms[n + i]) = (1, t[i]);
                    break;
                case KineticForm.FirstOrder:
                    (terms[i], terms[n + i]) = (1, 1 - Left(setting, t[i], k1));
                    break;
                case KineticForm.SecondOrder:
                    (terms[i], terms[n + i]) = (1, Reacted(setting, t[i], k1));
                    break;
                case KineticForm.Consecutive when setting.HasStart:
                    terms[i] = Passed(setting, t[i], k2) - Passed(setting, t[i], k1);
                    break;
                case KineticForm.Consecutive:
                    (terms[i], terms[n + i]) = (Math.Exp(-k1 * t[i]), Math.Exp(-k2 * t[i]));
                    break;
                case KineticForm.StepUp:
                    terms[i] = 1 - Left(setting, t[i], k1);
                    break;
                default:
                    terms[i] = Left(setting, t[i], k1);
                    break;
            }
    }

    /// <summary>What a step that the cell follows late has left to go: 1 before it.</summary>
    private static double Left(in KineticSetting setting, double t, double k)
    {
        if (!setting.HasStart)
            return Math.Exp(-k * t);
        double lag = Lag(setting, k);
        return lag > 0
            ? (Decay(t, k, setting.Exposure) - (k * lag * Decay(t, 1 / lag, setting.Exposure))) / (1 - (k * lag))
            : Decay(t, k, setting.Exposure);
    }

    /// <summary>Decay of what a lagging cell lets in, 0 before the start (up to a constant that the difference of two of them loses).</summary>
    private static double Passed(in KineticSetting setting, double t, double k)
    {
        double lag = Lag(setting, k);
        return lag > 0
            ? (Decay(t, k, setting.Exposure) - Decay(t, 1 / lag, setting.Exposure)) / (1 - (k * lag))
            : Decay(t, k, setting.Exposure);
    }

    /// <summary>Mean of kt/(1 + kt) over an exposure, 0 before the start: 1 − ln((1 + k·high)/(1 + k·low))/(k·width) of the part after it. Without a start the
    /// times are points after the first. The response of a cell has no closed form here.</summary>
    private static double Reacted(in KineticSetting setting, double t, double k)
    {
        if (!setting.HasStart || !(setting.Exposure > 0))
            return k * Math.Max(t, 0) / (1 + (k * Math.Max(t, 0)));
        double low = Math.Max(0, t - (setting.Exposure / 2)),
            width = Math.Max(0, t + (setting.Exposure / 2)) - low;
        return width > 0 ? (width - (LogOnePlus(k * width / (1 + (k * low))) / k)) / setting.Exposure : 0;
    }

    /// <summary>ln(1 + x) for x ≥ 0 without the rounding of 1 + x. W. Kahan's correction.</summary>
    private static double LogOnePlus(double x) => 1 + x is var sum && sum > 1 ? Math.Log(sum) * (x / (sum - 1)) : x;

    /// <summary>The lag, moved off the pole at kρ = 1, where the closed form is 0/0.</summary>
    private static double Lag(in KineticSetting setting, double k) =>
        Math.Abs((k * setting.Response) - 1) < 1e-4 ? 1.0001 / k : setting.Response;

    /// <summary>Mean of e^(−ks) over an exposure, 1 before the start.</summary>
    private static double Decay(double t, double k, double exposure)
    {
        if (!(exposure > 0))
            return t <= 0 ? 1 : Math.Exp(-k * t);
        double low = t - (exposure / 2),
            high = t + (exposure / 2),
            before = Math.Max(0, Math.Min(high, 0) - low);
        return (before + ((Math.Exp(-k * Math.Max(low, 0)) - Math.Exp(-k * Math.Max(high, 0))) / k)) / exposure;
    }
}
