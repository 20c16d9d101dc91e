namespace SpectraPipeline.Numerics.Baselines;

/// <summary>What the search for the threshold is told.</summary>
/// <param name="PeakRatio">Part of the points that belong to bands, above 0 and below 1.</param>
/// <param name="RatioTolerance">The search ends when the ratio of points above and below is this near to its goal.</param>
/// <param name="ThresholdTolerance">The search ends when the threshold changes by less than this, relative.</param>
/// <param name="MaxThresholds">Thresholds at most, 1 or more.</param>
public sealed record GoldIndecSearch(
    double PeakRatio = 0.5,
    double RatioTolerance = 1e-3,
    double ThresholdTolerance = 1e-6,
    int MaxThresholds = 100
);

/// <summary>Penalised polynomial whose threshold is found from the part of the spectrum that bands cover.</summary>
/// <remarks>
/// <see cref="PenalizedPoly"/> for a threshold s, from the first fit each time; s is moved by golden section between 0 and the largest residual until (points above)/(points
/// below) meets 0.7679 + 11.2358 p − 39.7064 p² + 92.3583 p³ for the peak ratio p (their fit on simulated spectra).
/// J. Liu, J. Sun, X. Huang, G. Li, B. Liu, Goldindec, Appl. Spectrosc. 69 (2015) 834, doi:10.1366/14-07798. The ratio is a step function of s: it may never be met,
/// then the last threshold stands. Positive bands. One object per worker. Cost: thresholds × iterations passes.
/// </remarks>
public sealed class GoldIndec
{
    private const double GoldenSection = 0.618; // as printed; the digits decide where the search ends
    private readonly ClippedPolynomialOptions _options;
    private readonly GoldIndecSearch _search;
    private readonly PolynomialCost _cost;
    private readonly double _alpha;
    private readonly PolynomialFitter _fitter;
    private readonly double[] _first;

    /// <summary>A fitter for spectra on one axis.</summary>
    /// <param name="x">The axis, ascending.</param>
    /// <param name="options">Degree and stop of the fit at one threshold; the clipping options play no part.</param>
    /// <param name="search">How the threshold is found.</param>
    /// <param name="cost">An asymmetric cost.</param>
    /// <param name="alphaFactor">Part of the largest α, above 0 and not above 1.</param>
    /// <param name="width">Width of the registers; the result does not depend on it.</param>
    /// <exception cref="ArgumentException">An option out of its limits, or no points.</exception>
    public GoldIndec(
        ReadOnlySpan<double> x,
        ClippedPolynomialOptions options,
        GoldIndecSearch search,
        PolynomialCost cost = PolynomialCost.AsymmetricIndec,
        double alphaFactor = 0.99,
        LaneWidth width = LaneWidth.Automatic
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(search);
        options.Check();
        ArgumentOutOfRangeException.ThrowIfLessThan(search.MaxThresholds, 1);
        if (!(search.PeakRatio > 0 && search.PeakRatio < 1) || !(alphaFactor > 0 && alphaFactor <= 1))
            throw new ArgumentException(
                $"peak ratio {search.PeakRatio} must lie in (0, 1), alpha factor {alphaFactor} in (0, 1]",
                nameof(search)
            );
        if ((int)cost % 2 == 1)
            throw new ArgumentException($"{cost}: the ratio of points above and below speaks of bands of one sign only", nameof(cost));
        (_options, _search, _cost, _alpha) = (options, search, cost, alphaFactor * PenalizedPoly.LargestAlpha);
        _fitter = new PolynomialFitter(x, options.Degree, width);
        _first = new double[_fitter.Terms];
    }

    /// <summary>Fits the baseline of one spectrum; iterations are thresholds, the change is the distance of the ratio from its goal.</summary>
    /// <param name="y">The spectrum, finite values; not changed.</param>
    /// <param name="baseline">Receives the polynomial; same length.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public BaselineOutcome Fit(ReadOnlySpan<double> y, Span<double> baseline)
    {
        _fitter.Start(y, baseline);
        _fitter.Save(_first);
        double p = _search.PeakRatio,
            goal = 0.7679 + (11.2358 * p) - (39.7064 * p * p) + (92.3583 * p * p * p),
            low = 0,
            high = Math.Abs(_fitter.LargestResidual()),
            threshold = GoldenSection * high,
            distance = double.NaN;
        int tried = 0;
        bool settled = false;
        while (tried < _search.MaxThresholds && !settled)
        {
            tried++;
            FitAt(threshold);
            int above = _fitter.CountAbove();
            distance = (above / (double)Math.Max(1, y.Length - above)) - goal;
            if (Math.Abs(distance) <= _search.RatioTolerance)
                break;
            (low, high) = distance > 0 ? (threshold, high) : (low, threshold);
            double next = low + (GoldenSection * (high - low));
            settled = Math.Abs(next - threshold) / Math.Max(Math.Abs(threshold), double.Epsilon) < _search.ThresholdTolerance;
            threshold = next;
        }
        _fitter.WriteTo(baseline);
        bool ended = settled || Math.Abs(distance) <= _search.RatioTolerance;
        return new BaselineOutcome(tried, ended ? BaselineStop.Converged : BaselineStop.MaxIterations, distance);
    }

    private void FitAt(double threshold)
    {
        _fitter.Restore(_first);
        var rule = new HalfQuadratic(_cost, _alpha, threshold);
        for (int iteration = 0; iteration < _options.MaxIterations; iteration++)
        {
            _fitter.Refit(rule, original: true);
            if (_fitter.Change() < _options.Tolerance)
                break;
        }
    }
}
