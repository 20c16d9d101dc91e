using System.Runtime.CompilerServices;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>When the rounds of BrPLS stop.</summary>
/// <param name="Tolerance">Stops when the share of the bands changes by less than this.</param>
/// <param name="MaxIterations">Stops after this many repetitions: at most MaxIterations + 1 rounds.</param>
public sealed record BrPlsRounds(double Tolerance = 1e-3, int MaxIterations = 50);

/// <summary>Bayesian reweighted penalised least squares: a point's weight is the probability that it is baseline, given Gaussian noise and exponential bands.</summary>
/// <remarks>
/// Minimises Σ wᵢ (yᵢ − zᵢ)² + λ Σ (Δᵈz)², w = 1 / (1 + β/(1 − β) · √(π/2) · σ/μ · (1 + erf v) · exp(v²)), v = (r/σ − σ/μ)/√2, r = y − z, μ mean of r &gt; 0, σ root of the
/// mean square of r &lt; 0, β the share of points that bands occupy. Inner loop until ‖Δz‖/‖z‖ is below the tolerance, then β = 1 − mean w and again, until β stands still.
/// Starts at w = 1, β = ½; the z handed back is the last but one, as in pybaselines.
/// Q. Wang, X.-L. Yan, X.-C. Chen, P. Shuai, M. Wang, Y.-H. Zhang, Nucl. Sci. Tech. 33 (2022) 148. Deviations: the change is divided by the
/// old norm (pybaselines; the paper: the new one); (1 + erf v)·exp(v²) is one scaled error function, where the two factors alone lose all digits below v = −5.
/// ‖Δz‖/‖z‖ makes the number of iterations depend on the level of y: where it ends them early the outcome is <see cref="BaselineStop.Premature"/>. y counts in index space.
/// Assumes bands of one sign over Gaussian noise. Gives way where there is no noise or no band.
/// One spectrum a vector lane; same bits in any grouping. One object per worker. Usual λ 1e5. Cost: iterations × points, with tens to hundreds of iterations (docs/benchmarks.md).
/// </remarks>
public sealed class BrPls
{
    private readonly ReweightedBaseline<Method> _lanes;
    private readonly double _tolerance;

    /// <summary>A fitter for spectra of <paramref name="points"/> points.</summary>
    /// <param name="points">Points of a spectrum, more than the order.</param>
    /// <param name="options">Stiffness and when to stop.</param>
    /// <param name="rounds">When the rounds stop.</param>
    /// <param name="width">Vector width; on purpose only in tests.</param>
    /// <exception cref="ArgumentException">An option outside its range, or too few points.</exception>
    public BrPls(int points, WhittakerBaselineOptions options, BrPlsRounds rounds, LaneWidth width = LaneWidth.Automatic)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(rounds);
        if (!(rounds.Tolerance >= 0))
            throw new ArgumentOutOfRangeException(nameof(rounds), rounds.Tolerance, "the tolerance must not be negative");
        ArgumentOutOfRangeException.ThrowIfNegative(rounds.MaxIterations, nameof(rounds));
        _lanes = new ReweightedBaseline<Method>(points, options, new Method(options.Tolerance, rounds), width);
        (Points, _tolerance) = (points, options.Tolerance);
    }

    /// <summary>Rounds of the spectrum that was finished last.</summary>
    public int Rounds => _lanes.Last.Rounds;

    /// <summary>Iterations of its longest round.</summary>
    public int LongestRound => _lanes.Last.LongestRound;

    /// <summary>Points of a spectrum.</summary>
    public int Points { get; }

    /// <summary>Fits the baselines of a block.</summary>
    /// <param name="spectra">Spectra one after the other, finite values; not changed.</param>
    /// <param name="baselines">Receives the baselines in the same layout; may not overlap <paramref name="spectra"/>.</param>
    /// <param name="outcomes">Receives how each ended; its length is the number of spectra.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public void Fit(ReadOnlySpan<double> spectra, Span<double> baselines, Span<BaselineOutcome> outcomes)
    {
        _lanes.Fit(spectra, baselines, outcomes);
        for (int k = 0; k < outcomes.Length; k++)
            outcomes[k] = outcomes[k].WithoutLevel(spectra.Slice(k * Points, Points), baselines.Slice(k * Points, Points), _tolerance);
    }

    private readonly struct Method(double tolerance, BrPlsRounds rounds) : IReweighting
    {
        private readonly double _tolerance = tolerance;
        private readonly double _roundTolerance = rounds.Tolerance;
        private readonly int _maxRounds = rounds.MaxIterations;

        public static bool KeepsLevel => true; // ‖Δz‖/‖z‖
        public static bool UsesAuxiliary => true; // the baseline before this one
        public static bool RenewsAuxiliary => true;
        public static bool HandsOutAuxiliary => true;
        public static bool MeasuresBelow => true;
        public static bool MeasuresMovement => true;
        public double FirstDifferences => 0;

        public void Start(ReadOnlySpan<double> y, Span<double> weights, Span<double> auxiliary, ref LaneProgress progress)
        {
            y.CopyTo(auxiliary);
            progress.Carried = 0.5;
        }

        public TLanes RowScale<TLanes>(TLanes weight, TLanes auxiliary)
            where TLanes : struct, ILanes<TLanes> => TLanes.Create(1);

        /// <summary>v = first · r + second; third: what stands before the error function; fourth: above zero where the new solution counts.</summary>
        public ReweightingParameters Next(in SolutionSums sums, ref LaneProgress progress)
        {
            double below = sums.Below.Count,
                above = sums.AboveCount;
            bool first = progress.Solutions == 1;
            if (!(below >= 2 && above >= 2))
            {
                progress.Stop = BaselineStop.NothingBelow;
                return new ReweightingParameters(0, 0, 0, first ? 1 : -1);
            }
            double mean = sums.AboveSum / above,
                deviation = Math.Sqrt(sums.Below.SumOfSquares / below),
                share = progress.Carried;
            progress.Change = Math.Sqrt(sums.Moved) / Math.Max(Math.Sqrt(sums.Kept), double.Epsilon);
            return new ReweightingParameters(
                1 / (deviation * Math.Sqrt(2)),
                -deviation / (mean * Math.Sqrt(2)),
                share / (1 - share) * Math.Sqrt(Math.PI / 2) * (deviation / mean),
                first || !(progress.Change < _tolerance) ? 1 : -1
            );
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Weight<TLanes>(TLanes residual, TLanes auxiliary, in LaneParameters<TLanes> parameters)
            where TLanes : struct, ILanes<TLanes>
        {
            TLanes v = TLanes.MultiplyAdd(parameters.First, residual, parameters.Second);
            TLanes tail = ScaledErfc.Of(ReweightingSteps.Size(v));
            TLanes grown = TLanes.Exp2(v * v * TLanes.Create(VectorMath.Log2E));
            TLanes odds = TLanes.WherePositive(v, grown + grown - tail, tail);
            TLanes one = TLanes.Create(1);
            return one / TLanes.MultiplyAdd(parameters.Third, odds, one);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Auxiliary<TLanes>(TLanes residual, TLanes solution, TLanes auxiliary, in LaneParameters<TLanes> parameters)
            where TLanes : struct, ILanes<TLanes> => TLanes.WherePositive(parameters.Fourth, solution, auxiliary);

        public void Judge(double weightChange, double meanWeight, WhittakerBaselineOptions options, ref LaneProgress progress)
        {
            bool settled = progress.Change < options.Tolerance;
            if (!settled && progress.InRound <= options.MaxIterations)
                return;
            progress.Rounds++;
            progress.LongestRound = Math.Max(progress.LongestRound, progress.InRound);
            progress.InRound = 0;
            double share = 1 - meanWeight;
            if (Math.Abs(progress.Carried - share) < _roundTolerance)
                progress.Stop = settled ? BaselineStop.Converged : BaselineStop.MaxIterations;
            else if (progress.Rounds > _maxRounds)
                progress.Stop = BaselineStop.MaxIterations;
            progress.Carried = share;
        }
    }
}
