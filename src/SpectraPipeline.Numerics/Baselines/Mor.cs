using SpectraPipeline.Numerics.Morphology;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Morphological baseline: the opening, or the middle between its own dilation and erosion where that is lower.</summary>
/// <remarks>
/// z = min(γ, (δγ + εγ)/2), γ the opening of y over 2h + 1 points. R. Perez-Pueyo, M. J. Soneira, S. Ruiz-Moreno, Appl. Spectrosc. 64 (2010) 595,
/// doi:10.1366/000370210791414281. y and z in one unit, index space. Positive bands narrower than the window; keeps below the noise; a negative band stays in it.
/// Under a slope s it lies up to s·h too low next to a band. Cost: O(n log h).
/// </remarks>
public sealed class Mor
{
    private readonly HalfWindowChoice _half;
    private readonly FlatMorphology _morphology;
    private readonly double[] _middle;

    /// <summary>For spectra of <paramref name="points"/> points; <paramref name="halfWindow"/> null: found in every spectrum (<see cref="HalfWindowChoice"/>).</summary>
    /// <exception cref="ArgumentException">A half window below 1 or not below the points.</exception>
    public Mor(int points, int? halfWindow)
    {
        _half = new HalfWindowChoice(points, halfWindow);
        _morphology = new FlatMorphology(points, _half.Widest);
        _middle = new double[points];
    }

    /// <summary>Fits the baseline of one spectrum.</summary>
    /// <param name="y">The spectrum; not changed.</param>
    /// <param name="baseline">Receives the baseline; same length.</param>
    public BaselineOutcome Fit(ReadOnlySpan<double> y, Span<double> baseline)
    {
        _morphology.OpenWithMiddle(y, _half.Of(y), baseline, _middle);
        Pointwise.Min(baseline, _middle, baseline);
        return BaselineOutcome.Direct;
    }
}
