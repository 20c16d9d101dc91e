using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Fitting;

/// <summary>
/// Pseudo-Voigt with two widths: below the center fwhm-left = 2·λ·fwhm, above it fwhm-right = 2·(1-λ)·fwhm, λ the parameter left-share, ½ for a symmetric
/// band; one height and one fraction (of the height) for both halves. Maximum at the center; the full width at half maximum is
/// (fwhm-left + fwhm-right)/2 = fwhm. Area = height·fwhm·(f·π/2 + (1-f)·√(π/(4 ln2))) whatever λ.
/// </summary>
/// <remarks>The slope is continuous at the center, the curvature is not. Left means lower x. Derived: fwhm-left, fwhm-right.</remarks>
internal sealed class SplitPseudoVoigtShape : SimdPeakShape<SplitPseudoVoigtKernel>
{
    private const int LeftShare = Extra + 1;

    public override string Name => "split-pseudo-voigt";

    public override IReadOnlyList<PeakParameter> Parameters { get; } =
    [.. Base, new("fraction", 0, 1, 0.5), new("left-share", 0.02, 0.98, 0.5)];

    public override IReadOnlyList<string> Derived { get; } = ["fwhm-left", "fwhm-right"];

    public override double Area(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        gradient[LeftShare] = 0;
        return PeakShapes.PseudoVoigt.Area(parameters[..LeftShare], gradient[..LeftShare]);
    }

    public override double DerivedValue(int index, ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        gradient.Clear();
        double twice = index == 0 ? 2 * parameters[LeftShare] : 2 - 2 * parameters[LeftShare];
        gradient[FullWidth] = twice;
        gradient[LeftShare] = (index == 0 ? 2 : -2) * parameters[FullWidth];
        return twice * parameters[FullWidth];
    }
}

/// <summary>
/// With z = (x - center)/w, w the width of that side, and B = 8·height·z·(f·L² + (1-f)·ln2·G): ∂/∂center = B/w, ∂/∂fwhm = B·z/fwhm,
/// ∂/∂λ = B·z/λ on the left and -B·z/(1-λ) on the right.
/// </summary>
internal readonly struct SplitPseudoVoigtKernel : IPeakKernel
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
        double width = parameters[PeakShape.FullWidth];
        double share = parameters[PeakShape.Extra];
        double left = parameters[PeakShape.Extra + 1];
        double steepness = 8 * parameters[PeakShape.Height];
        TWide center = TWide.Of(parameters[PeakShape.Center]);
        TWide height = TWide.Of(parameters[PeakShape.Height]);
        TWide leftScale = TWide.Of(1 / (2 * left * width));
        TWide rightScale = TWide.Of(1 / (2 * (1 - left) * width));
        TWide leftByShare = TWide.Of(1 / left);
        TWide rightByShare = TWide.Of(-1 / (1 - left));
        TWide inverseWidth = TWide.Of(1 / width);
        TWide fraction = TWide.Of(share);
        TWide lorentzSlope = TWide.Of(share * steepness);
        TWide gaussSlope = TWide.Of((1 - share) * 0.6931471805599453 * steepness);
        TWide one = TWide.Of(1);
        for (nuint i = from; i < to; i += (nuint)TWide.Count)
        {
            TWide distance = TWide.Load(ref x, i) - center;
            TWide scale = TWide.WhereNegative(distance, leftScale, rightScale);
            TWide z = distance * scale;
            TWide s = TWide.Of(4) * z * z;
            TWide lorentz = one / (one + s);
            TWide gauss = TWide.Exp2(-s);
            TWide difference = lorentz - gauss;
            TWide shape = TWide.MultiplyAdd(fraction, difference, gauss);
            TWide.Store(TWide.MultiplyAdd(height, shape, TWide.Load(ref model, i)), ref model, i);
            if (stride == 0)
                continue;
            TWide slope = z * TWide.MultiplyAdd(lorentzSlope * lorentz, lorentz, gaussSlope * gauss);
            TWide byScale = slope * z;
            TWide.Store(slope * scale, ref derivatives, i);
            TWide.Store(shape, ref derivatives, stride + i);
            TWide.Store(byScale * inverseWidth, ref derivatives, 2 * stride + i);
            TWide.Store(height * difference, ref derivatives, 3 * stride + i);
            TWide.Store(byScale * TWide.WhereNegative(distance, leftByShare, rightByShare), ref derivatives, 4 * stride + i);
        }
    }
}
