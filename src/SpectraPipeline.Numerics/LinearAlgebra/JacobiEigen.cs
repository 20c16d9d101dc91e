namespace SpectraPipeline.Numerics.LinearAlgebra;

/// <summary>Eigenvalues and eigenvectors of a small symmetric matrix: A = V·diag(λ)·Vᵀ, by cyclic Jacobi rotations.</summary>
/// <remarks>G. H. Golub, C. F. Van Loan, Matrix Computations, 4th ed. 2013, section 8.5. For a handful of rows: O(n³) a sweep, five to eight sweeps.</remarks>
public static class JacobiEigen
{
    private const int MostSweeps = 40;

    /// <summary>Decomposes a matrix.</summary>
    /// <param name="matrix">Symmetric, row-major n × n; its diagonal becomes the eigenvalues, in no order.</param>
    /// <param name="vectors">Receives V, row-major: column k belongs to eigenvalue k.</param>
    /// <exception cref="ArgumentException">Not square, or lengths disagree.</exception>
    public static void Decompose(Span<double> matrix, Span<double> vectors)
    {
        int n = (int)Math.Sqrt(matrix.Length);
        if (n * n != matrix.Length || vectors.Length != matrix.Length)
            throw new ArgumentException($"{matrix.Length} values are no square matrix, or {vectors.Length} are no place for its vectors.");
        vectors.Clear();
        for (int k = 0; k < n; k++)
            vectors[k * n + k] = 1;
        for (int sweep = 0; sweep < MostSweeps; sweep++)
        {
            bool turned = false;
            for (int p = 0; p < n; p++)
            for (int q = p + 1; q < n; q++)
                turned |= Rotate(matrix, vectors, n, p, q);
            if (!turned)
                return;
        }
    }

    // Makes element (p, q) zero; false where it counts for nothing beside the diagonal.
    private static bool Rotate(Span<double> a, Span<double> v, int n, int p, int q)
    {
        double off = a[p * n + q];
        if (Math.Abs(off) <= 1e-16 * Math.Sqrt(Math.Abs(a[p * n + p] * a[q * n + q])) || off == 0)
            return false;
        double ratio = (a[q * n + q] - a[p * n + p]) / (2 * off);
        double tangent = Math.CopySign(1, ratio) / (Math.Abs(ratio) + Math.Sqrt(1 + ratio * ratio));
        double cosine = 1 / Math.Sqrt(1 + tangent * tangent);
        double sine = tangent * cosine;
        for (int k = 0; k < n; k++)
            (a[k * n + p], a[k * n + q]) = Turn(a[k * n + p], a[k * n + q], cosine, sine);
        for (int k = 0; k < n; k++)
            (a[p * n + k], a[q * n + k]) = Turn(a[p * n + k], a[q * n + k], cosine, sine);
        for (int k = 0; k < n; k++)
            (v[k * n + p], v[k * n + q]) = Turn(v[k * n + p], v[k * n + q], cosine, sine);
        a[p * n + q] = a[q * n + p] = 0;
        return true;
    }

    private static (double, double) Turn(double x, double y, double cosine, double sine) => (cosine * x - sine * y, sine * x + cosine * y);
}
