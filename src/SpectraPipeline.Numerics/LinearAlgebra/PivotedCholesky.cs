namespace SpectraPipeline.Numerics.LinearAlgebra;

/// <summary>G ≈ W'W of a positive semidefinite matrix by elimination with pivots, cut where nothing but rounding is left: W has as many rows as G has rank.</summary>
/// <remarks>
/// N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., SIAM 2002, section 10.3. What is left out has a diagonal below <c>tolerance</c> times the largest
/// diagonal. Cost: n·rank² multiply-adds.
/// </remarks>
public static class PivotedCholesky
{
    /// <summary>The factor, row-major rank × n.</summary>
    /// <param name="matrix">G, n × n row-major; the lower triangle is read.</param>
    /// <param name="n">Rows of G.</param>
    /// <param name="tolerance">Part of the largest diagonal that counts as rounding.</param>
    /// <exception cref="ArgumentException">The matrix is not n × n.</exception>
    public static double[] Factor(ReadOnlySpan<double> matrix, int n, double tolerance)
    {
        if (n < 1 || matrix.Length < n * n)
            throw new ArgumentException($"{matrix.Length} values are no {n} x {n} matrix.", nameof(matrix));
        double[] left = new double[n];
        for (int i = 0; i < n; i++)
            left[i] = matrix[(i * n) + i];
        double limit = tolerance * left.Max();
        var rows = new List<double[]>();
        while (rows.Count < n)
        {
            int pivot = 0;
            for (int i = 1; i < n; i++)
                if (left[i] > left[pivot])
                    pivot = i;
            if (!(left[pivot] > limit))
                break;
            double[] row = new double[n];
            for (int i = 0; i < n; i++)
                row[i] = left[i] < 0 ? 0 : matrix[i >= pivot ? (i * n) + pivot : (pivot * n) + i];
            foreach (double[] above in rows)
                Products.AddScaled(row, -above[pivot], above);
            double root = Math.Sqrt(left[pivot]);
            for (int i = 0; i < n; i++)
            {
                // A point that has been a pivot is done: what is left of it is rounding.
                row[i] = left[i] < 0 ? 0 : row[i] / root;
                left[i] = Math.Max(left[i] - (row[i] * row[i]), left[i] < 0 ? -1 : 0);
            }
            row[pivot] = root;
            left[pivot] = -1;
            rows.Add(row);
        }
        double[] factor = new double[rows.Count * n];
        for (int r = 0; r < rows.Count; r++)
            rows[r].CopyTo(factor, r * n);
        return factor;
    }
}
