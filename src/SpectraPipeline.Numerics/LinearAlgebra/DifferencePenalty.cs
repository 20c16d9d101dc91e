namespace SpectraPipeline.Numerics.LinearAlgebra;

/// <summary>The banded matrix D′D of the d-th difference: what a Whittaker smoother adds, times λ, to the weights.</summary>
/// <remarks>P. H. C. Eilers, Anal. Chem. 75 (2003) 3631, doi:10.1021/ac034173t. D has n − d rows, each the alternating binomial row of order d.</remarks>
public static class DifferencePenalty
{
    /// <summary>Highest order in use: beyond it λ would have to span more decades than a double holds digits.</summary>
    public const int MaxOrder = 3;

    /// <summary>Fills the rows of D: order + 1 values each, row k for points k to k + order.</summary>
    /// <remarks>Without an axis the alternating binomial row. With one, divided differences d! hᵈ y[x₀ … x_d], h the mean step: the same on an even axis, zero for
    /// every polynomial in x below degree d on any axis.</remarks>
    /// <param name="length">Number of points n.</param>
    /// <param name="order">Order d of the difference, 1 to 3.</param>
    /// <param name="axis">x, strictly ascending, n values; empty for differences from point to point.</param>
    /// <param name="rows">Receives (n − d)·(d + 1) values.</param>
    /// <exception cref="ArgumentException">Fewer than d + 1 points, an order outside 1..3, or a span of another length.</exception>
    public static void FillRows(int length, int order, ReadOnlySpan<double> axis, Span<double> rows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(order, MaxOrder);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(length, order);
        if (rows.Length != (length - order) * (order + 1))
            throw new ArgumentException($"rows holds {rows.Length} values, {(length - order) * (order + 1)} expected", nameof(rows));
        if (!axis.IsEmpty && axis.Length != length)
            throw new ArgumentException($"the axis has {axis.Length} points, {length} expected", nameof(axis));
        double meanStep = axis.IsEmpty ? 1 : (axis[^1] - axis[0]) / (length - 1);
        rows.Clear();
        for (int k = 0; k + order < length; k++)
        {
            Span<double> row = rows.Slice(k * (order + 1), order + 1);
            for (int j = 0; j <= order; j++)
            {
                // d! hᵈ / Π (xⱼ − xᵢ), i ≠ j; steps counted in points where there is no axis.
                double value = 1;
                for (int i = 0; i <= order; i++)
                    if (i != j)
                        value *= meanStep / (axis.IsEmpty ? j - i : axis[k + j] - axis[k + i]);
                for (int f = 2; f <= order; f++)
                    value *= f;
                row[j] = axis.IsEmpty ? Math.Round(value) : value;
            }
        }
    }

    /// <summary>Fills the lower bands of D′D row by row: <paramref name="bands"/>[i·(d+1) + m] = (D′D)(i, i − m), zero where i &lt; m.</summary>
    /// <param name="length">Number of points n.</param>
    /// <param name="order">Order d of the difference, 1 to 3.</param>
    /// <param name="bands">Receives n·(d+1) values.</param>
    /// <exception cref="ArgumentException">Fewer than d + 1 points, an order outside 1..3, or a span of another length.</exception>
    public static void Fill(int length, int order, Span<double> bands) => Fill(length, order, [], bands);

    /// <summary>The same for the differences of <see cref="FillRows"/> on an axis.</summary>
    /// <inheritdoc cref="FillRows" path="/param[@name='axis']"/>
    public static void Fill(int length, int order, ReadOnlySpan<double> axis, Span<double> bands)
    {
        if (bands.Length != length * (order + 1))
            throw new ArgumentException($"bands holds {bands.Length} values, {length * (order + 1)} expected", nameof(bands));
        double[] rows = new double[Math.Max(0, length - order) * (order + 1)];
        FillRows(length, order, axis, rows);
        bands.Clear();
        for (int k = 0; k + order < length; k++)
        for (int a = 0; a <= order; a++)
        for (int b = 0; b <= a; b++)
            bands[(k + a) * (order + 1) + (a - b)] += rows[k * (order + 1) + a] * rows[k * (order + 1) + b];
    }
}
