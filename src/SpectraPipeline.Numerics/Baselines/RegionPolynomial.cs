namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Polynomial of least squares through the points that count.</summary>
/// <remarks>
/// min Σ wᵢ (yᵢ − p(xᵢ))², w = 1 on the regions, else 0; p is written in polynomials orthonormal over the regions (see <see cref="PolynomialBasis"/>), so that no
/// system is solved and the offset of x costs no digits. Assumes that the regions hold no bands; outside them the polynomial goes on, and one of high degree runs away.
/// One object per worker. Cost: 2(degree + 1) multiply-adds a point.
/// </remarks>
public sealed class RegionPolynomial
{
    private readonly PolynomialPasses _passes;
    private readonly double[] _y;
    private readonly double[] _fit;
    private readonly double[] _coefficients;

    /// <summary>A fitter for spectra on one axis.</summary>
    /// <param name="x">The axis, ascending.</param>
    /// <param name="degree">0 to 20; points that count must be more than this.</param>
    /// <param name="use">True where a point counts; empty when all do.</param>
    /// <param name="width">Width of the registers; the result does not depend on it.</param>
    /// <exception cref="ArgumentException">Too few points, a degree out of its limits, or a mask of another length.</exception>
    public RegionPolynomial(ReadOnlySpan<double> x, int degree, ReadOnlySpan<bool> use = default, LaneWidth width = LaneWidth.Automatic)
    {
        int count = use.IsEmpty ? x.Length : use.Count(true);
        if (count <= degree)
            throw new ArgumentException($"{count} points do not fix a polynomial of degree {degree}", nameof(use));
        var basis = new PolynomialBasis(x, degree, use);
        _passes = PolynomialPasses.Over(basis, width);
        (_y, _fit, _coefficients) = (new double[basis.Stride], new double[basis.Stride], new double[basis.Terms]);
    }

    /// <summary>Fits one spectrum.</summary>
    /// <param name="y">The spectrum, finite values; not changed.</param>
    /// <param name="baseline">Receives the polynomial on the whole axis; same length.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public BaselineOutcome Fit(ReadOnlySpan<double> y, Span<double> baseline)
    {
        PolynomialBasis basis = _passes.Basis;
        if (y.Length != basis.Points || baseline.Length != basis.Points)
            throw new ArgumentException($"y and baseline must hold {basis.Points} points, not {y.Length} and {baseline.Length}", nameof(y));
        y.CopyTo(_y);
        _passes.Refit(_coefficients, _y, basis.Use, default(KeepValues), _fit, _coefficients);
        _passes.Evaluate(_coefficients, _fit);
        _fit.AsSpan(0, basis.Points).CopyTo(baseline);
        return BaselineOutcome.Direct;
    }
}
