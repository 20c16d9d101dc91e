using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Fitting;

/// <summary>
/// Fano resonance: height·(q + ε)²/((1 + q²)(1 + ε²)) with ε = 2(x - center)/fwhm (U. Fano, Phys. Rev. 1961, 124, 1866, doi:10.1103/PhysRev.124.1866).
/// Center and fwhm are position and width of the discrete state; height is the value at the maximum, ε = 1/q, above the zero at ε = -q.
/// </summary>
/// <remarks>
/// The tails do not vanish: far away the curve is height/(1 + q²), the level a of the continuum in the form a·(q + ε)²/(1 + ε²), so the area is NaN. For q = 0 the
/// maximum is at infinity and the curve a dip of depth height at the center. q and -q are mirror images, and the way from one to the other leads
/// through q = 0: start q with the sign of the side of the maximum (above the center for q &gt; 0). Where that is not known take <see cref="BwfShape"/>,
/// the same curve in 1/q. Derived: maximum = center + fwhm/(2q), and width-at-half, the full width at half of the height, fwhm·(q² + 1)/(q² - 1); NaN for |q| ≤ 1, where a
/// tail stays above half.
/// </remarks>
internal sealed class FanoShape : SimdPeakShape<FanoKernel>
{
    public override string Name => "fano";

    public override IReadOnlyList<PeakParameter> Parameters { get; } = [.. Base, new("q", -1000, 1000, 3)];

    public override IReadOnlyList<string> Derived { get; } = ["maximum", "width-at-half"];

    public override double Area(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        gradient.Fill(double.NaN);
        return double.NaN;
    }

    public override double DerivedValue(int index, ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        gradient.Clear();
        (double width, double q) = (parameters[FullWidth], parameters[Extra]);
        if (index == 0)
        {
            gradient[Center] = 1;
            gradient[FullWidth] = 0.5 / q;
            gradient[Extra] = -0.5 * width / (q * q);
            return q == 0 ? double.NaN : parameters[Center] + 0.5 * width / q;
        }
        double excess = q * q - 1;
        if (excess <= 0)
            return double.NaN;
        gradient[FullWidth] = (q * q + 1) / excess;
        gradient[Extra] = -4 * q * width / (excess * excess);
        return width * gradient[FullWidth];
    }
}

/// <summary>
/// Breit-Wigner-Fano line of Raman spectra: height·(1 + ε/q)²/(1 + ε²), ε = 2(x - center)/fwhm, with the parameter inverse-q = 1/q; 0 is a Lorentzian (A. C.
/// Ferrari, J. Robertson, Phys. Rev. B 2000, 61, 14095, doi:10.1103/PhysRevB.61.14095, and earlier). Center and fwhm are position and width of the phonon before it
/// interferes; height is the value at the center and also the height of the maximum, ε = 1/q, above the level of the tails.
/// </summary>
/// <remarks>
/// Same curve as <see cref="FanoShape"/> with other height and 1/q in place of q, so that a fit starts from the symmetric line and finds the sign by itself. Far away the
/// curve is height/q²: the area is NaN. Derived: q, maximum = center + fwhm/(2q), and width-at-half, the full width half way between the level of the tails
/// and the maximum, fwhm·√(1 + 2/q²).
/// </remarks>
internal sealed class BwfShape : SimdPeakShape<BwfKernel>
{
    public override string Name => "bwf";

    public override IReadOnlyList<PeakParameter> Parameters { get; } = [.. Base, new("inverse-q", -2, 2, 0)];

    public override IReadOnlyList<string> Derived { get; } = ["q", "maximum", "width-at-half"];

    public override double Area(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        gradient.Fill(double.NaN);
        return double.NaN;
    }

    public override double DerivedValue(int index, ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        gradient.Clear();
        (double width, double inverse) = (parameters[FullWidth], parameters[Extra]);
        switch (index)
        {
            case 0:
                gradient[Extra] = -1 / (inverse * inverse);
                return inverse == 0 ? double.NaN : 1 / inverse;
            case 1:
                gradient[Center] = 1;
                gradient[FullWidth] = 0.5 * inverse;
                gradient[Extra] = 0.5 * width;
                return parameters[Center] + 0.5 * width * inverse;
            default:
                double ratio = Math.Sqrt(1 + 2 * inverse * inverse);
                gradient[FullWidth] = ratio;
                gradient[Extra] = 2 * width * inverse / ratio;
                return width * ratio;
        }
    }
}

/// <summary>With n = q + ε, L = 1/(1 + ε²), k = 1/(1 + q²), P = height·k·n²·L: ∂P/∂ε = 2·height·k·n·L·(1 - ε·n·L), ∂P/∂q = 2·height·k·n·L·(1 - q·k·n).</summary>
internal readonly struct FanoKernel : IPeakKernel
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
        double q = parameters[PeakShape.Extra];
        double norm = 1 / (1 + q * q);
        TWide scale = TWide.Of(2 / parameters[PeakShape.FullWidth]);
        TWide center = TWide.Of(parameters[PeakShape.Center]);
        TWide height = TWide.Of(parameters[PeakShape.Height]);
        TWide halfScale = TWide.Of(1 / parameters[PeakShape.FullWidth]);
        TWide one = TWide.Of(1);
        for (nuint i = from; i < to; i += (nuint)TWide.Count)
        {
            TWide epsilon = (TWide.Load(ref x, i) - center) * scale;
            TWide n = TWide.Of(q) + epsilon;
            TWide nl = n / TWide.MultiplyAdd(epsilon, epsilon, one);
            TWide shape = TWide.Of(norm) * n * nl;
            TWide.Store(TWide.MultiplyAdd(height, shape, TWide.Load(ref model, i)), ref model, i);
            if (stride == 0)
                continue;
            TWide common = TWide.Of(2 * norm) * height * nl;
            TWide byEpsilon = common * (one - epsilon * nl);
            TWide.Store(-byEpsilon * scale, ref derivatives, i);
            TWide.Store(shape, ref derivatives, stride + i);
            TWide.Store(-byEpsilon * epsilon * halfScale, ref derivatives, 2 * stride + i);
            TWide.Store(common * (one - TWide.Of(q * norm) * n), ref derivatives, 3 * stride + i);
        }
    }
}

/// <summary>With p = 1/q, n = 1 + pε, L = 1/(1 + ε²), P = height·n²·L: ∂P/∂ε = 2·height·n·L·(p - ε·n·L), ∂P/∂p = 2·height·n·ε·L.</summary>
internal readonly struct BwfKernel : IPeakKernel
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
        TWide inverse = TWide.Of(parameters[PeakShape.Extra]);
        TWide scale = TWide.Of(2 / parameters[PeakShape.FullWidth]);
        TWide center = TWide.Of(parameters[PeakShape.Center]);
        TWide height = TWide.Of(parameters[PeakShape.Height]);
        TWide twice = height + height;
        TWide halfScale = TWide.Of(1 / parameters[PeakShape.FullWidth]);
        TWide one = TWide.Of(1);
        for (nuint i = from; i < to; i += (nuint)TWide.Count)
        {
            TWide epsilon = (TWide.Load(ref x, i) - center) * scale;
            TWide n = TWide.MultiplyAdd(inverse, epsilon, one);
            TWide nl = n / TWide.MultiplyAdd(epsilon, epsilon, one);
            TWide shape = n * nl;
            TWide.Store(TWide.MultiplyAdd(height, shape, TWide.Load(ref model, i)), ref model, i);
            if (stride == 0)
                continue;
            TWide common = twice * nl;
            TWide byEpsilon = common * (inverse - epsilon * nl);
            TWide.Store(-byEpsilon * scale, ref derivatives, i);
            TWide.Store(shape, ref derivatives, stride + i);
            TWide.Store(-byEpsilon * epsilon * halfScale, ref derivatives, 2 * stride + i);
            TWide.Store(common * epsilon, ref derivatives, 3 * stride + i);
        }
    }
}
