using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Fitting;

/// <summary>
/// Voigt: height · V(x - center; γ, σ²)/V(0), the convolution of a Lorentzian of full width μ·fwhm with the Gaussian that makes the whole exactly fwhm wide; μ is
/// the parameter lorentz-share, 0 (Gaussian) to 1 (Lorentzian). Maximum at the center. Area = height·fwhm/V₁(0; μ), V₁ the profile of area and width 1.
/// </summary>
/// <remarks>
/// Derived: gauss-fwhm = σ·√(8 ln2) and lorentz-fwhm = 2γ. Share and full width are fitted rather than the two widths: they are far less correlated, and
/// both ends are regular shapes (see <see cref="VoigtForm"/>). With an instrument line of full width i the variance is σ² + i²/(8 ln2), everything else
/// remains. Cost: about 150 operations a point and 4 profiles a curve.
/// </remarks>
internal sealed class VoigtShape(double instrumentFullWidth = 0) : SimdPeakShape<VoigtKernel>
{
    public override string Name => "voigt";

    public override IReadOnlyList<PeakParameter> Parameters { get; } = [.. Base, new("lorentz-share", 0, 1, 0.5)];

    public override IReadOnlyList<string> Derived { get; } = ["gauss-fwhm", "lorentz-fwhm"];

    public override PeakShape? Broadened(double instrumentFullWidth) => new VoigtShape(instrumentFullWidth);

    public override double InstrumentFullWidth => instrumentFullWidth;

    public override PeakShape Unbroadened => PeakShapes.Voigt;

    internal override int ConstantCount => VoigtKernel.Rows + 9;

    internal override void Prepare(ReadOnlySpan<double> parameters, Span<double> constants)
    {
        VoigtForm form = VoigtForm.Of(parameters[Extra]);
        double width = parameters[FullWidth];
        double height = parameters[Height];
        double area = height * width / form.Density;
        VoigtKernel.Begin(
            constants,
            parameters[Center],
            area,
            form.Lorentz * width,
            form.Variance * width * width + VoigtForm.VarianceOfFullWidth * instrumentFullWidth * instrumentFullWidth
        );
        VoigtKernel.SetRow(constants, Height, width / form.Density, 0, 0);
        VoigtKernel.SetRow(constants, FullWidth, height / form.Density, area * form.Lorentz, area * 2 * width * form.Variance);
        VoigtKernel.SetRow(
            constants,
            Extra,
            -area * form.DensitySlope / form.Density,
            area * VoigtForm.LorentzSlope * width,
            area * form.VarianceSlope * width * width
        );
    }

    public override double Area(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        VoigtForm form = VoigtForm.Of(parameters[Extra]);
        double area = parameters[Height] * parameters[FullWidth] / form.Density;
        gradient[Center] = 0;
        gradient[Height] = parameters[FullWidth] / form.Density;
        gradient[FullWidth] = parameters[Height] / form.Density;
        gradient[Extra] = -area * form.DensitySlope / form.Density;
        return area;
    }

    public override double DerivedValue(int index, ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        gradient.Clear();
        (double part, double slope) = index == 0 ? VoigtForm.Of(parameters[Extra]).Gauss() : (parameters[Extra], 1);
        gradient[FullWidth] = part;
        gradient[Extra] = slope * parameters[FullWidth];
        return part * parameters[FullWidth];
    }
}

/// <summary>Lorentzian that a Gaussian instrument line of full width i has broadened: area · V(x - center; fwhm/2, i²/(8 ln2)); height, fwhm and area are those before.</summary>
internal sealed class BroadenedLorentzianShape(double instrumentFullWidth) : SimdPeakShape<VoigtKernel>
{
    public override string Name => PeakShapes.Lorentzian.Name;

    public override IReadOnlyList<PeakParameter> Parameters => PeakShapes.Lorentzian.Parameters;

    public override double InstrumentFullWidth => instrumentFullWidth;

    public override PeakShape Unbroadened => PeakShapes.Lorentzian;

    internal override int ConstantCount => VoigtKernel.Rows + 6;

    internal override void Prepare(ReadOnlySpan<double> parameters, Span<double> constants)
    {
        double width = parameters[FullWidth];
        double area = PeakShapes.Lorentzian.Area(parameters);
        VoigtKernel.Begin(
            constants,
            parameters[Center],
            area,
            0.5 * width,
            VoigtForm.VarianceOfFullWidth * instrumentFullWidth * instrumentFullWidth
        );
        VoigtKernel.SetRow(constants, Height, LorentzianShape.UnitArea * width, 0, 0);
        VoigtKernel.SetRow(constants, FullWidth, LorentzianShape.UnitArea * parameters[Height], 0.5 * area, 0);
    }

    public override double Area(ReadOnlySpan<double> parameters, Span<double> gradient) => PeakShapes.Lorentzian.Area(parameters, gradient);
}

/// <summary>
/// A·V(x - center; γ, σ²) where A, γ and σ² depend on all parameters but the center: ∂/∂center = -A·∂V/∂d, and each other row is
/// A'·V + Aγ'·∂V/∂γ + A(σ²)'·∂V/∂σ² with constants A', Aγ', A(σ²)'.
/// </summary>
internal readonly struct VoigtKernel : IPeakKernel
{
    /// <summary>Index of the first row's constants: height's, three a row.</summary>
    internal const int Rows = 4;

    /// <summary>Writes center, A, γ, σ².</summary>
    internal static void Begin(Span<double> constants, double center, double area, double lorentz, double variance) =>
        (constants[0], constants[1], constants[2], constants[3]) = (center, area, lorentz, variance);

    /// <summary>Writes A', Aγ', A(σ²)' of a parameter other than the center.</summary>
    internal static void SetRow(Span<double> constants, int parameter, double area, double lorentz, double variance)
    {
        Span<double> row = constants.Slice(Rows + 3 * (parameter - 1), 3);
        (row[0], row[1], row[2]) = (area, lorentz, variance);
    }

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
        var widths = new VoigtWidths(parameters[2], parameters[3]);
        for (nuint i = from; i < to; i += (nuint)TWide.Count)
        {
            VoigtProfile<TWide> profile = VoigtProfile<TWide>.At(widths, TWide.Load(ref x, i) - center);
            TWide.Store(TWide.MultiplyAdd(area, profile.Value, TWide.Load(ref model, i)), ref model, i);
            if (stride == 0)
                continue;
            TWide.Store(-area * profile.ByDistance, ref derivatives, i);
            nuint row = stride;
            for (int k = Rows; k + 2 < parameters.Length; k += 3, row += stride)
                TWide.Store(
                    TWide.MultiplyAdd(
                        TWide.Of(parameters[k]),
                        profile.Value,
                        TWide.MultiplyAdd(TWide.Of(parameters[k + 1]), profile.ByLorentz, TWide.Of(parameters[k + 2]) * profile.ByVariance)
                    ),
                    ref derivatives,
                    row + i
                );
        }
    }
}
