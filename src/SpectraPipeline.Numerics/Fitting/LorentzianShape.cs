using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Fitting;

/// <summary>height / (1 + 4z²) with z = (x - center)/fwhm; area = height·fwhm·π/2; half width at half maximum = fwhm/2.</summary>
internal sealed class LorentzianShape : SimdPeakShape<LorentzianKernel>
{
    /// <summary>π/2: area of a Lorentzian of height and fwhm 1.</summary>
    internal const double UnitArea = Math.PI / 2;

    public override string Name => "lorentzian";

    public override IReadOnlyList<PeakParameter> Parameters => Base;

    public override PeakShape? Broadened(double instrumentFullWidth) => new BroadenedLorentzianShape(instrumentFullWidth);

    public override double Area(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        gradient[Center] = 0;
        gradient[Height] = UnitArea * parameters[FullWidth];
        gradient[FullWidth] = UnitArea * parameters[Height];
        return UnitArea * parameters[Height] * parameters[FullWidth];
    }
}

/// <summary>With L = 1/(1+4z²): ∂/∂center = 8·height·z·L²/fwhm; ∂/∂fwhm = z times that; ∂/∂height = L.</summary>
internal readonly struct LorentzianKernel : IPeakKernel
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
        TWide slope = TWide.Of(8 * parameters[PeakShape.Height] * inverseWidth);
        TWide four = TWide.Of(4);
        TWide one = TWide.Of(1);
        for (nuint i = from; i < to; i += (nuint)TWide.Count)
        {
            TWide z = (TWide.Load(ref x, i) - center) * scale;
            TWide shape = one / TWide.MultiplyAdd(four * z, z, one);
            TWide.Store(TWide.MultiplyAdd(height, shape, TWide.Load(ref model, i)), ref model, i);
            if (stride == 0)
                continue;
            TWide byCenter = slope * z * shape * shape;
            TWide.Store(byCenter, ref derivatives, i);
            TWide.Store(shape, ref derivatives, stride + i);
            TWide.Store(byCenter * z, ref derivatives, 2 * stride + i);
        }
    }
}
