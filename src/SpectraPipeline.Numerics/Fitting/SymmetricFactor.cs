namespace SpectraPipeline.Numerics.Fitting;

/// <summary>
/// L·D·L' of a symmetric positive definite matrix in place (lower triangle, row-major), and solves with it. The matrix must have been scaled to a unit
/// diagonal, so that each pivot is the part of a variable that the variables before it do not explain.
/// </summary>
internal static class SymmetricFactor
{
    /// <summary>Factorises; returns the smallest pivot, or a value ≤ 0 (NaN) as soon as one is not positive. Cost n³/6.</summary>
    public static double Factorize(Span<double> matrix, int size, Span<double> work)
    {
        double smallest = double.PositiveInfinity;
        for (int j = 0; j < size; j++)
        {
            Span<double> rowJ = matrix.Slice(j * size, j + 1);
            double pivot = rowJ[j];
            for (int k = 0; k < j; k++)
            {
                work[k] = rowJ[k] * matrix[k * size + k];
                pivot -= work[k] * rowJ[k];
            }
            if (!(pivot > 0))
                return double.IsNaN(pivot) ? double.NaN : Math.Min(pivot, 0);
            smallest = Math.Min(smallest, pivot);
            rowJ[j] = pivot;
            double inverse = 1 / pivot;
            for (int i = j + 1; i < size; i++)
            {
                Span<double> rowI = matrix.Slice(i * size, j + 1);
                double value = rowI[j];
                for (int k = 0; k < j; k++)
                    value -= rowI[k] * work[k];
                rowI[j] = value * inverse;
            }
        }
        return smallest;
    }

    /// <summary>Solves with the factors, in place. Cost n².</summary>
    public static void Solve(ReadOnlySpan<double> factors, int size, Span<double> rightSide)
    {
        for (int i = 0; i < size; i++)
        {
            double value = rightSide[i];
            ReadOnlySpan<double> row = factors.Slice(i * size, i);
            for (int k = 0; k < row.Length; k++)
                value -= row[k] * rightSide[k];
            rightSide[i] = value;
        }
        for (int i = 0; i < size; i++)
            rightSide[i] /= factors[i * size + i];
        for (int i = size - 1; i >= 0; i--)
        {
            double value = rightSide[i];
            for (int k = i + 1; k < size; k++)
                value -= factors[k * size + i] * rightSide[k];
            rightSide[i] = value;
        }
    }
}
