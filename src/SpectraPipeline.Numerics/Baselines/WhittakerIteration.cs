using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>The loop that all Whittaker baselines share, one spectrum at a time: solve, reweight, compare, repeat.</summary>
/// <remarks>The z handed back belongs to the weights before the last update, as in the papers' programs. One object per worker.</remarks>
internal sealed class WhittakerIteration<TRule>
    where TRule : struct, IWeightRule
{
    private readonly TRule _rule;
    private readonly WhittakerBaselineOptions _options;
    private readonly WhittakerSystem _system;
    private readonly double[] _weights;
    private readonly bool _isDoubtful;
    private bool _isSound;

    public WhittakerIteration(int points, WhittakerBaselineOptions options, TRule rule)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check(points);
        (_rule, _options) = (rule, options);
        _system = new WhittakerSystem(points, options.Order, options.Axis.Span);
        _weights = new double[points];
        _isDoubtful = ResidualBalance.IsDoubtful(options, points);
    }

    public BaselineOutcome Fit(ReadOnlySpan<double> y, Span<double> baseline)
    {
        _isSound = true;
        return Iterate(y, baseline).OrSingular(_isSound, baseline);
    }

    private BaselineOutcome Iterate(ReadOnlySpan<double> y, Span<double> baseline)
    {
        Array.Fill(_weights, 1.0);
        double change = double.NaN,
            size = _rule.SizeOf(y);
        for (int solution = 1; solution <= _options.MaxIterations + 1; solution++)
        {
            _system.Solve(_weights, _options.Lambda, y, baseline);
            if (_isDoubtful)
                _isSound = ResidualBalance.Holds(_weights, y, baseline);
            ResidualsBelow below = Measure(y, baseline);
            if (!_rule.TryNext(new RuleInput(solution, below, size), out WeightParameters next))
                return new BaselineOutcome(solution - 1, BaselineStop.NothingBelow, change);
            double changeOfWeights = Reweight(y, baseline, next);
            change = TRule.Scheme == LaneScheme.SumsAlone ? -below.Sum / size : changeOfWeights;
            if (change < _options.Tolerance)
                return new BaselineOutcome(solution, BaselineStop.Converged, change);
        }
        return new BaselineOutcome(_options.MaxIterations + 1, BaselineStop.MaxIterations, change);
    }

    private double Reweight(ReadOnlySpan<double> y, ReadOnlySpan<double> z, WeightParameters parameters)
    {
        double changed = 0,
            old = 0;
        for (int i = 0; i < _weights.Length; i++)
        {
            double weight = TRule.Weight(y[i] - z[i], parameters);
            double difference = weight - _weights[i];
            changed += difference * difference;
            old += _weights[i] * _weights[i];
            _weights[i] = weight;
        }
        return Math.Sqrt(changed) / Math.Sqrt(old);
    }

    private static ResidualsBelow Measure(ReadOnlySpan<double> y, ReadOnlySpan<double> z)
    {
        double count = 0,
            sum = 0,
            squares = 0;
        for (int i = 0; i < y.Length; i++)
        {
            double residual = y[i] - z[i];
            if (residual < 0)
            {
                count++;
                sum += residual;
                squares += residual * residual;
            }
        }
        return new ResidualsBelow(count, sum, squares);
    }
}
