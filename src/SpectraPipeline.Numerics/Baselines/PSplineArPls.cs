namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Asymmetrically reweighted least squares with a penalised spline: ignores bands, runs through the middle of the noise.</summary>
/// <remarks>
/// z = Bc, c minimises Σ wᵢ (yᵢ − (Bc)ᵢ)² + λ Σ (Δᵈc)², w = 1 / (1 + exp(2 (r − (2 s − m)) / s)), r = y − z, m and s mean and standard deviation (n − 1) of r &lt; 0;
/// starts at w = 1; ends when ‖Δw‖/‖w‖ is below the tolerance, or when fewer than two points lie below.
/// P. H. C. Eilers, B. D. Marx, Stat. Sci. 11 (1996) 89, doi:10.1214/ss/1038425655; weights of S.-J. Baek, A. Park, Y.-J. Ahn, J. Choo, Analyst 140 (2015) 250,
/// doi:10.1039/C4AN01061B. Usual λ 1e3, 100 cubic pieces, d 2, tolerance 1e-3, 50 iterations. Assumes bands of one sign (upwards) over noise.
/// One object per worker; a spectrum gives the same bits in any company. Cost: iterations × points × 40 operations for degree 3 (docs/benchmarks.md).
/// </remarks>
/// <param name="x">The axis, increasing, spaced in any way.</param>
/// <param name="options">Stiffness, knots and when to stop.</param>
/// <param name="width">Vector width; on purpose only in tests.</param>
/// <exception cref="ArgumentException">An option outside its range, or too few points.</exception>
public sealed class PSplineArPls(ReadOnlySpan<double> x, PSplineBaselineOptions options, LaneWidth width = LaneWidth.Automatic)
{
    private readonly SpectrumLanes _lanes = PSplineBaseline.Of(x, options, default(PSplineArPlsRule), width);

    /// <summary>Fits the baselines of a block.</summary>
    /// <param name="spectra">Spectra one after the other, finite values; not changed.</param>
    /// <param name="baselines">Receives the baselines in the same layout; may not overlap <paramref name="spectra"/>.</param>
    /// <param name="outcomes">Receives how each ended; its length is the number of spectra.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public void Fit(ReadOnlySpan<double> spectra, Span<double> baselines, Span<BaselineOutcome> outcomes) =>
        _lanes.Fit(spectra, baselines, outcomes);
}
