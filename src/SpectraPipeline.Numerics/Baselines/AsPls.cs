using System.Runtime.CompilerServices;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Adaptive smoothness penalised least squares: each point has a stiffness of its own, the higher the farther it lies from the baseline.</summary>
/// <remarks>
/// (W + λ diag(α) Dᵈ′Dᵈ) z = W y, α = |r| / max |r|, w = 1 / (1 + exp(k (r − s) / s)), r = y − z, s standard deviation (n − 1) of r &lt; 0; starts at w = α = 1, stops at
/// ‖Δw‖/‖w‖ below the tolerance.
/// F. Zhang, X. Tang, A. Tong, B. Wang, J. Wang, Y. Lv, C. Tang, J. Wang, Spectrosc. Lett. 53 (2020) 222, doi:10.1080/00387010.2020.1730908. Deviation: the paper writes
/// k = 2; pybaselines to 1.2 found that 0.5 gives the paper's own results. y counts in index space.
/// Assumes bands of one sign over noise. Where the baseline crosses the data α falls to zero and the next solution goes through that point: from the tenth iteration
/// or so the result depends on rounding, on any solver (two solvers of the peer differ by 18 % of the range). Compare with arPLS before trusting it.
/// One spectrum a vector lane; same bits in any grouping. One object per worker. Usual λ 1e5, 100 iterations. Cost: iterations × points (docs/benchmarks.md).
/// </remarks>
public sealed class AsPls
{
    private readonly ReweightedBaseline<Method> _lanes;

    /// <summary>A fitter for spectra of <paramref name="points"/> points.</summary>
    /// <param name="points">Points of a spectrum, more than the order.</param>
    /// <param name="options">Stiffness and when to stop.</param>
    /// <param name="steepness">k &gt; 0: how sharply the weights fall from the baseline to a band.</param>
    /// <param name="width">Vector width; on purpose only in tests.</param>
    /// <exception cref="ArgumentException">An option outside its range, or too few points.</exception>
    public AsPls(int points, WhittakerBaselineOptions options, double steepness, LaneWidth width = LaneWidth.Automatic)
    {
        if (!(steepness > 0))
            throw new ArgumentOutOfRangeException(nameof(steepness), steepness, "the steepness k must be positive");
        _lanes = new ReweightedBaseline<Method>(points, options, new Method(steepness), width);
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

    private readonly struct Method(double steepness) : IReweighting
    {
        private readonly double _steepness = steepness;

        public static bool ScalesRows => true;
        public static bool UsesAuxiliary => true;
        public static bool RenewsAuxiliary => true;
        public static bool MeasuresBelow => true;
        public static bool MeasuresLargest => true;
        public double FirstDifferences => 0;

        public void Start(ReadOnlySpan<double> y, Span<double> weights, Span<double> auxiliary, ref LaneProgress progress) { }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes RowScale<TLanes>(TLanes weight, TLanes auxiliary)
            where TLanes : struct, ILanes<TLanes> => auxiliary;

        /// <summary>In powers of two: exponent = first · r + second; third = 1 / max |r|.</summary>
        public ReweightingParameters Next(in SolutionSums sums, ref LaneProgress progress)
        {
            if (!ReweightingSteps.TryBelow(in sums, ref progress, out _, out double deviation))
                return default;
            double slope = _steepness * VectorMath.Log2E / deviation;
            return new ReweightingParameters(slope, -_steepness * VectorMath.Log2E, 1 / sums.Largest, 0);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Weight<TLanes>(TLanes residual, TLanes auxiliary, in LaneParameters<TLanes> parameters)
            where TLanes : struct, ILanes<TLanes>
        {
            TLanes one = TLanes.Create(1);
            return one / (one + TLanes.Exp2(TLanes.MultiplyAdd(parameters.First, residual, parameters.Second)));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Auxiliary<TLanes>(TLanes residual, TLanes solution, TLanes auxiliary, in LaneParameters<TLanes> parameters)
            where TLanes : struct, ILanes<TLanes> => ReweightingSteps.Size(residual) * parameters.Third;

        public void Judge(double weightChange, double meanWeight, WhittakerBaselineOptions options, ref LaneProgress progress) =>
            ReweightingSteps.WeightsSettled(weightChange, options, ref progress);
    }
}
