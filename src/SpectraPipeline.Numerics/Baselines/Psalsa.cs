namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Peaked signal's asymmetric least squares: like asymmetric least squares, but the higher a point lies above the baseline the less it counts.</summary>
/// <remarks>
/// Minimises Σ wᵢ (yᵢ − zᵢ)² + λ Σ (Δᵈz)², r = y − z; w = p exp(−r / k) where r &gt; 0, else 1 − p; starts at w = 1.
/// S. Oller-Moreno, A. Pardo, J. M. Jiménez-Soto, J. Samitier, S. Marco, 11th International Multi-Conference on Systems, Signals and Devices (2014) 1, doi:10.1109/SSD.2014.6808837.
/// k is about the height above which a point belongs to a band; left out it is a tenth of the spectrum's standard deviation (pybaselines), which sees baseline and bands alike.
/// Assumes bands of one sign (upwards). Usual λ 1e5, p 0.5, tolerance 1e-3, 50 iterations.
/// Plain form, one spectrum at a time, any order; <see cref="PsalsaLanes"/> is the fast twin. One object per worker. Cost: iterations × points (docs/benchmarks.md).
/// </remarks>
public sealed class Psalsa
{
    private readonly WhittakerIteration<PsalsaRule> _iteration;

    /// <summary>A fitter for spectra of <paramref name="points"/> points.</summary>
    /// <param name="points">Points of a spectrum.</param>
    /// <param name="options">Stiffness and when to stop.</param>
    /// <param name="asymmetry">p, weight of points above the baseline; 0 &lt; p &lt; 1.</param>
    /// <param name="height">k, height of a band in y's unit; null for a tenth of each spectrum's standard deviation.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option outside its range, or too few points.</exception>
    public Psalsa(int points, WhittakerBaselineOptions options, double asymmetry, double? height = null)
    {
        _iteration = new WhittakerIteration<PsalsaRule>(points, options, new PsalsaRule(AsLs.Checked(asymmetry), Checked(height)));
        Points = points;
    }

    /// <summary>Points of a spectrum.</summary>
    public int Points { get; }

    /// <summary>Fits the baseline of one spectrum.</summary>
    /// <param name="y">The spectrum, finite values; length <see cref="Points"/>; not changed.</param>
    /// <param name="baseline">Receives the baseline in y's unit; may not overlap <paramref name="y"/>.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public BaselineOutcome Fit(ReadOnlySpan<double> y, Span<double> baseline) => _iteration.Fit(y, baseline);

    internal static double? Checked(double? height) =>
        height is null or (> 0 and < double.PositiveInfinity)
            ? height
            : throw new ArgumentOutOfRangeException(nameof(height), height, "the height k must be positive and finite");
}
