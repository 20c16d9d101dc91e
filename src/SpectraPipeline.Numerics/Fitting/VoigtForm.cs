using System.Runtime.InteropServices;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Fitting;

/// <summary>The Voigt profile of full width 1 with a Lorentzian of full width μ (the share of the Lorentzian, 0 to 1).</summary>
/// <remarks>
/// The variance σ² of the Gaussian that makes the full width at half maximum exactly 1 solves V(½; μ/2, σ²) = ½·V(0; μ/2, σ²). Start: polynomial of our own in
/// μ, good to 5e-8 (the familiar 0.5346·μ + √(0.2166·μ² + g²) = 1 is good to 2e-4); one Newton step leaves rounding. σ² is a smooth function of μ from
/// 1/(8 ln2) at μ = 0 to 0 at μ = 1, unlike σ, whose slope is infinite at 1. Cost: four evaluations of the profile.
/// </remarks>
/// <param name="Lorentz">γ = μ/2.</param>
/// <param name="Variance">σ².</param>
/// <param name="VarianceSlope">dσ²/dμ.</param>
/// <param name="Density">V(0), so that the area of a band of height h and width w is h·w/V(0).</param>
/// <param name="DensitySlope">dV(0)/dμ.</param>
internal readonly record struct VoigtForm(double Lorentz, double Variance, double VarianceSlope, double Density, double DensitySlope)
{
    /// <summary>dγ/dμ.</summary>
    public const double LorentzSlope = 0.5;

    /// <summary>σ² of a full width: full width squared times this, 1/(8 ln2).</summary>
    public const double VarianceOfFullWidth = 0.18033688011112042;

    /// <summary>σ²(μ), highest power first; largest error 4.2e-8.</summary>
    private static ReadOnlySpan<double> Start =>
        [
            0.11446794666560832,
            -0.5435197497607127,
            1.119691368760032,
            -1.3069948110024698,
            0.9479761050114224,
            -0.4416535122737629,
            0.13172966382154758,
            -0.024344717052441248,
            0.004232062254844249,
            0.010151424349924216,
            -0.19207269165591806,
            0.1803368793877772,
        ];

    /// <summary>The form of a share.</summary>
    /// <param name="share">μ, 0 (Gaussian) to 1 (Lorentzian).</param>
    public static VoigtForm Of(double share)
    {
        double lorentz = LorentzSlope * share;
        double variance = 0;
        foreach (double c in Start)
            variance = variance * share + c;
        variance = Math.Max(variance, 0);
        (Point center, Point half) = CenterAndHalf(lorentz, variance);
        variance = Math.Max(0, variance - Miss(center, half));
        (center, half) = CenterAndHalf(lorentz, variance);
        // What a second Newton step would still change is too small for another evaluation.
        double rest = Math.Min(variance, Miss(center, half));
        double slope = -LorentzSlope * (half.ByLorentz - 0.5 * center.ByLorentz) / MissSlope(center, half);
        return new(
            lorentz,
            variance - rest,
            slope,
            center.Value - center.ByVariance * rest,
            center.ByLorentz * LorentzSlope + center.ByVariance * slope
        );
    }

    private static double Miss(in Point center, in Point half) => (half.Value - 0.5 * center.Value) / MissSlope(center, half);

    private static double MissSlope(in Point center, in Point half) => half.ByVariance - 0.5 * center.ByVariance;

    /// <summary>Full width of the Gaussian, and its derivative by the share (NaN at 0, where it is infinite).</summary>
    public (double Width, double Slope) Gauss()
    {
        double width = Math.Sqrt(Variance / VarianceOfFullWidth);
        return (width, width > 0 ? 0.5 * VarianceSlope / (VarianceOfFullWidth * width) : double.NaN);
    }

    private readonly record struct Point(double Value, double ByLorentz, double ByVariance);

    // Both in one register.
    private static (Point Center, Point Half) CenterAndHalf(double lorentz, double variance)
    {
        Span<double> lanes = [0, 0.5, 0, 0.5];
        ref double first = ref MemoryMarshal.GetReference(lanes);
        VoigtProfile<Wide256> profile = VoigtProfile<Wide256>.At(new VoigtWidths(lorentz, variance), Wide256.Load(ref first, 0));
        Wide256.Store(profile.Value, ref first, 0);
        (double center, double half) = (lanes[0], lanes[1]);
        Wide256.Store(profile.ByLorentz, ref first, 0);
        (double centerByLorentz, double halfByLorentz) = (lanes[0], lanes[1]);
        Wide256.Store(profile.ByVariance, ref first, 0);
        return (new(center, centerByLorentz, lanes[0]), new(half, halfByLorentz, lanes[1]));
    }
}
