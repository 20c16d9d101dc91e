using MathNet.Numerics;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Fitting;

/// <summary>
/// Pearson VII: height / (1 + k·z²)^m with z = (x - center)/fwhm, k = 4(2^(1/m) - 1) and m the parameter exponent: 1 is a Lorentzian, ∞ a Gaussian, below 1
/// the tails are heavier than a Lorentzian's (M. M. Hall et al., J. Appl. Cryst. 1977, 10, 66). Maximum at the center;
/// area = height·fwhm·√(π/k)·Γ(m - ½)/Γ(m), finite above m = ½.
/// </summary>
/// <remarks>
/// The Moffat function of astronomy (A. F. J. Moffat, Astron. Astrophys. 1969, 3, 455), height / (1 + ((x - center)/α)²)^β, is the same curve with β = m and
/// α = fwhm/(2√(2^(1/m) - 1)); both names are offered, they give the same numbers. Towards a Gaussian the exponent loses its meaning: its error grows
/// as m² and a fit may end at 100, which differs from the Gaussian by less than 0.3 % of the height.
/// </remarks>
internal sealed class PearsonShape(string name) : SimdPeakShape<PearsonKernel>
{
    public override string Name => name;

    public override IReadOnlyList<PeakParameter> Parameters { get; } = [.. Base, new("exponent", 0.55, 100, 2)];

    internal override int ConstantCount => 6;

    internal override void Prepare(ReadOnlySpan<double> parameters, Span<double> constants)
    {
        parameters.CopyTo(constants);
        (constants[4], constants[5]) = Steepness(parameters[Extra]);
    }

    public override double Area(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        double exponent = parameters[Extra];
        (double steepness, double slope) = Steepness(exponent);
        double unit =
            Math.Sqrt(Math.PI / steepness) * Math.Exp(SpecialFunctions.GammaLn(exponent - 0.5) - SpecialFunctions.GammaLn(exponent));
        double area = unit * parameters[Height] * parameters[FullWidth];
        gradient[Center] = 0;
        gradient[Height] = unit * parameters[FullWidth];
        gradient[FullWidth] = unit * parameters[Height];
        gradient[Extra] = area * (SpecialFunctions.DiGamma(exponent - 0.5) - SpecialFunctions.DiGamma(exponent) - 0.5 * slope / steepness);
        return area;
    }

    /// <summary>k and dk/dm.</summary>
    private static (double Steepness, double Slope) Steepness(double exponent)
    {
        double power = Math.Pow(2, 1 / exponent);
        return (4 * (power - 1), -4 * power * Math.Log(2) / (exponent * exponent));
    }
}

/// <summary>With u = 1 + kz² and P = height·u^(-m): ∂/∂center = 2mk·z·P/(u·fwhm); ∂/∂fwhm = z times that; ∂/∂m = -P·(ln u + m·k'·z²/u).</summary>
internal readonly struct PearsonKernel : IPeakKernel
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
        const double Ln2 = 0.6931471805599453;
        double inverseWidth = 1 / parameters[PeakShape.FullWidth];
        (double exponent, double steepness, double change) = (parameters[3], parameters[4], parameters[5]);
        TWide center = TWide.Of(parameters[PeakShape.Center]);
        TWide height = TWide.Of(parameters[PeakShape.Height]);
        TWide scale = TWide.Of(inverseWidth);
        TWide minusExponent = TWide.Of(-exponent);
        TWide slope = TWide.Of(2 * exponent * steepness * inverseWidth);
        TWide byExponent = TWide.Of(exponent * change);
        TWide one = TWide.Of(1);
        for (nuint i = from; i < to; i += (nuint)TWide.Count)
        {
            TWide z = (TWide.Load(ref x, i) - center) * scale;
            TWide square = z * z;
            TWide u = TWide.MultiplyAdd(TWide.Of(steepness), square, one);
            TWide logarithm = TWide.Log2(u);
            TWide shape = TWide.Exp2(minusExponent * logarithm);
            TWide peak = height * shape;
            TWide.Store(TWide.Load(ref model, i) + peak, ref model, i);
            if (stride == 0)
                continue;
            TWide overU = peak / u;
            TWide byCenter = slope * z * overU;
            TWide.Store(byCenter, ref derivatives, i);
            TWide.Store(shape, ref derivatives, stride + i);
            TWide.Store(byCenter * z, ref derivatives, 2 * stride + i);
            TWide.Store(-TWide.MultiplyAdd(TWide.Of(Ln2) * logarithm, peak, byExponent * square * overU), ref derivatives, 3 * stride + i);
        }
    }
}
