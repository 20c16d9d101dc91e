using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Numerics.Tests.Fitting;

/// <summary>How the parameters of a line shape of lmfit follow from ours, and a start of ours from theirs (the formulas: notes, "lmfit shapes").</summary>
/// <param name="Shape">Our shape.</param>
/// <param name="Start">Fwhm and extras from their parameters.</param>
/// <param name="Theirs">Their parameters, by name, from ours.</param>
/// <param name="Fixed">An extra that theirs does not have, or that they tie: kept at its start; -1 for none.</param>
internal sealed record LmfitShape(
    PeakShape Shape,
    Func<Func<string, double>, double[]> Start,
    Func<double[], (string Name, double Value)[]> Theirs,
    int Fixed = -1
)
{
    private static readonly double s_gauss = Math.Sqrt(8 * Math.Log(2));

    /// <summary>The shape of a fit of the reference by its name.</summary>
    public static LmfitShape Of(string fit) =>
        fit[(fit.StartsWith("co_au_350_", StringComparison.Ordinal) ? 10 : 0)..] switch
        {
            "voigt" or "syn_voigt" => new(PeakShapes.Voigt, VoigtStart, VoigtTheirs),
            // γ = σ in all bands: the share is a constant.
            "co_mo_voigt_4" => new(PeakShapes.Voigt, n => VoigtStart(p => n(p == "gamma" ? "sigma" : p)), VoigtTheirs, PeakShape.Extra),
            "moffat" => new(
                PeakShapes.Moffat,
                n => PearsonStart(n("sigma"), n("beta")),
                p => [.. Pearson(p), ("amplitude", p[1]), ("beta", p[3])]
            ),
            "pearson7" => new(
                PeakShapes.Pearson7,
                n => PearsonStart(n("sigma"), n("expon")),
                p => [.. Pearson(p), ("amplitude", PeakShapes.Pearson7.Area(p)), ("expon", p[3])]
            ),
            "skewedgauss" => new(
                PeakShapes.SkewedVoigt,
                n => [s_gauss * n("sigma"), 0, n("gamma")],
                p =>
                    [
                        ("center", p[0]),
                        ("amplitude", PeakShapes.SkewedVoigt.Area(p)),
                        ("sigma", Derived(PeakShapes.SkewedVoigt, 1, p) / s_gauss),
                        ("gamma", p[4]),
                    ],
                PeakShape.Extra
            ),
            "skewedvoigt" or "syn_skewedvoigt" => new(PeakShapes.SkewedVoigt, SkewedVoigtStart, SkewedVoigtTheirs),
            "doniach" or "syn_doniach" => new(PeakShapes.Doniach, n => [2 * n("sigma"), n("gamma")], DoniachTheirs),
            "bwf" => new(
                PeakShapes.Bwf,
                n => [n("sigma"), 1 / n("q")],
                p => [("center", p[0]), ("amplitude", p[1] * p[3] * p[3]), ("sigma", p[2]), ("q", 1 / p[3])]
            ),
            "syn_fano" => new(
                PeakShapes.Fano,
                n => [n("sigma"), n("q")],
                p => [("center", p[0]), ("amplitude", p[1] / (1 + p[3] * p[3])), ("sigma", p[2]), ("q", p[3])]
            ),
            "splitlor" or "syn_splitlor" => new(
                PeakShapes.SplitPseudoVoigt,
                n => [n("sigma") + n("sigma_r"), 1, n("sigma") / (n("sigma") + n("sigma_r"))],
                p =>
                    [
                        ("center", p[0]),
                        ("amplitude", PeakShapes.SplitPseudoVoigt.Area(p)),
                        ("sigma", p[2] * p[4]),
                        ("sigma_r", p[2] * (1 - p[4])),
                        ("fwhm", p[2]),
                        ("height", p[1]),
                    ],
                PeakShape.Extra
            ),
            _ => throw new ArgumentException($"no mapping for {fit}", nameof(fit)),
        };

    private static double[] VoigtStart(Func<string, double> number)
    {
        (double gauss, double lorentz) = (s_gauss * number("sigma"), 2 * number("gamma"));
        (double low, double high) = (0, 1);
        for (int i = 0; i < 60; i++)
        {
            double share = 0.5 * (low + high);
            (low, high) = VoigtForm.Of(share).Gauss().Width * lorentz < share * gauss ? (low, share) : (share, high);
        }
        return [lorentz / low, low];
    }

    private static (string, double)[] VoigtTheirs(double[] p)
    {
        (double sigma, double gamma) = (Derived(PeakShapes.Voigt, 0, p) / s_gauss, Derived(PeakShapes.Voigt, 1, p) / 2);
        return
        [
            ("center", p[0]),
            ("amplitude", PeakShapes.Voigt.Area(p)),
            ("sigma", sigma),
            ("gamma", gamma),
            ("height", p[1]),
            // Their formula, good to 2e-4.
            ("fwhm", 1.0692 * gamma + Math.Sqrt(0.8664 * gamma * gamma + 5.545083 * sigma * sigma)),
        ];
    }

    private static double[] PearsonStart(double sigma, double exponent) => [2 * sigma * Math.Sqrt(Math.Pow(2, 1 / exponent) - 1), exponent];

    private static (string, double)[] Pearson(double[] p) =>
        [("center", p[0]), ("sigma", p[2] / 2 / Math.Sqrt(Math.Pow(2, 1 / p[3]) - 1)), ("fwhm", p[2]), ("height", p[1])];

    private static double[] SkewedVoigtStart(Func<string, double> number)
    {
        double[] voigt = VoigtStart(number);
        return [voigt[0], voigt[1], number("skew") * voigt[0] / (s_gauss * number("sigma"))];
    }

    private static (string, double)[] SkewedVoigtTheirs(double[] p)
    {
        (double gauss, double lorentz) = (Derived(PeakShapes.SkewedVoigt, 1, p), Derived(PeakShapes.SkewedVoigt, 2, p));
        return
        [
            ("center", p[0]),
            ("amplitude", PeakShapes.SkewedVoigt.Area(p)),
            ("sigma", gauss / s_gauss),
            ("gamma", lorentz / 2),
            // Theirs counts in σ, ours in widths of the Voigt factor, lorentz/share.
            ("skew", p[4] * gauss * p[3] / lorentz),
        ];
    }

    private static (string, double)[] DoniachTheirs(double[] p)
    {
        DoniachForm form = DoniachForm.Of(p[3]);
        double sigma = p[2] / form.Width;
        double amplitude = p[1] / form.Peak * Math.Pow(sigma, 1 - p[3]);
        return
        [
            ("center", p[0]),
            ("amplitude", amplitude),
            ("sigma", sigma),
            ("gamma", p[3]),
            // Theirs is the value at the center.
            ("height", p[1] / form.Peak * Math.Cos(0.5 * Math.PI * p[3])),
        ];
    }

    private static double Derived(PeakShape shape, int index, double[] parameters) =>
        shape.DerivedValue(index, parameters, new double[parameters.Length]);
}
