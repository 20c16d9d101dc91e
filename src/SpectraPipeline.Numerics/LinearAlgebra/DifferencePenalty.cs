namespace SpectraPipeline.Numerics.LinearAlgebra;

/// <summary>The banded matrix D′D of the d-th difference: what a Whittaker smoother adds, times λ, to the weights.</summary>
/// <remarks>P. H. C. Eilers, Anal. Chem. 75 (2003) 3631, doi:10.1021/ac034173t. D has n − d rows, each the alternating binomial row of order d.</remarks>
public static class DifferencePenalty
{
    /// <summary>Highest order in use: beyond it λ would have to span more decades than a double holds digits.</summary>
    public const int MaxOrder = 3;

    /// <summary>Fills the lower bands of D′D row by row: <paramref name="bands"/>[i·(d+1) + m] = (D′D)(i, i − m), zero where i &lt; m.</summary>
    /// <param name="length">Number of points n.</param>
    /// <param name="order">Order d of the difference, 1 to 3.</param>
    /// <param name="bands">Receives n·(d+1) values.</param>
    /// <exception cref="ArgumentException">Fewer than d + 1 points, an order outside 1..3, or a span of another length.</exception>
    public static void Fill(int length, int order, Span<double> bands)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(order, MaxOrder);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(length, order);
        if (bands.Length != length * (order + 1))
            throw new ArgumentException($"bands holds {bands.Length} values, {length * (order + 1)} expected", nameof(bands));
        Span<double> row = stackalloc double[MaxOrder + 1];
        row.Clear();
        row[0] = 1;
        for (int step = 0; step < order; step++)
        for (int j = step + 1; j > 0; j--)
            row[j] -= row[j - 1];
        bands.Clear();
        for (int start = 0; start + order < length; start++)
        for (int a = 0; a <= order; a++)
        for (int b = 0; b <= a; b++)
            bands[(start + a) * (order + 1) + (a - b)] += row[a] * row[b];
    }
}
