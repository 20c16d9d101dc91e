using SpectraPipeline.Numerics.Morphology;
using SpectraPipeline.Numerics.Smoothing;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Moving-window minimum, smoothed by a moving mean.</summary>
/// <remarks>
/// z = mean over ±s of min over ±h of y, straight continuation at the ends. P. Yaroshchyk, J. E. Eberhardt, Spectrochim. Acta B 99 (2014) 138.
/// y and z in one unit, index space. On a slope the minimum lies h points further down; keeps below the noise; positive bands narrower than the window only.
/// Cost: O(n log h).
/// </remarks>
public sealed class Mwmv
{
    private readonly int? _smooth;
    private readonly HalfWindowChoice _half;
    private readonly FlatMorphology _morphology;
    private readonly double[] _padded;

    /// <summary>For spectra of <paramref name="points"/> points.</summary>
    /// <param name="points">Points of a spectrum.</param>
    /// <param name="halfWindow">Half window of the minimum; null: found in every spectrum (<see cref="HalfWindowChoice"/>).</param>
    /// <param name="smoothHalfWindow">Half window of the mean; null: that of the minimum; 0: none.</param>
    /// <exception cref="ArgumentException">A window out of range or not below the points.</exception>
    public Mwmv(int points, int? halfWindow, int? smoothHalfWindow)
    {
        if (smoothHalfWindow < 0 || smoothHalfWindow >= points)
            throw new ArgumentException(
                $"the smoothing window must lie between 0 and {points - 1} points, not {smoothHalfWindow}",
                nameof(smoothHalfWindow)
            );
        _smooth = smoothHalfWindow;
        _half = new HalfWindowChoice(points, halfWindow);
        _morphology = new FlatMorphology(points, _half.Widest);
        _padded = new double[points + 2 * (smoothHalfWindow ?? _half.Widest)];
    }

    /// <summary>Fits the baseline of one spectrum.</summary>
    /// <param name="y">The spectrum; not changed.</param>
    /// <param name="baseline">Receives the baseline; same length.</param>
    public BaselineOutcome Fit(ReadOnlySpan<double> y, Span<double> baseline)
    {
        int half = _half.Of(y);
        _morphology.Erode(y, half, baseline);
        MovingWindow.MeanInPlace(baseline, _smooth ?? half, _padded);
        return BaselineOutcome.Direct;
    }
}
