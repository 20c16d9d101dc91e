using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Cost of a residual beyond the threshold; below it every cost is quadratic.</summary>
public enum PolynomialCost
{
    /// <summary>Constant above the threshold; negative residuals stay quadratic.</summary>
    AsymmetricTruncatedQuadratic,

    /// <summary>Constant beyond the threshold on both sides.</summary>
    SymmetricTruncatedQuadratic,

    /// <summary>Linear above the threshold; negative residuals stay quadratic.</summary>
    AsymmetricHuber,

    /// <summary>Linear beyond the threshold on both sides.</summary>
    SymmetricHuber,

    /// <summary>Falls off above the threshold; negative residuals stay quadratic.</summary>
    AsymmetricIndec,

    /// <summary>Falls off beyond the threshold on both sides.</summary>
    SymmetricIndec,
}

/// <summary>Polynomial under a cost that bands cannot raise: half-quadratic minimisation by repeated least squares ("backcor").</summary>
/// <remarks>
/// Fits y + d(y − p) again and again, d(r) = −r + α φ′(r), α = alpha factor · ½; |r| (asymmetric: r) below the threshold s: φ′ = 2r; beyond:
/// 0 (truncated quadratic), 2s·sign r (Huber), −s³ sign r / (2r²) (Indec). Stops when ‖p⁽ᵗ⁺¹⁾ − p⁽ᵗ⁾‖₂ &lt; tolerance · ‖p⁽ᵗ⁾‖₂.
/// V. Mazet, C. Carteret, D. Brie, J. Idier, B. Humbert, Chemom. Intell. Lab. Syst. 76 (2005) 121, doi:10.1016/j.chemolab.2004.10.003;
/// Indec: J. Liu, J. Sun, X. Huang, G. Li, B. Liu, Appl. Spectrosc. 69 (2015) 834, doi:10.1366/14-07798. pybaselines 1.2 leaves −r out of its symmetric Huber
/// cost; here it is in, as in the paper. Symmetric costs leave bands of both signs alone. One object per worker. Cost: one pass an iteration.
/// </remarks>
public sealed class PenalizedPoly
{
    // α may not reach the curvature of the quadratic part (Mazet, section 3.3).
    internal const double LargestAlpha = 0.5;
    private readonly PolynomialFitter _fitter;
    private readonly PolynomialCost _cost;
    private readonly double? _threshold;
    private readonly double _alpha;
    private readonly double _tolerance;
    private readonly int _maxIterations;

    /// <summary>A fitter for spectra on one axis.</summary>
    /// <param name="x">The axis, ascending.</param>
    /// <param name="options">Degree and stop; the clipping options play no part.</param>
    /// <param name="cost">What a large residual costs.</param>
    /// <param name="threshold">s ≥ 0 in units of y; null: a tenth of the standard deviation of the spectrum.</param>
    /// <param name="alphaFactor">Part of the largest α, above 0 and not above 1.</param>
    /// <param name="width">Width of the registers; the result does not depend on it.</param>
    /// <exception cref="ArgumentException">An option out of its limits, or no points.</exception>
    public PenalizedPoly(
        ReadOnlySpan<double> x,
        ClippedPolynomialOptions options,
        PolynomialCost cost = PolynomialCost.AsymmetricTruncatedQuadratic,
        double? threshold = null,
        double alphaFactor = 0.99,
        LaneWidth width = LaneWidth.Automatic
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        if (!(alphaFactor > 0 && alphaFactor <= 1) || (threshold is { } s && !(s >= 0)))
            throw new ArgumentException(
                $"alpha factor {alphaFactor} must lie in (0, 1], threshold {threshold} not below 0",
                nameof(alphaFactor)
            );
        (_cost, _threshold, _alpha) = (cost, threshold, alphaFactor * LargestAlpha);
        (_tolerance, _maxIterations) = (options.Tolerance, options.MaxIterations);
        _fitter = new PolynomialFitter(x, options.Degree, width);
    }

    /// <summary>Fits the baseline of one spectrum.</summary>
    /// <param name="y">The spectrum, finite values; not changed.</param>
    /// <param name="baseline">Receives the polynomial; same length.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public BaselineOutcome Fit(ReadOnlySpan<double> y, Span<double> baseline)
    {
        _fitter.Start(y, baseline);
        var rule = new HalfQuadratic(_cost, _alpha, _threshold ?? StandardDeviation(y) / 10);
        double change = double.NaN;
        int iteration = 0;
        while (iteration < _maxIterations)
        {
            iteration++;
            _fitter.Refit(rule, original: true);
            change = _fitter.Change();
            if (change < _tolerance)
                break;
        }
        _fitter.WriteTo(baseline);
        return BaselineOutcome.After(iteration, change, _tolerance).WithoutLevel(y, baseline, _tolerance);
    }

    private static double StandardDeviation(ReadOnlySpan<double> y)
    {
        double mean = 0,
            squares = 0;
        foreach (double v in y)
            mean += v;
        mean /= y.Length;
        foreach (double v in y)
            squares += (v - mean) * (v - mean);
        return Math.Sqrt(squares / y.Length);
    }
}

/// <summary>y + d(y − z) of a cost.</summary>
internal readonly struct HalfQuadratic(PolynomialCost cost, double alpha, double threshold) : IFitRule
{
    private readonly PolynomialCost _shape = (PolynomialCost)((int)cost / 2 * 2);
    private readonly bool _symmetric = (int)cost % 2 == 1;
    private readonly double _alpha = alpha;
    private readonly double _threshold = threshold;

    public T Next<T>(T y, T z)
        where T : struct, IEight<T>
    {
        T residual = y - z;
        T limit = T.Create(_threshold);
        // y − r = z, so what lies beyond the threshold is the fit itself, moved by α φ′.
        T beyond = _shape switch
        {
            PolynomialCost.AsymmetricHuber => z + WithSign(residual, T.Create(2 * _alpha * _threshold)),
            PolynomialCost.AsymmetricIndec => z
                - WithSign(residual, T.Create(_alpha * _threshold * _threshold * _threshold / 2) / (residual * residual)),
            _ => z,
        };
        T within = T.MultiplyAdd(residual, T.Create((2 * _alpha) - 1), y);
        return T.WhereGreater(limit, _symmetric ? T.Abs(residual) : residual, within, beyond);
    }

    /// <summary>The value with the sign of the residual; asymmetric costs ask only for positive residuals.</summary>
    private static T WithSign<T>(T residual, T value)
        where T : struct, IEight<T> => T.WhereGreater(T.Create(0), residual, T.Create(0) - value, value);
}
