using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Numerics.Fitting;

/// <summary>Profile-likelihood intervals of the last fit of a <see cref="MultiPeakFit"/> where the curve is straight over its errors and only bounds make χ² other than an ellipsoid.</summary>
/// <remarks>
/// χ²(v + d) = χ²min + d'Hd - 2b'd within the box, H = J'J and b = J'r at the solution; b is 0 except where a bound holds a variable. The least χ² for a quantity
/// q'd = c is reached where q is pulled outward with a force λ, min d'Hd/2 - (b + λq)'d: its minimum moves on straight pieces as λ grows, and each ends where a variable
/// meets its bound or one that a bound holds is let go (parametric active set: M. J. Best, Quadratic Programming with Computer Programs, CRC Press 2017).
/// On a piece χ² is quadratic in λ, so that the end follows without a search and without a look at the data. The area is taken at the end of the way that its gradient sets out.
/// The same as <see cref="ProfileInterval"/> as far as H is the same over the interval; nothing here tells whether it is. H is kept inverted in the free variables by sweeps (A. E. Beaton, ETS
/// Research Bulletin RB-64-51 (1964)), scaled to a unit diagonal. Cost: n² a piece, 1 to 4 pieces a side; n²·k once, k free variables. The fitter is not touched.
/// </remarks>
public sealed class BoundedInterval
{
    // Of the unit diagonal: a variable that the others leave less of cannot be told from them.
    private const double Least = 1e-10;

    private readonly MultiPeakFit _fitter;
    private readonly double[] _solution;
    private readonly double[] _matrix;
    private readonly double[] _scale;
    private readonly double[] _quantity;
    private readonly double[] _product;
    private readonly double[] _step;
    private readonly double[] _force;
    private readonly double[] _area;
    private readonly double[] _band;
    private readonly bool[] _isFree;
    private int _count;

    /// <summary>For one fitter.</summary>
    public BoundedInterval(MultiPeakFit fitter)
    {
        ArgumentNullException.ThrowIfNull(fitter);
        _fitter = fitter;
        int count = fitter.Model.ParameterCount;
        (_solution, _matrix) = (new double[count * count], new double[count * count]);
        (_scale, _quantity, _product) = (new double[count], new double[count], new double[count]);
        (_step, _force, _isFree) = (new double[count], new double[count], new bool[count]);
        (_area, _band) = (new double[fitter.Shape.ParameterCount], new double[fitter.Shape.ParameterCount]);
    }

    /// <summary>Takes the fit that was just made; false where it has no minimum to go out from: not converged, or variables that cannot be told apart.</summary>
    public bool Take()
    {
        _count = _fitter.Variables.Length;
        if (!_fitter.Quality.Converged || _fitter.States.Contains(VariableState.Blind))
            return false;
        ReadOnlySpan<double> gram = _fitter.Gram;
        for (int v = 0; v < _count; v++)
        {
            double square = gram[(v * _count) + v];
            if (!(square > 0))
                return false;
            _scale[v] = 1 / Math.Sqrt(square);
            for (int w = 0; w <= v; w++)
                _solution[(v * _count) + w] = _solution[(w * _count) + v] = gram[(v * _count) + w] * _scale[v] * _scale[w];
        }
        for (int v = 0; v < _count; v++)
            if (_fitter.States[v] == VariableState.Free && !Sweep(_solution, v, 1))
                return false;
        return true;
    }

    /// <summary>Interval of a quantity.</summary>
    /// <param name="peak">Band, from 0.</param>
    /// <param name="parameter">Parameter of the shape, or <see cref="ProfileInterval.Area"/>.</param>
    /// <param name="limit">Δχ² at the ends: t²·s².</param>
    /// <param name="interval">The interval; each end is there, closed or a bound.</param>
    /// <returns>False where variables that the bounds let go cannot be told apart: the interval means nothing then.</returns>
    public bool TryOf(int peak, int parameter, double limit, out QuantityInterval interval)
    {
        bool found = End(peak, parameter, -1, limit, out double low, out IntervalEnd lowEnd);
        found &= End(peak, parameter, 1, limit, out double high, out IntervalEnd highEnd);
        interval = new(low, high, lowEnd, highEnd);
        return found && double.IsFinite(low + high);
    }

    private bool End(int peak, int parameter, int side, double limit, out double value, out IntervalEnd end)
    {
        Begin(peak, parameter, side);
        (double pull, double rise) = (0, 0);
        (value, end) = (double.NaN, IntervalEnd.Bound);
        // Each piece lets one variable go or stops one; a cycle would take rounding.
        for (int piece = 0; piece < 4 * _count; piece++)
        {
            double yield = Advance();
            // χ² on the piece: rise + yield·(2·pull·δ + δ²).
            double last = yield > 0 ? Math.Sqrt((pull * pull) + ((limit - rise) / yield)) - pull : double.PositiveInfinity;
            (int turn, double more) = Turn(last);
            if (turn < 0)
            {
                if (yield > 0)
                    (end, _) = (IntervalEnd.Closed, Move(last));
                value = Value(peak, parameter);
                return true;
            }
            Move(more);
            rise += yield * ((2 * pull * more) + (more * more));
            pull += more;
            _isFree[turn] = !_isFree[turn];
            if (_isFree[turn])
                _force[turn] = 0;
            else
                // Exactly, so that it is known to be there.
                (_force[turn], _step[turn]) = (0, Room(turn, Math.Sign(-_product[turn])));
            if (!Sweep(_matrix, turn, _isFree[turn] ? 1 : -1))
                return false;
        }
        return false;
    }

    // At the solution: nothing has moved, and bounds hold what they held in the fit.
    private void Begin(int peak, int parameter, int side)
    {
        _solution.AsSpan(0, _count * _count).CopyTo(_matrix);
        int first = _fitter.Map.Index(peak, 0);
        if (parameter == ProfileInterval.Area)
            _fitter.Shape.Area(_fitter.Parameters.Slice(first, _area.Length), _area);
        _quantity.AsSpan().Clear();
        for (int k = 0; k < _area.Length; k++)
            if (_fitter.Map.Variable[first + k] is var v and >= 0 && (parameter == ProfileInterval.Area || k == parameter))
                _quantity[v] += side * _scale[v] * _fitter.Map.Factor[first + k] * (parameter == ProfileInterval.Area ? _area[k] : 1);
        for (int v = 0; v < _count; v++)
        {
            _isFree[v] = _fitter.States[v] == VariableState.Free;
            _step[v] = 0;
            _force[v] = _isFree[v] ? 0 : _fitter.Gradient[v] * _scale[v];
        }
    }

    // Per unit of pull: free variables move by -product, the force on a held one grows by quantity - product, q grows by what is returned.
    private double Advance()
    {
        _product.AsSpan().Clear();
        for (int v = 0; v < _count; v++)
            if (_isFree[v] && _quantity[v] != 0)
                Products.AddScaled(_product, _quantity[v], _matrix.AsSpan(v * _count, _count));
        double yield = 0;
        for (int v = 0; v < _count; v++)
            if (_isFree[v])
                yield -= _quantity[v] * _product[v];
        return yield;
    }

    // The first variable to be stopped or let go within a pull, and the pull at which it is; -1 where none is.
    private (int Variable, double Pull) Turn(double within)
    {
        int turn = -1;
        for (int v = 0; v < _count; v++)
        {
            double until;
            if (_isFree[v])
            {
                if (_product[v] == 0)
                    continue;
                until = (Room(v, Math.Sign(-_product[v])) - _step[v]) / -_product[v];
            }
            else
            {
                double growth = _quantity[v] - _product[v];
                (bool isUpper, bool isLower) = (_step[v] >= Room(v, 1), _step[v] <= Room(v, -1));
                // From an upper bound it goes down as soon as the force does, from a lower one up.
                if (isUpper && isLower || growth == 0 || isUpper == growth > 0)
                    continue;
                until = -_force[v] / growth;
            }
            until = Math.Max(until, 0);
            if (until < within)
                (turn, within) = (v, until);
        }
        return (turn, within);
    }

    private double Move(double pull)
    {
        for (int v = 0; v < _count; v++)
            if (_isFree[v])
                _step[v] -= pull * _product[v];
            else
                _force[v] += pull * (_quantity[v] - _product[v]);
        return pull;
    }

    private double Room(int v, int side) =>
        ((side > 0 ? _fitter.VariableUpper[v] : _fitter.VariableLower[v]) - _fitter.Variables[v]) / _scale[v];

    private double Value(int peak, int parameter)
    {
        int first = _fitter.Map.Index(peak, 0);
        for (int k = 0; k < _band.Length; k++)
        {
            int v = _fitter.Map.Variable[first + k];
            _band[k] = _fitter.Parameters[first + k] + (v < 0 ? 0 : _fitter.Map.Factor[first + k] * _scale[v] * _step[v]);
        }
        return parameter == ProfileInterval.Area ? _fitter.Shape.Area(_band) : _band[parameter];
    }

    // Takes a variable into the inverse (sign 1) or out of it (-1).
    private bool Sweep(double[] matrix, int k, int sign)
    {
        Span<double> pivotRow = matrix.AsSpan(k * _count, _count);
        double pivot = pivotRow[k];
        if (!(sign * pivot > (sign > 0 ? Least : 0)))
            return false;
        for (int v = 0; v < _count; v++)
        {
            Span<double> row = matrix.AsSpan(v * _count, _count);
            if (v != k && row[k] != 0)
                Products.AddScaled(row, -row[k] / pivot, pivotRow);
        }
        for (int v = 0; v < _count; v++)
            if (v != k)
                matrix[(v * _count) + k] = pivotRow[v] = sign * pivotRow[v] / pivot;
        pivotRow[k] = -1 / pivot;
        return true;
    }
}
