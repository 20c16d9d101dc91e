using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Fitting;

/// <summary>How the noise of neighbouring points hangs together, from the residual of a fit, and what that does to the variance of what was fitted.</summary>
/// <remarks>
/// <para>
/// ρₗ = (Sₗ/σ² + m tₗ)/Nₗ, Sₗ = Σ eᵢeᵢ₊ₗ of the residual, Nₗ pairs, σ² = S₀/(n - m t₀), tₗ = Σ Hᵢ,ᵢ₊ₗ what the fit has swallowed at lag l (H projects on
/// the model's columns), m = 1 + 2Σ λₗρₗ: points that share one noise. λ is the trapezoid that is 1 up to lag M and 0 at 2M, M the least lag behind
/// which five autocorrelations stay below 1.5√(B·log₁₀n/n), B = 1 + 2Σρ² up to there (D. N. Politis, J. P. Romano, J. Time Ser. Anal. 16 (1995) 67; rule
/// for M: D. N. Politis, J. Nonparametr. Stat. 15 (2003) 517; B after Bartlett; here 1.5 in place of 2, and half as many lags again, because triangular apodisation
/// leaves a long weak tail). The estimate has 3n/8M degrees of freedom, and the error is widened by t/1.96 of these.
/// </para>
/// <para>
/// Noise counts as white, m = 1 to the bit, unless the first autocorrelation or the mean of the first eight (times √8) exceeds 3/√n: one frame of white noise in 400 is
/// taken for correlated. Zero filling, apodisation, smoothing and interpolation give 0.3 to 1. A misfit that waves correlates the residual as well and
/// widens the errors. The variance of a quantity never comes out below that for independent points. Even spacing is assumed. Fails when the fit has nearly
/// as many variables as there are pieces of noise. Cost: 8 n for white noise, else about (64 + p·M) n.
/// </para>
/// </remarks>
public sealed class NoiseAutocorrelation(int points)
{
    private const double WhiteLimit = 3;
    private const int FirstLags = 8;
    private const int Quiet = 5;
    private const double Loud = 1.5;
    private const double Longer = 1.5;
    private const int MostLags = 96;

    private readonly int _lags = Math.Min(MostLags, points / 3);
    private readonly double[] _products = new double[Math.Min(MostLags, points / 3) + 1];
    private readonly double[] _pairs = new double[Math.Min(MostLags, points / 3) + 1];
    private readonly double[] _correlation = new double[Math.Min(MostLags, points / 3) + 1];
    private readonly double[] _counted = new double[points];

    private double _caution = 1;

    /// <summary>Points that share one piece of noise, at least 1.</summary>
    public double Points { get; private set; } = 1;

    /// <summary>The noise counts as white.</summary>
    public bool IsWhite { get; private set; } = true;

    /// <summary>Last lag with a correlation that counts.</summary>
    public int Reach { get; private set; }

    /// <summary>Degrees of freedom that the residual has for its variance: (n - m p)/m.</summary>
    public double Freedom { get; private set; }

    /// <summary>Variance of a point over reduced χ²: (n - p)/(n - m p).</summary>
    public double VarianceFactor { get; private set; } = 1;

    /// <summary>Looks whether the residual is white.</summary>
    /// <param name="residual">Data less model, divided by σ where one is given, 0 where a point does not count.</param>
    /// <param name="counting">Points that count.</param>
    /// <param name="freeVariables">Free variables of the fit.</param>
    /// <returns>True when it is white, and nothing else needs to be done.</returns>
    public bool Detect(ReadOnlySpan<double> residual, int counting, int freeVariables)
    {
        (Points, VarianceFactor, Reach, IsWhite) = (1, 1, 0, true);
        Freedom = Math.Max(1, counting - freeVariables);
        if (_lags < FirstLags + Quiet)
            return true;
        _products[0] = Products.Dot(residual, residual);
        double sum = 0;
        for (int lag = 1; lag <= FirstLags; lag++)
            sum += _products[lag] = LagProduct(residual, lag);
        double limit = WhiteLimit * _products[0] / Math.Sqrt(counting);
        IsWhite = !(_products[1] > limit || sum > limit * Math.Sqrt(FirstLags));
        return IsWhite;
    }

    /// <summary>Estimates the autocorrelation after <see cref="Detect"/> has said that there is one.</summary>
    /// <param name="residual">The same residual.</param>
    /// <param name="counting">Points that count.</param>
    /// <param name="influence">Columns of the fit.</param>
    public void Estimate(ReadOnlySpan<double> residual, int counting, FitInfluence influence)
    {
        ArgumentNullException.ThrowIfNull(influence);
        for (int i = 0; i < points; i++)
            _counted[i] = influence.Weights[i] > 0 ? 1 : 0;
        for (int lag = 0; lag <= _lags; lag++)
        {
            _products[lag] = LagProduct(residual, lag);
            _pairs[lag] = counting == points ? points - lag : Math.Max(1, LagProduct(_counted, lag));
        }
        int flat = FlatLags(counting);
        Reach = Math.Min((2 * flat) - 1, _lags);
        influence.PrepareTraces();
        double swallowed = influence.FreeVariables;
        // Share of m in itself: what the fit swallows within the window.
        double own = 0;
        for (int lag = 1; lag <= Reach; lag++)
        {
            double trace = influence.Trace(lag);
            _correlation[lag] = trace;
            own += 2 * Trapezoid(lag, flat) * trace / _pairs[lag];
        }
        double shared = 1;
        for (int round = 0; round < 30; round++)
        {
            double variance = _products[0] / Math.Max(counting - (shared * swallowed), counting / 4.0);
            double plain = 1;
            for (int lag = 1; lag <= Reach; lag++)
                plain += 2 * Trapezoid(lag, flat) * _products[lag] / (variance * _pairs[lag]);
            double next = Math.Max(1, plain / Math.Max(1 - own, 0.3));
            if (Math.Abs(next - shared) < 1e-6 * shared)
                break;
            shared = next;
        }
        double left = Math.Max(counting - (shared * swallowed), counting / 4.0);
        for (int lag = 1; lag <= Reach; lag++)
            _correlation[lag] =
                Trapezoid(lag, flat) * ((_products[lag] * left / _products[0]) + (shared * _correlation[lag])) / _pairs[lag];
        // Degrees of freedom of a spectral density at zero frequency under this window, as a factor of the error that 1.96 of it still means 95 %.
        double few = Student.Half95(Math.Max(1, 0.375 * counting / flat)) / Student.Normal975;
        _caution = few * few;
        Points = shared;
        Freedom = Math.Max(1, left / shared);
        VarianceFactor = (counting - swallowed) / left;
    }

    /// <summary>g'Rg over g'g: variance of what answers to the points by <paramref name="influence"/>, over that for independent noise; at least 1.</summary>
    public double Inflation(ReadOnlySpan<double> influence)
    {
        if (IsWhite)
            return 1;
        double own = Products.Dot(influence, influence);
        double sum = own;
        for (int lag = 1; lag <= Reach; lag++)
            sum += 2 * _correlation[lag] * LagProduct(influence, lag);
        return own > 0 ? Math.Max(1, _caution * VarianceFactor * sum / own) : Points * VarianceFactor;
    }

    private static double LagProduct(ReadOnlySpan<double> values, int lag) => Products.Dot(values[..^lag], values[lag..]);

    private static double Trapezoid(int lag, int flat) => lag <= flat ? 1 : Math.Max(0, 2 - (lag / (double)flat));

    // The least lag behind which nothing stands out for a while.
    private int FlatLags(int counting)
    {
        double spread = 1;
        int quiet = 0;
        for (int lag = 1; lag <= _lags; lag++)
        {
            double correlation = _products[lag] / _pairs[lag] * counting / _products[0];
            double limit = Loud * Math.Sqrt(spread * Math.Log10(counting) / counting);
            quiet = Math.Abs(correlation) < limit ? quiet + 1 : 0;
            spread += quiet == 0 ? 2 * correlation * correlation : 0;
            if (quiet == Quiet)
                return Math.Max(1, (int)Math.Ceiling(Longer * (lag - Quiet)));
        }
        return Math.Max(1, _lags / 2);
    }
}
