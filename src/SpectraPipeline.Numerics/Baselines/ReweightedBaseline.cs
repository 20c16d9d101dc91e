using System.Runtime.Intrinsics;
using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Fits many baselines at once; hides vector width and order.</summary>
internal interface IReweightedBaseline
{
    void Fit(ReadOnlySpan<double> spectra, Span<double> baselines, Span<BaselineOutcome> outcomes);

    /// <summary>How the spectrum that was finished last ended.</summary>
    LaneProgress Last { get; }
}

/// <summary>Chooses vector width and order, checks the arguments: once for all methods of the family.</summary>
internal sealed class ReweightedBaseline<TMethod>
    where TMethod : struct, IReweighting
{
    private readonly int _points;
    private readonly IReweightedBaseline _queue;

    public ReweightedBaseline(int points, WhittakerBaselineOptions options, TMethod method, LaneWidth width)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check(points);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Order, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Order, DifferencePenalty.MaxOrder);
        _points = points;
        bool wide = width == LaneWidth.Bits512 || (width == LaneWidth.Automatic && Vector512.IsHardwareAccelerated);
        _queue = wide ? OfOrder<Lanes512>(options, method) : OfOrder<Lanes256>(options, method);
    }

    public LaneProgress Last => _queue.Last;

    public void Fit(ReadOnlySpan<double> spectra, Span<double> baselines, Span<BaselineOutcome> outcomes)
    {
        if (spectra.Length != baselines.Length || spectra.Length != (long)outcomes.Length * _points)
            throw new ArgumentException(
                $"{outcomes.Length} spectra of {_points} points expected, not {spectra.Length} values in and {baselines.Length} out"
            );
        _queue.Fit(spectra, baselines, outcomes);
    }

    private IReweightedBaseline OfOrder<TLanes>(WhittakerBaselineOptions options, TMethod method)
        where TLanes : struct, ILanes<TLanes> =>
        options.Order switch
        {
            1 => new ReweightedQueue<TLanes, OneBand, TMethod>(_points, options, method),
            2 => new ReweightedQueue<TLanes, TwoBands, TMethod>(_points, options, method),
            _ => new ReweightedQueue<TLanes, ThreeBands, TMethod>(_points, options, method),
        };
}
