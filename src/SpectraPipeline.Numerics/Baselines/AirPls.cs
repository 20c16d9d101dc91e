namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Adaptive iteratively reweighted penalised least squares: points above the baseline count nothing, the deeper a point lies below it the more it counts.</summary>
/// <remarks>
/// Minimises Σ wᵢ (yᵢ − zᵢ)² + λ Σ (Δᵈz)², r = y − z; w = exp(t |r| / Σ|r₋|) where r &lt; 0, else 0; t = 1, 2, … the iteration, held at 50; starts at w = 1.
/// Stops when Σ|r₋| &lt; tolerance · Σ|y|. Z.-M. Zhang, S. Chen, Y.-Z. Liang, Analyst 135 (2010) 1138, doi:10.1039/B922045C, eqs 8 to 10; equation 9 with the sign of the
/// authors' program, without its weights for the two end points, as in pybaselines. Because Σ|y| counts the level too, a spectrum on a high level stops earlier.
/// Assumes bands of one sign (upwards); the baseline runs along the lower edge of the noise. Usual λ 1e6, tolerance 1e-3, 50 iterations.
/// Plain form, one spectrum at a time, any order; <see cref="AirPlsLanes"/> is the fast twin. One object per worker. Cost: iterations × points (docs/benchmarks.md).
/// </remarks>
public sealed class AirPls
{
    private readonly WhittakerIteration<AirPlsRule> _iteration;

    /// <summary>A fitter for spectra of <paramref name="points"/> points.</summary>
    /// <param name="points">Points of a spectrum.</param>
    /// <param name="options">Stiffness and when to stop.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option outside its range, or too few points.</exception>
    public AirPls(int points, WhittakerBaselineOptions options)
    {
        _iteration = new WhittakerIteration<AirPlsRule>(points, options, default);
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
