using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Numerics.Baselines.Joint;

/// <summary>A cubic spline on evenly spaced knots, held smooth by a penalty on the differences of its coefficients: the baseline of a joint fit.</summary>
/// <remarks>
/// min Σ wᵢ(yᵢ − Σₖ cₖBₖ(xᵢ))² + λ Σ (Δᵈc)². P. H. C. Eilers, B. D. Marx, Statist. Sci. 11 (1996) 89, doi:10.1214/ss/1038425655.
/// It differs from a Whittaker smoother of the same order in cost only, not in its answer: λ here times (points per knot interval)^(2d−1) is the λ of points.
/// The knots follow x, not the point number, so that a straight line stays one on an uneven axis. Normal equations by LDL′ of seven diagonals.
/// </remarks>
internal sealed class PenalizedSpline
{
    private const int MostIntervals = 100;
    private const int PointsPerInterval = 4;
    private const int Bands = 4; // diagonal and three below

    private readonly double[] _basis;
    private readonly int[] _first;
    private readonly Penalty _straight;
    private readonly Penalty _curved;
    private double[] _penalty;
    private readonly double[] _normal;
    private readonly double[] _factor;

    /// <summary>A spline over positions from 0 to 1.</summary>
    public PenalizedSpline(ReadOnlySpan<double> position)
    {
        Points = position.Length;
        Intervals = Math.Clamp(position.Length / PointsPerInterval, 4, MostIntervals);
        Count = Intervals + 3;
        _basis = new double[4 * Points];
        _first = new int[Points];
        for (int i = 0; i < Points; i++)
        {
            int k = Math.Clamp((int)(position[i] * Intervals), 0, Intervals - 1);
            double t = position[i] * Intervals - k,
                q = 1 - t;
            _first[i] = k;
            _basis[4 * i] = q * q * q / 6;
            _basis[4 * i + 1] = (3 * t * t * t - 6 * t * t + 4) / 6;
            _basis[4 * i + 2] = (3 * q * q * q - 6 * q * q + 4) / 6;
            _basis[4 * i + 3] = t * t * t / 6;
        }
        (_straight, _curved) = (new Penalty(Count, 2), new Penalty(Count, 3));
        _penalty = _curved.Rows;
        Order = 3;
        _normal = new double[Bands * Count];
        _factor = new double[Bands * Count];
    }

    public int Points { get; }

    /// <summary>Order d of the penalised difference, 2 or 3; polynomials of a lower degree are free.</summary>
    public int Order { get; private set; }

    /// <summary>ln of the product of the penalty's eigenvalues that are not zero.</summary>
    public double LogPenalty => Order == 2 ? _straight.LogDeterminant : _curved.LogDeterminant;

    /// <summary>Penalises second differences (2) or third ones (3).</summary>
    public void Penalize(int order)
    {
        Order = order;
        _penalty = order == 2 ? _straight.Rows : _curved.Rows;
    }

    public int Intervals { get; }

    /// <summary>Number of coefficients.</summary>
    public int Count { get; }

    /// <summary>ln det of the matrix that was factorised last.</summary>
    public double LogDeterminant { get; private set; }

    /// <summary>log₁₀ of what a spline's λ is to be multiplied by for the same stiffness in points.</summary>
    public double LogLambdaOfPoints => (2 * Order - 1) * Math.Log10((Points - 1.0) / Intervals);

    /// <summary>Builds B′WB.</summary>
    public void Weigh(ReadOnlySpan<double> weights)
    {
        Array.Clear(_normal);
        for (int i = 0; i < weights.Length; i++)
        {
            double w = weights[i];
            ReadOnlySpan<double> b = _basis.AsSpan(4 * i, 4);
            Span<double> at = _normal.AsSpan(Bands * _first[i], 4 * Bands);
            for (int row = 0; row < 4; row++)
            {
                double scaled = w * b[row];
                for (int column = 0; column <= row; column++)
                    at[Bands * row + row - column] += scaled * b[column];
            }
        }
    }

    /// <summary>B′v over the points from <paramref name="start"/> on.</summary>
    public void Project(ReadOnlySpan<double> values, int start, Span<double> result)
    {
        result.Clear();
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<double> b = _basis.AsSpan(4 * (start + i), 4);
            Span<double> at = result.Slice(_first[start + i], 4);
            double v = values[i];
            at[0] += b[0] * v;
            at[1] += b[1] * v;
            at[2] += b[2] * v;
            at[3] += b[3] * v;
        }
    }

    /// <summary>Factorises B′WB + λP.</summary>
    public void Factorize(double lambda)
    {
        double[] l = _factor;
        double product = 1,
            sum = 0;
        for (int i = 0; i < Count; i++)
        {
            int at = Bands * i;
            double v3 = i < 3 ? 0 : _normal[at + 3] + lambda * _penalty[at + 3];
            double v2 = i < 2 ? 0 : _normal[at + 2] + lambda * _penalty[at + 2];
            double v1 = i < 1 ? 0 : _normal[at + 1] + lambda * _penalty[at + 1];
            double diagonal = _normal[at] + lambda * _penalty[at];
            double f3 = 0,
                f2 = 0,
                f1 = 0;
            if (i >= 3)
            {
                f3 = v3 * l[at - 3 * Bands];
                v2 -= v3 * l[at - 2 * Bands + 1];
                v1 -= v3 * l[at - Bands + 2];
            }
            if (i >= 2)
            {
                f2 = v2 * l[at - 2 * Bands];
                v1 -= v2 * l[at - Bands + 1];
            }
            if (i >= 1)
                f1 = v1 * l[at - Bands];
            diagonal = Math.Max(diagonal - v3 * f3 - v2 * f2 - v1 * f1, 1e-13 * (_normal[at] + lambda * _penalty[at]) + 1e-200);
            (l[at], l[at + 1], l[at + 2], l[at + 3]) = (1 / diagonal, f1, f2, f3);
            product *= diagonal;
            // One logarithm for several factors, taken before they overflow.
            if (product is > 1e200 or < 1e-100)
                (sum, product) = (sum + Math.Log(product), 1);
        }
        LogDeterminant = sum + Math.Log(product);
    }

    /// <summary>L⁻¹v, in place.</summary>
    public void Forward(Span<double> v)
    {
        double a = 0,
            b = 0,
            c = 0;
        for (int i = 0; i < v.Length; i++)
        {
            double value = v[i] - _factor[Bands * i + 1] * a - _factor[Bands * i + 2] * b - _factor[Bands * i + 3] * c;
            v[i] = value;
            (c, b, a) = (b, a, value);
        }
    }

    /// <summary>L⁻ᵀv, in place.</summary>
    public void Backward(Span<double> v)
    {
        for (int i = v.Length - 1; i >= 0; i--)
        {
            double value = v[i];
            for (int m = 1; m <= 3 && i + m < v.Length; m++)
                value -= _factor[Bands * (i + m) + m] * v[i + m];
            v[i] = value;
        }
    }

    /// <summary>1 / D(i).</summary>
    public double InversePivot(int i) => _factor[Bands * i];

    /// <summary>(B′WB + λP)⁻¹v, in place.</summary>
    public void Solve(Span<double> v)
    {
        Forward(v);
        for (int i = 0; i < v.Length; i++)
            v[i] *= _factor[Bands * i];
        Backward(v);
    }

    /// <summary>The curve of coefficients.</summary>
    public void Evaluate(ReadOnlySpan<double> coefficients, Span<double> curve)
    {
        for (int i = 0; i < curve.Length; i++)
        {
            ReadOnlySpan<double> b = _basis.AsSpan(4 * i, 4),
                c = coefficients.Slice(_first[i], 4);
            curve[i] = b[0] * c[0] + b[1] * c[1] + b[2] * c[2] + b[3] * c[3];
        }
    }

    /// <summary>b′Vb at every point from the diagonal and three side diagonals of a covariance V; row i holds V(i, i−m) at 4i+m.</summary>
    public void Variances(ReadOnlySpan<double> covariance, Span<double> variance)
    {
        for (int i = 0; i < variance.Length; i++)
        {
            ReadOnlySpan<double> b = _basis.AsSpan(4 * i, 4);
            double sum = 0;
            for (int row = 0; row < 4; row++)
            {
                int at = 4 * (_first[i] + row);
                sum += b[row] * b[row] * covariance[at];
                for (int m = 1; m <= row; m++)
                    sum += 2 * b[row] * b[row - m] * covariance[at + m];
            }
            variance[i] = sum;
        }
    }

    /// <summary>D′D in rows of four, and ln det DD′, which is that of its eigenvalues other than zero.</summary>
    private sealed class Penalty
    {
        public Penalty(int count, int order)
        {
            Rows = new double[Bands * count];
            double[] rows = new double[(order + 1) * count];
            DifferencePenalty.Fill(count, order, rows);
            for (int i = 0; i < count; i++)
                rows.AsSpan(i * (order + 1), order + 1).CopyTo(Rows.AsSpan(i * Bands));
            // DD′ is a band matrix with the autocorrelation of the binomial row on its diagonals; LDL′ of it.
            ReadOnlySpan<double> correlation = order == 2 ? [6, -4, 1, 0] : [20, -15, 6, -1];
            int size = count - order;
            double[] lower = new double[size * Bands];
            for (int i = 0; i < size; i++)
            {
                double pivot = correlation[0];
                for (int m = Math.Min(order, i); m >= 1; m--)
                {
                    double value = correlation[m];
                    for (int k = m + 1; k <= Math.Min(order, i); k++)
                        value -= lower[i * Bands + k] * lower[(i - k) * Bands] * lower[(i - m) * Bands + k - m];
                    lower[i * Bands + m] = value / lower[(i - m) * Bands];
                }
                for (int m = 1; m <= Math.Min(order, i); m++)
                    pivot -= lower[i * Bands + m] * lower[i * Bands + m] * lower[(i - m) * Bands];
                lower[i * Bands] = pivot;
                LogDeterminant += Math.Log(pivot);
            }
        }

        public double[] Rows { get; }

        public double LogDeterminant { get; }
    }
}
