using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Chooses the vector width of a P-spline baseline, once for all methods.</summary>
internal static class PSplineBaseline
{
    public static SpectrumLanes Of<TRule>(ReadOnlySpan<double> x, PSplineBaselineOptions options, TRule rule, LaneWidth width)
        where TRule : struct, IPSplineRule
    {
        ArgumentNullException.ThrowIfNull(options);
        var system = new PSplineSystem(x, options);
        return new SpectrumLanes(
            x.Length,
            SpectrumLanes.IsWide(width)
                ? new PSplineLanes<Lanes512, TRule>(system, options, rule)
                : new PSplineLanes<Lanes256, TRule>(system, options, rule)
        );
    }
}
