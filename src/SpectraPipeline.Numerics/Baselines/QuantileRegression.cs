using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Polynomial below which a stated part of the points lies: quantile regression.</summary>
/// <remarks>
/// min Σ ρ(yᵢ − pᵢ), ρ(r) = q r above, (1 − q)|r| below, by least squares with weights {q or 1 − q}/√(r² + ε), ε = (10⁻⁶ max|p|)², until
/// ‖Δp‖₂ &lt; tolerance · ‖p‖₂. R. Koenker, G. Bassett, Econometrica 46 (1978) 33, doi:10.2307/1913643; weights: S. K. Schnabel, P. H. C. Eilers,
/// AStA Adv. Stat. Anal. 97 (2013) 77, doi:10.1007/s10182-012-0198-1; for baselines: Ł. Komsta, Chromatographia 73 (2011) 721, doi:10.1007/s10337-011-1962-1.
/// Each step solves for the change of the coefficients, so that the error of the normal equations dies out with it. Positive bands that leave at least a part q of the
/// points free. Slow to settle: about a hundred steps. One object per worker. Cost: (degree + 1)² multiply-adds a point and step.
/// </remarks>
public sealed class QuantileRegression
{
    private const double Smallest = 1e-6;
    private readonly PolynomialPasses _passes;
    private readonly double _quantile;
    private readonly double _tolerance;
    private readonly int _maxIterations;
    private readonly AlignedArray _y;
    private readonly AlignedArray _fit;
    private readonly AlignedArray _weights;
    private readonly double[] _coefficients;
    private readonly double[] _change;
    private readonly double[] _gram;
    private readonly double[] _work;

    /// <summary>A fitter for spectra on one axis.</summary>
    /// <param name="x">The axis, ascending.</param>
    /// <param name="degree">0 to 20.</param>
    /// <param name="quantile">Part of the points below, above 0 and below 1.</param>
    /// <param name="tolerance">Relative change at which it ends, ≥ 0.</param>
    /// <param name="maxIterations">Steps after the second, 0 or more.</param>
    /// <param name="width">Width of the registers; the result does not depend on it.</param>
    /// <exception cref="ArgumentException">A parameter out of its limits, or no points.</exception>
    public QuantileRegression(
        ReadOnlySpan<double> x,
        int degree,
        double quantile = 0.05,
        double tolerance = 1e-6,
        int maxIterations = 250,
        LaneWidth width = LaneWidth.Automatic
    )
    {
        if (!(quantile > 0 && quantile < 1) || !(tolerance >= 0) || maxIterations < 0)
            throw new ArgumentException(
                $"quantile {quantile} must lie in (0, 1), tolerance {tolerance} and iterations {maxIterations} not below 0",
                nameof(quantile)
            );
        (_quantile, _tolerance, _maxIterations) = (quantile, tolerance, maxIterations);
        var basis = new PolynomialBasis(x, degree);
        _passes = PolynomialPasses.Over(basis, width);
        (_y, _fit, _weights) = (new(basis.Stride), new(basis.Stride), new(basis.Stride));
        (_coefficients, _change) = (new double[basis.Terms], new double[basis.Terms]);
        (_gram, _work) = (new double[basis.Terms * basis.Terms], new double[basis.Terms]);
    }

    /// <summary>Fits the baseline of one spectrum.</summary>
    /// <param name="y">The spectrum, finite values; not changed.</param>
    /// <param name="baseline">Receives the polynomial; same length.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public BaselineOutcome Fit(ReadOnlySpan<double> y, Span<double> baseline)
    {
        PolynomialBasis basis = _passes.Basis;
        if (y.Length != basis.Points || baseline.Length != basis.Points)
            throw new ArgumentException($"y and baseline must hold {basis.Points} points, not {y.Length} and {baseline.Length}", nameof(y));
        y.CopyTo(_y.Span);
        _passes.Refit(_coefficients, _y.Span, basis.Use, default(KeepValues), _fit.Span, _coefficients);
        double change = double.NaN;
        int iteration = 0;
        while (iteration <= _maxIterations)
        {
            iteration++;
            _passes.Evaluate(_coefficients, _fit.Span);
            Weigh(y);
            _passes.Refit(_coefficients, _y.Span, _weights.Span, default(Difference), _fit.Span, _change);
            Solve();
            (double difference, double before) = (0, 0);
            for (int j = 0; j < _change.Length; j++)
            {
                difference += _change[j] * _change[j];
                before += _coefficients[j] * _coefficients[j];
                _coefficients[j] += _change[j];
            }
            change = Math.Sqrt(difference) / Math.Max(Math.Sqrt(before), double.Epsilon);
            if (change < _tolerance)
                break;
        }
        _passes.Evaluate(_coefficients, _fit.Span);
        _fit.Span[..y.Length].CopyTo(baseline);
        return BaselineOutcome.After(iteration, change, _tolerance);
    }

    private void Weigh(ReadOnlySpan<double> y)
    {
        ReadOnlySpan<double> fit = _fit.Span;
        Span<double> weights = _weights.Span;
        double largest = 0;
        for (int i = 0; i < y.Length; i++)
            largest = Math.Max(largest, Math.Abs(fit[i]));
        double epsilon = Math.Max(Smallest * largest * (Smallest * largest), 2.2250738585072014e-308);
        for (int i = 0; i < y.Length; i++)
        {
            double r = y[i] - fit[i];
            weights[i] = (r > 0 ? _quantile : 1 - _quantile) / Math.Sqrt((r * r) + epsilon);
        }
    }

    /// <summary>The change of the coefficients in place of the projected residuals; terms that the weights cannot tell apart stay.</summary>
    private void Solve()
    {
        int terms = _change.Length;
        _passes.Gram(_weights.Span, _gram);
        double largest = 0;
        for (int j = 0; j < terms; j++)
            largest = Math.Max(largest, _gram[(j * terms) + j]);
        if (!(largest > 0))
        {
            Array.Clear(_change);
            return;
        }
        for (int j = 0; j < terms; j++)
        {
            // A unit diagonal in size; 1e-14 of the largest keeps terms without weight from dividing by zero.
            for (int k = 0; k <= j; k++)
                _gram[(j * terms) + k] /= largest;
            _gram[(j * terms) + j] += 1e-14;
            _change[j] /= largest;
        }
        SymmetricFactor.Factorize(_gram, terms, _work);
        SymmetricFactor.Solve(_gram, terms, _change);
    }

    private readonly struct Difference : IFitRule
    {
        public T Next<T>(T y, T z)
            where T : struct, IEight<T> => y - z;
    }
}
