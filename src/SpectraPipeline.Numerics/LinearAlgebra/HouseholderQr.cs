namespace SpectraPipeline.Numerics.LinearAlgebra;

/// <summary>Thin QR factorisation A = Q·R of a tall dense matrix by Householder reflections; Q has orthonormal columns.</summary>
/// <remarks>
/// G. H. Golub, C. F. Van Loan, Matrix Computations, 4th ed. 2013, section 5.2. For set-up work of tens of columns; cost 4·m·n² operations.
/// </remarks>
public sealed class HouseholderQr
{
    private readonly double[] _q;
    private readonly double[] _r;

    /// <summary>Factorises a matrix.</summary>
    /// <param name="matrix">Row-major, rows × columns; not changed.</param>
    /// <param name="rows">At least as many as columns.</param>
    /// <param name="columns">At least one.</param>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    public HouseholderQr(ReadOnlySpan<double> matrix, int rows, int columns)
    {
        if (columns < 1 || rows < columns || matrix.Length != (long)rows * columns)
            throw new ArgumentException($"{matrix.Length} values are no tall {rows} x {columns} matrix.", nameof(matrix));
        Rows = rows;
        Columns = columns;
        _q = new double[rows * columns];
        _r = new double[columns * columns];
        // Column-major working copy: every reflection runs along columns.
        var a = new double[rows * columns];
        for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++)
            a[j * rows + i] = matrix[i * columns + j];
        var beta = new double[columns];
        for (int j = 0; j < columns; j++)
            beta[j] = Reflect(a, j);
        for (int j = 0; j < columns; j++)
            FormColumn(a, beta, j);
    }

    /// <summary>Rows of A and Q.</summary>
    public int Rows { get; }

    /// <summary>Columns of A, Q and R.</summary>
    public int Columns { get; }

    /// <summary>Q by columns: column j is the slice [j·Rows, (j+1)·Rows).</summary>
    public ReadOnlySpan<double> Q => _q;

    /// <summary>R, upper triangular, row-major Columns × Columns.</summary>
    public ReadOnlySpan<double> R => _r;

    /// <summary>Smallest over largest |R_jj|: far below 1e-12 means that columns depend on each other.</summary>
    public double DiagonalRatio
    {
        get
        {
            double low = double.PositiveInfinity;
            double high = 0;
            for (int j = 0; j < Columns; j++)
            {
                double d = Math.Abs(_r[j * Columns + j]);
                low = Math.Min(low, d);
                high = Math.Max(high, d);
            }
            return high > 0 ? low / high : 0;
        }
    }

    /// <summary>Solves R x = b in place.</summary>
    /// <param name="b">Length Columns; becomes x.</param>
    public void SolveUpper(Span<double> b)
    {
        for (int i = Columns - 1; i >= 0; i--)
        {
            double sum = b[i];
            for (int j = i + 1; j < Columns; j++)
                sum -= _r[i * Columns + j] * b[j];
            b[i] = sum / _r[i * Columns + i];
        }
    }

    /// <summary>Solves Rᵀ x = b in place.</summary>
    /// <param name="b">Length Columns; becomes x.</param>
    public void SolveUpperTransposed(Span<double> b)
    {
        for (int i = 0; i < Columns; i++)
        {
            double sum = b[i];
            for (int j = 0; j < i; j++)
                sum -= _r[j * Columns + i] * b[j];
            b[i] = sum / _r[i * Columns + i];
        }
    }

    // Reflects column j of the working copy onto R's column, applies the reflection to the columns right of it; the vector stays in place.
    private double Reflect(double[] a, int j)
    {
        Span<double> v = a.AsSpan(j * Rows + j, Rows - j);
        double norm = Math.Sqrt(Products.Dot(v, v));
        double diagonal = v[0] > 0 ? -norm : norm;
        for (int i = 0; i < j; i++)
            _r[i * Columns + j] = a[j * Rows + i];
        _r[j * Columns + j] = diagonal;
        if (norm == 0)
            return 0;
        v[0] -= diagonal;
        double beta = 2 / Products.Dot(v, v);
        for (int k = j + 1; k < Columns; k++)
        {
            Span<double> column = a.AsSpan(k * Rows + j, Rows - j);
            Products.AddScaled(column, -beta * Products.Dot(v, column), v);
        }
        return beta;
    }

    private void FormColumn(double[] a, double[] beta, int j)
    {
        Span<double> q = _q.AsSpan(j * Rows, Rows);
        q[j] = 1;
        for (int k = j; k >= 0; k--)
        {
            ReadOnlySpan<double> v = a.AsSpan(k * Rows + k, Rows - k);
            Products.AddScaled(q[k..], -beta[k] * Products.Dot(v, q[k..]), v);
        }
    }
}
