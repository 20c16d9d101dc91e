using System.Runtime.Intrinsics;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Vector width of a lanes kernel. The result has the same bits for each.</summary>
public enum LaneWidth
{
    /// <summary>The widest that this machine runs in hardware.</summary>
    Automatic,

    /// <summary>Four spectra a vector.</summary>
    Bits256,

    /// <summary>Eight spectra a vector.</summary>
    Bits512,
}

/// <summary>An iterated Whittaker baseline of order 2 for many spectra at once, one in each vector lane: the form for series.</summary>
/// <remarks>
/// Formula, source and assumptions are those of the plain form of the same name; agrees with it to rounding. A spectrum's result does not depend on its place in the
/// block or on its neighbours: same bits in any grouping. A lane that has converged takes the next spectrum, so a block should hold many more spectra than 8.
/// Memory: 4 to 6 × 8 doubles a point. One object per worker.
/// </remarks>
public abstract class LaneBaseline
{
    private readonly ILaneQueue _queue;

    private protected LaneBaseline(int points, ILaneQueue queue) => (Points, _queue) = (points, queue);

    /// <summary>Points of a spectrum.</summary>
    public int Points { get; }

    /// <summary>Fits the baselines of a block.</summary>
    /// <param name="spectra">Spectra one after the other, finite values; not changed.</param>
    /// <param name="baselines">Receives the baselines in the same layout; may not overlap <paramref name="spectra"/>.</param>
    /// <param name="outcomes">Receives how each ended; its length is the number of spectra.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public void Fit(ReadOnlySpan<double> spectra, Span<double> baselines, Span<BaselineOutcome> outcomes) =>
        Fit(spectra, baselines, [], outcomes);

    /// <summary>Fits the baselines of a block and takes them off.</summary>
    /// <param name="spectra">Spectra one after the other, finite values; not changed.</param>
    /// <param name="baselines">Receives the baselines in the same layout; may not overlap <paramref name="spectra"/>.</param>
    /// <param name="corrected">Receives spectra minus baselines; empty when they are not wanted.</param>
    /// <param name="outcomes">Receives how each ended; its length is the number of spectra.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public void Fit(ReadOnlySpan<double> spectra, Span<double> baselines, Span<double> corrected, Span<BaselineOutcome> outcomes)
    {
        bool wrong = spectra.Length != baselines.Length || spectra.Length != (long)outcomes.Length * Points;
        if (wrong || (!corrected.IsEmpty && corrected.Length != spectra.Length))
            throw new ArgumentException(
                $"{outcomes.Length} spectra of {Points} points expected, not {spectra.Length} values in and {baselines.Length} out"
            );
        _queue.Fit(spectra, baselines, corrected, outcomes);
    }

    /// <summary>The queue for a width, after a look at the options.</summary>
    private protected static ILaneQueue Queue<TRule>(int points, WhittakerBaselineOptions options, TRule rule, LaneWidth width)
        where TRule : struct, IWeightRule
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check(points);
        if (options.Order != 2)
            throw new ArgumentOutOfRangeException(nameof(options), options.Order, "lanes exist for differences of order 2 only");
        bool wide = width == LaneWidth.Bits512 || (width == LaneWidth.Automatic && Vector512.IsHardwareAccelerated);
        return wide ? new LaneQueue<Lanes512, TRule>(points, options, rule) : new LaneQueue<Lanes256, TRule>(points, options, rule);
    }
}
