namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Asymmetric least squares: points above the baseline count p, points below 1 − p.</summary>
/// <remarks>
/// Minimises Σ wᵢ (yᵢ − zᵢ)² + λ Σ (Δᵈz)², w = p where y &gt; z, else 1 − p; starts at w = 1.
/// P. H. C. Eilers, Anal. Chem. 75 (2003) 3631, doi:10.1021/ac034173t; P. H. C. Eilers, H. F. M. Boelens, Baseline correction with asymmetric least squares smoothing,
/// Leiden University Medical Centre report (2005).
/// Assumes bands of one sign (upwards); the baseline runs along the lower edge of the noise, the lower the smaller p. Usual λ 1e6, p 0.01, tolerance 1e-3, 50 iterations.
/// Plain form, one spectrum at a time, any order; <see cref="AsLsLanes"/> is the fast twin. One object per worker. Cost: iterations × points (docs/benchmarks.md).
/// </remarks>
public sealed class AsLs
{
    private readonly WhittakerIteration<AsLsRule> _iteration;

    /// <summary>A fitter for spectra of <paramref name="points"/> points.</summary>
    /// <param name="points">Points of a spectrum.</param>
    /// <param name="options">Stiffness and when to stop.</param>
    /// <param name="asymmetry">p, weight of points above the baseline; 0 &lt; p &lt; 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option outside its range, or too few points.</exception>
    public AsLs(int points, WhittakerBaselineOptions options, double asymmetry)
    {
        ArgumentNullException.ThrowIfNull(options);
        _iteration = new WhittakerIteration<AsLsRule>(points, options, new AsLsRule(Checked(asymmetry)));
        Points = points;
    }

    /// <summary>Points of a spectrum.</summary>
    public int Points { get; }

    /// <summary>Fits the baseline of one spectrum.</summary>
    /// <param name="y">The spectrum, finite values; length <see cref="Points"/>; not changed.</param>
    /// <param name="baseline">Receives the baseline in y's unit; may not overlap <paramref name="y"/>.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public BaselineOutcome Fit(ReadOnlySpan<double> y, Span<double> baseline) => _iteration.Fit(y, baseline);

    internal static double Checked(double asymmetry) =>
        asymmetry is > 0 and < 1
            ? asymmetry
            : throw new ArgumentOutOfRangeException(nameof(asymmetry), asymmetry, "the asymmetry p must lie between 0 and 1");
}
