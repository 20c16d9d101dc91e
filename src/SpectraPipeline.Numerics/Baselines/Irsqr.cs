namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Quantile regression with a penalised spline by iterated reweighting: a given part of the points lies below the baseline.</summary>
/// <remarks>
/// z = Bc, c minimises Σ wᵢ (yᵢ − (Bc)ᵢ)² + λ Σ (Δᵈc)², w = ρ/√(r² + ε), ρ = q where r = y − z &gt; 0, else 1 − q; starts at w = 1; ends when ‖Δc‖/‖c‖ is below the
/// tolerance. ε = (10⁻⁶ max|z|)² unless given, and never less than
/// 2.2e-16 in the unit of y squared (as in pybaselines): residuals below 1.5e-8 count as squared, which is more than a millionth of max|z| where y stays below 0.015. Q. Han et al., Iterative reweighted quantile regression using augmented Lagrangian optimization for
/// baseline correction, 5th Int. Conf. Inf. Sci. Control Eng. (2018) 280; ρ/√ of S. K. Schnabel, P. H. C. Eilers, AStA Adv. Stat. Anal. 97
/// (2013) 77. Usual λ 100, 100 cubic pieces, d 3, q 0.05, tolerance 1e-6, 100 iterations: it converges slowly and often uses them all.
/// Where the curve passes through points, the sign of a residual that is all rounding decides its weight: another solver, or the last bit of y, moves the result by
/// up to 2e-5 of the range. λ goes with the height of y: weights fall as 1/|r|, so that
/// counts of thousands are held a thousand times stiffer than absorbances of one. Assumes that bands are sparse: the part of the points under the baseline is q wherever one looks. One object per worker; a spectrum gives the same bits in any company.
/// Cost: iterations × points × 30 operations for degree 3 (docs/benchmarks.md).
/// </remarks>
public sealed class Irsqr
{
    private readonly SpectrumLanes _lanes;

    /// <summary>A fitter for spectra on one axis.</summary>
    /// <param name="x">The axis, increasing, spaced in any way.</param>
    /// <param name="options">Stiffness, knots and when to stop.</param>
    /// <param name="quantile">q, part of the points that lies below; 0 &lt; q &lt; 1.</param>
    /// <param name="epsilon">ε ≥ 0, raised to 2.2e-16; null for (10⁻⁶ max|z|)².</param>
    /// <param name="width">Vector width; on purpose only in tests.</param>
    /// <exception cref="ArgumentException">An option outside its range, or too few points.</exception>
    public Irsqr(
        ReadOnlySpan<double> x,
        PSplineBaselineOptions options,
        double quantile,
        double? epsilon = null,
        LaneWidth width = LaneWidth.Automatic
    )
    {
        if (!(quantile is > 0 and < 1) || epsilon < 0)
            throw new ArgumentOutOfRangeException(nameof(quantile), quantile, "the quantile must lie between 0 and 1, epsilon be positive");
        _lanes = PSplineBaseline.Of(x, options, new IrsqrRule(quantile, epsilon), width);
    }

    /// <summary>Fits the baselines of a block.</summary>
    /// <param name="spectra">Spectra one after the other, finite values; not changed.</param>
    /// <param name="baselines">Receives the baselines in the same layout; may not overlap <paramref name="spectra"/>.</param>
    /// <param name="outcomes">Receives how each ended; its length is the number of spectra.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public void Fit(ReadOnlySpan<double> spectra, Span<double> baselines, Span<BaselineOutcome> outcomes) =>
        _lanes.Fit(spectra, baselines, outcomes);
}
