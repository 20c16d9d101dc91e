using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Says which splines do not go with an axis, for all stages of penalised splines.</summary>
internal static class PSplineAxis
{
    /// <exception cref="UserException">The options cannot work on this axis.</exception>
    public static void Check(string stage, Axis axis, PSplineBaselineOptions options)
    {
        if (options.Refusal(axis.Length) is { } why)
            throw new UserException($"{stage}: {why}. Lower order, or raise knots.");
    }
}
