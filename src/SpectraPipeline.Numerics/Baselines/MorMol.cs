using SpectraPipeline.Numerics.Morphology;
using SpectraPipeline.Numerics.Simd;
using SpectraPipeline.Numerics.Smoothing;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Morphological and mollified baseline: the eroded rest is smoothed and added until nothing is left to add.</summary>
/// <remarks>
/// z ← z + k_w ∗ ε(k_s ∗ (y − z)) from z = 0, ε the moving minimum over w = 2h + 1 points, k the bell of <see cref="Mollifier"/> (half width w as in the peers' release of 2026-02). M. Koch, C. Suhr, B. Roth, M. Meinhardt-Wollweber,
/// J. Raman Spectrosc. 48 (2017) 336, doi:10.1002/jrs.5010. Straight continuation of 2h + 1 points at both ends. y and z in one unit, index space.
/// Positive bands narrower than the window; as ε looks for the lowest point, the baseline runs at the lower edge of the noise unless s smooths first. Cost: O(n h) a pass.
/// </remarks>
public sealed class MorMol
{
    private readonly IteratedWindowOptions _options;
    private readonly int _smooth;
    private readonly HalfWindowChoice _half;
    private readonly FlatMorphology _morphology;
    private readonly Mollifier _bell;
    private readonly Mollifier _smoother;
    private readonly double[] _padded;
    private readonly double[] _rest;
    private readonly double[] _sum;
    private readonly double[] _next;

    /// <summary>For spectra of <paramref name="points"/> points.</summary>
    /// <param name="points">Points of a spectrum.</param>
    /// <param name="options">Window and limits.</param>
    /// <param name="smoothHalfWindow">Half width of the bell that smooths before the erosion; 0 or 1: no smoothing.</param>
    /// <exception cref="ArgumentException">A half window below 1 or not below the points, or a smoothing window not below the points.</exception>
    public MorMol(int points, IteratedWindowOptions options, int smoothHalfWindow = 1)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (smoothHalfWindow < 0 || smoothHalfWindow >= points)
            throw new ArgumentException(
                $"the smoothing window must lie between 0 and {points - 1} points, not {smoothHalfWindow}",
                nameof(smoothHalfWindow)
            );
        (_options, _smooth) = (options, smoothHalfWindow);
        _half = new HalfWindowChoice(points, options.HalfWindow);
        int padded = points + 2 * (2 * _half.Widest + 1);
        _morphology = new FlatMorphology(padded, _half.Widest);
        (_bell, _smoother) = (new Mollifier(padded, 2 * _half.Widest + 1), new Mollifier(padded, smoothHalfWindow));
        (_padded, _rest) = (new double[padded], new double[padded]);
        (_sum, _next) = (new double[padded], new double[padded]);
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
            rest = _rest.AsSpan(0, length),
            sum = _sum.AsSpan(0, length),
            next = _next.AsSpan(0, length);
        EdgePadding.Line(y, pad, padded);
        sum.Clear();
        BaselineOutcome outcome = default;
        for (int pass = 1; pass <= _options.MaxIterations + 1; pass++)
        {
            Pointwise.Subtract(padded, sum, rest);
            _smoother.Apply(rest, _smooth, rest);
            _morphology.Erode(rest, half, rest);
            _bell.Apply(rest, pad, next);
            Pointwise.Add(next, sum, next);
            double change = RelativeChange.Of(sum.Slice(pad, y.Length), next.Slice(pad, y.Length));
            next.CopyTo(sum);
            bool settled = change < _options.Tolerance;
            outcome = new BaselineOutcome(pass, settled ? BaselineStop.Converged : BaselineStop.MaxIterations, change);
            if (settled)
                break;
        }
        sum.Slice(pad, y.Length).CopyTo(baseline);
        return outcome;
    }
}
