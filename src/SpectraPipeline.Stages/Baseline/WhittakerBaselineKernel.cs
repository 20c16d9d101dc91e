using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Fits the baselines of spectra that lie one after the other.</summary>
internal delegate void BlockFit(ReadOnlySpan<double> spectra, Span<double> baselines, Span<BaselineOutcome> outcomes);

/// <summary>Runs an asymmetric Whittaker baseline over a block, many spectra at once, and says where it is doubtful.</summary>
/// <param name="input">What the stage works on.</param>
/// <param name="stage">Name of the stage, for messages.</param>
/// <param name="fit">The method; owns one worker's scratch.</param>
internal sealed class WhittakerBaselineKernel(StageInput input, string stage, BlockFit fit) : FrameKernel(BaselineShape.Of(input))
{
    private readonly int _points = input.Axis.Length;
    private readonly BaselineFindings _doubts = new(stage, BandSigns.Positive, input.Signal);
    private double[] _spectra = [];
    private double[] _baselines = [];
    private BaselineOutcome[] _outcomes = [];

    public override void Apply(in FrameIn frame, in FrameOut output, Findings findings)
    {
        Reserve(1);
        ReadOnlySpan<double> y = frame.Y;
        if (!frame.Mask.IsEmpty)
        {
            ReserveSpectra(1);
            MaskBridge.Fill(input.Axis.Values, frame.Y, frame.Mask, _spectra.AsSpan(0, _points));
            y = _spectra.AsSpan(0, _points);
        }
        fit(y, _baselines.AsSpan(0, _points), _outcomes.AsSpan(0, 1));
        BaselineShape.Write(frame.Y, _baselines.AsSpan(0, _points), output);
        _doubts.Say(_outcomes[0], findings);
    }

    public override void ApplyBlock(FrameBlock block, Findings findings)
    {
        int count = block.Healthy.Count;
        Reserve(count);
        Span<double> baselines = _baselines.AsSpan(0, count * _points);
        fit(Gathered(block), baselines, _outcomes.AsSpan(0, count));
        for (int k = 0; k < count; k++)
        {
            int row = block.Healthy[k];
            findings.Frame = block.Input.FirstFrame + row;
            BaselineShape.Write(block.In(row).Y, baselines.Slice(k * _points, _points), block.Out(row));
            _doubts.Say(_outcomes[k], findings);
        }
    }

    /// <summary>The healthy spectra one after the other, masked stretches bridged: the block itself when nothing is to be left out.</summary>
    private ReadOnlySpan<double> Gathered(FrameBlock block)
    {
        bool masked = block.InputChannel.Mask is not null;
        if (block.Healthy.Count == block.Input.Frames && !masked)
            return block.InputChannel.Values;
        ReserveSpectra(block.Healthy.Count);
        for (int k = 0; k < block.Healthy.Count; k++)
        {
            FrameIn frame = block.In(block.Healthy[k]);
            Span<double> row = _spectra.AsSpan(k * _points, _points);
            if (masked)
                MaskBridge.Fill(input.Axis.Values, frame.Y, frame.Mask, row);
            else
                frame.Y.CopyTo(row);
        }
        return _spectra.AsSpan(0, block.Healthy.Count * _points);
    }

    private void ReserveSpectra(int count)
    {
        if (_spectra.Length < count * _points)
            _spectra = new double[count * _points];
    }

    private void Reserve(int count)
    {
        if (_outcomes.Length >= count)
            return;
        _baselines = new double[count * _points];
        _outcomes = new BaselineOutcome[count];
    }
}
