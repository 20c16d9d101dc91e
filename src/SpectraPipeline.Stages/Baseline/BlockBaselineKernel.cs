using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Fits the baselines of spectra that lie one after the other; owns one worker's scratch.</summary>
internal delegate void SpectraFit(ReadOnlySpan<double> spectra, Span<double> baselines, Span<BaselineOutcome> outcomes);

/// <summary>Runs a baseline method over a block, as many spectra at once as a vector holds, and says where it is doubtful.</summary>
/// <param name="input">What the stage works on.</param>
/// <param name="stage">Name of the stage, for messages.</param>
/// <param name="bands">Which bands the method leaves alone.</param>
/// <param name="fit">The method.</param>
/// <param name="advice">What it says when in doubt; of methods in index space at least that they are.</param>
internal sealed class BlockBaselineKernel(StageInput input, string stage, BandSigns bands, SpectraFit fit, BaselineAdvice? advice = null)
    : FrameKernel(BaselineShape.Of(input))
{
    private readonly int _points = input.Axis.Length;
    private readonly BaselineFindings _doubts = new(stage, bands, input, advice);
    private double[] _spectra = [];
    private double[] _baselines = [];
    private BaselineOutcome[] _outcomes = [];

    public override void Apply(in FrameIn frame, in FrameOut output, Findings findings)
    {
        Reserve(1);
        Take(frame, 0);
        fit(_spectra.AsSpan(0, _points), _baselines.AsSpan(0, _points), _outcomes.AsSpan(0, 1));
        Hand(0, frame, output, findings);
    }

    public override void ApplyBlock(FrameBlock block, Findings findings)
    {
        int count = block.Healthy.Count;
        Reserve(count);
        for (int k = 0; k < count; k++)
            Take(block.In(block.Healthy[k]), k);
        fit(_spectra.AsSpan(0, count * _points), _baselines.AsSpan(0, count * _points), _outcomes.AsSpan(0, count));
        for (int k = 0; k < count; k++)
        {
            int row = block.Healthy[k];
            findings.Frame = block.Input.FirstFrame + row;
            Hand(k, block.In(row), block.Out(row), findings);
        }
    }

    /// <summary>One spectrum into its place, masked stretches bridged.</summary>
    private void Take(in FrameIn frame, int place)
    {
        Span<double> spectrum = _spectra.AsSpan(place * _points, _points);
        if (frame.Mask.IsEmpty)
            frame.Y.CopyTo(spectrum);
        else
            MaskBridge.Fill(input.Axis.Values, frame.Y, frame.Mask, spectrum);
    }

    private void Hand(int place, in FrameIn frame, in FrameOut output, Findings findings)
    {
        ReadOnlySpan<double> y = _spectra.AsSpan(place * _points, _points);
        Span<double> baseline = _baselines.AsSpan(place * _points, _points);
        ConstantSpectrum.TryFit(y, baseline, ref _outcomes[place]);
        BaselineShape.Write(frame.Y, baseline, output);
        _doubts.Say(_outcomes[place], y, baseline, findings);
    }

    private void Reserve(int count)
    {
        if (_outcomes.Length >= count)
            return;
        _spectra = new double[count * _points];
        _baselines = new double[count * _points];
        _outcomes = new BaselineOutcome[count];
    }
}
