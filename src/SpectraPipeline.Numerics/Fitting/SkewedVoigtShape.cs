using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Fitting;

/// <summary>
/// Skewed Voigt: height·φ(t)/φ(tₘ), φ = V(t; μ)·(1 + erf(skew·√(4 ln2)·t)), t = (x - center)/w, V the Voigt profile of full width w with Lorentzian share μ
/// (parameter lorentz-share). skew &gt; 0 puts the tail above the center; μ = 0 is the skew normal distribution, skew = 0 the Voigt.
/// </summary>
/// <remarks>
/// Center is the center of the symmetric factor; the maximum (derived) lies on the tail's side of it. Height is the value at the maximum and fwhm the full width at half of
/// that, w = fwhm/K(μ, skew) with K solved for numerically. The skew is counted in widths of the whole Voigt factor, so that it stays regular up to a Lorentzian; in
/// programs that count it in σ of the Gaussian part it is skew·w/(σ√(8 ln2)), the same for μ = 0. erf is odd: the area is that of the symmetric factor,
/// height·w/(V₁(0)·φ(tₘ)) with φ scaled to 1 at the center. Derived: maximum, gauss-fwhm and lorentz-fwhm of the factor. Near skew 0 of a nearly Gaussian band, center and skew do the same:
/// errors there are large and rightly so. Cost: about 250 operations a point, 20 scalar profiles a curve.
/// </remarks>
internal sealed class SkewedVoigtShape : SimdPeakShape<SkewedVoigtKernel>
{
    private const int Skew = Extra + 1;

    public override string Name => "skewed-voigt";

    public override IReadOnlyList<PeakParameter> Parameters { get; } = [.. Base, new("lorentz-share", 0, 1, 0.5), new("skew", -20, 20, 0)];

    public override IReadOnlyList<string> Derived { get; } = ["maximum", "gauss-fwhm", "lorentz-fwhm"];

    internal override int ConstantCount => SkewedVoigtKernel.Rows + 16;

    internal override void Prepare(ReadOnlySpan<double> parameters, Span<double> constants)
    {
        SkewedVoigtForm form = SkewedVoigtForm.Of(parameters[Extra], parameters[Skew]);
        VoigtForm voigt = form.Voigt;
        double full = parameters[FullWidth];
        double width = full / form.Width;
        Span<double> areaBy = stackalloc double[5];
        double area = Area(form, parameters, areaBy);
        double lorentz = voigt.Lorentz * width;
        double variance = voigt.Variance * width * width;
        double steep = SkewedVoigtForm.Steepness * parameters[Skew] / width;
        (double byShare, double bySkew) = (form.WidthByShare / form.Width, form.WidthBySkew / form.Width);
        (constants[0], constants[1], constants[2], constants[3], constants[4]) = (parameters[Center], area, lorentz, variance, steep);
        Row(constants, Height, areaBy[Height], 0, 0, 0);
        Row(constants, FullWidth, areaBy[FullWidth], area * lorentz / full, area * 2 * variance / full, -area * steep / full);
        Row(
            constants,
            Extra,
            areaBy[Extra],
            area * (VoigtForm.LorentzSlope * width - lorentz * byShare),
            area * (voigt.VarianceSlope * width * width - 2 * variance * byShare),
            area * steep * byShare
        );
        Row(
            constants,
            Skew,
            areaBy[Skew],
            -area * lorentz * bySkew,
            -2 * area * variance * bySkew,
            area * (SkewedVoigtForm.Steepness / width + steep * bySkew)
        );
    }

    public override double Area(ReadOnlySpan<double> parameters, Span<double> gradient) =>
        Area(SkewedVoigtForm.Of(parameters[Extra], parameters[Skew]), parameters, gradient);

    public override double DerivedValue(int index, ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        SkewedVoigtForm form = SkewedVoigtForm.Of(parameters[Extra], parameters[Skew]);
        double full = parameters[FullWidth];
        gradient.Clear();
        if (index == 0)
        {
            gradient[Center] = 1;
            gradient[FullWidth] = form.Maximum / form.Width;
            (double byShare, double bySkew) = ShiftSlopes(parameters[Extra], parameters[Skew]);
            gradient[Extra] = full * byShare;
            gradient[Skew] = full * bySkew;
            return parameters[Center] + full * form.Maximum / form.Width;
        }
        (double part, double slope) = index == 1 ? form.Voigt.Gauss() : (parameters[Extra], 1);
        double value = full * part / form.Width;
        gradient[FullWidth] = part / form.Width;
        gradient[Extra] = full * slope / form.Width - value * form.WidthByShare / form.Width;
        gradient[Skew] = -value * form.WidthBySkew / form.Width;
        return value;
    }

    private static double Area(in SkewedVoigtForm form, ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        double unit = 1 / (form.Voigt.Density * form.Peak * form.Width);
        double area = unit * parameters[Height] * parameters[FullWidth];
        gradient[Center] = 0;
        gradient[Height] = unit * parameters[FullWidth];
        gradient[FullWidth] = unit * parameters[Height];
        gradient[Extra] =
            -area * (form.Voigt.DensitySlope / form.Voigt.Density + form.PeakByShare / form.Peak + form.WidthByShare / form.Width);
        gradient[Skew] = -area * (form.PeakBySkew / form.Peak + form.WidthBySkew / form.Width);
        return area;
    }

    // Slopes of (maximum - center)/fwhm, by differences: they would take third derivatives of w and are wanted once a fit. Error 1e-9.
    private static (double ByShare, double BySkew) ShiftSlopes(double share, double skew)
    {
        const double Step = 1e-5;
        (double low, double high) = (Math.Max(0, share - Step), Math.Min(1, share + Step));
        return (
            (Shift(high, skew) - Shift(low, skew)) / (high - low),
            (Shift(share, skew + Step) - Shift(share, skew - Step)) / (2 * Step)
        );
    }

    private static double Shift(double share, double skew)
    {
        SkewedVoigtForm form = SkewedVoigtForm.Of(share, skew);
        return form.Maximum / form.Width;
    }

    private static void Row(Span<double> constants, int parameter, double area, double lorentz, double variance, double steep)
    {
        Span<double> row = constants.Slice(SkewedVoigtKernel.Rows + 4 * (parameter - 1), 4);
        (row[0], row[1], row[2], row[3]) = (area, lorentz, variance, steep);
    }
}

/// <summary>
/// A·V(d; γ, σ²)·E(bd), E = 1 + erf: ∂/∂center = -A·(V'·E + V·b·E'), and each other row is E·(A'·V + Aγ'·∂V/∂γ + A(σ²)'·∂V/∂σ²) + Ab'·d·V·E' with four
/// constants.
/// </summary>
internal readonly struct SkewedVoigtKernel : IPeakKernel
{
    /// <summary>Index of the first row's constants, after center, A, γ, σ², b.</summary>
    internal const int Rows = 5;

    public static void Run<TWide>(
        ReadOnlySpan<double> parameters,
        ref double x,
        ref double model,
        ref double derivatives,
        nuint stride,
        nuint from,
        nuint to
    )
        where TWide : struct, IWide<TWide>
    {
        TWide center = TWide.Of(parameters[0]);
        TWide area = TWide.Of(parameters[1]);
        TWide steep = TWide.Of(parameters[4]);
        TWide two = TWide.Of(2);
        var widths = new VoigtWidths(parameters[2], parameters[3]);
        for (nuint i = from; i < to; i += (nuint)TWide.Count)
        {
            TWide distance = TWide.Load(ref x, i) - center;
            VoigtProfile<TWide> profile = VoigtProfile<TWide>.At(widths, distance);
            TWide a = steep * distance;
            TWide bell = TWide.Exp2(TWide.Of(-VectorMath.Log2E) * a * a);
            TWide tail = bell * Faddeeva.ScaledErfc(TWide.WhereNegative(a, -a, a));
            TWide rise = TWide.WhereNegative(a, tail, two - tail);
            TWide.Store(TWide.MultiplyAdd(area, profile.Value * rise, TWide.Load(ref model, i)), ref model, i);
            if (stride == 0)
                continue;
            TWide slope = TWide.Of(SkewedVoigtForm.ErfSlope) * bell * profile.Value;
            TWide.Store(-area * TWide.MultiplyAdd(profile.ByDistance, rise, slope * steep), ref derivatives, i);
            TWide turn = slope * distance;
            nuint row = stride;
            for (int k = Rows; k + 3 < parameters.Length; k += 4, row += stride)
            {
                TWide symmetric = TWide.MultiplyAdd(
                    TWide.Of(parameters[k]),
                    profile.Value,
                    TWide.MultiplyAdd(TWide.Of(parameters[k + 1]), profile.ByLorentz, TWide.Of(parameters[k + 2]) * profile.ByVariance)
                );
                TWide.Store(TWide.MultiplyAdd(rise, symmetric, TWide.Of(parameters[k + 3]) * turn), ref derivatives, row + i);
            }
        }
    }
}
