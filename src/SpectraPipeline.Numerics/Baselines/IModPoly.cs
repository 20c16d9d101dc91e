namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Improved modified polynomial: cuts off above the fit plus the deviation of the residuals, so that the noise stays in.</summary>
/// <remarks>
/// First points above p⁽⁰⁾ + s⁽⁰⁾ are left out; then y⁽ᵗ⁺¹⁾ = min(y⁽ᵗ⁾, p⁽ᵗ⁾ + k s⁽ᵗ⁾), s = standard deviation (n) of y − p; stops when
/// |s⁽ᵗ⁺¹⁾ − s⁽ᵗ⁾| &lt; tolerance · s⁽ᵗ⁺¹⁾ (the peers divide by the new deviation, the paper by the new one too).
/// s below 1e-12 of the fit is rounding: it leaves no point out and counts as settled.
/// J. Zhao, H. Lui, D. I. McLean, H. Zeng, Appl. Spectrosc. 61 (2007) 1225, doi:10.1366/000370207782597003.
/// Expects positive bands that cover less than about half of the points. One object per worker. Cost: two passes an iteration.
/// </remarks>
public sealed class IModPoly
{
    private readonly ClippedPolynomialOptions _options;
    private readonly PolynomialFitter _fitter;
    private readonly double _deviations;

    /// <summary>A fitter for spectra on one axis.</summary>
    /// <param name="x">The axis, ascending.</param>
    /// <param name="options">Degree and stop.</param>
    /// <param name="deviations">k, ≥ 0: standard deviations above the fit that stay in.</param>
    /// <param name="width">Width of the registers; the result does not depend on it.</param>
    /// <exception cref="ArgumentException">An option out of its limits, or no points.</exception>
    public IModPoly(ReadOnlySpan<double> x, ClippedPolynomialOptions options, double deviations = 1, LaneWidth width = LaneWidth.Automatic)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        if (!(deviations >= 0))
            throw new ArgumentException($"the number of deviations must not be negative, {deviations} is", nameof(deviations));
        (_options, _deviations, _fitter) = (options, deviations, new PolynomialFitter(x, options.Degree, width));
    }

    /// <summary>Fits the baseline of one spectrum.</summary>
    /// <param name="y">The spectrum, finite values; not changed.</param>
    /// <param name="baseline">Receives the polynomial; same length.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public BaselineOutcome Fit(ReadOnlySpan<double> y, Span<double> baseline)
    {
        _fitter.Start(y, baseline);
        double deviation = _fitter.Deviation(),
            rounding = Math.Max(_fitter.Rounding(), double.Epsilon),
            change = double.NaN;
        if (_options.MaskInitialPeaks)
            _fitter.LeaveOutAbove(deviation);
        int iteration = 0;
        while (iteration < _options.MaxIterations)
        {
            iteration++;
            _fitter.Refit(new ClipAbove(_deviations * deviation), _options.UseOriginal);
            double next = _fitter.Deviation();
            change = Math.Abs(next - deviation) / Math.Max(next, rounding);
            deviation = next;
            if (change < _options.Tolerance)
                break;
        }
        _fitter.WriteTo(baseline);
        return BaselineOutcome.After(iteration, change, _options.Tolerance);
    }
}
