namespace SpectraPipeline.Numerics.Statistics;

/// <summary>A polynomial of low degree through points with errors of their own and a common scatter on top.</summary>
/// <remarks>
/// y = Σ cₖ (x − x̄)ᵏ, weights 1/(se² + s²). The scatter s is zero when the errors explain the residuals, else the value at which
/// Σ w r² = n − p: R. C. Paule and J. Mandel, J. Res. Natl. Bur. Stand. 1982, 87, 377, doi 10.6028/jres.087.022 (there for a mean).
/// Without errors (NaN) it is the ordinary least-squares fit with the residual standard deviation as s. Errors of the
/// coefficients assume that residuals are independent; those of neighbouring frames seldom are, so they are a lower bound.
/// </remarks>
public sealed class ScatterPolynomial
{
    private const int MaxTerms = 3;
    private readonly double[] _coefficients;
    private readonly double[] _covariance;

    private ScatterPolynomial(double origin, double[] coefficients, double[] covariance, double scatter, double weightedSquares, int count)
    {
        (_coefficients, _covariance) = (coefficients, covariance);
        (Origin, Scatter, WeightedSquares, Count) = (origin, scatter, weightedSquares, count);
    }

    /// <summary>Where the polynomial is expanded: the mean of x.</summary>
    public double Origin { get; }

    /// <summary>Standard deviation beyond the errors given.</summary>
    public double Scatter { get; }

    /// <summary>Σ w r² at the final weights.</summary>
    public double WeightedSquares { get; }

    /// <summary>Points.</summary>
    public int Count { get; }

    /// <summary>Coefficient of (x − origin)^k.</summary>
    public double Coefficient(int k) => _coefficients[k];

    /// <summary>Standard error of the coefficient of (x − origin)^k.</summary>
    public double StandardError(int k) => Math.Sqrt(_covariance[(k * _coefficients.Length) + k]);

    /// <summary>Value of the polynomial.</summary>
    public double At(double x)
    {
        double sum = 0;
        for (int k = _coefficients.Length - 1; k >= 0; k--)
            sum = (sum * (x - Origin)) + _coefficients[k];
        return sum;
    }

    /// <summary>Standard error of the polynomial's value.</summary>
    public double StandardErrorAt(double x)
    {
        int p = _coefficients.Length;
        double sum = 0;
        for (int i = 0; i < p; i++)
        for (int j = 0; j < p; j++)
            sum += _covariance[(i * p) + j] * Math.Pow(x - Origin, i + j);
        return Math.Sqrt(sum);
    }

    /// <summary>Weight of a point with this standard error under the scatter found.</summary>
    public double Weight(double se) => 1 / ((double.IsFinite(se) ? se * se : 0) + (Scatter * Scatter));

    /// <summary>Fits a polynomial of degree 0, 1 or 2. O(60 n).</summary>
    /// <param name="x">Abscissas, finite.</param>
    /// <param name="y">Values, finite.</param>
    /// <param name="se">Standard errors; NaN or 0 = not known (the median of the others stands for it); empty = none known.</param>
    /// <param name="degree">0, 1 or 2.</param>
    /// <returns>Null when there are fewer than degree + 2 points or x does not spread enough.</returns>
    /// <exception cref="ArgumentException">Lengths disagree, or the degree is not 0, 1 or 2.</exception>
    public static ScatterPolynomial? Fit(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> se, int degree)
    {
        if (x.Length != y.Length || (se.Length != 0 && se.Length != x.Length))
            throw new ArgumentException("x, y and se must have one length.", nameof(x));
        if (degree is < 0 or >= MaxTerms)
            throw new ArgumentException("degree must be 0, 1 or 2.", nameof(degree));
        int n = x.Length,
            freedom = n - degree - 1;
        if (freedom < 1)
            return null;

        // A single error of (nearly) zero would own the fit: floor at a thousandth of the median error.
        double[] variances = Variances(se, n);
        double origin = Mean(x);
        double spread = 0;
        for (int i = 0; i < n; i++)
            spread = Math.Max(spread, Math.Abs(y[i] - y[0]));
        double low = 0,
            high = Math.Max(spread * spread, 1e-300);
        ScatterPolynomial? fit = null;
        if (variances[0] > 0 || degree > 0)
            fit = Solve(x, y, variances, 0, origin, degree);
        if (variances.AsSpan().IndexOfAnyExcept(0.0) >= 0 && fit is not null && fit.WeightedSquares <= freedom)
            return fit;
        for (int step = 0; step < 60; step++)
        {
            double middle = (low + high) / 2;
            fit = Solve(x, y, variances, middle, origin, degree);
            if (fit is null)
                return null;
            if (fit.WeightedSquares > freedom)
                low = middle;
            else
                high = middle;
        }
        return fit;
    }

    private static double[] Variances(ReadOnlySpan<double> se, int n)
    {
        double[] variances = new double[n];
        double[] known = [.. se.ToArray().Where(s => s > 0 && double.IsFinite(s)).Order()];
        if (known.Length == 0)
            return variances;
        double median = known[known.Length / 2],
            floor = Math.Max(median * 1e-3, 1e-150);
        for (int i = 0; i < n; i++)
        {
            double s = Math.Max(se[i] > 0 && double.IsFinite(se[i]) ? se[i] : median, floor);
            variances[i] = s * s;
        }
        return variances;
    }

    private static double Mean(ReadOnlySpan<double> x)
    {
        double sum = 0;
        foreach (double v in x)
            sum += v;
        return sum / x.Length;
    }

    private static ScatterPolynomial? Solve(
        ReadOnlySpan<double> x,
        ReadOnlySpan<double> y,
        double[] variances,
        double scatterSquared,
        double origin,
        int degree
    )
    {
        int p = degree + 1,
            n = x.Length;
        Span<double> moments = stackalloc double[(2 * MaxTerms) - 1];
        Span<double> right = stackalloc double[MaxTerms];
        moments.Clear();
        right.Clear();
        double shift = y[0];
        for (int i = 0; i < n; i++)
        {
            double w = 1 / Math.Max(variances[i] + scatterSquared, 1e-300),
                power = w,
                d = x[i] - origin;
            for (int k = 0; k < (2 * p) - 1; k++, power *= d)
            {
                moments[k] += power;
                if (k < p)
                    right[k] += power * (y[i] - shift);
            }
        }
        double[] inverse = new double[p * p];
        if (!Invert(moments, p, inverse))
            return null;
        double[] c = new double[p];
        for (int i = 0; i < p; i++)
        for (int j = 0; j < p; j++)
            c[i] += inverse[(i * p) + j] * right[j];
        c[0] += shift;
        double squares = 0;
        for (int i = 0; i < n; i++)
        {
            double value = 0;
            for (int k = p - 1; k >= 0; k--)
                value = (value * (x[i] - origin)) + c[k];
            squares += (y[i] - value) * (y[i] - value) / Math.Max(variances[i] + scatterSquared, 1e-300);
        }
        return new(origin, c, inverse, Math.Sqrt(scatterSquared), squares, n);
    }

    /// <summary>Inverse of the Hankel matrix of moments by Gauss-Jordan on a scaled copy; false when x does not spread.</summary>
    private static bool Invert(ReadOnlySpan<double> moments, int p, double[] inverse)
    {
        Span<double> a = stackalloc double[MaxTerms * MaxTerms * 2];
        Span<double> scale = stackalloc double[MaxTerms];
        for (int i = 0; i < p; i++)
        {
            if (!(moments[2 * i] > 0) || !double.IsFinite(moments[2 * i]))
                return false;
            scale[i] = 1 / Math.Sqrt(moments[2 * i]);
        }
        for (int i = 0; i < p; i++)
        for (int j = 0; j < 2 * p; j++)
            a[(i * 2 * p) + j] = j < p ? moments[i + j] * scale[i] * scale[j] : (j - p == i ? 1 : 0);
        for (int column = 0; column < p; column++)
        {
            // The scaled matrix is positive definite with unit diagonal, so no pivoting is needed; a tiny pivot means collinear terms.
            double pivot = a[(column * 2 * p) + column];
            if (pivot < 1e-12)
                return false;
            for (int j = 0; j < 2 * p; j++)
                a[(column * 2 * p) + j] /= pivot;
            for (int i = 0; i < p; i++)
            {
                double factor = a[(i * 2 * p) + column];
                if (i == column || factor == 0)
                    continue;
                for (int j = 0; j < 2 * p; j++)
                    a[(i * 2 * p) + j] -= factor * a[(column * 2 * p) + j];
            }
        }
        for (int i = 0; i < p; i++)
        for (int j = 0; j < p; j++)
            inverse[(i * p) + j] = a[(i * 2 * p) + p + j] * scale[i] * scale[j];
        return true;
    }
}
