namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Improved asymmetrically reweighted penalised least squares: the weight's step sharpens from iteration to iteration.</summary>
/// <remarks>
/// Minimises Σ wᵢ (yᵢ − zᵢ)² + λ Σ (Δᵈz)², w = ½ (1 − u / √(1 + u²)), u = exp(min(t, 100)) (r − 2 s) / s, r = y − z, s standard deviation (n − 1) of r &lt; 0, t = 1, 2, … the
/// iteration; starts at w = 1. J. Ye, Z. Tian, H. Wei, Y. Li, Appl. Opt. 59 (2020) 10933, doi:10.1364/AO.404863.
/// Assumes bands of one sign (upwards) over noise. Late iterations choose points by an all but binary step: rounding may turn a point near 2 s, and with it the result by up to
/// 1e-4 of the range on long spectra. Usual λ 1e5, tolerance 1e-3, 50 iterations.
/// Plain form, one spectrum at a time, any order; <see cref="IarPlsLanes"/> is the fast twin. One object per worker. Cost: iterations × points (docs/benchmarks.md).
/// </remarks>
public sealed class IarPls
{
    private readonly WhittakerIteration<IarPlsRule> _iteration;

    /// <summary>A fitter for spectra of <paramref name="points"/> points.</summary>
    /// <param name="points">Points of a spectrum.</param>
    /// <param name="options">Stiffness and when to stop.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option outside its range, or too few points.</exception>
    public IarPls(int points, WhittakerBaselineOptions options)
    {
        _iteration = new WhittakerIteration<IarPlsRule>(points, options, default);
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
