using SpectraPipeline.Numerics.Fitting;
using static SpectraPipeline.Numerics.LinearAlgebra.Products;

namespace SpectraPipeline.Numerics.Templates;

/// <summary>Weighted linear regression on columns that the owner fills, with errors that know of correlated noise.</summary>
/// <remarks>min Σ wᵢ (yᵢ − Σ cₖ Xᵢₖ)² by normal equations scaled to a diagonal of ones, L·D·L'. Arrays are shared with the owner; nothing is allocated a solution.</remarks>
internal sealed class WeightedColumns
{
    private const int Lags = 4;
    private readonly double[] _work,
        _gram,
        _factor,
        _right,
        _scale,
        _pivotWork;

    /// <param name="points">Points of a column.</param>
    /// <param name="first">Columns that stay as they are.</param>
    /// <param name="most">Columns at most; those behind the first are empty.</param>
    public WeightedColumns(int points, double[][] first, int most)
    {
        Columns = [.. first, .. Enumerable.Range(0, most - first.Length).Select(_ => new double[points])];
        (Weights, Residual, _work) = (new double[points], new double[points], new double[points]);
        (_gram, _factor) = (new double[most * most], new double[most * most]);
        (_right, Solution, _scale, _pivotWork) = (new double[most], new double[most], new double[most], new double[most]);
    }

    /// <summary>The columns.</summary>
    public double[][] Columns { get; }

    /// <summary>Weight of each point.</summary>
    public double[] Weights { get; }

    /// <summary>y less the columns at the last solution.</summary>
    public double[] Residual { get; }

    /// <summary>Coefficients of the last solution.</summary>
    public double[] Solution { get; }

    /// <summary>The part of a column (squared, of its length 1) that those before it cannot imitate; 0 when it is nothing at the weighted points.</summary>
    public double OwnPart(int column, int columns)
    {
        Weigh(columns);
        if (!(_gram[(column * columns) + column] > 0))
            return 0;
        // Later columns do not touch this pivot; a speck on the diagonal lets the factors run through to it.
        for (int c = 0; c <= column; c++)
            _factor[(c * columns) + c] += 1e-13;
        int size = column + 1;
        for (int c = 0; c < size; c++)
        for (int d = 0; d <= c; d++)
            _factor[(c * size) + d] = _factor[(c * columns) + d];
        SymmetricFactor.Factorize(_factor.AsSpan(0, size * size), size, _pivotWork);
        return _factor[(column * size) + column];
    }

    /// <summary>Coefficients and residual for the present weights; false when a column is empty or two are alike.</summary>
    public bool Solve(ReadOnlySpan<double> y, int columns)
    {
        Weigh(columns);
        for (int i = 0; i < _work.Length; i++)
            _work[i] = Weights[i] * y[i];
        for (int c = 0; c < columns; c++)
        {
            if (!double.IsFinite(_scale[c]))
                return false;
            Solution[c] = Dot(_work, Columns[c]) * _scale[c];
        }
        if (!(SymmetricFactor.Factorize(_factor.AsSpan(0, columns * columns), columns, _pivotWork) > 1e-11))
            return false;
        SymmetricFactor.Solve(_factor.AsSpan(0, columns * columns), columns, Solution.AsSpan(0, columns));
        for (int c = 0; c < columns; c++)
            Solution[c] *= _scale[c];
        y.CopyTo(Residual);
        for (int c = 0; c < columns; c++)
            AddScaled(Residual, -Solution[c], Columns[c]);
        return true;
    }

    /// <summary>Weighted products of the columns, and the same scaled to a diagonal of ones.</summary>
    private void Weigh(int columns)
    {
        for (int c = 0; c < columns; c++)
        {
            double[] column = Columns[c];
            for (int i = 0; i < _work.Length; i++)
                _work[i] = Weights[i] * column[i];
            for (int d = 0; d <= c; d++)
                _gram[(c * columns) + d] = Dot(_work, Columns[d]);
            _scale[c] = 1 / Math.Sqrt(_gram[(c * columns) + c]);
        }
        for (int c = 0; c < columns; c++)
        for (int d = 0; d <= c; d++)
            _factor[(c * columns) + d] = _gram[(c * columns) + d] * _scale[c] * _scale[d];
    }

    /// <summary>Standard error of a coefficient: the influence of each point, and of its neighbours with it.</summary>
    public double Error(int column, int columns)
    {
        Span<double> row = _right.AsSpan(0, columns);
        row.Clear();
        row[column] = _scale[column];
        SymmetricFactor.Solve(_factor.AsSpan(0, columns * columns), columns, row);
        _work.AsSpan().Clear();
        for (int c = 0; c < columns; c++)
            AddScaled(_work, row[c] * _scale[c], Columns[c]);
        double weights = 0,
            slopes = 0;
        for (int i = 0; i < _work.Length; i++)
        {
            _work[i] *= Weights[i] * Residual[i];
            weights += Weights[i];
            slopes += Slope(Weights[i]);
        }
        double sum = Dot(_work, _work);
        for (int lag = 1; lag <= Lags && lag < _work.Length; lag++)
            sum += 2 * (1 - (lag / (Lags + 1.0))) * Dot(_work.AsSpan(0, _work.Length - lag), _work.AsSpan(lag));
        // Noise that pushes neighbours apart is none that is known; the sum of few products may say so by chance.
        sum = Math.Max(sum, Dot(_work, _work));
        double small = Math.Max(1, weights - columns);
        // The factors are those of the weights; an M-estimator answers to the slope of its influence, which is less.
        return Math.Sqrt(sum * weights / small) * (slopes > 0 ? weights / slopes : 1);
    }

    /// <summary>dψ/dr of the biweight where its weight is w: (1 − u²)(1 − 5u²), w = (1 − u²)².</summary>
    private static double Slope(double weight)
    {
        double rest = Math.Sqrt(weight);
        return weight > 0 ? rest * ((5 * rest) - 4) : 0;
    }
}
