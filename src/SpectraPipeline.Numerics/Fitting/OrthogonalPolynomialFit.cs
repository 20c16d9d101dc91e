namespace SpectraPipeline.Numerics.Fitting;

/// <summary>Unweighted least-squares polynomial in the basis that is orthogonal over the points themselves.</summary>
/// <remarks>
/// G. E. Forsythe, J. Soc. Ind. Appl. Math. 5 (1957) 74, doi:10.1137/0105007: p₋₁ = 0, p₀ = 1, p_{j+1} = (x − αⱼ)pⱼ − βⱼp_{j−1}. No matrix and no
/// cancellation, whatever the offset of x (energies near 25 keV). x is scaled to −1..1 first. One instance per worker; O(points·degree²).
/// </remarks>
public sealed class OrthogonalPolynomialFit
{
    /// <summary>Highest degree.</summary>
    public const int MaxDegree = 8;

    private readonly double[] _alpha = new double[MaxDegree + 1];
    private readonly double[] _beta = new double[MaxDegree + 1];
    private readonly double[] _weight = new double[MaxDegree + 1];
    private double _centre;
    private double _scale;

    /// <summary>Degree of the last fit.</summary>
    public int Degree { get; private set; }

    /// <summary>Fits y(x); later evaluations refer to it.</summary>
    /// <param name="x">More points than the degree, not all equal.</param>
    /// <param name="y">One value per x.</param>
    /// <param name="degree">0 to <see cref="MaxDegree"/>.</param>
    /// <exception cref="ArgumentException">Lengths disagree or there are too few points.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The degree is not supported.</exception>
    public void Fit(ReadOnlySpan<double> x, ReadOnlySpan<double> y, int degree)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(degree);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(degree, MaxDegree);
        if (x.Length != y.Length || x.Length <= degree)
            throw new ArgumentException($"{x.Length} points and {y.Length} values do not fix a polynomial of degree {degree}.", nameof(y));
        Degree = degree;
        _centre = (x[0] + x[^1]) / 2;
        double half = Math.Abs(x[^1] - x[0]) / 2;
        _scale = half > 0 ? 1 / half : 1;
        double previousNorm = 1;
        for (int j = 0; j <= degree; j++)
        {
            double norm = 0;
            double moment = 0;
            double projection = 0;
            for (int i = 0; i < x.Length; i++)
            {
                double u = (x[i] - _centre) * _scale;
                (double value, double fitted) = Recur(u, j);
                norm += value * value;
                moment += u * value * value;
                // Projecting the rest instead of y keeps the rounding error of each coefficient at its own size.
                projection += (y[i] - fitted) * value;
            }
            _alpha[j] = moment / norm;
            _beta[j] = j == 0 ? 0 : norm / previousNorm;
            _weight[j] = projection / norm;
            // The mean of values with many leading digits in common is rounded like their sum; the mean of the rest is not.
            if (j == 0)
                _weight[0] += MeanRest(y, _weight[0]);
            previousNorm = norm;
        }
    }

    /// <summary>The fitted polynomial at x.</summary>
    /// <param name="x">In the unit of the fit.</param>
    public double Evaluate(double x)
    {
        (double value, double sum) = Recur((x - _centre) * _scale, Degree);
        return sum + _weight[Degree] * value;
    }

    private static double MeanRest(ReadOnlySpan<double> y, double mean)
    {
        double sum = 0;
        foreach (double value in y)
            sum += value - mean;
        return sum / y.Length;
    }

    // p_j(u) and the sum of the terms below j.
    private (double Value, double Sum) Recur(double u, int j)
    {
        double before = 0;
        double value = 1;
        double sum = 0;
        for (int m = 0; m < j; m++)
        {
            sum += _weight[m] * value;
            (before, value) = (value, (u - _alpha[m]) * value - _beta[m] * before);
        }
        return (value, sum);
    }
}
