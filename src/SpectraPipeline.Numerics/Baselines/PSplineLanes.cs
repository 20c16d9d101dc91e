using System.Runtime.CompilerServices;
using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>The loop that all P-spline baselines share, one spectrum in each lane: solve (B′WB + λ D′D) c = B′Wy, z = Bc, reweight, repeat.</summary>
/// <remarks>
/// The basis is the same for all spectra, so that each of its values is one broadcast. Two passes over the points an iteration: z and the residuals below it, then new
/// weights and their normal equations. The z handed back belongs to the weights before the last update. Where a matrix is not positive definite to rounding the last
/// solution stays. Lanes never mix: a spectrum gives the same bits in any lane, in any company, at any width.
/// </remarks>
internal sealed unsafe class PSplineLanes<TLanes, TRule> : ILaneMethod
    where TLanes : struct, ILanes<TLanes>
    where TRule : struct, IPSplineRule
{
    // Vectors of a point's record.
    private const int PointVectors = 3;

    // Vectors of numbers a lane.
    private const int NumberVectors = 9;

    private readonly PSplineSystem _system;
    private readonly PSplineBaselineOptions _options;
    private readonly TRule _rule;
    private readonly AlignedArray _memory;
    private readonly double* _points,
        _rows,
        _weights,
        _weighted,
        _scaled,
        _pivot,
        _sound,
        _first,
        _second,
        _count,
        _sum,
        _squares,
        _changed,
        _old;
    private readonly double[] _size = new double[TLanes.Count];
    private readonly int[] _solutions = new int[TLanes.Count];
    private readonly bool[] _finished = new bool[TLanes.Count];
    private readonly BaselineOutcome[] _outcomes = new BaselineOutcome[TLanes.Count];

    public PSplineLanes(PSplineSystem system, PSplineBaselineOptions options, TRule rule)
    {
        (_system, _options, _rule) = (system, options, rule);
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
        _sound = Take(1);
        _first = Take(1);
        _second = Take(1);
        _count = Take(1);
        _sum = Take(1);
        _squares = Take(1);
        _changed = Take(1);
        _old = Take(1);
    }

    public int Lanes => TLanes.Count;

    private static int Weight => TLanes.Count;
    private static int Curve => 2 * TLanes.Count;
    private static int PointLength => PointVectors * TLanes.Count;

    /// <summary>Bands and the right-hand side, which becomes the coefficient.</summary>
    private int RowVectors => _system.Bands + 2;

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
            row[Right] = 0;
        }
        double size = 0;
        foreach (PSplineSystem.Interval interval in _system.Intervals)
        {
            double* row = _rows + lane + Right + (long)interval.First * RowLength;
            for (int i = interval.Start; i < interval.Start + interval.Count; i++)
            {
                double* point = _points + lane + (long)i * PointLength;
                (point[0], point[Weight], point[Curve]) = (y[i], 1, double.NaN);
                size += Math.Abs(y[i]);
                for (int j = 0; j <= _system.Degree; j++)
                    row[j * RowLength] += _system.Values[i * (_system.Degree + 1) + j] * y[i];
            }
        }
        (_size[lane], _solutions[lane], _finished[lane]) = (size, 0, false);
        _outcomes[lane] = new BaselineOutcome(0, BaselineStop.MaxIterations, double.NaN);
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
            baseline[i] = *curve;
    }

    public void Iterate()
    {
        BandedLanes<TLanes>.Solve(_rows, _system.Count, _system.Bands, RowLength, _scaled).Store(_pivot);
        for (int lane = 0; lane < TLanes.Count; lane++)
            _sound[lane] = _pivot[lane] > 0 ? 1 : -1;
        fixed (double* values = _system.Values)
            Draw(values);
        for (int lane = 0; lane < TLanes.Count; lane++)
            Judge(lane);
        fixed (double* products = _system.Products)
            Reweight(products);
        if (TRule.EndsByWeights)
            for (int lane = 0; lane < TLanes.Count; lane++)
                End(lane, Math.Sqrt(_changed[lane]) / Math.Sqrt(_old[lane]));
    }

    /// <summary>z = Bc and the residuals below it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Draw(double* values)
    {
        TLanes sound = TLanes.Load(_sound),
            count = default,
            sum = default,
            squares = default;
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
                z = TLanes.WherePositive(sound, z, TLanes.Load(point + Curve));
                z.Store(point + Curve);
                if (!TRule.UsesResidualsBelow)
                    continue;
                TLanes depth = z - TLanes.Load(point);
                TLanes below = TLanes.WherePositive(depth, -depth, default);
                count += TLanes.WherePositive(depth, TLanes.Create(1), default);
                sum += below;
                squares = TLanes.MultiplyAdd(below, below, squares);
            }
        }
        count.Store(_count);
        sum.Store(_sum);
        squares.Store(_squares);
    }

    /// <summary>Parameters of a lane's next weights, or its end.</summary>
    private void Judge(int lane)
    {
        (_first[lane], _second[lane]) = (0, 0);
        if (_finished[lane])
            return;
        int before = _solutions[lane]++;
        double last = _outcomes[lane].Change;
        if (!(_sound[lane] > 0))
        {
            (_finished[lane], _outcomes[lane]) = (true, new BaselineOutcome(before, BaselineStop.MaxIterations, last));
            return;
        }
        var step = new PSplineStep(new(_count[lane], _sum[lane], _squares[lane]), _size[lane], _solutions[lane]);
        if (!_rule.TryNext(step, out PSplineWeights next, out double change))
        {
            (_finished[lane], _outcomes[lane]) = (true, new BaselineOutcome(before, BaselineStop.NothingBelow, last));
            return;
        }
        (_first[lane], _second[lane]) = (next.First, next.Second);
        if (!TRule.EndsByWeights)
            End(lane, change);
    }

    /// <summary>Whether a lane has settled, or used up its iterations.</summary>
    private void End(int lane, double change)
    {
        if (_finished[lane])
            return;
        bool converged = change < _options.Tolerance;
        _finished[lane] = converged || _solutions[lane] > _options.MaxIterations;
        _outcomes[lane] = new BaselineOutcome(_solutions[lane], converged ? BaselineStop.Converged : BaselineStop.MaxIterations, change);
    }

    /// <summary>New weights, how much they changed, and the normal equations with them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Reweight(double* products)
    {
        TLanes first = TLanes.Load(_first),
            second = TLanes.Load(_second),
            changed = default,
            old = default;
        Penalise();
        double* point = _points;
        foreach (PSplineSystem.Interval interval in _system.Intervals)
        {
            for (int i = 0; i < interval.Count; i++, point += PointLength)
            {
                TLanes y = TLanes.Load(point),
                    before = TLanes.Load(point + Weight);
                TLanes weight = TRule.Weight(y - TLanes.Load(point + Curve), first, second);
                TLanes change = weight - before;
                changed = TLanes.MultiplyAdd(change, change, changed);
                old = TLanes.MultiplyAdd(before, before, old);
                weight.Store(point + Weight);
                weight.Store(_weights + i * TLanes.Count);
                (weight * y).Store(_weighted + i * TLanes.Count);
            }
            products = Add(products, interval);
        }
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
