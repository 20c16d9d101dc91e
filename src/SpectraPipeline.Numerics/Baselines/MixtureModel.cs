namespace SpectraPipeline.Numerics.Baselines;

/// <summary>A penalised spline through what is probably noise: residuals are a mixture of normal noise and evenly spread bands.</summary>
/// <remarks>
/// z = Bc, c minimises Σ wᵢ (yᵢ − (Bc)ᵢ)² + λ Σ (Δᵈc)², w = f N(r; 0, σ) / (f N(r; 0, σ) + (1 − f) [r ≥ 0]/max r): expectation and maximisation in turn with the spline,
/// σ² = Σ w r²/Σ w, f = mean of w; symmetric: a third part [r &lt; 0]/|min r|. y is mapped to −1 … 1 first; starts from two solutions with weights p above and 1 − p below,
/// σ = 0.2 · deviation of the residuals, f = ½; ends when ‖Δw‖/‖w‖ is below the tolerance.
/// J. J. de Rooi, P. H. C. Eilers, Mixture models for baseline estimation, Chemom. Intell. Lab. Syst. 117 (2012) 56; start as in
/// pybaselines. Usual λ 1e5, 100 cubic pieces, d 3, p 0.01, tolerance 1e-3, 50 iterations. Assumes noise of one strength over the spectrum.
/// One object per worker; a spectrum gives the same bits in any company. Cost: (iterations + 3) × points × 45 operations for degree 3 (docs/benchmarks.md).
/// </remarks>
public sealed class MixtureModel
{
    private readonly SpectrumLanes _lanes;

    /// <summary>A fitter for spectra on one axis.</summary>
    /// <param name="x">The axis, increasing, spaced in any way.</param>
    /// <param name="options">Stiffness, knots and when to stop.</param>
    /// <param name="asymmetry">p of the start; 0 &lt; p &lt; 1, near ½ when symmetric.</param>
    /// <param name="symmetric">Bands of both signs.</param>
    /// <param name="width">Vector width; on purpose only in tests.</param>
    /// <exception cref="ArgumentException">An option outside its range, or too few points.</exception>
    public MixtureModel(
        ReadOnlySpan<double> x,
        PSplineBaselineOptions options,
        double asymmetry,
        bool symmetric = false,
        LaneWidth width = LaneWidth.Automatic
    ) =>
        _lanes = symmetric
            ? PSplineBaseline.Of(x, options, new MixtureRule<BandsOnBothSides>(AsLs.Checked(asymmetry)), width)
            : PSplineBaseline.Of(x, options, new MixtureRule<BandsAbove>(AsLs.Checked(asymmetry)), width);

    /// <summary>Fits the baselines of a block.</summary>
    /// <param name="spectra">Spectra one after the other, finite values; not changed.</param>
    /// <param name="baselines">Receives the baselines in the same layout; may not overlap <paramref name="spectra"/>.</param>
    /// <param name="outcomes">Receives how each ended; its length is the number of spectra.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public void Fit(ReadOnlySpan<double> spectra, Span<double> baselines, Span<BaselineOutcome> outcomes) =>
        _lanes.Fit(spectra, baselines, outcomes);
}
