using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary><see cref="Beads"/> of filter degree 1 with the logarithmic cost for many spectra at once, one in each vector lane: the form for series.</summary>
/// <remarks>
/// Formula, source and assumptions are those of <see cref="Beads"/>; agrees with it to rounding. A spectrum's result does not depend on its place in the block or on its
/// neighbours: same bits in any grouping and at any width. Memory: 11 × 8 doubles a point. One object per worker.
/// Cost: iterations × points × about 250 operations (docs/benchmarks.md).
/// </remarks>
public sealed class BeadsLanes
{
    private readonly SpectrumLanes _lanes;
    private readonly BeadsOptions _options;
    private readonly int _points;

    /// <summary>A fitter for spectra of <paramref name="points"/> points.</summary>
    /// <param name="points">Points of a spectrum, at least 3.</param>
    /// <param name="options">As <see cref="IsFor"/> says.</param>
    /// <param name="width">Vector width; on purpose only in tests.</param>
    /// <exception cref="ArgumentException">An option outside its range or one for which there are no lanes, or fewer than three points.</exception>
    public BeadsLanes(int points, BeadsOptions options, LaneWidth width = LaneWidth.Automatic)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check(points);
        if (!IsFor(options))
            throw new ArgumentException(
                "lanes exist for filter degree 1, the logarithmic cost and differences that are not smoothed",
                nameof(options)
            );
        (_points, _options) = (points, options);
        _lanes = new SpectrumLanes(
            points,
            SpectrumLanes.IsWide(width) ? new BeadsLaneMethod<Lanes512>(points, options) : new BeadsLaneMethod<Lanes256>(points, options)
        );
    }

    /// <summary>Whether lanes exist for these options; else <see cref="Beads"/> does it.</summary>
    public static bool IsFor(BeadsOptions options) => options is { FilterDegree: 1, Cost: BeadsCost.Logarithm, SmoothHalfWindow: 0 };

    /// <summary>Fits the baselines of a block.</summary>
    /// <param name="spectra">Spectra one after the other, finite values; not changed.</param>
    /// <param name="baselines">Receives the baselines in the same layout; may not overlap <paramref name="spectra"/>.</param>
    /// <param name="outcomes">Receives how each ended; its length is the number of spectra.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public void Fit(ReadOnlySpan<double> spectra, Span<double> baselines, Span<BaselineOutcome> outcomes)
    {
        _lanes.Fit(spectra, baselines, outcomes);
        for (int k = 0; k < outcomes.Length; k++)
            outcomes[k] = _options.Judge(spectra.Slice(k * _points, _points), outcomes[k]);
    }
}
