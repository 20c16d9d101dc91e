using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Runs the automatic baseline frame by frame; channels corrected, baseline, rival-1 to rival-3; rows of what was considered.</summary>
internal sealed class AutoKernel : FrameKernel
{
    private const double UsualBand = 40; // cm-1: condensed and adsorbed species
    private const double Decade = 0.5; // a series' λ in these steps, so that a frame more in the sample changes nothing

    private readonly StageInput _input;
    private readonly AutoBaseline _auto;
    private readonly NearestMethod _nearest;
    private readonly HashSet<int> _sample;
    private readonly BaselineChoice? _choice;
    private readonly bool _everyFrame;
    private readonly string? _narrow;
    private readonly double _sign;
    private readonly double[] _values;
    private readonly double[] _baseline;

    public AutoKernel(StageInput input, AutoBaselineOptions options, ChoiceScope scope)
        : base(Shape(input))
    {
        _input = input;
        _auto = new AutoBaseline(input.Axis.Values, options);
        _nearest = new NearestMethod(input.Axis);
        (_values, _baseline) = (new double[input.Axis.Length], new double[input.Axis.Length]);
        _sign = input.Signal.Kind is SignalKind.Transmittance ? -1 : 1;
        _everyFrame = scope == ChoiceScope.Frame;
        _sample = [.. input.Frames > 0 ? (FrameSelection.All with { AtMost = Auto.SampledFrames }).In(input.Frames) : []];
        _choice = scope == ChoiceScope.Series ? Choice(input) : null;
        double span = input.Axis[input.Axis.Length - 1] - input.Axis[0];
        double widest = span * (double.IsNaN(options.Widest) ? AutoBaseline.DefaultWidest(options.Direction) : options.Widest);
        if (double.IsNaN(options.Widest) && input.Axis.Unit.Quantity is Quantity.Wavenumber or Quantity.RamanShift && widest < UsualBand)
            _narrow = FormattableString.Invariant(
                $"baseline.auto takes bands wider than {widest:g3} {input.Axis.Unit} for baseline, because the range is no wider than {span:g4}: give widest if a band may be wider, or a wider range."
            );
    }

    private static OutputShape Shape(StageInput input)
    {
        OutputShape shape = BaselineShape.Of(input);
        var rival = new Signal(SignalKind.Auxiliary, input.Signal.Unit);
        return shape with
        {
            Channels = [.. shape.Channels, .. Enumerable.Range(1, AutoBaseline.Rivals).Select(k => ($"rival-{k}", rival))],
        };
    }

    public override void Apply(in FrameIn frame, in FrameOut output, Findings findings)
    {
        if (_narrow is not null)
            findings.Warn("range-is-narrow", _narrow);
        Fit(frame.Y, frame.Mask, _choice);
        for (int i = 0; i < _baseline.Length; i++)
            _baseline[i] *= _sign;
        BaselineShape.Write(frame.Y, _baseline, output);
        for (int k = 0; k < AutoBaseline.Rivals; k++)
            _auto.Rival(k, _baseline, output[BaselineShape.Baseline + 1 + k]);
        bool sampled = _sample.Contains(findings.Frame);
        if (_everyFrame || sampled)
            AddRows(findings, sampled ? frame.Y : []);
    }

    private void Fit(ReadOnlySpan<double> y, ReadOnlySpan<bool> mask, BaselineChoice? choice)
    {
        if (mask.IsEmpty)
            y.CopyTo(_values);
        else
            MaskBridge.Fill(_input.Axis.Values, y, mask, _values);
        for (int i = 0; i < _values.Length; i++)
            _values[i] *= _sign;
        _auto.Fit(_values, mask, choice, _baseline);
    }

    private void AddRows(Findings findings, ReadOnlySpan<double> nearestTo)
    {
        double squares = 0;
        foreach (double deviation in _auto.Deviation)
            squares += deviation * deviation;
        double spread = Math.Sqrt(squares / _baseline.Length);
        int rank = 0;
        foreach (BaselineHypothesis h in _auto.Hypotheses)
            findings.Add(
                new BaselineRow
                {
                    Series = findings.Series,
                    Step = findings.Step,
                    Frame = findings.Frame,
                    Rank = ++rank,
                    Method = Words(h.Start),
                    Bands = h.BothWays ? "both ways" : "upwards",
                    Lambda = Math.Pow(10, h.LogLambda),
                    BandCount = h.Bands,
                    Criterion = h.Evidence,
                    Probability = h.Probability,
                    Distance = h.Distance,
                    Spread = spread,
                }
            );
        if (nearestTo.IsEmpty)
            return;
        bool signed = _auto.Hypotheses[0].BothWays;
        (string method, double lambda, double distance) = _nearest.To(_values, _baseline, _sign, signed);
        findings.Add(
            new BaselineRow
            {
                Series = findings.Series,
                Step = findings.Step,
                Frame = findings.Frame,
                Rank = ++rank,
                Method = method,
                Lambda = lambda,
                Distance = distance,
                Spread = spread,
            }
        );
    }

    private static string Words(int start) =>
        start switch
        {
            0 => "bands with a penalised spline of third differences, bands sought above a broad curve",
            1 => "bands with a penalised spline of third differences, bands sought above a flexible curve",
            2 => "bands with a penalised spline of third differences, bands sought above a parabola",
            _ => "bands with a penalised spline of second differences, bands sought above a straight line",
        };

    /// <summary>The hypothesis that does best over the sample, and the median of its λ there.</summary>
    private BaselineChoice? Choice(StageInput input)
    {
        if (input.Reference?.Find(input.Channel) is not { } channel)
            return null;
        var seen = new List<BaselineHypothesis>();
        for (int f = 0; f < input.Reference.Frames; f++)
        {
            if (input.Reference.Faults[f] is not null || !AllFinite(channel[f]))
                continue;
            Fit(channel[f], channel.Mask is { } m ? m.AsSpan(f * channel.Points, channel.Points) : [], null);
            seen.AddRange(_auto.Hypotheses.ToArray());
        }
        if (seen.Count == 0)
            return null;
        var best = seen.GroupBy(h => (h.Start, h.BothWays))
            .OrderByDescending(g => g.Sum(h => h.Probability))
            .ThenBy(g => g.Key.Start)
            .First();
        double[] lambdas = [.. best.Select(h => h.LogLambda).Order()];
        return new(best.Key.Start, best.Key.BothWays, Decade * Math.Round(lambdas[lambdas.Length / 2] / Decade));
    }

    private static bool AllFinite(ReadOnlySpan<double> values)
    {
        foreach (double value in values)
            if (!double.IsFinite(value))
                return false;
        return true;
    }
}
