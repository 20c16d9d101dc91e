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

/// <summary>Chooses the width and checks the arguments of a lanes kernel, once for all methods.</summary>
internal sealed class LaneBaseline<TRule>
    where TRule : struct, IWeightRule
{
    private readonly int _points;
    private readonly ILaneQueue _queue;

    public LaneBaseline(int points, WhittakerBaselineOptions options, TRule rule, LaneWidth width)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check(points);
        if (options.Order != 2)
            throw new ArgumentOutOfRangeException(nameof(options), options.Order, "lanes exist for differences of order 2 only");
        _points = points;
        bool wide = width == LaneWidth.Bits512 || (width == LaneWidth.Automatic && Vector512.IsHardwareAccelerated);
        _queue = wide ? new LaneQueue<Lanes512, TRule>(points, options, rule) : new LaneQueue<Lanes256, TRule>(points, options, rule);
    }

    public void Fit(ReadOnlySpan<double> spectra, Span<double> baselines, Span<BaselineOutcome> outcomes)
    {
        if (spectra.Length != baselines.Length || spectra.Length != (long)outcomes.Length * _points)
            throw new ArgumentException(
                $"{outcomes.Length} spectra of {_points} points expected, not {spectra.Length} values in and {baselines.Length} out"
            );
        _queue.Fit(spectra, baselines, outcomes);
    }
}
