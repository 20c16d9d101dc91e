using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>A kernel whose maths says "no valid answer" by <see cref="XasDataException"/>; here that becomes a fault of the frame.</summary>
internal abstract class XasKernel(OutputShape output) : FrameKernel(output)
{
    /// <summary>One frame.</summary>
    protected abstract void Process(in FrameIn input, in FrameOut output, Findings findings);

    public sealed override void Apply(in FrameIn input, in FrameOut output, Findings findings)
    {
        try
        {
            Process(input, output, findings);
        }
        catch (XasDataException e)
        {
            throw new FrameException(e.Code, e.Message);
        }
    }
}
