using SpectraPipeline.Numerics.Morphology;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Baseline = the opening of the spectrum; the corrected spectrum is its top hat.</summary>
/// <remarks>
/// z = γ(y) = δ(ε(y)), flat window of 2h + 1 points. R. Perez-Pueyo, M. J. Soneira, S. Ruiz-Moreno, Appl. Spectrosc. 64 (2010) 595, doi:10.1366/000370210791414281.
/// y and z in one unit, index space. Bands of positive sign narrower than the window; the baseline keeps below the noise and goes in steps; a negative band stays in it.
/// A straight line with bands narrower than the window comes back except within h points of its ends and its bands. Cost: O(n log h).
/// </remarks>
public sealed class TopHat
{
    private readonly HalfWindowChoice _half;
    private readonly FlatMorphology _morphology;

    /// <summary>For spectra of <paramref name="points"/> points; <paramref name="halfWindow"/> null: found in every spectrum (<see cref="HalfWindowChoice"/>).</summary>
    /// <exception cref="ArgumentException">A half window below 1 or not below the points.</exception>
    public TopHat(int points, int? halfWindow)
    {
        _half = new HalfWindowChoice(points, halfWindow);
        _morphology = new FlatMorphology(points, _half.Widest);
    }

    /// <summary>Fits the baseline of one spectrum.</summary>
    /// <param name="y">The spectrum; not changed.</param>
    /// <param name="baseline">Receives the baseline; same length.</param>
    public BaselineOutcome Fit(ReadOnlySpan<double> y, Span<double> baseline)
    {
        _morphology.Open(y, _half.Of(y), baseline);
        return BaselineOutcome.Direct;
    }
}
