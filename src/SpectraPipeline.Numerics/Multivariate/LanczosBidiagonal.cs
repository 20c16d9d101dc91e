using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Multivariate;

/// <summary>Leading singular triplets of a large matrix by Lanczos bidiagonalisation with full reorthogonalisation.</summary>
/// <remarks>
/// G. H. Golub, W. Kahan, SIAM J. Numer. Anal. 2 (1965) 205: A V = U B, Aᵀ U = V Bᵀ + βⱼ v e_jᵀ, B with diagonal α and superdiagonal β. The singular values of B are
/// eigenvalues of the symmetric tridiagonal matrix with zero diagonal and off-diagonal α₁, β₁, α₂ …, found by bisection; its vectors by inverse iteration. A triplet
/// counts as found when βⱼ|last element of its left vector| falls below the tolerance. Cost: per step two passes over A and 4·j·(m + n) operations; 40 to 150
/// steps for ten triplets, three of them above the noise. The start is random with a fixed seed: the answer is the same every time. Equal singular values
/// are found through restarts only where the recurrence breaks down.
/// </remarks>
internal sealed class LanczosBidiagonal
{
    private const int Between = 8; // steps from one look at the result to the next
    private readonly int _rows,
        _columns,
        _long,
        _short;
    private readonly List<double> _alpha = [],
        _beta = [];
    private readonly double[] _u,
        _v,
        _next;
    private readonly SeededNormal _random = new(1, "lanczos");
    private double _largest;

    // v runs along the shorter side, so that the recurrence ends with the whole of the matrix.
    private LanczosBidiagonal(int rows, int columns)
    {
        (_rows, _columns, _long, _short) = (rows, columns, Math.Max(rows, columns), Math.Min(rows, columns));
        _u = new double[_short * _long];
        _v = new double[_short * _short];
        _next = new double[_short];
    }

    public static SingularTriplets Leading(ReadOnlySpan<double> matrix, int rows, int columns, int count, double tolerance)
    {
        var lanczos = new LanczosBidiagonal(rows, columns);
        return lanczos.Run(matrix, count, tolerance);
    }

    private SingularTriplets Run(ReadOnlySpan<double> matrix, int count, double tolerance)
    {
        Draw(_next, _v, 0);
        double next = 0;
        int look = 2 * count + Between;
        for (int j = 0; j < _short; j++)
        {
            bool isFresh = j == 0 || next == 0;
            _next.CopyTo(_v.AsSpan(j * _short));
            double alpha = AlongLong(matrix, j, next);
            // What a random vector meets is rounding: nothing is left of the matrix.
            if (isFresh && alpha == 0)
                return Finish(j, Math.Min(count, j), isComplete: true);
            if (j > 0)
                _beta.Add(next);
            _alpha.Add(alpha);
            next = AlongShort(matrix, j);
            if (j + 1 < look || j + 1 == _short)
                continue;
            if (IsFound(count, next, tolerance))
                return Finish(j + 1, count, isComplete: false);
            look = j + 1 + Between;
        }
        return Finish(_short, count, count == _short);
    }

    // u_j = A v_j − β u_{j−1}, orthogonal to those before; a random one of weight 0 where nothing is left.
    private double AlongLong(ReadOnlySpan<double> matrix, int j, double beta)
    {
        Span<double> u = _u.AsSpan(j * _long, _long);
        Multiply(matrix, _v.AsSpan(j * _short, _short), u, _rows >= _columns);
        if (beta != 0)
            Products.AddScaled(u, -beta, _u.AsSpan((j - 1) * _long, _long));
        double alpha = Orthogonal(u, _u, j);
        if (alpha > Rounding)
        {
            Scale(u, 1 / alpha);
            _largest = Math.Max(_largest, alpha);
            return alpha;
        }
        Draw(u, _u, j);
        return 0;
    }

    // v_{j+1} = Aᵀ u_j − α v_j, likewise.
    private double AlongShort(ReadOnlySpan<double> matrix, int j)
    {
        Multiply(matrix, _u.AsSpan(j * _long, _long), _next, _rows < _columns);
        double beta = Orthogonal(_next, _v, j + 1);
        if (j + 1 == _short)
            return 0;
        if (beta > Rounding)
        {
            Scale(_next, 1 / beta);
            _largest = Math.Max(_largest, beta);
            return beta;
        }
        Draw(_next, _v, j + 1);
        return 0;
    }

    // A x, or Aᵀ x.
    private void Multiply(ReadOnlySpan<double> matrix, ReadOnlySpan<double> x, Span<double> result, bool isPlain)
    {
        if (!isPlain)
            result.Clear();
        for (int i = 0; i < _rows; i++)
        {
            ReadOnlySpan<double> row = matrix.Slice(i * _columns, _columns);
            if (isPlain)
                result[i] = Products.Dot(x, row);
            else
                Products.AddScaled(result, x[i], row);
        }
    }

    private double Rounding => 1e-15 * Math.Sqrt(_long) * _largest;

    private void Draw(Span<double> vector, double[] before, int count)
    {
        for (int i = 0; i < vector.Length; i++)
            vector[i] = _random.Next();
        Scale(vector, 1 / Orthogonal(vector, before, count));
    }

    // Twice is enough (B. N. Parlett, The Symmetric Eigenvalue Problem 1980, section 6.9).
    private static double Orthogonal(Span<double> vector, double[] before, int count)
    {
        double length = Math.Sqrt(Products.Dot(vector, vector));
        for (int pass = 0; pass < 3; pass++)
        {
            for (int k = 0; k < count; k++)
            {
                ReadOnlySpan<double> other = before.AsSpan(k * vector.Length, vector.Length);
                Products.AddScaled(vector, -Products.Dot(vector, other), other);
            }
            double left = Math.Sqrt(Products.Dot(vector, vector));
            if (left > 0.5 * length || left == 0)
                return left;
            length = left;
        }
        return length;
    }

    private static void Scale(Span<double> vector, double factor)
    {
        for (int i = 0; i < vector.Length; i++)
            vector[i] *= factor;
    }

    private bool IsFound(int count, double beta, double tolerance)
    {
        GolubKahanMatrix small = Small();
        double[] vector = new double[small.Size];
        // The last one wanted comes last as a rule; only then are the others worth a look.
        for (int k = count - 1; k >= 0; k--)
        {
            double value = small.Value(k);
            small.Vector(value, [], vector);
            if (Math.Abs(vector[^1]) * Math.Sqrt(2) * beta > tolerance * value + Rounding)
                return false;
        }
        return true;
    }

    private GolubKahanMatrix Small()
    {
        if (_alpha.Count == 0)
            return new GolubKahanMatrix([]);
        double[] off = new double[2 * _alpha.Count - 1];
        for (int k = 0; k < _alpha.Count; k++)
        {
            off[2 * k] = _alpha[k];
            if (k > 0)
                off[2 * k - 1] = _beta[k - 1];
        }
        return new GolubKahanMatrix(off);
    }

    private SingularTriplets Finish(int steps, int count, bool isComplete)
    {
        GolubKahanMatrix small = Small();
        var values = new List<double>();
        var vectors = new List<double[]>();
        for (int k = 0; k < count; k++)
        {
            double value = small.Value(k);
            if (!(value > Rounding))
            {
                isComplete = true;
                break;
            }
            double[] vector = new double[small.Size];
            small.Vector(value, vectors, vector);
            values.Add(value);
            vectors.Add(vector);
        }
        double[] along = new double[values.Count * _long],
            across = new double[values.Count * _short];
        for (int k = 0; k < values.Count; k++)
        {
            Combine(along.AsSpan(k * _long, _long), _u, vectors[k], 1, steps);
            Combine(across.AsSpan(k * _short, _short), _v, vectors[k], 0, steps);
        }
        return _rows >= _columns
            ? SingularTriplets.Made([.. values], along, across, _rows, _columns, isComplete)
            : SingularTriplets.Made([.. values], across, along, _rows, _columns, isComplete);
    }

    // Elements of a vector of the small matrix alternate: v₁, u₁, v₂, u₂ …
    private static void Combine(Span<double> result, double[] basis, double[] weights, int offset, int steps)
    {
        for (int j = 0; j < steps; j++)
            Products.AddScaled(result, weights[2 * j + offset], basis.AsSpan(j * result.Length, result.Length));
        Scale(result, 1 / Math.Sqrt(Products.Dot(result, result)));
    }
}
