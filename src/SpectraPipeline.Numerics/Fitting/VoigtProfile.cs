using System.Runtime.CompilerServices;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Fitting;

/// <summary>Widths of a Voigt profile, ready for its evaluation.</summary>
/// <param name="Lorentz">γ: half width of the Lorentzian at half maximum, ≥ 0, unit of x.</param>
/// <param name="Variance">σ²: variance of the Gaussian, ≥ 0; not both 0.</param>
internal readonly record struct VoigtWidths(double Lorentz, double Variance)
{
    /// <summary>Nearly Lorentzian, y = γ/(σ√2) ≥ 8: expansion in σ/γ, which holds down to σ = 0.</summary>
    public bool IsFar { get; } = Lorentz * Lorentz >= 128 * Variance;

    /// <summary>1/(σ√2).</summary>
    public double Scale { get; } = 1 / Math.Sqrt(2 * Variance);
}

/// <summary>Voigt profile of area 1 at a distance from its center, and its derivatives by distance, γ and σ².</summary>
/// <remarks>
/// V(d; γ, σ²) = Re w(ζ)/(σ√(2π)), ζ = (d + iγ)/(σ√2): convolution of a Lorentzian of half width γ with a Gaussian of variance σ²
/// (B. H. Armstrong, J. Quant. Spectrosc. Radiat. Transfer 1967, 7, 61, doi:10.1016/0022-4073(67)90057-X).
/// V is the real part of a function analytic in d + iγ, so ∂V/∂γ = -Im of the derivative whose real part is ∂V/∂d, and it obeys ∂V/∂σ² = ½·∂²V/∂d².
/// With s = σ²/(d + iγ)² the asymptotic series for |ζ| ≥ 8 is w = i/(√π ζ)·(1 + sG), G = 1 + 3sH, H = Σ (2k+3)!!/3!!·sᵏ; w' and w'' in terms of
/// G and H are free of cancellation.
/// </remarks>
internal readonly struct VoigtProfile<TWide>
    where TWide : struct, IWide<TWide>
{
    private const double InverseRootPi = 0.56418958354775629;

    /// <summary>(2k+3)!!/3!!, k = 0..14; what follows adds less than 1e-16 for |s| ≤ 1/128.</summary>
    private static ReadOnlySpan<double> Series =>
        [
            1,
            5,
            35,
            315,
            3465,
            45045,
            675675,
            11486475,
            218243025,
            4583103525,
            105411381075,
            2635284526875,
            71152682225625,
            2063427784543125,
            63966261320836875,
        ];

    public readonly TWide Value;
    public readonly TWide ByDistance;
    public readonly TWide ByLorentz;
    public readonly TWide ByVariance;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private VoigtProfile(TWide value, TWide byDistance, TWide byLorentz, TWide byVariance)
    {
        Value = value;
        ByDistance = byDistance;
        ByLorentz = byLorentz;
        ByVariance = byVariance;
    }

    /// <summary>The profile at distances from its center.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VoigtProfile<TWide> At(in VoigtWidths widths, TWide distance) =>
        widths.IsFar ? Far(widths, distance) : Near(widths, distance);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static VoigtProfile<TWide> Near(in VoigtWidths widths, TWide distance)
    {
        double scale = widths.Scale;
        double density = scale * InverseRootPi;
        TWide x = distance * TWide.Of(scale);
        TWide y = TWide.Of(widths.Lorentz * scale);
        (TWide real, TWide imaginary) = Faddeeva.Of(x, y);
        // w' = -2ζw + 2i/√π, w'' = -2w - 2ζw'
        TWide two = TWide.Of(2);
        TWide firstReal = two * (y * imaginary - x * real);
        TWide firstImaginary = TWide.MultiplyAdd(-two, x * imaginary + y * real, TWide.Of(2 * InverseRootPi));
        TWide second = -two * (real + x * firstReal - y * firstImaginary);
        return new(
            TWide.Of(density) * real,
            TWide.Of(density * scale) * firstReal,
            TWide.Of(-density * scale) * firstImaginary,
            TWide.Of(0.5 * density * scale * scale) * second
        );
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static VoigtProfile<TWide> Far(in VoigtWidths widths, TWide distance)
    {
        const double InversePi = 1 / Math.PI;
        TWide gamma = TWide.Of(widths.Lorentz);
        TWide inverse = TWide.Of(1) / TWide.MultiplyAdd(distance, distance, gamma * gamma);
        (TWide Real, TWide Imaginary) r = (distance * inverse, -gamma * inverse);
        (TWide Real, TWide Imaginary) r2 = Times(r, r);
        TWide variance = TWide.Of(widths.Variance);
        (TWide Real, TWide Imaginary) s = (variance * r2.Real, variance * r2.Imaginary);
        (TWide Real, TWide Imaginary) h = (TWide.Of(Series[^1]), TWide.Of(0));
        for (int k = Series.Length - 2; k >= 0; k--)
        {
            h = Times(h, s);
            h.Real += TWide.Of(Series[k]);
        }
        (TWide Real, TWide Imaginary) g = Times(h, s);
        TWide three = TWide.Of(3);
        g = (TWide.MultiplyAdd(three, g.Real, TWide.Of(1)), three * g.Imaginary);
        (TWide Real, TWide Imaginary) f = Times(g, s);
        f.Real += TWide.Of(1);
        (TWide Real, TWide Imaginary) value = Times(r, f);
        (TWide Real, TWide Imaginary) first = Times(r2, g);
        (TWide Real, TWide Imaginary) second = Times(Times(r2, r), (g.Real - three * h.Real, g.Imaginary - three * h.Imaginary));
        return new(
            TWide.Of(-InversePi) * value.Imaginary,
            TWide.Of(InversePi) * first.Imaginary,
            TWide.Of(InversePi) * first.Real,
            TWide.Of(0.5 * InversePi) * second.Imaginary
        );
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TWide Real, TWide Imaginary) Times((TWide Real, TWide Imaginary) a, (TWide Real, TWide Imaginary) b) =>
        (a.Real * b.Real - a.Imaginary * b.Imaginary, a.Real * b.Imaginary + a.Imaginary * b.Real);
}
