using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Shape;

/// <summary>The same values, and the same mask, on new values of the axis.</summary>
/// <param name="input">What the stage works on.</param>
/// <param name="axis">New axis, as long as the old one.</param>
/// <param name="isReversed">The new values run against the old ones.</param>
/// <param name="doubt">Code and message of a warning; null = none.</param>
internal sealed class RelabelledKernel(StageInput input, Axis axis, bool isReversed = false, (string Code, string Message)? doubt = null)
    : FrameKernel(new OutputShape(axis, (input.Channel, input.Signal)) { HasMask = true })
{
    public override void Apply(in FrameIn frame, in FrameOut output, Findings findings)
    {
        if (doubt is { } said)
            findings.Warn(said.Code, said.Message);
        frame.Y.CopyTo(output[0]);
        Span<bool> mask = output.Mask;
        if (frame.Mask.IsEmpty)
            mask.Fill(true);
        else
            frame.Mask.CopyTo(mask);
        if (!isReversed)
            return;
        output[0].Reverse();
        mask.Reverse();
    }
}
