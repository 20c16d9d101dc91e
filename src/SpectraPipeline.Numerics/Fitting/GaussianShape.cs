using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Fitting;

/// <summary>height · 2^(-4z²) with z = (x - center)/fwhm, that is exp(-4 ln2 z²); area = height·fwhm·√(π/(4 ln2)); σ = fwhm/√(8 ln2).</summary>
internal sealed class GaussianShape : SimdPeakShape<GaussianKernel>
{
    /// <summary>√(π/(4 ln2)): area of a Gaussian of height and fwhm 1.</summary>
    internal const double UnitArea = 1.0644670194312262;

    public override string Name => "gaussian";

    public override IReadOnlyList<PeakParameter> Parameters => Base;

    public override PeakShape? Broadened(double instrumentFullWidth) => new BroadenedGaussianShape(instrumentFullWidth);

    public override double Area(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        gradient[Center] = 0;
        gradient[Height] = UnitArea * parameters[FullWidth];
        gradient[FullWidth] = UnitArea * parameters[Height];
        return UnitArea * parameters[Height] * parameters[FullWidth];
    }
}

/// <summary>∂/∂center = 8 ln2 · z · value/fwhm; ∂/∂fwhm = z times that; ∂/∂height = value/height.</summary>
internal readonly struct GaussianKernel : IPeakKernel
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
        TWide center = TWide.Of(parameters[PeakShape.Center]);
        TWide height = TWide.Of(parameters[PeakShape.Height]);
        TWide scale = TWide.Of(inverseWidth);
        TWide slope = TWide.Of(8 * 0.6931471805599453 * parameters[PeakShape.Height] * inverseWidth);
        TWide minusFour = TWide.Of(-4);
        for (nuint i = from; i < to; i += (nuint)TWide.Count)
        {
            TWide z = (TWide.Load(ref x, i) - center) * scale;
            TWide shape = TWide.Exp2(minusFour * z * z);
            TWide.Store(TWide.MultiplyAdd(height, shape, TWide.Load(ref model, i)), ref model, i);
            if (stride == 0)
                continue;
            TWide byCenter = slope * z * shape;
            TWide.Store(byCenter, ref derivatives, i);
            TWide.Store(shape, ref derivatives, stride + i);
            TWide.Store(byCenter * z, ref derivatives, 2 * stride + i);
        }
    }
}
