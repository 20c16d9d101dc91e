using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>What the iterated polynomial baselines share: a spectrum, the coefficients before and after, and points that no longer count.</summary>
/// <remarks>
/// Coefficients belong to polynomials that are orthonormal over all points, so that ‖fit‖₂ = ‖coefficients‖₂ and no pass is needed to see whether a fit
/// has settled. When points are left out the normal equations Σ w qⱼ qₖ of this basis are solved: they differ from the unit matrix by the points left out only.
/// One object per worker. Cost of a fit: one pass of 2·terms multiply-adds a point.
/// </remarks>
internal sealed class PolynomialFitter
{
    // Smallest pivot of the normal equations that still holds digits.
    private const double SmallestPivot = 1e-13;
    private const double RoundingOfFit = 1e-12;
    private readonly PolynomialPasses _passes;
    private readonly AlignedArray _y;
    private readonly AlignedArray _fitted;
    private readonly AlignedArray _kept;
    private readonly double[] _gram;
    private readonly double[] _work;
    private double[] _now;
    private double[] _next;
    private bool _masked;
    private int _solvable;

    public PolynomialFitter(ReadOnlySpan<double> x, int degree, LaneWidth width)
    {
        var basis = new PolynomialBasis(x, degree);
        _passes = PolynomialPasses.Over(basis, width);
        (_y, _fitted, _kept) = (new(basis.Stride), new(basis.Stride), new(basis.Stride));
        (_now, _next) = (new double[basis.Terms], new double[basis.Terms]);
        (_gram, _work) = (new double[basis.Terms * basis.Terms], new double[basis.Terms]);
    }

    public int Points => _passes.Basis.Points;

    /// <summary>Fits a new spectrum; all points count.</summary>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public void Start(ReadOnlySpan<double> y, ReadOnlySpan<double> baseline)
    {
        if (y.Length != Points || baseline.Length != Points)
            throw new ArgumentException($"y and baseline must hold {Points} points, not {y.Length} and {baseline.Length}", nameof(y));
        _masked = false;
        y.CopyTo(_y.Span);
        _passes.Refit(_now, _y.Span, _passes.Basis.Use, default(KeepValues), _fitted.Span, _next);
        (_now, _next) = (_next, _now);
    }

    /// <summary>Fits what the rule makes of the values; <see cref="Change"/> and <see cref="Deviation"/> then speak of the new fit.</summary>
    /// <param name="rule">What is fitted.</param>
    /// <param name="original">The rule sees the spectrum itself, not what was fitted before.</param>
    public void Refit<TRule>(TRule rule, bool original)
        where TRule : struct, IFitRule
    {
        ReadOnlySpan<double> use = _masked ? _kept.Span : _passes.Basis.Use;
        _passes.Refit(_now, original ? _y.Span : _fitted.Span, use, rule, _fitted.Span, _next);
        if (_masked)
            Solve(_next);
        (_now, _next) = (_next, _now);
    }

    /// <summary>‖fit − fit before‖₂ / ‖fit before‖₂.</summary>
    public double Change()
    {
        double difference = 0,
            before = 0;
        for (int j = 0; j < _now.Length; j++)
        {
            difference += (_now[j] - _next[j]) * (_now[j] - _next[j]);
            before += _next[j] * _next[j];
        }
        return Math.Sqrt(difference) / Math.Max(Math.Sqrt(before), double.Epsilon);
    }

    /// <summary>Standard deviation (n) of the values that were fitted last from their fit.</summary>
    public double Deviation()
    {
        (double sum, double squares) = _passes.Residuals(_now, _fitted.Span);
        return Math.Sqrt(Math.Max(0, (squares - (sum * sum / Points)) / Points));
    }

    /// <summary>Deviations below this are rounding: 1e-12 of the root mean square of the fit.</summary>
    public double Rounding()
    {
        double squares = 0;
        foreach (double c in _now)
            squares += c * c;
        return RoundingOfFit * Math.Sqrt(squares / Points);
    }

    /// <summary>Points where the spectrum exceeds the fit by more than this, and by more than rounding, no longer count; all do where too few would be left for the terms.</summary>
    public void LeaveOutAbove(double margin)
    {
        margin = Math.Max(margin, Rounding());
        _passes.Evaluate(_now, _kept.Span);
        ReadOnlySpan<double> y = _y.Span;
        Span<double> kept = _kept.Span;
        int left = 0;
        for (int i = 0; i < Points; i++)
        {
            bool counts = !(kept[i] + margin < y[i]);
            kept[i] = counts ? 1 : 0;
            left += counts ? 1 : 0;
        }
        if (left < Terms)
            return;
        kept[Points..].Clear();
        _masked = true;
        Factorise();
    }

    /// <summary>Number of points of the spectrum that lie above the fit.</summary>
    public int CountAbove()
    {
        _passes.Evaluate(_now, _kept.Span);
        int count = 0;
        for (int i = 0; i < Points; i++)
            count += _y.Span[i] > _kept.Span[i] ? 1 : 0;
        return count;
    }

    /// <summary>Largest excess of the spectrum over the fit.</summary>
    public double LargestResidual()
    {
        _passes.Evaluate(_now, _kept.Span);
        double largest = double.NegativeInfinity;
        for (int i = 0; i < Points; i++)
            largest = Math.Max(largest, _y.Span[i] - _kept.Span[i]);
        return largest;
    }

    /// <summary>Coefficients of the fit, to come back to.</summary>
    public void Save(Span<double> coefficients) => _now.CopyTo(coefficients);

    /// <summary>Goes back to saved coefficients.</summary>
    public void Restore(ReadOnlySpan<double> coefficients) => coefficients.CopyTo(_now);

    /// <summary>Terms of the polynomial.</summary>
    public int Terms => _now.Length;

    /// <summary>Writes the fit.</summary>
    public void WriteTo(Span<double> baseline)
    {
        _passes.Evaluate(_now, _fitted.Span);
        _fitted.Span[..Points].CopyTo(baseline);
    }

    /// <summary>Terms that the points left cannot tell apart are dropped, the highest first.</summary>
    private void Factorise()
    {
        for (_solvable = _now.Length; _solvable > 0; _solvable--)
        {
            _passes.Gram(_kept.Span, _gram);
            for (int j = 1; j < _solvable; j++)
                _gram.AsSpan(j * _now.Length, j + 1).CopyTo(_gram.AsSpan(j * _solvable));
            if (SymmetricFactor.Factorize(_gram, _solvable, _work) > SmallestPivot)
                return;
        }
    }

    private void Solve(Span<double> coefficients)
    {
        SymmetricFactor.Solve(_gram, _solvable, coefficients[.._solvable]);
        coefficients[_solvable..].Clear();
    }
}
