namespace SpectraPipeline.Numerics.LinearAlgebra;

/// <summary>Symmetric band matrices kept as their lower bands row by row: rows[i·(b+1) + m] = M(i, i − m), zero where i &lt; m.</summary>
/// <remarks>LDL′ without pivoting: for positive definite matrices. Cost of the factors: n b²/2 multiply-adds; of a solution: 2 n b.</remarks>
internal static class SymmetricBands
{
    /// <summary>Replaces a matrix by its factors: L(i, i − m) at m ≥ 1, 1/D(i) at m = 0.</summary>
    /// <param name="rows">The matrix; n·(b+1) values.</param>
    /// <param name="bands">b, bands below the diagonal.</param>
    public static void Factor(Span<double> rows, int bands)
    {
        int stride = bands + 1,
            length = rows.Length / stride;
        Span<double> scaled = stackalloc double[stride]; // D·L of the row at work
        for (int i = 0; i < length; i++)
        {
            int reach = Math.Min(bands, i);
            Span<double> row = rows.Slice(i * stride, stride);
            for (int m = reach; m >= 1; m--)
            {
                ReadOnlySpan<double> above = rows.Slice((i - m) * stride, stride);
                double sum = row[m];
                for (int k = m + 1; k <= reach; k++)
                    sum -= scaled[k] * above[k - m];
                scaled[m] = sum;
                row[m] = sum * above[0];
                row[0] -= sum * row[m];
            }
            row[0] = 1 / row[0];
        }
    }

    /// <summary>Solves M z = right in place, with factors of <see cref="Factor"/>.</summary>
    public static void Solve(ReadOnlySpan<double> factors, int bands, Span<double> right)
    {
        int stride = bands + 1;
        for (int i = 0; i < right.Length; i++)
        for (int m = 1; m <= bands && m <= i; m++)
            right[i] -= factors[i * stride + m] * right[i - m];
        for (int i = right.Length - 1; i >= 0; i--)
        {
            double value = right[i] * factors[i * stride];
            for (int m = 1; m <= bands && i + m < right.Length; m++)
                value -= factors[(i + m) * stride + m] * right[i + m];
            right[i] = value;
        }
    }
}
