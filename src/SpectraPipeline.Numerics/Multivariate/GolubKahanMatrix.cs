using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Numerics.Multivariate;

/// <summary>Symmetric tridiagonal matrix with zero diagonal: the permuted [0 Bᵀ; B 0] of a bidiagonal B, whose eigenvalues are ± the singular values of B.</summary>
/// <remarks>Values by bisection with Sturm's count (W. Barth, R. S. Martin, J. H. Wilkinson, Numer. Math. 9 (1967) 386), vectors by inverse iteration with
/// pivoting. Cost: about 60 passes for a value, a few for a vector.</remarks>
/// <param name="off">Off-diagonal α₁, β₁, α₂ …, odd in number.</param>
internal sealed class GolubKahanMatrix(double[] off)
{
    private readonly double _bound = off.Length == 0 ? 0 : 2 * off.Max(Math.Abs);
    private readonly double[] _first = new double[off.Length + 1],
        _second = new double[off.Length + 1],
        _third = new double[off.Length + 1],
        _factor = new double[off.Length + 1];
    private readonly bool[] _swapped = new bool[off.Length + 1];

    /// <summary>Rows.</summary>
    public int Size => off.Length + 1;

    /// <summary>Eigenvalue number k of the positive ones, counted from the largest.</summary>
    public double Value(int k)
    {
        double low = 0,
            high = _bound;
        while (high - low > 4e-16 * high)
        {
            double middle = 0.5 * (low + high);
            if (!(middle > low) || !(middle < high))
                break;
            if (CountAbove(middle) > k)
                low = middle;
            else
                high = middle;
            if (high < 1e-300)
                return 0;
        }
        return 0.5 * (low + high);
    }

    private int CountAbove(double x)
    {
        const double tiny = 1e-300;
        int count = 0;
        double pivot = -x;
        if (pivot > 0)
            count++;
        foreach (double b in off)
        {
            if (Math.Abs(pivot) < tiny)
                pivot = -tiny;
            pivot = -x - b * b / pivot;
            if (pivot > 0)
                count++;
        }
        return count;
    }

    /// <summary>Eigenvector of length 1, orthogonal to those given before it.</summary>
    /// <param name="value">Its eigenvalue.</param>
    /// <param name="before">Vectors of larger eigenvalues.</param>
    /// <param name="vector">Receives it.</param>
    public void Vector(double value, IReadOnlyList<double[]> before, Span<double> vector)
    {
        Factorise(value);
        // An uneven start that no eigenvector is orthogonal to by symmetry.
        for (int i = 0; i < vector.Length; i++)
            vector[i] = 1 + 0.37 * ((i * 7919) % 101 / 101.0);
        for (int round = 0; round < 3; round++)
        {
            Solve(vector);
            Normalise(vector);
            foreach (double[] other in before)
                Products.AddScaled(vector, -Products.Dot(vector, other), other);
            Normalise(vector);
        }
    }

    private static void Normalise(Span<double> vector)
    {
        double most = 0;
        foreach (double v in vector)
            most = Math.Max(most, Math.Abs(v));
        for (int i = 0; i < vector.Length; i++)
            vector[i] /= most;
        double length = Math.Sqrt(Products.Dot(vector, vector));
        for (int i = 0; i < vector.Length; i++)
            vector[i] /= length;
    }

    // LU of T − x with row exchanges; three diagonals of U.
    private void Factorise(double x)
    {
        int n = Size;
        double tiny = 2e-16 * Math.Max(_bound, 1e-290),
            diagonal = -x,
            right = n > 1 ? off[0] : 0;
        for (int i = 0; i < n; i++)
        {
            double below = i + 1 < n ? off[i] : 0,
                nextDiagonal = -x,
                nextRight = i + 2 < n ? off[i + 1] : 0;
            _swapped[i] = i + 1 < n && Math.Abs(below) > Math.Abs(diagonal);
            if (_swapped[i])
            {
                (_first[i], _second[i], _third[i]) = (below, nextDiagonal, nextRight);
                _factor[i] = diagonal / below;
                (diagonal, right) = (right - _factor[i] * nextDiagonal, -_factor[i] * nextRight);
            }
            else
            {
                if (Math.Abs(diagonal) < tiny)
                    diagonal = tiny;
                (_first[i], _second[i], _third[i]) = (diagonal, right, 0);
                _factor[i] = below / diagonal;
                (diagonal, right) = (nextDiagonal - _factor[i] * right, nextRight);
            }
        }
    }

    private void Solve(Span<double> b)
    {
        int n = Size;
        for (int i = 0; i + 1 < n; i++)
        {
            if (_swapped[i])
                (b[i], b[i + 1]) = (b[i + 1], b[i]);
            b[i + 1] -= _factor[i] * b[i];
        }
        for (int i = n - 1; i >= 0; i--)
        {
            double value = b[i];
            if (i + 1 < n)
                value -= _second[i] * b[i + 1];
            if (i + 2 < n)
                value -= _third[i] * b[i + 2];
            b[i] = value / _first[i];
        }
    }
}
