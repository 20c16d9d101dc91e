using SpectraPipeline.Numerics.Morphology;
using SpectraPipeline.Numerics.Smoothing;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Rolling ball with a flat ball: the opening of the spectrum, smoothed by a moving mean.</summary>
/// <remarks>
/// z = mean over ±s of γ(y), γ the opening over 2h + 1 points, straight continuation at the ends. M. A. Kneen, H. J. Annegarn, Nucl. Instrum. Methods B 109 (1996) 209,
/// doi:10.1016/0168-583X(95)00908-6; K. H. Liland, T. Almøy, B.-H. Mevik, Appl. Spectrosc. 64 (2010) 1007, doi:10.1366/000370210792434350. y and z in one unit, index space.
/// Positive bands narrower than the window; keeps below the noise; a negative band stays in it, widened by the mean. Cost: O(n log h).
/// </remarks>
public sealed class RollingBall
{
    private readonly int? _smooth;
    private readonly HalfWindowChoice _half;
    private readonly FlatMorphology _morphology;
    private readonly double[] _padded;

    /// <summary>For spectra of <paramref name="points"/> points.</summary>
    /// <param name="points">Points of a spectrum.</param>
    /// <param name="halfWindow">Half window of the opening; null: found in every spectrum (<see cref="HalfWindowChoice"/>).</param>
    /// <param name="smoothHalfWindow">Half window of the mean; null: that of the opening; 0: none.</param>
    /// <exception cref="ArgumentException">A window out of range or not below the points.</exception>
    public RollingBall(int points, int? halfWindow, int? smoothHalfWindow)
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
        _morphology.Open(y, half, baseline);
        MovingWindow.MeanInPlace(baseline, _smooth ?? half, _padded);
        return BaselineOutcome.Direct;
    }
}
