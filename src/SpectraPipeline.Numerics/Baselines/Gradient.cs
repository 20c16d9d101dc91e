using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Derivative a point: half the difference of both neighbours, at the ends the difference to the one there is.</summary>
internal static class Gradient
{
    public static void Of(ReadOnlySpan<double> values, Span<double> slopes)
    {
        int last = values.Length - 1;
        Span<double> inner = slopes[1..last];
        Pointwise.Subtract(values[2..], values, inner);
        Pointwise.Scale(inner, 0.5);
        slopes[0] = values[1] - values[0];
        slopes[last] = values[last] - values[last - 1];
    }
}
