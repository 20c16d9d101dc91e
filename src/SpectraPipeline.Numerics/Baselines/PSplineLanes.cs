using System.Runtime.CompilerServices;
using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>The loop that all P-spline baselines share, one spectrum in each lane: solve (B′WB + λ D′D) c = B′Wy, z = Bc, reweight, repeat.</summary>
/// <remarks>
/// The basis is the same for all spectra, so that each of its values is one broadcast. Two passes over the points an iteration: z and the residuals below it, then new
/// weights and their normal equations. The z handed back belongs to the weights before the last update. Where a matrix is not positive definite to
/// rounding, or rounding ate its solution (<see cref="ResidualBalance"/>), there is none: NaN. Lanes never mix: a spectrum gives the same bits in any lane, in any company, at any width.
/// </remarks>
internal sealed unsafe class PSplineLanes<TLanes, TRule> : ILaneMethod
    where TLanes : struct, ILanes<TLanes>
    where TRule : struct, IPSplineRule
{
    // Vectors of a point's record.
    private const int PointVectors = 3;

    // Vectors of numbers a lane.
    private const int NumberVectors = 17;

    private readonly PSplineSystem _system;
    private readonly PSplineBaselineOptions _options;
    private readonly TRule _rule;
    private readonly AlignedArray _memory;
    private readonly bool _isDoubtful;
    private readonly double* _points,
        _rows,
        _weights,
        _weighted,
        _scaled,
        _pivot,
        _kept,
        _moved,
        _length,
        _parameters,
        _residualSums,
        _weightSums,
        _changed,
        _old;
    private readonly double[] _middle = new double[TLanes.Count];
    private readonly double[] _scale = new double[TLanes.Count];
    private readonly double[] _size = new double[TLanes.Count];
    private readonly int[] _solutions = new int[TLanes.Count];
    private readonly bool[] _finished = new bool[TLanes.Count];
    private readonly BaselineOutcome[] _outcomes = new BaselineOutcome[TLanes.Count];

    public PSplineLanes(PSplineSystem system, PSplineBaselineOptions options, TRule rule)
    {
        (_system, _options, _rule) = (system, options, rule);
        _isDoubtful = ResidualBalance.IsDoubtful(options.Lambda, options.Order, system.Points);
        int widest = system.Intervals.Max(i => i.Count);
        _memory = new AlignedArray(
            TLanes.Count * (PointVectors * system.Points + RowVectors * system.Count + 2 * widest + system.Bands + 1 + NumberVectors)
        );
        double* next = (double*)Unsafe.AsPointer(ref _memory.First);
        double* Take(int vectors) => (next += vectors * TLanes.Count) - vectors * TLanes.Count;
        _points = Take(PointVectors * system.Points);
        _rows = Take(RowVectors * system.Count);
        _weights = Take(widest);
        _weighted = Take(widest);
        _scaled = Take(system.Bands + 1);
        _pivot = Take(1);
        _kept = Take(1);
        _moved = Take(1);
        _length = Take(1);
        _parameters = Take(3);
        _residualSums = Take(4);
        _weightSums = Take(4);
        _changed = Take(1);
        _old = Take(1);
    }

    public int Lanes => TLanes.Count;

    private static int Weight => TLanes.Count;
    private static int Curve => 2 * TLanes.Count;
    private static int PointLength => PointVectors * TLanes.Count;

    /// <summary>Bands, the right-hand side, which becomes the coefficient, and the coefficient before.</summary>
    private int RowVectors => _system.Bands + 3;

    private int RowLength => RowVectors * TLanes.Count;

    private int Right => (_system.Bands + 1) * TLanes.Count;

    public void Load(int lane, ReadOnlySpan<double> y)
    {
        int stride = _system.Bands + 1;
        for (int i = 0; i < _system.Count; i++)
        {
            double* row = _rows + lane + (long)i * RowLength;
            for (int k = 0; k < stride; k++)
                row[k * TLanes.Count] = _system.Unweighted[i * stride + k];
            (row[Right], row[Right + TLanes.Count]) = (0, 0);
        }
        (double middle, double scale) = TRule.Normalises ? Domain(y) : (0, 1);
        double size = 0;
        foreach (PSplineSystem.Interval interval in _system.Intervals)
        {
            double* row = _rows + lane + Right + (long)interval.First * RowLength;
            for (int i = interval.Start; i < interval.Start + interval.Count; i++)
            {
                double* point = _points + lane + (long)i * PointLength;
                double value = TRule.Normalises ? (y[i] - middle) / scale : y[i];
                (point[0], point[Weight], point[Curve]) = (value, 1, double.NaN);
                size += Math.Abs(value);
                for (int j = 0; j <= _system.Degree; j++)
                    row[j * RowLength] += _system.Values[i * (_system.Degree + 1) + j] * value;
            }
        }
        (_size[lane], _middle[lane], _scale[lane], _solutions[lane], _finished[lane]) = (size, middle, scale, 0, false);
        _outcomes[lane] = new BaselineOutcome(0, BaselineStop.MaxIterations, double.NaN);
    }

    /// <summary>Middle and half of the range; a flat spectrum keeps its scale.</summary>
    private static (double Middle, double Scale) Domain(ReadOnlySpan<double> y)
    {
        double low = double.MaxValue,
            high = double.MinValue;
        foreach (double v in y)
            (low, high) = (Math.Min(low, v), Math.Max(high, v));
        return (low + (high - low) / 2, high > low ? (high - low) / 2 : 1);
    }

    public bool IsFinished(int lane, out BaselineOutcome outcome)
    {
        outcome = _outcomes[lane];
        return _finished[lane];
    }

    public void HandOut(int lane, Span<double> baseline)
    {
        double* curve = _points + lane + Curve;
        for (int i = 0; i < baseline.Length; i++, curve += PointLength)
            baseline[i] = TRule.Normalises ? _middle[lane] + _scale[lane] * *curve : *curve;
        if (_outcomes[lane].Stop == BaselineStop.Singular)
            baseline.Fill(double.NaN);
    }

    public void Iterate()
    {
        BandedLanes<TLanes>.Solve(_rows, _system.Count, _system.Bands, RowLength, _scaled).Store(_pivot);
        Compare();
        for (int lane = 0; lane < TLanes.Count; lane++)
            _kept[lane] = _pivot[lane] > 0 && !IsHeld(lane) ? -1 : 1;
        fixed (double* values = _system.Values)
            Draw(values);
        if (_isDoubtful)
            for (int lane = 0; lane < TLanes.Count; lane++)
                if (_kept[lane] < 0 && !IsBalanced(lane))
                    _pivot[lane] = double.NaN;
        for (int lane = 0; lane < TLanes.Count; lane++)
            Judge(lane);
        fixed (double* products = _system.Products)
            Reweight(products);
        if (TRule.EndsByWeights)
            for (int lane = 0; lane < TLanes.Count; lane++)
                End(lane, Math.Sqrt(_changed[lane]) / Math.Sqrt(_old[lane]));
    }

    /// <summary>Whether the new curve of a lane can be the solution for its weights.</summary>
    private bool IsBalanced(int lane)
    {
        double weighted = 0,
            weights = 0,
            largest = 0,
            level = 0;
        double* point = _points + lane;
        for (int i = 0; i < _system.Points; i++, point += PointLength)
        {
            double residual = point[0] - point[Curve],
                weight = point[Weight];
            weighted += weight * residual;
            weights += weight;
            largest = Math.Max(largest, Math.Abs(residual));
            level = Math.Max(level, Math.Abs(point[0]));
        }
        return ResidualBalance.Holds(weighted, weights, largest, level);
    }

    /// <summary>The first iteration after a prelude makes weights only.</summary>
    private bool IsHeld(int lane) => TRule.Prelude > 0 && _solutions[lane] == TRule.Prelude;

    /// <summary>How far the coefficients moved.</summary>
    private void Compare()
    {
        TLanes moved = default,
            length = default;
        double* row = _rows + Right;
        for (int i = 0; i < _system.Count; i++, row += RowLength)
        {
            TLanes now = TLanes.Load(row),
                before = TLanes.Load(row + TLanes.Count),
                step = now - before;
            moved = TLanes.MultiplyAdd(step, step, moved);
            length = TLanes.MultiplyAdd(before, before, length);
            now.Store(row + TLanes.Count);
        }
        moved.Store(_moved);
        length.Store(_length);
    }

    /// <summary>z = Bc and what the method measures of the residuals.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Draw(double* values)
    {
        TLanes kept = TLanes.Load(_kept);
        PointSums<TLanes> sums = default;
        double* point = _points;
        int degree = _system.Degree,
            step = RowLength;
        foreach (PSplineSystem.Interval interval in _system.Intervals)
        {
            double* coefficients = _rows + Right + (long)interval.First * step;
            for (int i = 0; i < interval.Count; i++, point += PointLength)
            {
                TLanes z = TLanes.Create(*values++) * TLanes.Load(coefficients);
                for (int j = 1; j <= degree; j++)
                    z = TLanes.MultiplyAdd(TLanes.Create(*values++), TLanes.Load(coefficients + j * step), z);
                z = TLanes.WherePositive(kept, TLanes.Load(point + Curve), z);
                z.Store(point + Curve);
                TRule.Measure(TLanes.Load(point) - z, z, ref sums);
            }
        }
        Store(sums, _residualSums);
    }

    private static void Store(in PointSums<TLanes> sums, double* target)
    {
        sums.First.Store(target);
        sums.Second.Store(target + TLanes.Count);
        sums.Third.Store(target + 2 * TLanes.Count);
        sums.Fourth.Store(target + 3 * TLanes.Count);
    }

    private static PointSums<double> Sums(double* sums, int lane) =>
        new()
        {
            First = sums[lane],
            Second = sums[lane + TLanes.Count],
            Third = sums[lane + 2 * TLanes.Count],
            Fourth = sums[lane + 3 * TLanes.Count],
        };

    /// <summary>Parameters of a lane's next weights, or its end.</summary>
    private void Judge(int lane)
    {
        SetParameters(lane, default);
        if (_finished[lane])
            return;
        bool sound = _pivot[lane] > 0;
        int before = Math.Max(0, _solutions[lane]++ - TRule.Prelude);
        double last = _outcomes[lane].Change;
        if (!sound)
        {
            (_finished[lane], _outcomes[lane]) = (true, new BaselineOutcome(before, BaselineStop.Singular, last));
            return;
        }
        var step = new PSplineStep
        {
            Residuals = Sums(_residualSums, lane),
            Weights = Sums(_weightSums, lane),
            Size = _size[lane],
            Moved = Math.Sqrt(_moved[lane]) / Math.Max(Math.Sqrt(_length[lane]), Beads.Tiny),
            Solution = _solutions[lane],
            Points = _system.Points,
        };
        if (!_rule.TryNext(step, out PSplineWeights next, out double change))
        {
            (_finished[lane], _outcomes[lane]) = (true, new BaselineOutcome(before, BaselineStop.NothingBelow, last));
            return;
        }
        SetParameters(lane, next);
        if (!TRule.EndsByWeights)
            End(lane, change);
    }

    private void SetParameters(int lane, PSplineWeights weights)
    {
        _parameters[lane] = weights.First;
        _parameters[lane + TLanes.Count] = weights.Second;
        _parameters[lane + 2 * TLanes.Count] = weights.Third;
    }

    /// <summary>Whether a lane has settled, or used up its iterations.</summary>
    private void End(int lane, double change)
    {
        int counted = _solutions[lane] - TRule.Prelude;
        if (_finished[lane] || counted < 1)
            return;
        bool converged = change < _options.Tolerance;
        _finished[lane] = converged || counted > _options.MaxIterations;
        _outcomes[lane] = new BaselineOutcome(counted, converged ? BaselineStop.Converged : BaselineStop.MaxIterations, change);
    }

    /// <summary>New weights, how much they changed, and the normal equations with them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Reweight(double* products)
    {
        TLanes first = TLanes.Load(_parameters),
            second = TLanes.Load(_parameters + TLanes.Count),
            third = TLanes.Load(_parameters + 2 * TLanes.Count),
            changed = default,
            old = default;
        PointSums<TLanes> sums = default;
        Penalise();
        double* point = _points;
        foreach (PSplineSystem.Interval interval in _system.Intervals)
        {
            for (int i = 0; i < interval.Count; i++, point += PointLength)
            {
                TLanes y = TLanes.Load(point),
                    before = TLanes.Load(point + Weight);
                TLanes residual = y - TLanes.Load(point + Curve),
                    weight = TRule.Weight(residual, first, second, third),
                    change = weight - before;
                changed = TLanes.MultiplyAdd(change, change, changed);
                old = TLanes.MultiplyAdd(before, before, old);
                TRule.MeasureWeights(weight, residual, ref sums);
                weight.Store(point + Weight);
                weight.Store(_weights + i * TLanes.Count);
                (weight * y).Store(_weighted + i * TLanes.Count);
            }
            products = Add(products, interval);
        }
        Store(sums, _weightSums);
        changed.Store(_changed);
        old.Store(_old);
    }

    /// <summary>Adds an interval's part of B′WB and B′Wy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double* Add(double* products, PSplineSystem.Interval interval)
    {
        double* row = _rows + (long)interval.First * RowLength;
        for (int j = 0; j <= _system.Degree; j++, row += RowLength)
        {
            for (int k = 0; k <= j; k++, products += interval.Count)
                Add(products, _weights, interval.Count, row + (j - k) * TLanes.Count);
            Add(products, _weighted, interval.Count, row + Right);
            products += interval.Count;
        }
        return products;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(double* factors, double* terms, int count, double* target)
    {
        TLanes sum = TLanes.Load(target);
        for (int i = 0; i < count; i++, terms += TLanes.Count)
            sum = TLanes.MultiplyAdd(TLanes.Create(factors[i]), TLanes.Load(terms), sum);
        sum.Store(target);
    }

    /// <summary>The rows with the penalty alone.</summary>
    private void Penalise()
    {
        int stride = _system.Bands + 1;
        double* row = _rows;
        for (int i = 0; i < _system.Count; i++, row += RowLength)
        {
            for (int k = 0; k < stride; k++)
                TLanes.Create(_system.Penalty[i * stride + k]).Store(row + k * TLanes.Count);
            default(TLanes).Store(row + Right);
        }
    }
}
