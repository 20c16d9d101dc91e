namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Adaptive iteratively reweighted least squares with a penalised spline: only points below the last baseline count, the lower the more.</summary>
/// <remarks>
/// z = Bc, c minimises Σ wᵢ (yᵢ − (Bc)ᵢ)² + λ Σ (Δᵈc)², w = 0 where r = y − z ≥ 0, else exp(t |r| / Σ|r below|) at repetition t (t no more than 50); starts at w = 1;
/// ends when Σ|r below| &lt; tolerance · Σ|y|, or when fewer than two points lie below.
/// P. H. C. Eilers, B. D. Marx, Stat. Sci. 11 (1996) 89, doi:10.1214/ss/1038425655; weights of Z.-M. Zhang, S. Chen, Y.-Z. Liang, Analyst 135 (2010) 1138,
/// doi:10.1039/B922045C. Deviation: the ends get no weights of their own (as in pybaselines). Usual λ 1e3, 100 cubic pieces, d 2, tolerance 1e-3, 50 iterations.
/// Assumes bands of one sign (upwards); depends on the level of y through the stopping rule: a constant added to y changes the number of iterations.
/// One object per worker; a spectrum gives the same bits in any company. Cost: iterations × points × 40 operations for degree 3 (docs/benchmarks.md).
/// </remarks>
/// <param name="x">The axis, increasing, spaced in any way.</param>
/// <param name="options">Stiffness, knots and when to stop.</param>
/// <param name="width">Vector width; on purpose only in tests.</param>
/// <exception cref="ArgumentException">An option outside its range, or too few points.</exception>
public sealed class PSplineAirPls(ReadOnlySpan<double> x, PSplineBaselineOptions options, LaneWidth width = LaneWidth.Automatic)
{
    private readonly SpectrumLanes _lanes = PSplineBaseline.Of(x, options, default(PSplineAirPlsRule), width);

    /// <summary>Fits the baselines of a block.</summary>
    /// <param name="spectra">Spectra one after the other, finite values; not changed.</param>
    /// <param name="baselines">Receives the baselines in the same layout; may not overlap <paramref name="spectra"/>.</param>
    /// <param name="outcomes">Receives how each ended; its length is the number of spectra.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public void Fit(ReadOnlySpan<double> spectra, Span<double> baselines, Span<BaselineOutcome> outcomes) =>
        _lanes.Fit(spectra, baselines, outcomes);
}
