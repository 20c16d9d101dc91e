using SpectraPipeline.Numerics.Morphology;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Morphological baseline, repeated: each pass takes the middle of the opening of the last one, never above the spectrum.</summary>
/// <remarks>
/// z ← min(y, (δγ(z) + εγ(z))/2) from z = y. L. Dai, Y. Chen, Appl. Spectrosc. 72 (2018) 731, doi:10.1177/0003702817752371. y and z in one unit, index space.
/// The baseline handed back is the one before the pass that changed it by less than the tolerance (the peers' habit). Positive bands only. On sloping or noisy spectra
/// it sinks further with every pass and often uses them all up; prefer <see cref="Mor"/> or <see cref="MorMol"/> there. Cost: O(n log h) a pass.
/// </remarks>
public sealed class IMor
{
    private readonly IteratedWindowOptions _options;
    private readonly HalfWindowChoice _half;
    private readonly FlatMorphology _morphology;
    private readonly double[] _opening;
    private readonly double[] _next;

    /// <summary>For spectra of <paramref name="points"/> points.</summary>
    /// <exception cref="ArgumentException">A half window below 1 or not below the points.</exception>
    public IMor(int points, IteratedWindowOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _half = new HalfWindowChoice(points, options.HalfWindow);
        _morphology = new FlatMorphology(points, _half.Widest);
        (_opening, _next) = (new double[points], new double[points]);
    }

    /// <summary>Fits the baseline of one spectrum.</summary>
    /// <param name="y">The spectrum; not changed.</param>
    /// <param name="baseline">Receives the baseline; same length.</param>
    public BaselineOutcome Fit(ReadOnlySpan<double> y, Span<double> baseline)
    {
        int half = _half.Of(y);
        y.CopyTo(baseline);
        double change = double.NaN;
        for (int pass = 1; pass <= _options.MaxIterations + 1; pass++)
        {
            _morphology.OpenWithMiddle(baseline, half, _opening, _next);
            Pointwise.Min(y, _next, _next);
            change = RelativeChange.Of(baseline, _next);
            if (change < _options.Tolerance)
                return new BaselineOutcome(pass, BaselineStop.Converged, change);
            _next.CopyTo(baseline);
        }
        return new BaselineOutcome(_options.MaxIterations + 1, BaselineStop.MaxIterations, change);
    }
}
