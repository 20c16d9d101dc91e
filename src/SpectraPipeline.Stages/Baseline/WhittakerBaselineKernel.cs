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
    private readonly bool _signed = input.Signal.IsSigned;
    private double[] _spectra = [];
    private double[] _baselines = [];
    private BaselineOutcome[] _outcomes = [];

    public override void Apply(in FrameIn input, in FrameOut output, Findings findings)
    {
        Reserve(1);
        fit(input.Y, _baselines.AsSpan(0, _points), _outcomes.AsSpan(0, 1));
        BaselineShape.Write(input.Y, _baselines.AsSpan(0, _points), output);
        Judge(_outcomes[0], findings);
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
            Judge(_outcomes[k], findings);
        }
    }

    /// <summary>The healthy spectra one after the other: the block itself when all are.</summary>
    private ReadOnlySpan<double> Gathered(FrameBlock block)
    {
        if (block.Healthy.Count == block.Input.Frames)
            return block.InputChannel.Values;
        if (_spectra.Length < block.Healthy.Count * _points)
            _spectra = new double[block.Healthy.Count * _points];
        for (int k = 0; k < block.Healthy.Count; k++)
            block.In(block.Healthy[k]).Y.CopyTo(_spectra.AsSpan(k * _points, _points));
        return _spectra.AsSpan(0, block.Healthy.Count * _points);
    }

    private void Judge(BaselineOutcome outcome, Findings findings)
    {
        if (_signed)
            findings.Warn(
                "asymmetric-on-difference",
                $"{stage} expects bands of one sign and follows negative bands of a signed spectrum downwards; use baseline.std-distribution."
            );
        if (outcome.Stop == BaselineStop.MaxIterations)
            findings.Flag(
                "baseline-not-converged",
                $"{stage}: the weights still changed by {outcome.WeightChange:g3} after {outcome.Iterations} solutions; the baseline may depend on max-iterations."
            );
    }

    private void Reserve(int count)
    {
        if (_outcomes.Length >= count)
            return;
        _baselines = new double[count * _points];
        _outcomes = new BaselineOutcome[count];
    }
}
