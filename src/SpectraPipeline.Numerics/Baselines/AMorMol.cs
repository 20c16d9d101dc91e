using SpectraPipeline.Numerics.Morphology;
using SpectraPipeline.Numerics.Simd;
using SpectraPipeline.Numerics.Smoothing;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Averaging morphological and mollified baseline: the middle of opening and closing, capped by the spectrum, smoothed, again and again.</summary>
/// <remarks>
/// z ← k_h ∗ min(y, (γ(z) + φ(z))/2) from z = y, γ opening, φ closing over w = 2h + 1 points, k the bell of <see cref="Mollifier"/> (half width w as in the peers' release of
/// 2026-02). H. Chen et al., Appl. Spectrosc. 73 (2019) 284, doi:10.1177/0003702818811688. Straight continuation of w points at both ends. y and z in one unit, index space.
/// Positive bands only. It sinks with every pass where the baseline bends, and often uses them all up. Cost: O(n h) a pass.
/// </remarks>
public sealed class AMorMol
{
    private readonly IteratedWindowOptions _options;
    private readonly HalfWindowChoice _half;
    private readonly FlatMorphology _morphology;
    private readonly Mollifier _bell;
    private readonly double[] _padded;
    private readonly double[] _z;
    private readonly double[] _next;
    private readonly double[] _closed;

    /// <summary>For spectra of <paramref name="points"/> points.</summary>
    /// <exception cref="ArgumentException">A half window below 1 or not below the points.</exception>
    public AMorMol(int points, IteratedWindowOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _half = new HalfWindowChoice(points, options.HalfWindow);
        int padded = points + 2 * (2 * _half.Widest + 1);
        _morphology = new FlatMorphology(padded, _half.Widest);
        _bell = new Mollifier(padded, 2 * _half.Widest + 1);
        (_padded, _z) = (new double[padded], new double[padded]);
        (_next, _closed) = (new double[padded], new double[padded]);
    }

    /// <summary>Fits the baseline of one spectrum.</summary>
    /// <param name="y">The spectrum; not changed.</param>
    /// <param name="baseline">Receives the baseline; same length.</param>
    public BaselineOutcome Fit(ReadOnlySpan<double> y, Span<double> baseline)
    {
        int half = _half.Of(y),
            pad = 2 * half + 1,
            length = y.Length + 2 * pad;
        Span<double> padded = _padded.AsSpan(0, length),
            z = _z.AsSpan(0, length),
            next = _next.AsSpan(0, length),
            closed = _closed.AsSpan(0, length);
        EdgePadding.Line(y, pad, padded);
        padded.CopyTo(z);
        BaselineOutcome outcome = default;
        for (int pass = 1; pass <= _options.MaxIterations + 1; pass++)
        {
            _morphology.Open(z, half, next);
            _morphology.Close(z, half, closed);
            Pointwise.Middle(closed, next, next);
            Pointwise.Min(padded, next, next);
            _bell.Apply(next, pad, next);
            double change = RelativeChange.Of(z.Slice(pad, y.Length), next.Slice(pad, y.Length));
            next.CopyTo(z);
            bool settled = change < _options.Tolerance;
            outcome = new BaselineOutcome(pass, settled ? BaselineStop.Converged : BaselineStop.MaxIterations, change);
            if (settled)
                break;
        }
        z.Slice(pad, y.Length).CopyTo(baseline);
        return outcome;
    }
}
