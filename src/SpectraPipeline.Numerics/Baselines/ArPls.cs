namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Asymmetrically reweighted penalised least squares: a baseline that ignores bands and runs through the middle of the noise.</summary>
/// <remarks>
/// Minimises Σ wᵢ (yᵢ − zᵢ)² + λ Σ (Δᵈz)², w = 1 / (1 + exp(2 (r − (2 s − m)) / s)), r = y − z, m and s mean and standard deviation (n − 1) of r &lt; 0; starts at w = 1.
/// S.-J. Baek, A. Park, Y.-J. Ahn, J. Choo, Analyst 140 (2015) 250, doi:10.1039/C4AN01061B, eqs 9 to 12. Deviation: y counts in index space, x plays no part.
/// Assumes bands of one sign (upwards) over noise: on a signed difference spectrum it follows the negative bands. Usual λ 1e5, tolerance 1e-3, 50 iterations.
/// Plain form, one spectrum at a time, any order; <see cref="ArPlsLanes"/> is the fast twin. One object per worker. Cost: iterations × points (docs/benchmarks.md).
/// </remarks>
public sealed class ArPls
{
    private readonly WhittakerIteration<ArPlsRule> _iteration;

    /// <summary>A fitter for spectra of <paramref name="points"/> points.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option outside its range, or too few points.</exception>
    public ArPls(int points, WhittakerBaselineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _iteration = new WhittakerIteration<ArPlsRule>(points, options, default);
        Points = points;
    }

    /// <summary>Points of a spectrum.</summary>
    public int Points { get; }

    /// <summary>Fits the baseline of one spectrum.</summary>
    /// <param name="y">The spectrum, finite values; length <see cref="Points"/>; not changed.</param>
    /// <param name="baseline">Receives the baseline in y's unit; may not overlap <paramref name="y"/>.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public BaselineOutcome Fit(ReadOnlySpan<double> y, Span<double> baseline) => _iteration.Fit(y, baseline);
}
