using System.Runtime.CompilerServices;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>What derpsalsa is told beside stiffness and when to stop.</summary>
/// <param name="Asymmetry">p, 0 &lt; p &lt; 1: weight of points on the upper side.</param>
/// <param name="Scale">k &gt; 0, in y's unit: height at which a point belongs to a band; null: a tenth of the spectrum's standard deviation.</param>
/// <param name="SmoothHalfWindow">Half width of the mollifier, in points; 0: no smoothing; null: points / 200, rounded down.</param>
/// <param name="Smooths">How often it is applied.</param>
public sealed record DerPsalsaOptions(double Asymmetry = 0.01, double? Scale = null, int? SmoothHalfWindow = null, int Smooths = 16);

/// <summary>Asymmetric least squares that screens bands by their slope and curvature before it looks at their height.</summary>
/// <remarks>
/// Minimises Σ wᵢ (yᵢ − zᵢ)² + λ Σ (Δᵈz)², w = v · p exp(−(r/k)²/2) where r = y − z &gt; 0, else v · (1 − p); v = exp(−(y′/rms y′)²/2) · exp(−(y″/rms y″)²/2) from central
/// differences of the smoothed spectrum; starts at w = 1, stops at ‖Δw‖/‖w‖ below the tolerance. Smoothing: mollifier exp(−1/(1 − u²)), straight lines beyond the ends.
/// V. I. Korepanov, J. Raman Spectrosc. 51 (2020) 2061, doi:10.1002/jrs.5952; kernel and window as in pybaselines. y counts in index space.
/// Assumes bands of one sign that are much steeper than the baseline; noise that survives the smoothing hides the slopes.
/// One spectrum a vector lane; same bits in any grouping. One object per worker. Usual λ 1e6, p 0.01. Cost: iterations × points (docs/benchmarks.md).
/// </remarks>
public sealed class DerPsalsa
{
    private readonly ReweightedBaseline<Method> _lanes;

    /// <summary>A fitter for spectra of <paramref name="points"/> points.</summary>
    /// <param name="points">Points of a spectrum, more than the order.</param>
    /// <param name="options">Stiffness and when to stop.</param>
    /// <param name="screen">Asymmetry, scale and smoothing.</param>
    /// <param name="width">Vector width; on purpose only in tests.</param>
    /// <exception cref="ArgumentException">An option outside its range, a window wider than the spectrum, or too few points.</exception>
    public DerPsalsa(int points, WhittakerBaselineOptions options, DerPsalsaOptions screen, LaneWidth width = LaneWidth.Automatic)
    {
        ArgumentNullException.ThrowIfNull(screen);
        if (screen.Scale is { } k && !(k > 0))
            throw new ArgumentOutOfRangeException(nameof(screen), k, "the scale k must be positive");
        var slopes = new SlopeScreen(points, screen.SmoothHalfWindow ?? points / 200, screen.Smooths);
        _lanes = new ReweightedBaseline<Method>(points, options, new Method(slopes, AsLs.Checked(screen.Asymmetry), screen.Scale), width);
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

    private readonly struct Method(SlopeScreen slopes, double asymmetry, double? scale) : IReweighting
    {
        // A flat spectrum has no scale of its own but rounding, which must not count as a band: part of the largest |y|, and something above zero.
        private const double SmallestPart = 1e-9;
        private const double SmallestScale = 1e-150;
        private readonly SlopeScreen _slopes = slopes;
        private readonly double _asymmetry = asymmetry;
        private readonly double _scale = scale ?? 0;

        public static bool UsesAuxiliary => true; // v
        public double FirstDifferences => 0;

        public void Start(ReadOnlySpan<double> y, Span<double> weights, Span<double> auxiliary, ref LaneProgress progress)
        {
            _slopes.Fill(y, auxiliary);
            progress.Carried = _scale > 0 ? _scale : Math.Max(Deviation(y) / 10, SmallestPart * Largest(y) + SmallestScale);
        }

        public TLanes RowScale<TLanes>(TLanes weight, TLanes auxiliary)
            where TLanes : struct, ILanes<TLanes> => TLanes.Create(1);

        /// <summary>In powers of two: exponent = (first · r)² · third.</summary>
        public ReweightingParameters Next(in SolutionSums sums, ref LaneProgress progress) =>
            new(1 / progress.Carried, 0, -VectorMath.Log2E / 2, 0);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Weight<TLanes>(TLanes residual, TLanes auxiliary, in LaneParameters<TLanes> parameters)
            where TLanes : struct, ILanes<TLanes>
        {
            TLanes heights = residual * parameters.First;
            TLanes above = TLanes.Create(_asymmetry) * TLanes.Exp2(heights * heights * parameters.Third);
            return auxiliary * TLanes.WherePositive(residual, above, TLanes.Create(1 - _asymmetry));
        }

        public void Judge(double weightChange, double meanWeight, WhittakerBaselineOptions options, ref LaneProgress progress) =>
            ReweightingSteps.WeightsSettled(weightChange, options, ref progress);

        private static double Largest(ReadOnlySpan<double> y)
        {
            double largest = 0;
            foreach (double value in y)
                largest = Math.Max(largest, Math.Abs(value));
            return largest;
        }

        /// <summary>Standard deviation (n), two passes.</summary>
        private static double Deviation(ReadOnlySpan<double> y)
        {
            double mean = 0,
                squares = 0;
            foreach (double value in y)
                mean += value / y.Length;
            foreach (double value in y)
                squares += (value - mean) * (value - mean);
            return Math.Sqrt(squares / y.Length);
        }
    }
}
