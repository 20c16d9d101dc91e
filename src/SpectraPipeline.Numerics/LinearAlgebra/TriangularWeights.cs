using System.Numerics;

namespace SpectraPipeline.Numerics.LinearAlgebra;

/// <summary>min |R w − q|² with w ≥ 0 and Σw = s as wanted, R a small triangle: the heart of <see cref="ConstrainedLeastSquares"/>, which says where it comes from.</summary>
internal sealed class TriangularWeights(int size)
{
    // A column whose part that the others do not explain is smaller than this of itself depends on them.
    private const double Dependent = 1e-13;

    private readonly double[] _target = new double[size],
        _held = new double[size],
        _residual = new double[size],
        _trial = new double[size],
        _columns = new double[size * size],
        _solution = new double[size],
        _errors = new double[size * size];
    private readonly int[] _at = new int[size],
        _pivot = new int[size]; // row of the diagonal of a column; -1 for one that depends on those before it

    /// <summary>R by columns.</summary>
    public double[] Triangle { get; } = new double[size * size];

    /// <summary>Takes q.</summary>
    public void SetTarget(ReadOnlySpan<double> target) => target.CopyTo(_target);

    public double Solve(ulong allowed, bool nonNegative, double sum, Span<double> weights)
    {
        _target.CopyTo(_held, 0);
        return Run(allowed, nonNegative, sum, weights);
    }

    public double Pinned(int column, double value, ulong allowed, bool nonNegative, double sum, Span<double> weights)
    {
        _target.CopyTo(_held, 0);
        Products.AddScaled(_held, -value, Column(column));
        double squares = Run(allowed & ~(1UL << column), nonNegative, sum - value, weights);
        weights[column] = value;
        return squares;
    }

    /// <summary>Roots of the diagonal of the inverse of the normal matrix on the support, with the sum eliminated.</summary>
    public void UnitErrors(ulong support, bool isSummed, Span<double> errors)
    {
        errors[..size].Fill(double.NaN);
        _target.CopyTo(_held, 0);
        int free = Reduce(support, isSummed, 1, out int reference);
        for (int k = 0; k < free; k++)
        {
            if (_pivot[k] < 0)
                continue;
            // |R⁻ᵀ e_k|² is the variance of weight k; the reference weight is minus the sum of the others.
            Span<double> unit = _errors.AsSpan(0, free);
            unit.Clear();
            unit[k] = 1;
            ForwardTransposed(unit, free);
            errors[_at[k]] = Math.Sqrt(Products.Dot(unit, unit));
        }
        if (reference < 0)
            return;
        Span<double> ones = _errors.AsSpan(0, free);
        ones.Fill(1);
        ForwardTransposed(ones, free);
        errors[reference] = Math.Sqrt(Products.Dot(ones, ones));
    }

    private double Run(ulong allowed, bool nonNegative, double sum, Span<double> weights)
    {
        weights[..size].Clear();
        bool isSummed = !double.IsNaN(sum);
        if (isSummed && (nonNegative && sum < 0 || allowed == 0 && sum != 0))
            return double.PositiveInfinity;
        if (allowed == 0)
            return Products.Dot(_held, _held);
        if (!nonNegative)
            SolveOn(allowed, sum, weights);
        else if (!isSummed || sum > 0)
            ActiveSet(allowed, sum, weights);
        return Squares(weights);
    }

    private void ActiveSet(ulong allowed, double sum, Span<double> weights)
    {
        bool isSummed = !double.IsNaN(sum);
        ulong passive = 0,
            refused = 0;
        if (isSummed)
        {
            int first = BestAlone(allowed, sum);
            passive = 1UL << first;
            weights[first] = sum;
        }
        double scale = Math.Sqrt(Products.Dot(_held, _held)) + (isSummed ? sum * Longest(allowed) : 0);
        for (int round = 0; round < 20 * size + 20; round++)
        {
            Squares(weights);
            double level = isSummed ? Level(passive) : 0;
            int entering = -1;
            double most = 0;
            for (ulong rest = allowed & ~passive & ~refused; rest != 0; rest &= rest - 1)
            {
                int j = BitOperations.TrailingZeroCount(rest);
                ReadOnlySpan<double> column = Column(j);
                double length = Math.Sqrt(Products.Dot(column, column)),
                    slope = (Products.Dot(column, _residual) - level) / length;
                // Below this a slope is rounding.
                if (slope > 4e-16 * (size + 4) * scale && slope > most)
                    (entering, most) = (j, slope);
            }
            if (entering < 0)
                return;
            if (Enter(entering, ref passive, sum, weights))
                refused = 0;
            else
                refused |= 1UL << entering;
        }
    }

    // Moves to the optimum on the passive set with one more column, dropping those that turn negative on the way.
    private bool Enter(int entering, ref ulong passive, double sum, Span<double> weights)
    {
        ulong before = passive;
        passive |= 1UL << entering;
        bool isFirst = true;
        while (true)
        {
            SolveOn(passive, sum, _trial);
            if (isFirst && !(_trial[entering] > 0))
            {
                passive = before;
                return false;
            }
            isFirst = false;
            double step = 1;
            int leaving = -1;
            for (ulong rest = passive; rest != 0; rest &= rest - 1)
            {
                int j = BitOperations.TrailingZeroCount(rest);
                if (_trial[j] > 0)
                    continue;
                double part = weights[j] / (weights[j] - _trial[j]);
                if (part < step || leaving < 0)
                    (step, leaving) = (part, j);
            }
            if (leaving < 0)
            {
                _trial.AsSpan().CopyTo(weights);
                return true;
            }
            for (int j = 0; j < size; j++)
                weights[j] += step * (_trial[j] - weights[j]);
            weights[leaving] = 0;
            passive &= ~(1UL << leaving);
            // Those that reached the bound together with it.
            for (ulong rest = passive; rest != 0; rest &= rest - 1)
                if (BitOperations.TrailingZeroCount(rest) is var j && !(weights[j] > 0) && !(_trial[j] > 0))
                    (weights[j], passive) = (0, passive & ~(1UL << j));
        }
    }

    private int BestAlone(ulong allowed, double sum)
    {
        int best = -1;
        double least = double.PositiveInfinity;
        for (ulong rest = allowed; rest != 0; rest &= rest - 1)
        {
            int j = BitOperations.TrailingZeroCount(rest);
            _held.CopyTo(_residual, 0);
            Products.AddScaled(_residual, -sum, Column(j));
            double squares = Products.Dot(_residual, _residual);
            if (squares < least || best < 0)
                (least, best) = (squares, j);
        }
        return best;
    }

    private double Longest(ulong allowed)
    {
        double most = 0;
        for (ulong rest = allowed; rest != 0; rest &= rest - 1)
        {
            ReadOnlySpan<double> column = Column(BitOperations.TrailingZeroCount(rest));
            most = Math.Max(most, Products.Dot(column, column));
        }
        return Math.Sqrt(most);
    }

    // Multiplier of the sum: at an optimum on the passive set all its columns have one slope.
    private double Level(ulong passive)
    {
        double total = 0;
        for (ulong rest = passive; rest != 0; rest &= rest - 1)
            total += Products.Dot(Column(BitOperations.TrailingZeroCount(rest)), _residual);
        return total / BitOperations.PopCount(passive);
    }

    private double Squares(ReadOnlySpan<double> weights)
    {
        _held.CopyTo(_residual, 0);
        for (int j = 0; j < size; j++)
            if (weights[j] != 0)
                Products.AddScaled(_residual, -weights[j], Column(j));
        return Products.Dot(_residual, _residual);
    }

    // Least squares on these columns, the sum (NaN = none) eliminated through the last of them.
    private void SolveOn(ulong set, double sum, Span<double> weights)
    {
        weights[..size].Clear();
        bool isSummed = !double.IsNaN(sum);
        int free = Reduce(set, isSummed, sum, out int reference);
        double left = sum;
        Span<double> solution = _solution.AsSpan(0, free);
        for (int k = free - 1; k >= 0; k--)
        {
            int row = _pivot[k];
            double value = row < 0 ? 0 : _residual[row];
            for (int l = k + 1; l < free && row >= 0; l++)
                value -= _columns[l * size + row] * solution[l];
            solution[k] = row < 0 ? 0 : value / _columns[k * size + row];
            weights[_at[k]] = solution[k];
            left -= solution[k];
        }
        if (reference >= 0)
            weights[reference] = left;
    }

    // QR of the chosen columns (less the reference) with the target carried along; R is left in _columns, Qᵀq in _residual.
    private int Reduce(ulong set, bool isSummed, double sum, out int reference)
    {
        reference = isSummed ? 63 - BitOperations.LeadingZeroCount(set) : -1;
        _held.CopyTo(_residual, 0);
        if (reference >= 0)
            Products.AddScaled(_residual, -sum, Column(reference));
        int free = 0;
        for (ulong rest = set; rest != 0; rest &= rest - 1)
        {
            int j = BitOperations.TrailingZeroCount(rest);
            if (j == reference)
                continue;
            Span<double> column = _columns.AsSpan(free * size, size);
            Column(j).CopyTo(column);
            if (reference >= 0)
                Products.AddScaled(column, -1, Column(reference));
            _at[free++] = j;
        }
        for (int k = 0, row = 0; k < free; k++)
            row += Reflect(k, row, free) ? 1 : 0;
        return free;
    }

    private bool Reflect(int k, int row, int free)
    {
        Span<double> v = _columns.AsSpan(k * size + row, size - row);
        double norm = Math.Sqrt(Products.Dot(v, v)),
            length = Math.Sqrt(Products.Dot(Column(_at[k]), Column(_at[k])));
        if (!(norm > Dependent * length))
        {
            _pivot[k] = -1;
            return false;
        }
        _pivot[k] = row;
        double diagonal = v[0] > 0 ? -norm : norm;
        v[0] -= diagonal;
        double beta = 2 / Products.Dot(v, v);
        for (int l = k + 1; l < free; l++)
        {
            Span<double> column = _columns.AsSpan(l * size + row, size - row);
            Products.AddScaled(column, -beta * Products.Dot(v, column), v);
        }
        Products.AddScaled(_residual.AsSpan(row), -beta * Products.Dot(v, _residual.AsSpan(row)), v);
        v[0] = diagonal;
        return true;
    }

    // Solves Rᵀ x = b in place.
    private void ForwardTransposed(Span<double> b, int free)
    {
        for (int k = 0; k < free; k++)
        {
            double value = b[k];
            for (int l = 0; l < k; l++)
                if (_pivot[l] >= 0)
                    value -= _columns[k * size + _pivot[l]] * b[l];
            b[k] = _pivot[k] < 0 ? 0 : value / _columns[k * size + _pivot[k]];
        }
    }

    private ReadOnlySpan<double> Column(int j) => Triangle.AsSpan(j * size, size);
}
