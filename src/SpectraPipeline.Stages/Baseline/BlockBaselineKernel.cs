using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Fits the baselines of spectra that lie one after the other; owns one worker's scratch.</summary>
internal delegate void SpectraFit(ReadOnlySpan<double> spectra, Span<double> baselines, Span<BaselineOutcome> outcomes);

/// <summary>The same, and takes the baselines off where <paramref name="corrected"/> is not empty.</summary>
internal delegate void SpectraCorrection(
    ReadOnlySpan<double> spectra,
    Span<double> baselines,
    Span<double> corrected,
    Span<BaselineOutcome> outcomes
);

/// <summary>Runs a baseline method over a block, as many spectra at once as a vector holds, and says where it is doubtful.</summary>
internal sealed class BlockBaselineKernel : FrameKernel
{
    private readonly Axis _axis;
    private readonly int _points;
    private readonly SpectraFit? _fit;
    private readonly SpectraCorrection? _correct;
    private readonly BaselineFindings _doubts;
    private double[] _spectra = [];
    private double[] _baselines = [];
    private BaselineOutcome[] _outcomes = [];

    /// <param name="input">What the stage works on.</param>
    /// <param name="stage">Name of the stage, for messages.</param>
    /// <param name="bands">Which bands the method leaves alone.</param>
    /// <param name="fit">The method.</param>
    /// <param name="advice">What it says when in doubt; of methods in index space at least that they are.</param>
    public BlockBaselineKernel(StageInput input, string stage, BandSigns bands, SpectraFit fit, BaselineAdvice? advice = null)
        : base(BaselineShape.Of(input)) =>
        (_axis, _points, _fit, _doubts) = (input.Axis, input.Axis.Length, fit, new BaselineFindings(stage, bands, input, advice));

    /// <summary>With a method that fits and takes off in one pass, straight from the block into its output where no frame is left out.</summary>
    public BlockBaselineKernel(StageInput input, string stage, BandSigns bands, SpectraCorrection correct, BaselineAdvice? advice)
        : base(BaselineShape.Of(input)) =>
        (_axis, _points, _correct, _doubts) = (input.Axis, input.Axis.Length, correct, new BaselineFindings(stage, bands, input, advice));

    public override void Apply(in FrameIn frame, in FrameOut output, Findings findings)
    {
        Reserve(1);
        Take(frame, 0);
        Fit(1);
        Hand(0, frame, output, findings);
    }

    public override void ApplyBlock(FrameBlock block, Findings findings)
    {
        int count = block.Healthy.Count;
        if (_correct is not null && count == block.Input.Frames && block.InputChannel.Mask is null)
        {
            Correct(block, findings);
            return;
        }
        Reserve(count);
        for (int k = 0; k < count; k++)
            Take(block.In(block.Healthy[k]), k);
        Fit(count);
        for (int k = 0; k < count; k++)
        {
            int row = block.Healthy[k];
            findings.Frame = block.Input.FirstFrame + row;
            Hand(k, block.In(row), block.Out(row), findings);
        }
    }

    /// <summary>A whole block, nothing copied.</summary>
    private void Correct(FrameBlock block, Findings findings)
    {
        int count = block.Input.Frames;
        if (_outcomes.Length < count)
            _outcomes = new BaselineOutcome[count];
        _correct!(
            block.InputChannel.Values,
            block.OutputRows(BaselineShape.Baseline, 0, count),
            block.OutputRows(BaselineShape.Corrected, 0, count),
            _outcomes.AsSpan(0, count)
        );
        for (int row = 0; row < count; row++)
        {
            findings.Frame = block.Input.FirstFrame + row;
            ReadOnlySpan<double> y = block.In(row).Y;
            Span<double> baseline = block.OutputRow(BaselineShape.Baseline, row);
            if (ConstantSpectrum.TryFit(y, baseline, ref _outcomes[row]))
                block.OutputRow(BaselineShape.Corrected, row).Clear();
            _doubts.Say(_outcomes[row], y, baseline, findings);
        }
    }

    private void Fit(int count)
    {
        ReadOnlySpan<double> spectra = _spectra.AsSpan(0, count * _points);
        Span<double> baselines = _baselines.AsSpan(0, count * _points);
        Span<BaselineOutcome> outcomes = _outcomes.AsSpan(0, count);
        if (_fit is not null)
            _fit(spectra, baselines, outcomes);
        else
            _correct!(spectra, baselines, [], outcomes);
    }

    /// <summary>One spectrum into its place, masked stretches bridged.</summary>
    private void Take(in FrameIn frame, int place)
    {
        Span<double> spectrum = _spectra.AsSpan(place * _points, _points);
        if (frame.Mask.IsEmpty)
            frame.Y.CopyTo(spectrum);
        else
            MaskBridge.Fill(_axis.Values, frame.Y, frame.Mask, spectrum);
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
        if (_spectra.Length < count * _points)
            (_spectra, _baselines) = (new double[count * _points], new double[count * _points]);
        if (_outcomes.Length < count)
            _outcomes = new BaselineOutcome[count];
    }
}
