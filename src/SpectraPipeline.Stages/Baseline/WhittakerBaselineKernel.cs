using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>What every stage of the iterated Whittaker family is told.</summary>
/// <param name="Stage">Name of the stage.</param>
/// <param name="Lambda">Stiffness.</param>
/// <param name="Order">Order of the difference.</param>
/// <param name="Spacing">Between what differences are taken.</param>
/// <param name="Tolerance">When it has settled.</param>
/// <param name="MaxIterations">Limit of repetitions.</param>
internal sealed record WhittakerBaselineSettings(
    string Stage,
    double Lambda,
    int Order,
    BaselineSpacing Spacing,
    double Tolerance,
    int MaxIterations
);

/// <summary>Runs an asymmetric Whittaker baseline over a block, many spectra at once, and says where it is doubtful.</summary>
internal sealed class WhittakerBaselineKernel : FrameKernel
{
    private readonly StageInput _input;
    private readonly LaneBaseline? _lanes;
    private readonly SpectrumFit? _plain;
    private readonly int _points;
    private readonly BaselineFindings _doubts;
    private double[] _spectra = [];
    private double[] _baselines = [];
    private BaselineOutcome[] _outcomes = [];

    /// <param name="input">What the stage works on.</param>
    /// <param name="settings">What it is told.</param>
    /// <param name="lanes">Makes the form for many spectra: order 2.</param>
    /// <param name="plain">Makes the form for one spectrum at a time: the other orders, which are rare.</param>
    /// <exception cref="UserException">The axis does not suit.</exception>
    public WhittakerBaselineKernel(
        StageInput input,
        WhittakerBaselineSettings settings,
        Func<int, WhittakerBaselineOptions, LaneBaseline> lanes,
        Func<int, WhittakerBaselineOptions, SpectrumFit> plain
    )
        : base(BaselineShape.Of(input))
    {
        (_input, _points) = (input, input.Axis.Length);
        if (_points < 3 || _points <= settings.Order)
            throw new UserException($"{settings.Stage} needs more than {Math.Max(2, settings.Order)} points; the axis has {_points}.");
        var options = new WhittakerBaselineOptions(settings.Lambda, settings.Tolerance, settings.MaxIterations, settings.Order)
        {
            Axis = AxisSpacing.Of(settings.Spacing, input.Axis, settings.Stage, settings.Order),
        };
        if (settings.Order == 2)
            _lanes = lanes(_points, options);
        else
            _plain = plain(_points, options);
        var advice = new BaselineAdvice
        {
            CountsPoints = settings.Spacing == BaselineSpacing.Points,
            Uneven = "use spacing: axis, or shape.resample before",
        };
        _doubts = new BaselineFindings(settings.Stage, BandSigns.Positive, input, advice);
    }

    public override void Apply(in FrameIn frame, in FrameOut output, Findings findings)
    {
        Reserve(1);
        ReadOnlySpan<double> y = frame.Y;
        if (!frame.Mask.IsEmpty)
        {
            ReserveSpectra(1);
            MaskBridge.Fill(_input.Axis.Values, frame.Y, frame.Mask, _spectra.AsSpan(0, _points));
            y = _spectra.AsSpan(0, _points);
        }
        Fit(y, _baselines.AsSpan(0, _points), [], _outcomes.AsSpan(0, 1));
        Hand(y, _baselines.AsSpan(0, _points), ref _outcomes[0], findings);
        BaselineShape.Write(frame.Y, _baselines.AsSpan(0, _points), output);
    }

    public override void ApplyBlock(FrameBlock block, Findings findings)
    {
        int count = block.Healthy.Count;
        Reserve(count);
        Span<BaselineOutcome> outcomes = _outcomes.AsSpan(0, count);
        ReadOnlySpan<double> gathered = default;
        bool whole = count == block.Input.Frames && block.InputChannel.Mask is null;
        if (whole)
            Fit(
                block.InputChannel.Values,
                block.OutputRows(BaselineShape.Baseline, 0, count),
                block.OutputRows(BaselineShape.Corrected, 0, count),
                outcomes
            );
        else
        {
            gathered = Gathered(block);
            Fit(gathered, _baselines.AsSpan(0, count * _points), [], outcomes);
        }
        for (int k = 0; k < count; k++)
        {
            int row = block.Healthy[k];
            findings.Frame = block.Input.FirstFrame + row;
            FrameIn frame = block.In(row);
            FrameOut output = block.Out(row);
            Span<double> baseline = whole ? output[BaselineShape.Baseline] : _baselines.AsSpan(k * _points, _points);
            bool isConstant = Hand(whole ? frame.Y : gathered.Slice(k * _points, _points), baseline, ref outcomes[k], findings);
            if (!whole)
                BaselineShape.Write(frame.Y, baseline, output);
            else if (isConstant)
                output[BaselineShape.Corrected].Clear();
        }
    }

    private void Fit(ReadOnlySpan<double> spectra, Span<double> baselines, Span<double> corrected, Span<BaselineOutcome> outcomes)
    {
        if (_lanes is not null)
        {
            _lanes.Fit(spectra, baselines, corrected, outcomes);
            return;
        }
        for (int k = 0; k < outcomes.Length; k++)
            outcomes[k] = _plain!(spectra.Slice(k * _points, _points), baselines.Slice(k * _points, _points));
        for (int i = 0; i < corrected.Length; i++)
            corrected[i] = spectra[i] - baselines[i];
    }

    /// <summary>A baseline's last look: constants replaced (then true), doubts said.</summary>
    private bool Hand(ReadOnlySpan<double> y, Span<double> baseline, ref BaselineOutcome outcome, Findings findings)
    {
        bool isConstant = ConstantSpectrum.TryFit(y, baseline, ref outcome);
        _doubts.Say(outcome, y, baseline, findings);
        return isConstant;
    }

    /// <summary>The healthy spectra one after the other, masked stretches bridged.</summary>
    private ReadOnlySpan<double> Gathered(FrameBlock block)
    {
        bool masked = block.InputChannel.Mask is not null;
        ReserveSpectra(block.Healthy.Count);
        for (int k = 0; k < block.Healthy.Count; k++)
        {
            FrameIn frame = block.In(block.Healthy[k]);
            Span<double> row = _spectra.AsSpan(k * _points, _points);
            if (masked)
                MaskBridge.Fill(_input.Axis.Values, frame.Y, frame.Mask, row);
            else
                frame.Y.CopyTo(row);
        }
        return _spectra.AsSpan(0, block.Healthy.Count * _points);
    }

    private void ReserveSpectra(int count)
    {
        if (_spectra.Length < count * _points)
            _spectra = new double[count * _points];
        if (_baselines.Length < count * _points)
            _baselines = new double[count * _points];
    }

    private void Reserve(int count)
    {
        if (_outcomes.Length < count)
            _outcomes = new BaselineOutcome[count];
        if (_baselines.Length < _points)
            _baselines = new double[_points];
    }
}
