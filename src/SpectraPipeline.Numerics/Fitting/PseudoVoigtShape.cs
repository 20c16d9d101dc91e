using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Fitting;

/// <summary>
/// height · (f·L(z) + (1-f)·G(z)) with L = 1/(1+4z²), G = 2^(-4z²), z = (x - center)/fwhm: both parts have the same width, so fwhm holds for any f.
/// f is the Lorentzian share of the HEIGHT (Wertheim et al., Rev. Sci. Instrum. 1974, 45, 1369, doi:10.1063/1.1686503);
/// area = height·fwhm·(f·π/2 + (1-f)·√(π/(4 ln2))).
/// </summary>
/// <remarks>
/// Programs that mix normalised AREAS (lmfit) have another fraction for the same curve; see <see cref="PeakShapes.LorentzianAreaShare"/>.
/// Both run from 0 (Gaussian) to 1 (Lorentzian), so bounds [0, 1] mean the same curves.
/// </remarks>
internal sealed class PseudoVoigtShape : SimdPeakShape<PseudoVoigtKernel>
{
    public override string Name => "pseudo-voigt";

    public override IReadOnlyList<PeakParameter> Parameters { get; } = [.. Base, new("fraction", 0, 1, 0.5)];

    public override PeakShape? Broadened(double instrumentFullWidth) => new BroadenedPseudoVoigtShape(instrumentFullWidth);

    public override double Area(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        double fraction = parameters[Extra];
        double unit = fraction * LorentzianShape.UnitArea + (1 - fraction) * GaussianShape.UnitArea;
        double product = parameters[Height] * parameters[FullWidth];
        gradient[Center] = 0;
        gradient[Height] = unit * parameters[FullWidth];
        gradient[FullWidth] = unit * parameters[Height];
        gradient[Extra] = product * (LorentzianShape.UnitArea - GaussianShape.UnitArea);
        return product * unit;
    }
}

/// <summary>∂/∂center = 8·height·z/fwhm · (f·L² + (1-f)·ln2·G); ∂/∂fwhm = z times that; ∂/∂f = height·(L-G).</summary>
internal readonly struct PseudoVoigtKernel : IPeakKernel
{
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
        double inverseWidth = 1 / parameters[PeakShape.FullWidth];
        double share = parameters[PeakShape.Extra];
        double steepness = 8 * parameters[PeakShape.Height] * inverseWidth;
        TWide center = TWide.Of(parameters[PeakShape.Center]);
        TWide height = TWide.Of(parameters[PeakShape.Height]);
        TWide scale = TWide.Of(inverseWidth);
        TWide fraction = TWide.Of(share);
        TWide lorentzSlope = TWide.Of(share * steepness);
        TWide gaussSlope = TWide.Of((1 - share) * 0.6931471805599453 * steepness);
        TWide four = TWide.Of(4);
        TWide one = TWide.Of(1);
        for (nuint i = from; i < to; i += (nuint)TWide.Count)
        {
            TWide z = (TWide.Load(ref x, i) - center) * scale;
            TWide s = four * z * z;
            TWide lorentz = one / (one + s);
            TWide gauss = TWide.Exp2(-s);
            TWide difference = lorentz - gauss;
            TWide shape = TWide.MultiplyAdd(fraction, difference, gauss);
            TWide.Store(TWide.MultiplyAdd(height, shape, TWide.Load(ref model, i)), ref model, i);
            if (stride == 0)
                continue;
            TWide byCenter = z * TWide.MultiplyAdd(lorentzSlope * lorentz, lorentz, gaussSlope * gauss);
            TWide.Store(byCenter, ref derivatives, i);
            TWide.Store(shape, ref derivatives, stride + i);
            TWide.Store(byCenter * z, ref derivatives, 2 * stride + i);
            TWide.Store(height * difference, ref derivatives, 3 * stride + i);
        }
    }
}
