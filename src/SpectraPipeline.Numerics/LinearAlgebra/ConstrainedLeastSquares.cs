namespace SpectraPipeline.Numerics.LinearAlgebra;

/// <summary>Weights of a linear combination, w ≥ 0 and Σw = s each if wanted: the exact optimum, for many targets and many subsets of the columns.</summary>
/// <remarks>
/// <para>
/// min |A w − y|² subject to wⱼ ≥ 0 and/or Σ wⱼ = s. The columns are factorised once, A = Q·R, after which every question about a subset, a pinned weight or
/// another target is one about the small triangle R; the normal equations, which square the condition, are never formed. Non-negative weights by an active set
/// (C. L. Lawson, R. J. Hanson, Solving Least Squares Problems, Prentice-Hall 1974, chapter 23; the sum as a further multiplier λ): a column enters while
/// aⱼᵀ(y − A w) exceeds λ, and leaves where its weight would turn negative. The problem is convex, so that what satisfies the conditions of Karush, Kuhn and
/// Tucker is the global optimum; it is reached in finitely many steps. An equality is eliminated, w = e_r·s + Σ vⱼ(eⱼ − e_r), not weighted.
/// </para>
/// <para>
/// Columns that may have any weight and any sign (a drift, the slope of an energy shift) come first in the factorisation and drop out of everything after it.
/// Shapes: columns one after the other, each of the same length; at most 64. Units: those of y over those of the columns. Fails on columns that are equal to
/// rounding: one of them gets weight 0. Cost: 4·m·n² for columns, 4·m·n for a target, about 2·n³ for a solution. Scratch belongs to the object: one worker each.
/// </para>
/// </remarks>
public sealed class ConstrainedLeastSquares
{
    private readonly int _rows,
        _columns,
        _free;
    private readonly double[] _reflectors,
        _beta,
        _target;
    private readonly TriangularWeights _small;

    /// <summary>Room for a problem of this size.</summary>
    /// <param name="rows">Points, at least as many as columns of both kinds.</param>
    /// <param name="columns">Columns whose weights are wanted, 1 to 64.</param>
    /// <param name="free">Further columns of any weight.</param>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    public ConstrainedLeastSquares(int rows, int columns, int free = 0)
    {
        if (columns is < 1 or > 64 || free < 0 || rows < columns + free)
            throw new ArgumentException($"{rows} rows cannot determine {columns} + {free} weights (1 to 64).", nameof(columns));
        (_rows, _columns, _free) = (rows, columns, free);
        _reflectors = new double[rows * (columns + free)];
        _beta = new double[columns + free];
        _target = new double[rows];
        _small = new TriangularWeights(columns);
    }

    /// <summary>Points of a column.</summary>
    public int Rows => _rows;

    /// <summary>All columns.</summary>
    public ulong All => ulong.MaxValue >> (64 - _columns);

    /// <summary>Sum of squares that no combination of the columns can explain.</summary>
    public double Rest { get; private set; }

    /// <summary>Factorises the columns.</summary>
    /// <param name="columns">One after the other, rows values each.</param>
    /// <param name="free">The columns of any weight, likewise.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public void SetColumns(ReadOnlySpan<double> columns, ReadOnlySpan<double> free = default)
    {
        if (columns.Length != _rows * _columns || free.Length != _rows * _free)
            throw new ArgumentException($"{columns.Length} and {free.Length} values for {_columns} and {_free} columns of {_rows}.");
        free.CopyTo(_reflectors);
        columns.CopyTo(_reflectors.AsSpan(free.Length));
        int all = _columns + _free;
        Span<double> triangle = _small.Triangle;
        triangle.Clear();
        for (int j = 0; j < all; j++)
        {
            double diagonal = Reflect(j, all);
            for (int i = _free; i < j; i++)
                triangle[(j - _free) * _columns + i - _free] = _reflectors[j * _rows + i];
            if (j >= _free)
                triangle[(j - _free) * _columns + j - _free] = diagonal;
        }
    }

    /// <summary>Takes the curve that is combined.</summary>
    /// <param name="y">One value per row.</param>
    /// <exception cref="ArgumentException">Wrong length.</exception>
    public void SetTarget(ReadOnlySpan<double> y)
    {
        if (y.Length != _rows)
            throw new ArgumentException($"{y.Length} values for {_rows} rows.", nameof(y));
        y.CopyTo(_target);
        int all = _columns + _free;
        for (int j = 0; j < all; j++)
        {
            ReadOnlySpan<double> v = _reflectors.AsSpan(j * _rows + j, _rows - j);
            Products.AddScaled(_target.AsSpan(j), -_beta[j] * Products.Dot(v, _target.AsSpan(j)), v);
        }
        Rest = Products.Dot(_target.AsSpan(all), _target.AsSpan(all));
        _small.SetTarget(_target.AsSpan(_free, _columns));
    }

    /// <summary>The optimum over some of the columns.</summary>
    /// <param name="allowed">Bit j set: column j takes part.</param>
    /// <param name="nonNegative">No weight below 0.</param>
    /// <param name="sum">What the weights add up to; NaN = anything.</param>
    /// <param name="weights">Receives them; 0 for columns that do not take part.</param>
    /// <returns>Sum of squares |A w − y|²; infinite when no weights are allowed.</returns>
    public double Solve(ulong allowed, bool nonNegative, double sum, Span<double> weights) =>
        Rest + _small.Solve(allowed & All, nonNegative, sum, weights);

    /// <summary>The optimum with one weight held at a value.</summary>
    public double Pinned(int column, double value, ulong allowed, bool nonNegative, double sum, Span<double> weights) =>
        Rest + _small.Pinned(column, value, allowed & All, nonNegative, sum, weights);

    /// <summary>Standard errors of the weights for noise of deviation 1, those at a bound taken as fixed.</summary>
    /// <param name="support">Columns that are not at a bound.</param>
    /// <param name="isSummed">The sum is fixed.</param>
    /// <param name="errors">Receives them; NaN outside the support.</param>
    public void UnitErrors(ulong support, bool isSummed, Span<double> errors) => _small.UnitErrors(support & All, isSummed, errors);

    // The entries of R above the diagonal stay where the reflectors leave them.
    private double Reflect(int j, int all)
    {
        Span<double> v = _reflectors.AsSpan(j * _rows + j, _rows - j);
        double norm = Math.Sqrt(Products.Dot(v, v));
        _beta[j] = 0;
        if (norm == 0)
            return 0;
        double diagonal = v[0] > 0 ? -norm : norm;
        v[0] -= diagonal;
        _beta[j] = 2 / Products.Dot(v, v);
        for (int k = j + 1; k < all; k++)
        {
            Span<double> column = _reflectors.AsSpan(k * _rows + j, _rows - j);
            Products.AddScaled(column, -_beta[j] * Products.Dot(v, column), v);
        }
        return diagonal;
    }
}
