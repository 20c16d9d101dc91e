namespace SpectraPipeline.Numerics.Baselines;

/// <summary>What the clipped polynomials are told.</summary>
/// <param name="Degree">Degree of the polynomial, 0 to 20.</param>
/// <param name="Tolerance">Stops when the measure of change falls below this.</param>
/// <param name="MaxIterations">Refits at most, 1 or more.</param>
/// <param name="UseOriginal">Clips the spectrum itself each time (Lieber) instead of what was clipped before (Gan).</param>
/// <param name="MaskInitialPeaks">Leaves out, for good, points above the first fit by more than its standard deviation (Zhao).</param>
public sealed record ClippedPolynomialOptions(
    int Degree,
    double Tolerance = 1e-3,
    int MaxIterations = 250,
    bool UseOriginal = false,
    bool MaskInitialPeaks = false
)
{
    internal void Check()
    {
        if (!(Tolerance >= 0))
            throw new ArgumentException($"tolerance must not be negative, {Tolerance} is", nameof(Tolerance));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxIterations, 1);
    }
}

/// <summary>Modified polynomial: the spectrum is cut off at the polynomial and fitted again until the fit stands still below the bands.</summary>
/// <remarks>
/// y⁽ᵗ⁺¹⁾ = min(y⁽ᵗ⁾, p⁽ᵗ⁾), p = polynomial of least squares; stops when ‖p⁽ᵗ⁺¹⁾ − p⁽ᵗ⁾‖₂ &lt; tolerance · ‖p⁽ᵗ⁾‖₂.
/// C. A. Lieber, A. Mahadevan-Jansen, Appl. Spectrosc. 57 (2003) 1363, doi:10.1366/000370203322554518 (min with the spectrum itself);
/// F. Gan, G. Ruan, J. Mo, Chemom. Intell. Lab. Syst. 82 (2006) 59, doi:10.1016/j.chemolab.2005.08.009 (min with the values cut before).
/// Expects positive bands; the noise is cut off with them, so the baseline runs below its middle, the lower the longer it iterates.
/// One object per worker. Cost: one pass of 2(degree + 1) multiply-adds a point and iteration.
/// </remarks>
public sealed class ModPoly
{
    private readonly ClippedPolynomialOptions _options;
    private readonly PolynomialFitter _fitter;

    /// <summary>A fitter for spectra on one axis.</summary>
    /// <param name="x">The axis, ascending.</param>
    /// <param name="options">Degree and stop.</param>
    /// <param name="width">Width of the registers; the result does not depend on it.</param>
    /// <exception cref="ArgumentException">An option out of its limits, or no points.</exception>
    public ModPoly(ReadOnlySpan<double> x, ClippedPolynomialOptions options, LaneWidth width = LaneWidth.Automatic)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        (_options, _fitter) = (options, new PolynomialFitter(x, options.Degree, width));
    }

    /// <summary>Fits the baseline of one spectrum.</summary>
    /// <param name="y">The spectrum, finite values; not changed.</param>
    /// <param name="baseline">Receives the polynomial; same length.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public BaselineOutcome Fit(ReadOnlySpan<double> y, Span<double> baseline)
    {
        _fitter.Start(y, baseline);
        if (_options.MaskInitialPeaks)
            _fitter.LeaveOutAbove(_fitter.Deviation());
        double change = double.NaN;
        int iteration = 0;
        while (iteration < _options.MaxIterations)
        {
            iteration++;
            _fitter.Refit(new ClipAbove(0), _options.UseOriginal);
            change = _fitter.Change();
            if (change < _options.Tolerance)
                break;
        }
        _fitter.WriteTo(baseline);
        return BaselineOutcome.After(iteration, change, _options.Tolerance);
    }
}
