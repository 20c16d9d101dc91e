using System.Numerics;
using System.Runtime.InteropServices;
using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>What every baseline stage hands on: the corrected spectrum first, the baseline beside it.</summary>
internal static class BaselineShape
{
    public const int Corrected = 0;
    public const int Baseline = 1;

    public static OutputShape Of(StageInput input) =>
        new(input.Axis, ("corrected", input.Signal), ("baseline", new Signal(SignalKind.Auxiliary, input.Signal.Unit)));

    /// <summary>corrected = y − baseline.</summary>
    public static void Write(ReadOnlySpan<double> y, ReadOnlySpan<double> baseline, in FrameOut output)
    {
        Span<double> corrected = output[Corrected];
        ReadOnlySpan<Vector<double>> ys = MemoryMarshal.Cast<double, Vector<double>>(y),
            zs = MemoryMarshal.Cast<double, Vector<double>>(baseline);
        Span<Vector<double>> results = MemoryMarshal.Cast<double, Vector<double>>(corrected);
        for (int i = 0; i < results.Length; i++)
            results[i] = ys[i] - zs[i];
        for (int i = results.Length * Vector<double>.Count; i < y.Length; i++)
            corrected[i] = y[i] - baseline[i];
        baseline.CopyTo(output[Baseline]);
    }
}
