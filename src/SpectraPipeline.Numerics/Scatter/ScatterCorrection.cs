using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Numerics.Scatter;

/// <summary>Multiplicative scatter correction, plain (degree 0) and extended: what a spectrum has of a reference, and of powers of x that are light lost or added.</summary>
/// <remarks>
/// y = b·ref + Σₖ cₖ uᵏ (k = 0..degree), u = (2x − x₁ − xₙ)/(xₙ − x₁); corrected = (y − Σₖ cₖ uᵏ)/b. Degree 0: P. Geladi, D. MacDougall, H. Martens, Appl. Spectrosc. 39
/// (1985) 491, doi:10.1366/0003702854248656. Degree 2: H. Martens, E. Stark, J. Pharm. Biomed. Anal. 9 (1991) 625, doi:10.1016/0731-7085(91)80188-F.
/// The coefficients are least squares over the points that count. Assumes that the reference is not itself a polynomial of that degree; with bands that grow in some
/// frames only, these bands pull b. The basis is factorised once; a spectrum costs two passes over degree + 2 columns, one with a mask a small system more.
/// Holds its own scratch: one object per worker.
/// </remarks>
public sealed class ScatterCorrection
{
    private readonly int _columns;
    private readonly bool[] _counts;
    private readonly double[] _basis; // columns after each other, each over all points
    private readonly double[] _orthogonal; // Q by columns, zero where a point does not count
    private readonly HouseholderQr _qr;
    private readonly double[] _normal;
    private readonly double[] _solution;

    /// <summary>Factorises the basis.</summary>
    /// <param name="x">Axis; length n.</param>
    /// <param name="reference">Reference spectrum; length n.</param>
    /// <param name="counts">Points that the fit looks at; length n.</param>
    /// <param name="degree">Highest power of u, ≥ 0.</param>
    /// <exception cref="ArgumentException">Lengths disagree, or fewer points count than there are columns.</exception>
    public ScatterCorrection(ReadOnlySpan<double> x, ReadOnlySpan<double> reference, ReadOnlySpan<bool> counts, int degree)
    {
        if (reference.Length != x.Length || counts.Length != x.Length)
            throw new ArgumentException($"{x.Length} points, but {reference.Length} of the reference and {counts.Length} that count");
        ArgumentOutOfRangeException.ThrowIfNegative(degree);
        (_columns, _counts) = (degree + 2, counts.ToArray());
        _basis = Basis(x, reference, degree);
        int rows = _counts.Count(c => c);
        if (rows < _columns)
            throw new ArgumentException($"{rows} points are too few for {_columns} coefficients", nameof(counts));
        double[] matrix = new double[rows * _columns];
        for (int i = 0, row = 0; i < x.Length; i++)
            if (counts[i])
            {
                for (int k = 0; k < _columns; k++)
                    matrix[row * _columns + k] = _basis[k * x.Length + i];
                row++;
            }
        _qr = new HouseholderQr(matrix, rows, _columns);
        _orthogonal = new double[_columns * x.Length];
        for (int k = 0; k < _columns; k++)
        for (int i = 0, row = 0; i < x.Length; i++)
            if (counts[i])
                _orthogonal[k * x.Length + i] = _qr.Q[k * rows + row++];
        (_normal, _solution) = (new double[_columns * _columns], new double[_columns]);
    }

    /// <summary>The reference is a polynomial of the degree (constant, at degree 0) where points count: nothing tells the two apart.</summary>
    public bool IsDegenerate => _qr.DiagonalRatio < 1e-10;

    /// <summary>Coefficients of the spectrum fitted last: b, then c₀, c₁, ...</summary>
    public ReadOnlySpan<double> Coefficients => _solution;

    /// <summary>Finds the coefficients of a spectrum.</summary>
    /// <param name="y">The spectrum; length n.</param>
    /// <param name="use">Points of it that count; empty = all.</param>
    /// <returns>False when too few points are left to tell.</returns>
    public bool Fit(ReadOnlySpan<double> y, ReadOnlySpan<bool> use = default)
    {
        if (use.IsEmpty)
            for (int k = 0; k < _columns; k++)
                _solution[k] = Products.Dot(y, Orthogonal(k));
        else if (!FitMasked(y, use))
            return false;
        _qr.SolveUpper(_solution);
        return true;
    }

    /// <summary>Takes the polynomial off and divides by b, with the coefficients of <see cref="Fit"/>.</summary>
    /// <param name="y">The spectrum; length n.</param>
    /// <param name="result">Receives the corrected one; length n; may be <paramref name="y"/>.</param>
    public void Correct(ReadOnlySpan<double> y, Span<double> result)
    {
        y.CopyTo(result);
        for (int k = 1; k < _columns; k++)
            Products.AddScaled(result, -_solution[k], _basis.AsSpan(k * _counts.Length, _counts.Length));
        for (int i = 0; i < result.Length; i++)
            result[i] /= _solution[0];
    }

    /// <summary>Least squares over fewer rows in the orthogonal basis: its normal matrix is the unit matrix but for the rows left out.</summary>
    private bool FitMasked(ReadOnlySpan<double> y, ReadOnlySpan<bool> use)
    {
        Array.Clear(_normal);
        Array.Clear(_solution);
        for (int i = 0; i < y.Length; i++)
        {
            if (!use[i] || !_counts[i])
                continue;
            for (int k = 0; k < _columns; k++)
            {
                double q = _orthogonal[k * _counts.Length + i];
                _solution[k] += q * y[i];
                for (int m = 0; m <= k; m++)
                    _normal[k * _columns + m] += q * _orthogonal[m * _counts.Length + i];
            }
        }
        return SolveNormal();
    }

    private bool SolveNormal()
    {
        const double TooLittle = 1e-10; // of the unit that the diagonal holds when no row is left out
        for (int j = 0; j < _columns; j++)
        {
            double diagonal = _normal[j * _columns + j];
            for (int m = 0; m < j; m++)
                diagonal -= _normal[j * _columns + m] * _normal[j * _columns + m];
            if (!(diagonal > TooLittle))
                return false;
            double root = Math.Sqrt(diagonal);
            _normal[j * _columns + j] = root;
            for (int i = j + 1; i < _columns; i++)
            {
                double sum = _normal[i * _columns + j];
                for (int m = 0; m < j; m++)
                    sum -= _normal[i * _columns + m] * _normal[j * _columns + m];
                _normal[i * _columns + j] = sum / root;
            }
        }
        for (int i = 0; i < _columns; i++)
        {
            for (int m = 0; m < i; m++)
                _solution[i] -= _normal[i * _columns + m] * _solution[m];
            _solution[i] /= _normal[i * _columns + i];
        }
        for (int i = _columns - 1; i >= 0; i--)
        {
            for (int m = i + 1; m < _columns; m++)
                _solution[i] -= _normal[m * _columns + i] * _solution[m];
            _solution[i] /= _normal[i * _columns + i];
        }
        return true;
    }

    private ReadOnlySpan<double> Orthogonal(int column) => _orthogonal.AsSpan(column * _counts.Length, _counts.Length);

    private static double[] Basis(ReadOnlySpan<double> x, ReadOnlySpan<double> reference, int degree)
    {
        int n = x.Length;
        double[] basis = new double[(degree + 2) * n];
        reference.CopyTo(basis);
        for (int i = 0; i < n; i++)
        {
            double u = n > 1 ? (2 * x[i] - x[0] - x[^1]) / (x[^1] - x[0]) : 0;
            double power = 1;
            for (int k = 0; k <= degree; k++, power *= u)
                basis[(k + 1) * n + i] = power;
        }
        return basis;
    }
}
