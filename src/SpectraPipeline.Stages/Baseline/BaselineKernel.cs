using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Fits the baseline of one spectrum; owns one worker's scratch.</summary>
internal delegate BaselineOutcome SpectrumFit(ReadOnlySpan<double> y, Span<double> baseline);

/// <summary>Runs a baseline method spectrum by spectrum: bridges masked stretches before, says what is doubtful after.</summary>
/// <param name="input">What the stage works on.</param>
/// <param name="stage">Name of the stage, for messages.</param>
/// <param name="bands">Which bands the method leaves alone.</param>
/// <param name="fit">The method.</param>
/// <param name="advice">What it says when in doubt; of methods in index space at least that they are.</param>
internal sealed class BaselineKernel(StageInput input, string stage, BandSigns bands, SpectrumFit fit, BaselineAdvice? advice = null)
    : FrameKernel(BaselineShape.Of(input))
{
    private readonly double[] _bridged = new double[input.Axis.Length];
    private readonly double[] _baseline = new double[input.Axis.Length];
    private readonly BaselineFindings _doubts = new(stage, bands, input, advice);

    public override void Apply(in FrameIn frame, in FrameOut output, Findings findings)
    {
        ReadOnlySpan<double> y = frame.Y;
        if (!frame.Mask.IsEmpty)
        {
            MaskBridge.Fill(input.Axis.Values, frame.Y, frame.Mask, _bridged);
            y = _bridged;
        }
        BaselineOutcome outcome = default;
        if (!ConstantSpectrum.TryFit(y, _baseline, ref outcome))
            outcome = fit(y, _baseline);
        BaselineShape.Write(frame.Y, _baseline, output);
        _doubts.Say(outcome, y, _baseline, findings);
    }
}
