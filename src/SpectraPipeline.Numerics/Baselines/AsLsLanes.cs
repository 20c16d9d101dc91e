namespace SpectraPipeline.Numerics.Baselines;

/// <summary><see cref="AsLs"/> of order 2 for many spectra at once, one in each vector lane: the form for series.</summary>
/// <remarks>
/// Formula, source and assumptions are those of <see cref="AsLs"/>; agrees with it to rounding. A spectrum's result does not depend on its place in the block or on its
/// neighbours: same bits in any grouping. A lane that has converged takes the next spectrum, so a block should hold many more spectra than 16.
/// Memory: 6 × 16 doubles a point. One object per worker.
/// </remarks>
public sealed class AsLsLanes
{
    private readonly LaneBaseline<AsLsRule> _lanes;

    /// <summary>A fitter for spectra of <paramref name="points"/> points.</summary>
    /// <param name="points">Points of a spectrum, at least 3.</param>
    /// <param name="options">Stiffness and when to stop; order 2.</param>
    /// <param name="asymmetry">p, weight of points above the baseline; 0 &lt; p &lt; 1.</param>
    /// <param name="width">Vector width; on purpose only in tests.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option outside its range, an order other than 2, or too few points.</exception>
    public AsLsLanes(int points, WhittakerBaselineOptions options, double asymmetry, LaneWidth width = LaneWidth.Automatic)
    {
        _lanes = new LaneBaseline<AsLsRule>(points, options, new AsLsRule(AsLs.Checked(asymmetry)), width);
        Points = points;
    }

    /// <summary>Points of a spectrum.</summary>
    public int Points { get; }

    /// <summary>Fits the baselines of a block.</summary>
    /// <param name="spectra">Spectra one after the other, finite values; not changed.</param>
    /// <param name="baselines">Receives the baselines in the same layout; may not overlap <paramref name="spectra"/>.</param>
    /// <param name="outcomes">Receives how each ended; its length is the number of spectra.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public void Fit(ReadOnlySpan<double> spectra, Span<double> baselines, Span<BaselineOutcome> outcomes) =>
        _lanes.Fit(spectra, baselines, outcomes);
}
