using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Numerics.Baselines.Joint;

/// <summary>LL′ of a symmetric positive definite matrix in its lower triangle, row after row, and solves with it.</summary>
internal static class LowerFactor
{
    /// <summary>L of LL′ in the lower triangle.</summary>
    public static bool Factorize(Span<double> matrix, int size)
    {
        for (int i = 0; i < size; i++)
        {
            Span<double> row = matrix.Slice(i * size, i + 1);
            for (int j = 0; j < i; j++)
                row[j] = (row[j] - Products.Dot(row[..j], matrix.Slice(j * size, j))) / matrix[j * size + j];
            double pivot = row[i] + 1e-9 - Products.Dot(row[..i], row[..i]);
            if (!(pivot > 1e-14))
                return false;
            row[i] = Math.Sqrt(pivot);
        }
        return true;
    }

    /// <summary>L⁻¹v, in place.</summary>
    public static void SolveLower(ReadOnlySpan<double> l, int size, Span<double> v)
    {
        for (int i = 0; i < size; i++)
            v[i] = (v[i] - Products.Dot(l.Slice(i * size, i), v[..i])) / l[i * size + i];
    }

    /// <summary>L⁻ᵀv, in place.</summary>
    public static void SolveUpper(ReadOnlySpan<double> l, int size, Span<double> v)
    {
        for (int i = size - 1; i >= 0; i--)
        {
            v[i] /= l[i * size + i];
            Products.AddScaled(v[..i], -v[i], l.Slice(i * size, i));
        }
    }
}
