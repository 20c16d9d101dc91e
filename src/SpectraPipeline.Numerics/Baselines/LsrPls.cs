using System.Runtime.CompilerServices;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Locally symmetric reweighted penalised least squares: arPLS with weights that turn into a step as it goes on.</summary>
/// <remarks>
/// Minimises Σ wᵢ (yᵢ − zᵢ)² + λ Σ (Δᵈz)², w = ½ (1 − u/(1 + |u|)), u = 10^min(t, 100) (r − (2 s − m)) / s, r = y − z, m and s mean and standard deviation (n − 1) of
/// r &lt; 0, t the solution's number from 1; starts at w = 1, stops at ‖Δw‖/‖w‖ below the tolerance.
/// H. Zhao, Y. Chen, X. Xu, B. Hu, Chin. J. Lasers 45 (2018) 1211001, doi:10.3788/CJL201845.1211001, eq. 8 (its figure 1 draws eᵗ instead of 10ᵗ; pybaselines and this
/// take the equation). Deviation: t is held at 100. y counts in index space.
/// Assumes bands of one sign over noise. Settles in a few iterations because the step soon stands still.
/// One spectrum a vector lane; same bits in any grouping. One object per worker. Usual λ 1e5. Cost: iterations × points (docs/benchmarks.md).
/// </remarks>
public sealed class LsrPls
{
    private readonly ReweightedBaseline<Method> _lanes;

    /// <summary>A fitter for spectra of <paramref name="points"/> points.</summary>
    /// <param name="points">Points of a spectrum, more than the order.</param>
    /// <param name="options">Stiffness and when to stop.</param>
    /// <param name="width">Vector width; on purpose only in tests.</param>
    /// <exception cref="ArgumentException">An option outside its range, or too few points.</exception>
    public LsrPls(int points, WhittakerBaselineOptions options, LaneWidth width = LaneWidth.Automatic)
    {
        _lanes = new ReweightedBaseline<Method>(points, options, default, width);
        Points = points;
    }

    /// <summary>Points of a spectrum.</summary>
    public int Points { get; }

    /// <summary>Fits the baselines of a block.</summary>
    /// <param name="spectra">Spectra one after the other, finite values; not changed.</param>
    /// <param name="baselines">Receives the baselines in the same layout; may not overlap <paramref name="spectra"/>.</param>
    /// <param name="outcomes">Receives how each ended; its length is the number of spectra.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public void Fit(ReadOnlySpan<double> spectra, Span<double> baselines, Span<BaselineOutcome> outcomes) =>
        _lanes.Fit(spectra, baselines, outcomes);

    private readonly struct Method : IReweighting
    {
        private const int LastSharpening = 100;

        public static bool MeasuresBelow => true;
        public double FirstDifferences => 0;

        public void Start(ReadOnlySpan<double> y, Span<double> weights, Span<double> auxiliary, ref LaneProgress progress) { }

        public TLanes RowScale<TLanes>(TLanes weight, TLanes auxiliary)
            where TLanes : struct, ILanes<TLanes> => TLanes.Create(1);

        public ReweightingParameters Next(in SolutionSums sums, ref LaneProgress progress) =>
            ReweightingSteps.Sharpened(Math.Pow(10, Math.Min(progress.Solutions, LastSharpening)), in sums, ref progress);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Weight<TLanes>(TLanes residual, TLanes auxiliary, in LaneParameters<TLanes> parameters)
            where TLanes : struct, ILanes<TLanes> => ReweightingSteps.SoftSign(residual, in parameters);

        public void Judge(double weightChange, double meanWeight, WhittakerBaselineOptions options, ref LaneProgress progress) =>
            ReweightingSteps.WeightsSettled(weightChange, options, ref progress);
    }
}
