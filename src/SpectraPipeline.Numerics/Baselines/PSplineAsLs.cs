namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Asymmetric least squares with a penalised spline: points above the baseline count p, points below 1 − p.</summary>
/// <remarks>
/// z = Bc, c minimises Σ wᵢ (yᵢ − (Bc)ᵢ)² + λ Σ (Δᵈc)², w = p where y &gt; z, else 1 − p; starts at w = 1; ends when ‖Δw‖/‖w‖ is below the tolerance.
/// P. H. C. Eilers, B. D. Marx, Flexible smoothing with B-splines and penalties, Stat. Sci. 11 (1996) 89, doi:10.1214/ss/1038425655; weights of P. H. C. Eilers,
/// H. F. M. Boelens, Leiden University Medical Centre report (2005). Usual λ 1e3, 100 cubic pieces, d 2, p 0.01, tolerance 1e-3, 50 iterations.
/// Unlike the Whittaker form it works in x, evenly spaced or not, and λ does not depend on the number of points a knot. Assumes bands of one sign (upwards) that are
/// wider than a few knots only where λ says so; the baseline runs along the lower edge of the noise. One object per worker; a spectrum gives the same bits in any
/// company. Cost: iterations × points × 20 operations for degree 3 (docs/benchmarks.md).
/// </remarks>
public sealed class PSplineAsLs
{
    private readonly SpectrumLanes _lanes;

    /// <summary>A fitter for spectra on one axis.</summary>
    /// <param name="x">The axis, increasing, spaced in any way.</param>
    /// <param name="options">Stiffness, knots and when to stop.</param>
    /// <param name="asymmetry">p, weight of points above the baseline; 0 &lt; p &lt; 1.</param>
    /// <param name="width">Vector width; on purpose only in tests.</param>
    /// <exception cref="ArgumentException">An option outside its range, or too few points.</exception>
    public PSplineAsLs(ReadOnlySpan<double> x, PSplineBaselineOptions options, double asymmetry, LaneWidth width = LaneWidth.Automatic) =>
        _lanes = PSplineBaseline.Of(x, options, new PSplineAsLsRule(AsLs.Checked(asymmetry)), width);

    /// <summary>Fits the baselines of a block.</summary>
    /// <param name="spectra">Spectra one after the other, finite values; not changed.</param>
    /// <param name="baselines">Receives the baselines in the same layout; may not overlap <paramref name="spectra"/>.</param>
    /// <param name="outcomes">Receives how each ended; its length is the number of spectra.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public void Fit(ReadOnlySpan<double> spectra, Span<double> baselines, Span<BaselineOutcome> outcomes) =>
        _lanes.Fit(spectra, baselines, outcomes);
}
