using System.Runtime.CompilerServices;
using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Improved asymmetric least squares: the slope of what is left over is penalised too, so that the baseline follows the data's fine slope.</summary>
/// <remarks>
/// Minimises Σ wᵢ (yᵢ − zᵢ)² + λ₁ Σ (Δ(y − z))² + λ Σ (Δᵈz)², that is (W + λ₁ D¹′D¹ + λ Dᵈ′Dᵈ) z = (W + λ₁ D¹′D¹) y, with w = p² where y &gt; z, else (1 − p)²;
/// starts from the residuals of a parabola in x, stops at ‖Δw‖/‖w‖ below the tolerance.
/// S. He, W. Zhang, L. Liu, Y. Huang, J. He, W. Xie, P. Wu, C. Du, Anal. Methods 6 (2014) 4402, doi:10.1039/C4AY00068D. Deviation: without the paper's outer loop,
/// which fits again what is left over (as pybaselines). y counts in index space, but for the parabola.
/// Assumes bands of one sign; runs along the lower edge of the noise. p is squared: take the square root of what AsLS would want.
/// One spectrum a vector lane; same bits in any grouping. One object per worker. Usual λ 1e6, λ₁ 1e-4, p 0.01. Cost: iterations × points (docs/benchmarks.md).
/// </remarks>
public sealed class IasLs
{
    private readonly ReweightedBaseline<Method> _lanes;

    /// <summary>A fitter for spectra on one axis.</summary>
    /// <param name="x">Axis, finite, not all equal; more points than the order and at least 3.</param>
    /// <param name="options">Stiffness and when to stop.</param>
    /// <param name="asymmetry">p; 0 &lt; p &lt; 1.</param>
    /// <param name="slopeLambda">λ₁ ≥ 0, weight of the first differences of what is left over.</param>
    /// <param name="width">Vector width; on purpose only in tests.</param>
    /// <exception cref="ArgumentException">An option outside its range, or too few points.</exception>
    public IasLs(
        ReadOnlySpan<double> x,
        WhittakerBaselineOptions options,
        double asymmetry,
        double slopeLambda,
        LaneWidth width = LaneWidth.Automatic
    )
    {
        if (!(slopeLambda >= 0) || double.IsInfinity(slopeLambda))
            throw new ArgumentOutOfRangeException(nameof(slopeLambda), slopeLambda, "lambda-1 must not be negative");
        ArgumentOutOfRangeException.ThrowIfLessThan(x.Length, 3);
        _lanes = new ReweightedBaseline<Method>(x.Length, options, new Method(Parabolas(x), AsLs.Checked(asymmetry), slopeLambda), width);
        Points = x.Length;
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

    /// <summary>Orthonormal columns that span 1, x and x².</summary>
    private static double[] Parabolas(ReadOnlySpan<double> x)
    {
        double middle = (x[0] + x[^1]) / 2,
            half = (x[^1] - x[0]) / 2;
        double[] powers = new double[3 * x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            double t = (x[i] - middle) / half;
            (powers[3 * i], powers[3 * i + 1], powers[3 * i + 2]) = (1, t, t * t);
        }
        return new HouseholderQr(powers, x.Length, 3).Q.ToArray();
    }

    private readonly struct Method(double[] parabolas, double asymmetry, double slopeLambda) : IReweighting
    {
        private readonly double[] _parabolas = parabolas;
        private readonly double _above = asymmetry * asymmetry;
        private readonly double _below = (1 - asymmetry) * (1 - asymmetry);

        public static bool UsesAuxiliary => true;
        public static bool AddsAuxiliary => true;
        public double FirstDifferences { get; } = slopeLambda;

        public void Start(ReadOnlySpan<double> y, Span<double> weights, Span<double> auxiliary, ref LaneProgress progress)
        {
            weights.Clear(); // becomes the parabola, then the weights
            for (int column = 0; column < 3; column++)
            {
                ReadOnlySpan<double> q = _parabolas.AsSpan(column * y.Length, y.Length);
                Products.AddScaled(weights, Products.Dot(q, y), q);
            }
            for (int i = 0; i < y.Length; i++)
            {
                weights[i] = y[i] > weights[i] ? _above : _below;
                double left = i > 0 ? y[i] - y[i - 1] : 0,
                    right = i + 1 < y.Length ? y[i] - y[i + 1] : 0;
                auxiliary[i] = FirstDifferences * (left + right);
            }
        }

        public TLanes RowScale<TLanes>(TLanes weight, TLanes auxiliary)
            where TLanes : struct, ILanes<TLanes> => TLanes.Create(1);

        public ReweightingParameters Next(in SolutionSums sums, ref LaneProgress progress) => new(_above, _below, 0, 0);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Weight<TLanes>(TLanes residual, TLanes auxiliary, in LaneParameters<TLanes> parameters)
            where TLanes : struct, ILanes<TLanes> => TLanes.WherePositive(residual, parameters.First, parameters.Second);

        public void Judge(double weightChange, double meanWeight, WhittakerBaselineOptions options, ref LaneProgress progress) =>
            ReweightingSteps.WeightsSettled(weightChange, options, ref progress);
    }
}
