namespace SpectraPipeline.Numerics.Fitting;

/// <summary>
/// min |A·d - b| by Householder reflections: the road for matrices whose normal equations have lost their digits, since J'J squares the condition number.
/// </summary>
internal static class OrthogonalLeastSquares
{
    /// <summary>
    /// Reduces A (column-major, <paramref name="rows"/> × <paramref name="columns"/>) to R in its upper triangle and replaces b by Q'b.
    /// Returns the smallest |R_jj| relative to the length of its column. Cost 2·rows·columns².
    /// </summary>
    public static double Reduce(Span<double> matrix, int rows, int columns, Span<double> rightSide)
    {
        double smallest = double.PositiveInfinity;
        for (int j = 0; j < columns; j++)
        {
            Span<double> whole = matrix.Slice(j * rows, rows);
            Span<double> column = whole[j..];
            double length = Norm(column);
            double total = Norm(whole);
            smallest = Math.Min(smallest, total > 0 ? length / total : 0);
            if (length == 0)
                continue;
            double diagonal = column[0] > 0 ? -length : length;
            column[0] -= diagonal;
            // v'v/2 of the reflection I - v·v'/(v'v/2).
            double half = -diagonal * column[0];
            for (int k = j + 1; k < columns; k++)
                Reflect(column, half, matrix.Slice(k * rows + j, rows - j));
            Reflect(column, half, rightSide[j..rows]);
            column[0] = diagonal;
        }
        return smallest;
    }

    /// <summary>Solves R·d = Q'b; result in the first <paramref name="columns"/> values of <paramref name="rightSide"/>.</summary>
    public static void SolveUpper(ReadOnlySpan<double> matrix, int rows, int columns, Span<double> rightSide)
    {
        for (int i = columns - 1; i >= 0; i--)
        {
            double value = rightSide[i];
            for (int k = i + 1; k < columns; k++)
                value -= matrix[k * rows + i] * rightSide[k];
            rightSide[i] = value / matrix[i * rows + i];
        }
    }

    /// <summary>Solves R'·w = b in place.</summary>
    public static void SolveUpperTransposed(ReadOnlySpan<double> matrix, int rows, int columns, Span<double> rightSide)
    {
        for (int i = 0; i < columns; i++)
        {
            double value = rightSide[i];
            for (int k = 0; k < i; k++)
                value -= matrix[i * rows + k] * rightSide[k];
            rightSide[i] = value / matrix[i * rows + i];
        }
    }

    private static void Reflect(ReadOnlySpan<double> v, double half, Span<double> target)
    {
        double product = 0;
        for (int i = 0; i < v.Length; i++)
            product += v[i] * target[i];
        product /= half;
        for (int i = 0; i < v.Length; i++)
            target[i] -= product * v[i];
    }

    private static double Norm(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value * value;
        return Math.Sqrt(sum);
    }
}
