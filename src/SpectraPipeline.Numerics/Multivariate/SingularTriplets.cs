using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Numerics.Multivariate;

/// <summary>Largest singular values of a matrix with their vectors, A = Σ sₖ uₖ vₖᵀ.</summary>
/// <remarks>
/// Small matrices (up to 40 in one direction) by one-sided Jacobi rotations (M. R. Hestenes, J. SIAM 6 (1958) 51), which gives all of them; larger ones by
/// <see cref="LanczosBidiagonal"/>, which gives the leading ones. Neither forms AᵀA, so that a singular value counts down to rounding of the largest one
/// (1e-15) and not to its root (1e-8). Signs: the element of largest size of v is positive. Fails on values that are not finite.
/// </remarks>
public sealed class SingularTriplets
{
    private const int JacobiLimit = 40;

    private SingularTriplets(double[] values, double[] left, double[] right, int rows, int columns, bool isComplete) =>
        (Values, Left, Right, Rows, Columns, IsComplete) = (values, left, right, rows, columns, isComplete);

    /// <summary>Singular values, falling.</summary>
    public double[] Values { get; }

    /// <summary>Left vectors one after the other, each of <see cref="Rows"/> values.</summary>
    public double[] Left { get; }

    /// <summary>Right vectors one after the other, each of <see cref="Columns"/> values.</summary>
    public double[] Right { get; }

    /// <summary>Rows of the matrix.</summary>
    public int Rows { get; }

    /// <summary>Columns of the matrix.</summary>
    public int Columns { get; }

    /// <summary>Those that are not given are zero.</summary>
    public bool IsComplete { get; }

    /// <summary>Left vector k.</summary>
    public ReadOnlySpan<double> LeftOf(int k) => Left.AsSpan(k * Rows, Rows);

    /// <summary>Right vector k.</summary>
    public ReadOnlySpan<double> RightOf(int k) => Right.AsSpan(k * Columns, Columns);

    /// <summary>The leading triplets of a matrix.</summary>
    /// <param name="matrix">Row-major; not changed.</param>
    /// <param name="rows">At least one.</param>
    /// <param name="columns">At least one.</param>
    /// <param name="count">How many are wanted; fewer come where the rank is lower.</param>
    /// <param name="tolerance">Residual |A v − s u| of a triplet over its singular value at which it counts as found.</param>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    public static SingularTriplets Of(ReadOnlySpan<double> matrix, int rows, int columns, int count, double tolerance = 1e-9)
    {
        if (rows < 1 || columns < 1 || count < 1 || matrix.Length != (long)rows * columns)
            throw new ArgumentException($"{matrix.Length} values are no {rows} x {columns} matrix.", nameof(matrix));
        count = Math.Min(count, Math.Min(rows, columns));
        if (Math.Min(rows, columns) > JacobiLimit)
            return LanczosBidiagonal.Leading(matrix, rows, columns, count, tolerance);
        return rows <= columns ? OfRows(matrix, rows, columns, count) : Transposed(matrix, rows, columns, count);
    }

    /// <summary>Puts values and vectors together; vectors are turned to the sign that is promised.</summary>
    internal static SingularTriplets Made(double[] values, double[] left, double[] right, int rows, int columns, bool isComplete)
    {
        for (int k = 0; k < values.Length; k++)
        {
            Span<double> v = right.AsSpan(k * columns, columns);
            int most = 0;
            for (int i = 1; i < columns; i++)
                if (Math.Abs(v[i]) > Math.Abs(v[most]))
                    most = i;
            if (v[most] >= 0)
                continue;
            Negate(v);
            Negate(left.AsSpan(k * rows, rows));
        }
        return new SingularTriplets(values, left, right, rows, columns, isComplete);
    }

    private static void Negate(Span<double> values)
    {
        for (int i = 0; i < values.Length; i++)
            values[i] = -values[i];
    }

    private static SingularTriplets Transposed(ReadOnlySpan<double> matrix, int rows, int columns, int count)
    {
        double[] turned = new double[matrix.Length];
        for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++)
            turned[j * rows + i] = matrix[i * columns + j];
        SingularTriplets t = OfRows(turned, columns, rows, count);
        return Made(t.Values, t.Right, t.Left, rows, columns, t.IsComplete);
    }

    // Rotates pairs of rows until all are orthogonal: W A = diag(s) Vᵀ, W the product of the rotations.
    private static SingularTriplets OfRows(ReadOnlySpan<double> matrix, int rows, int columns, int count)
    {
        double[] a = matrix.ToArray(),
            w = new double[rows * rows];
        for (int i = 0; i < rows; i++)
            w[i * rows + i] = 1;
        double zero = 1e-15 * Math.Sqrt(Products.Dot(a, a));
        for (int sweep = 0, turned = 1; turned > 0 && sweep < 60; sweep++)
        {
            turned = 0;
            for (int i = 0; i < rows; i++)
            for (int j = i + 1; j < rows; j++)
                if (
                    Rotate(
                        a.AsSpan(i * columns, columns),
                        a.AsSpan(j * columns, columns),
                        w.AsSpan(i * rows, rows),
                        w.AsSpan(j * rows, rows),
                        zero
                    )
                )
                    turned++;
        }
        double[] lengths =
        [
            .. Enumerable
                .Range(0, rows)
                .Select(i => Math.Sqrt(Products.Dot(a.AsSpan(i * columns, columns), a.AsSpan(i * columns, columns)))),
        ];
        int[] order = [.. Enumerable.Range(0, rows).Where(i => lengths[i] > zero).OrderByDescending(i => lengths[i]).Take(count)];
        double[] left = new double[order.Length * rows],
            right = new double[order.Length * columns];
        for (int k = 0; k < order.Length; k++)
        {
            w.AsSpan(order[k] * rows, rows).CopyTo(left.AsSpan(k * rows));
            for (int i = 0; i < columns; i++)
                right[k * columns + i] = a[order[k] * columns + i] / lengths[order[k]];
        }
        return Made([.. order.Select(i => lengths[i])], left, right, rows, columns, count == rows || order.Length < count);
    }

    private static bool Rotate(Span<double> x, Span<double> y, Span<double> wx, Span<double> wy, double zero)
    {
        double xx = Products.Dot(x, x),
            yy = Products.Dot(y, y),
            xy = Products.Dot(x, y);
        if (!(Math.Abs(xy) > 4e-16 * Math.Sqrt(xx * yy)) || xx <= zero * zero || yy <= zero * zero)
            return false;
        double half = (yy - xx) / (2 * xy),
            tangent = (half >= 0 ? 1 : -1) / (Math.Abs(half) + Math.Sqrt(1 + half * half)),
            cosine = 1 / Math.Sqrt(1 + tangent * tangent),
            sine = cosine * tangent;
        Turn(x, y, cosine, sine);
        Turn(wx, wy, cosine, sine);
        return true;
    }

    private static void Turn(Span<double> x, Span<double> y, double cosine, double sine)
    {
        for (int i = 0; i < x.Length; i++)
            (x[i], y[i]) = (cosine * x[i] - sine * y[i], sine * x[i] + cosine * y[i]);
    }
}
