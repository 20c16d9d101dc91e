using SpectraPipeline.Numerics.Baselines.Joint;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Which way bands point.</summary>
public enum BandDirection
{
    /// <summary>Decided by the evidence of the data.</summary>
    FromData,

    /// <summary>All upwards.</summary>
    Upwards,

    /// <summary>Upwards and downwards: difference spectra.</summary>
    Both,
}

/// <summary>What the automatic baseline is told.</summary>
/// <param name="Widest">Widest band as a share of the axis; NaN: 0.065 for bands of one sign, 0.1 for both. What is wider is baseline.</param>
/// <param name="Direction">Which way bands point.</param>
public sealed record AutoBaselineOptions(double Widest = double.NaN, BandDirection Direction = BandDirection.FromData);

/// <summary>One hypothesis about a spectrum: where the search began, and where it ended.</summary>
/// <param name="Start">Number of the hypothesis: how stiff the baseline was taken for while bands were sought.</param>
/// <param name="BothWays">Bands of both signs.</param>
/// <param name="Order">Order of the penalised differences.</param>
/// <param name="LogLambda">log₁₀ λ, for points: the λ of a Whittaker smoother of that order.</param>
/// <param name="Bands">Bands found.</param>
/// <param name="Evidence">−2 ln of the marginal likelihood up to a constant that is common to the hypotheses of a spectrum.</param>
/// <param name="Probability">Share in the result.</param>
/// <param name="Distance">Root mean square distance from the result, in y's unit.</param>
public readonly record struct BaselineHypothesis(
    int Start,
    bool BothWays,
    int Order,
    double LogLambda,
    int Bands,
    double Evidence,
    double Probability,
    double Distance
);

/// <summary>The choice for a whole series: one hypothesis, and one λ.</summary>
/// <param name="Start">Number of the hypothesis.</param>
/// <param name="BothWays">Bands of both signs.</param>
/// <param name="LogLambda">log₁₀ λ for points.</param>
public readonly record struct BaselineChoice(int Start, bool BothWays, double LogLambda);

/// <summary>
/// A baseline that needs no parameter: bands and baseline are fitted together, from several hypotheses of how stiff the baseline is; what the data say for each decides,
/// and what remains undecided is the stated spread.
/// </summary>
/// <remarks>
/// y = b + Σ pseudo-Voigts + noise; b a cubic spline with penalised third (or second) differences, its λ by restricted maximum likelihood; number of bands and hypothesis by the
/// marginal likelihood (see JointFit for formulas and sources). Model averaging with the probabilities tempered: J. A. Hoeting, D. Madigan, A. E. Raftery, C. T. Volinsky,
/// Statist. Sci. 14 (1999) 382, doi:10.1214/ss/1009212519. The deviation of the baseline is its posterior one, bands free, plus the scatter of the hypotheses.
/// Assumes: bands no wider than stated, resembling pseudo-Voigts within a few percent; noise even within a factor of two; noise that neighbours share (zero filling) is measured and counts for less (see CorrelatedNoise). Fails on bands that have no baseline
/// between them over most of the axis, and on jumps sharper than a hundredth of the axis.
/// One object per worker; nothing allocated a spectrum. Cost: some hundred Gauss-Newton steps (docs/baseline-auto.md).
/// </remarks>
public sealed class AutoBaseline
{
    /// <summary>Number of rival baselines.</summary>
    public const int Rivals = 3;

    /// <summary>Least number of points for which bands are sought.</summary>
    public const int LeastPoints = 24;

    private const double WidestUpwards = 0.065,
        WidestSigned = 0.1;
    private const double Tempering = 10, // hypotheses with other bands share misfits of shape and noise: their evidence counts a tenth
        SameBands = 2; // of the same number of bands a half
    private const double LeastNegative = 0.1; // share of band area that must point downwards before a spectrum counts as signed,
    private const double SignedGain = 30; // and what its evidence must gain

    // The posterior deviation is multiplied by this, so that 1.645 of the result covers nine tenths of the band areas: hypotheses that were not tried, shapes that are
    // no pseudo-Voigts. Calibrated on generated spectra of seeds other than those of docs/baseline-auto.md.
    private const double Stretch = 1.8;
    private const double FlooredNoise = 1e-5; // of the range: below it data count as free of noise

    // Order of the differences and log₁₀ λ of the spline while bands are sought: broad curvature, anything wider than the widest band, a parabola, a straight line.
    private static readonly (int Order, double Floor)[] s_starts = [(3, 4), (3, 1), (3, 7), (2, 6)];

    private readonly AutoBaselineOptions _options;
    private readonly double[] _position;
    private readonly PenalizedSpline _spline;
    private readonly JointFit _fit;
    private readonly JointSearch _search;
    private readonly double[] _scratch;
    private readonly double[][] _curves;
    private readonly double[][] _variances;
    private readonly double[] _covariance;
    private readonly double[] _phases;
    private readonly double[] _deviation;
    private readonly BaselineHypothesis[] _hypotheses;
    private int _count;

    /// <summary>A fitter for one axis.</summary>
    /// <param name="x">The axis, ascending; at least 3 points.</param>
    /// <param name="options">What is known.</param>
    public AutoBaseline(ReadOnlySpan<double> x, AutoBaselineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(x.Length, 3);
        _options = options;
        _position = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
            _position[i] = (x[i] - x[0]) / (x[^1] - x[0]);
        _spline = new PenalizedSpline(_position);
        _fit = new JointFit(_position, _spline);
        _search = new JointSearch(_position, double.IsNaN(options.Widest) ? WidestSigned : options.Widest);
        int most = 2 * s_starts.Length;
        _hypotheses = new BaselineHypothesis[most];
        (_curves, _variances) = (new double[most][], new double[most][]);
        for (int k = 0; k < most; k++)
            (_curves[k], _variances[k]) = (new double[x.Length], new double[x.Length]);
        (_scratch, _deviation, _phases) = (new double[x.Length], new double[x.Length], new double[x.Length]);
        _covariance = new double[4 * _spline.Count];
    }

    /// <summary>Widest band as a share of the axis when none is stated.</summary>
    public static double DefaultWidest(BandDirection direction) => direction == BandDirection.Both ? WidestSigned : WidestUpwards;

    /// <summary>Points of a spectrum.</summary>
    public int Points => _position.Length;

    /// <summary>Hypotheses of the last spectrum, most probable first.</summary>
    public ReadOnlySpan<BaselineHypothesis> Hypotheses => _hypotheses.AsSpan(0, _count);

    /// <summary>Noise of the last spectrum, in y's unit: that of a point, as far as it counts alone.</summary>
    public double Noise { get; private set; }

    /// <summary>Points of the last spectrum that share one piece of information (zero filling, interpolation); 1 where the noise is white.</summary>
    public int PointsShared { get; private set; } = 1;

    /// <summary>Standard deviation of the last baseline at every point, in y's unit.</summary>
    public ReadOnlySpan<double> Deviation => _deviation;

    /// <summary>Fits the baseline of one spectrum.</summary>
    /// <param name="y">The spectrum, finite values; not changed.</param>
    /// <param name="use">True where a value counts; empty: everywhere.</param>
    /// <param name="choice">The choice made for a series; null: chosen for this spectrum.</param>
    /// <param name="baseline">Receives the baseline.</param>
    public void Fit(ReadOnlySpan<double> y, ReadOnlySpan<bool> use, BaselineChoice? choice, Span<double> baseline)
    {
        if (y.Length != Points || baseline.Length != Points)
            throw new ArgumentException($"y and baseline must hold {Points} points, not {y.Length} and {baseline.Length}");
        double middle = Scale(y);
        for (int i = 0; i < y.Length; i++)
            _fit.Values[i] = (y[i] - middle) / Noise;
        _count = 0;
        if (Points < LeastPoints)
            WithoutBands(use);
        else if (choice is { } made)
            Try(made.Start, made.BothWays, use, made.LogLambda);
        else
            TryAll(use);
        Average(baseline);
        for (int i = 0; i < baseline.Length; i++)
            (baseline[i], _deviation[i]) = (middle + Noise * baseline[i], Noise * _deviation[i]);
    }

    /// <summary>A baseline one standard deviation away: over the rivals the mean square of any difference is its variance.</summary>
    /// <remarks>rivalₖ = b + √2 σ cos(φ + 2πk/3): Σₖ cos² makes every point's mean square σ², and φ, which advances by the angle whose cosine is the correlation of neighbours,
    /// makes the mean square of an area Σᵢⱼ σᵢσⱼ cos(φᵢ − φⱼ).</remarks>
    public void Rival(int number, ReadOnlySpan<double> baseline, Span<double> rival)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)number, (uint)Rivals);
        double turn = 2 * Math.PI * number / Rivals;
        for (int i = 0; i < rival.Length; i++)
            rival[i] = baseline[i] + Math.Sqrt(2) * _deviation[i] * Math.Cos(_phases[i] + turn);
    }

    /// <summary>Noise and middle of a spectrum.</summary>
    private double Scale(ReadOnlySpan<double> y)
    {
        double low = double.PositiveInfinity,
            high = double.NegativeInfinity,
            sum = 0;
        foreach (double value in y)
            (low, high, sum) = (Math.Min(low, value), Math.Max(high, value), sum + value / y.Length);
        CorrelatedNoise shared = CorrelatedNoise.Of(y, _scratch);
        PointsShared = shared.Points;
        double measured = shared.Points > 1 ? shared.Effective : NoiseEstimate.FromSecondDifference(y, _scratch);
        double least = Math.Max(FlooredNoise * (high - low), 1e-14 * Math.Max(Math.Abs(low), Math.Abs(high)));
        Noise = Math.Max(double.IsNaN(measured) ? 0 : measured, least);
        if (!(Noise > 0))
            Noise = 1;
        return sum;
    }

    private void WithoutBands(ReadOnlySpan<bool> use)
    {
        _fit.Begin(use);
        _spline.Penalize(2);
        _fit.FixedLogLambda = double.NaN;
        _fit.Refine(double.NegativeInfinity, 0);
        Keep(0, false);
    }

    private void TryAll(ReadOnlySpan<bool> use)
    {
        BandDirection direction = _options.Direction;
        for (int start = 0; start < s_starts.Length; start++)
            Try(start, direction == BandDirection.Both, use, double.NaN);
        if (direction == BandDirection.FromData)
            TryBothWays(use);
    }

    /// <summary>Bands of both signs, if the evidence gains by it and they make a fair part of the area.</summary>
    private void TryBothWays(ReadOnlySpan<bool> use)
    {
        int upwards = _count;
        double least = Least(upwards),
            share = 0;
        for (int start = 0; start < s_starts.Length; start++)
        {
            Try(start, true, use, double.NaN);
            if (_hypotheses[_count - 1].Evidence <= Least(_count))
                share = NegativeShare();
        }
        bool signed = Least(_count) < least - SignedGain && share > LeastNegative;
        if (!signed)
        {
            _count = upwards;
            return;
        }
        for (int k = 0; upwards + k < _count; k++)
        {
            _hypotheses[k] = _hypotheses[upwards + k];
            (_curves[k], _curves[upwards + k]) = (_curves[upwards + k], _curves[k]);
            (_variances[k], _variances[upwards + k]) = (_variances[upwards + k], _variances[k]);
        }
        _count -= upwards;
    }

    private double NegativeShare()
    {
        double negative = 0,
            all = 0;
        for (int k = 0; k < _fit.Bands.Count; k++)
        {
            double area = _fit.Bands[k].Height * _fit.Bands[k].Fwhm;
            all += Math.Abs(area);
            negative += Math.Max(-area, 0);
        }
        return all > 0 ? negative / all : 0;
    }

    private void Try(int start, bool signed, ReadOnlySpan<bool> use, double logLambda)
    {
        _fit.Begin(use);
        _fit.Signed = signed;
        _fit.Widest =
            !double.IsNaN(_options.Widest) ? _options.Widest
            : signed ? WidestSigned
            : WidestUpwards;
        _spline.Penalize(s_starts[start].Order);
        double given = logLambda - _spline.LogLambdaOfPoints;
        _fit.FixedLogLambda = given;
        _search.Run(_fit, double.IsNaN(given) ? s_starts[start].Floor : Math.Max(s_starts[start].Floor, given));
        Keep(start, signed);
    }

    private void Keep(int start, bool signed)
    {
        _fit.Baseline.CopyTo(_curves[_count], 0);
        _fit.Covariance(_covariance);
        _spline.Variances(_covariance, _variances[_count]);
        _hypotheses[_count] = new(
            start,
            signed,
            _spline.Order,
            _fit.LogLambda + _spline.LogLambdaOfPoints,
            _fit.Bands.Count,
            _fit.Evidence,
            double.NaN,
            double.NaN
        );
        if (_count == 0 || _fit.Evidence < Least(_count))
            TakePhases();
        _count++;
    }

    private double Least(int count)
    {
        double least = double.PositiveInfinity;
        for (int k = 0; k < count; k++)
            least = Math.Min(least, _hypotheses[k].Evidence);
        return least;
    }

    /// <summary>Phase that advances from knot to knot by the angle whose cosine is the correlation of the baseline there.</summary>
    private void TakePhases()
    {
        // b at knot k is (c_k + 4c_(k+1) + c_(k+2)) / 6.
        ReadOnlySpan<double> weights = [1.0 / 6, 4.0 / 6, 1.0 / 6];
        Span<double> at = stackalloc double[_spline.Intervals + 1];
        for (int k = 0; k < _spline.Intervals; k++)
        {
            double own = Joint(k, k, weights),
                next = Joint(k + 1, k + 1, weights),
                shared = Joint(k, k + 1, weights);
            double correlation = own > 0 && next > 0 ? Math.Clamp(shared / Math.Sqrt(own * next), -1, 1) : 1;
            at[k + 1] = at[k] + Math.Acos(correlation);
        }
        for (int i = 0; i < _phases.Length; i++)
        {
            double t = _position[i] * _spline.Intervals;
            int k = Math.Clamp((int)t, 0, _spline.Intervals - 1);
            _phases[i] = at[k] + (t - k) * (at[k + 1] - at[k]);
        }
    }

    /// <summary>Covariance of the baseline at two knots.</summary>
    private double Joint(int left, int right, ReadOnlySpan<double> weights)
    {
        double sum = 0;
        for (int a = 0; a < 3; a++)
        for (int b = 0; b < 3; b++)
        {
            int row = Math.Max(left + a, right + b),
                distance = Math.Abs(left + a - right - b);
            if (distance <= 3)
                sum += weights[a] * weights[b] * _covariance[4 * row + distance];
        }
        return sum;
    }

    /// <summary>exp(−ΔE/2T) against the best hypothesis.</summary>
    private double Share(int hypothesis)
    {
        int best = 0;
        for (int k = 1; k < _count; k++)
            if (_hypotheses[k].Evidence < _hypotheses[best].Evidence)
                best = k;
        bool same = _hypotheses[hypothesis].Bands == _hypotheses[best].Bands;
        return Math.Exp(-(_hypotheses[hypothesis].Evidence - _hypotheses[best].Evidence) / (2 * (same ? SameBands : Tempering)));
    }

    /// <summary>Mean of the hypotheses, weighted by their probabilities; variance within and between.</summary>
    private void Average(Span<double> baseline)
    {
        double total = 0;
        for (int k = 0; k < _count; k++)
            total += Share(k);
        baseline.Clear();
        for (int k = 0; k < _count; k++)
        {
            double share = Share(k) / total;
            _hypotheses[k] = _hypotheses[k] with { Probability = share };
            for (int i = 0; i < baseline.Length; i++)
                baseline[i] += share * _curves[k][i];
        }
        Array.Clear(_deviation);
        for (int k = 0; k < _count; k++)
        {
            double share = _hypotheses[k].Probability,
                squares = 0;
            for (int i = 0; i < baseline.Length; i++)
            {
                double distance = _curves[k][i] - baseline[i];
                squares += distance * distance;
                _deviation[i] += share * (Stretch * Stretch * _variances[k][i] + distance * distance);
            }
            _hypotheses[k] = _hypotheses[k] with { Distance = Noise * Math.Sqrt(squares / baseline.Length) };
        }
        for (int i = 0; i < _deviation.Length; i++)
            _deviation[i] = Math.Sqrt(_deviation[i]);
        _hypotheses.AsSpan(0, _count).Sort(static (a, b) => b.Probability.CompareTo(a.Probability));
    }
}
