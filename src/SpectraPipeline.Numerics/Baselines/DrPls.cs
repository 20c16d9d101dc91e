using System.Runtime.CompilerServices;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Doubly reweighted penalised least squares: the weights also loosen the stiffness, where a point counts the baseline may bend.</summary>
/// <remarks>
/// (W + D¹′D¹ + λ (I − η W) Dᵈ′Dᵈ) z = W y, w = ½ (1 − u/(1 + |u|)), u = exp(min(t, 100)) (r − (2 s − m)) / s, r = y − z, m and s mean and standard deviation (n − 1)
/// of r &lt; 0, t the solution's number from 1; starts at w = 1, stops at ‖Δw‖/‖w‖ below the tolerance.
/// D. Xu, S. Liu, Y. Cai, C. Yang, Appl. Opt. 58 (2019) 3913, doi:10.1364/AO.58.003913. Deviations: t is held at 100 so that the weights stay finite (pybaselines);
/// the paper takes d = 2, here 1 to 3; η ends at 0.99, the paper's at 1. y counts in index space.
/// Assumes bands of one sign over noise. The weights turn into a step as t grows, so it settles even where arPLS goes round in circles.
/// One spectrum a vector lane; same bits in any grouping. One object per worker. Usual λ 1e5, η 0.5. Cost: iterations × points (docs/benchmarks.md).
/// </remarks>
public sealed class DrPls
{
    /// <summary>Beyond it a point of full weight has next to no stiffness among stiff ones, and its equation none of the digits that elimination without row exchanges needs.</summary>
    public const double LargestEta = 0.99;

    private readonly ReweightedBaseline<Method> _lanes;

    /// <summary>A fitter for spectra of <paramref name="points"/> points.</summary>
    /// <param name="points">Points of a spectrum, more than the order.</param>
    /// <param name="options">Stiffness and when to stop.</param>
    /// <param name="eta">η, 0 to <see cref="LargestEta"/>: how far the weights loosen the stiffness.</param>
    /// <param name="width">Vector width; on purpose only in tests.</param>
    /// <exception cref="ArgumentException">An option outside its range, or too few points.</exception>
    public DrPls(int points, WhittakerBaselineOptions options, double eta, LaneWidth width = LaneWidth.Automatic)
    {
        if (!(eta >= 0 && eta <= LargestEta))
            throw new ArgumentOutOfRangeException(nameof(eta), eta, $"eta must lie between 0 and {LargestEta}");
        _lanes = new ReweightedBaseline<Method>(points, options, new Method(eta), width);
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

    private readonly struct Method(double eta) : IReweighting
    {
        private const int LastSharpening = 100;
        private readonly double _eta = eta;

        public static bool ScalesRows => true;
        public static bool FirstDifferencesApart => true;
        public static bool MeasuresBelow => true;
        public double FirstDifferences => 1;

        public void Start(ReadOnlySpan<double> y, Span<double> weights, Span<double> auxiliary, ref LaneProgress progress) { }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes RowScale<TLanes>(TLanes weight, TLanes auxiliary)
            where TLanes : struct, ILanes<TLanes> => TLanes.MultiplyAdd(TLanes.Create(-_eta), weight, TLanes.Create(1));

        public ReweightingParameters Next(in SolutionSums sums, ref LaneProgress progress) =>
            ReweightingSteps.Sharpened(Math.Exp(Math.Min(progress.Solutions, LastSharpening)), in sums, ref progress);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Weight<TLanes>(TLanes residual, TLanes auxiliary, in LaneParameters<TLanes> parameters)
            where TLanes : struct, ILanes<TLanes> => ReweightingSteps.SoftSign(residual, in parameters);

        public void Judge(double weightChange, double meanWeight, WhittakerBaselineOptions options, ref LaneProgress progress) =>
            ReweightingSteps.WeightsSettled(weightChange, options, ref progress);
    }
}
