using SpectraPipeline.Core;
using SpectraPipeline.Stages.Baseline;

namespace SpectraPipeline.Stages;

/// <summary>One channel in, one out, where neighbouring points act on each other: masked stretches are bridged before, so that what they hold acts on nothing.</summary>
/// <param name="from">Axis of the input.</param>
/// <param name="axis">Axis of the output.</param>
/// <param name="name">Channel of the output.</param>
/// <param name="signal">What it is.</param>
internal abstract class BridgedKernel(Axis from, Axis axis, string name, Signal signal) : FrameKernel(new OutputShape(axis, (name, signal)))
{
    private readonly double[] _bridged = new double[from.Length];

    /// <summary>One spectrum.</summary>
    protected abstract void Apply(ReadOnlySpan<double> y, Span<double> result, Findings findings);

    public sealed override void Apply(in FrameIn frame, in FrameOut output, Findings findings)
    {
        ReadOnlySpan<double> y = frame.Y;
        if (!frame.Mask.IsEmpty)
        {
            MaskBridge.Fill(from.Values, frame.Y, frame.Mask, _bridged);
            y = _bridged;
        }
        Apply(y, output[0], findings);
    }
}
