using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>The iteration of <see cref="Beads"/> with one spectrum in each lane.</summary>
/// <remarks>
/// A point of all lanes is one record of eleven vectors. A rising pass measures the cost of the last solution, forms weights and matrix and eliminates at once; a falling
/// pass solves and moves q; three more of each take the step again for what rounding left. x is never kept: y − A q is four operations.
/// </remarks>
internal sealed unsafe partial class BeadsLaneMethod<TLanes> : ILaneMethod
    where TLanes : struct, ILanes<TLanes>
{
    private const int RecordVectors = 11;

    // Records of zeros around the points: what reaches over an end meets nothing.
    private const int Margin = 4;

    // Scalars of a row: λ₀ (1 + r)/2, λ₁, λ₂ where a value or difference ends at this point, λ₀ (1 − r)/2 of the point two before, B′B of the row three before.
    private const int TableWidth = 5;

    // |D₁x| + ε₁ of so many points make one factor, which one logarithm ends: within the range of doubles for differences of 1e-18 to 1e18.
    private const int FactorsALogarithm = 16;

    private readonly BeadsOptions _options;
    private readonly int _points;
    private readonly double _share;
    private readonly double[] _table;
    private readonly AlignedArray _memory;
    private readonly double* _records,
        _logarithms,
        _live,
        _misfit,
        _theta,
        _firsts,
        _seconds;
    private readonly BeadsParabola[] _parabola = new BeadsParabola[TLanes.Count];
    private readonly double[] _cost = new double[TLanes.Count];
    private readonly int[] _solutions = new int[TLanes.Count];
    private readonly bool[] _finished = new bool[TLanes.Count];
    private readonly BaselineOutcome[] _outcomes = new BaselineOutcome[TLanes.Count];

    public BeadsLaneMethod(int points, BeadsOptions options)
    {
        (_points, _options) = (points, options);
        var filter = new BeadsFilter(points, options);
        _share = filter.Share;
        _table = GC.AllocateArray<double>(TableWidth * (points + 3), pinned: true);
        FillTable(filter);
        Groups = (points + FactorsALogarithm - 1) / FactorsALogarithm;
        int records = RecordVectors * (points + 2 * Margin);
        _memory = new AlignedArray(TLanes.Count * (records + 2 * Groups + 5));
        double* next = (double*)Unsafe.AsPointer(ref _memory.First);
        double* Take(int vectors) => (next += vectors * TLanes.Count) - vectors * TLanes.Count;
        _records = Take(records) + Margin * RecordLength;
        _logarithms = Take(2 * Groups);
        _live = Take(1);
        _misfit = Take(1);
        _theta = Take(1);
        _firsts = Take(1);
        _seconds = Take(1);
    }

    public int Lanes => TLanes.Count;

    private int Groups { get; }

    private static int RecordLength => RecordVectors * TLanes.Count;

    // Places in a record: spectrum, q, weights of M's three parts, −L of the four bands, −1/D, forward values.
    private static int Q => TLanes.Count;
    private static int Gamma => 2 * TLanes.Count;
    private static int First => 3 * TLanes.Count;
    private static int Second => 4 * TLanes.Count;
    private static int Factor => 5 * TLanes.Count;
    private static int Inverse => 9 * TLanes.Count;
    private static int Forward => 10 * TLanes.Count;

    private void FillTable(BeadsFilter filter)
    {
        for (int k = 0; k < _points + 3; k++)
        {
            Span<double> row = _table.AsSpan(k * TableWidth, TableWidth);
            row[0] = k < _points ? _options.Lambda0 * (1 + _options.Asymmetry) / 2 : 0;
            row[1] = k >= 1 && k < _points ? _options.Lambda1 : 0;
            row[2] = k >= 2 && k < _points ? _options.Lambda2 : 0;
            row[3] = k >= 2 && k < _points + 2 ? _options.Lambda0 * (1 - _options.Asymmetry) / 2 : 0;
            row[4] = k >= 3 ? filter.Squared[3 * (k - 3)] : 0;
        }
    }

    public void Load(int lane, ReadOnlySpan<double> y)
    {
        BeadsParabola parabola = _options.FitParabola ? BeadsParabola.Through(y) : default;
        double* record = _records + lane;
        for (int i = 0; i < y.Length; i++, record += RecordLength)
            (record[0], record[Q]) = (y[i] - parabola.At(i, y.Length), 0);
        (_parabola[lane], _cost[lane], _solutions[lane], _finished[lane], _live[lane]) = (parabola, 0, 0, false, -1);
    }

    public bool IsFinished(int lane, out BaselineOutcome outcome)
    {
        outcome = _outcomes[lane];
        return _finished[lane];
    }

    /// <summary>Baseline = t |B| q and the parabola.</summary>
    public void HandOut(int lane, Span<double> baseline)
    {
        double* q = _records + lane + Q;
        double before = 0,
            here = *q;
        for (int i = 0; i < baseline.Length; i++)
        {
            q += RecordLength;
            double after = i + 1 < baseline.Length ? *q : 0;
            baseline[i] = _share * (2 * here + (before + after)) + _parabola[lane].At(i, baseline.Length);
            (before, here) = (here, after);
        }
    }

    /// <summary>A new spectrum rests while the others move: its first system is formed at the end.</summary>
    public void Iterate()
    {
        Fall();
        for (int pass = 0; pass < Beads.Refinements; pass++)
        {
            fixed (double* table = _table)
                RiseAgain(table);
            Fall();
        }
        fixed (double* table = _table)
            Rise(table);
        AddLogarithms();
        for (int lane = 0; lane < TLanes.Count; lane++)
            Judge(lane);
    }

    /// <summary>Σ φ from Σ |u| and the factors.</summary>
    private void AddLogarithms()
    {
        for (int k = 0; k < 2 * Groups * TLanes.Count; k += Vector256<double>.Count)
            Vector256.Log(Vector256.LoadAligned(_logarithms + k)).StoreAligned(_logarithms + k);
        TLanes first = default,
            second = default;
        for (double* at = _logarithms; at < _logarithms + 2 * Groups * TLanes.Count; at += 2 * TLanes.Count)
        {
            first += TLanes.Load(at);
            second += TLanes.Load(at + TLanes.Count);
        }
        double epsilon = -_options.Epsilon1;
        TLanes.MultiplyAdd(TLanes.Create(epsilon * _options.Lambda1), first, TLanes.Load(_firsts)).Store(_firsts);
        TLanes.MultiplyAdd(TLanes.Create(epsilon * _options.Lambda2), second, TLanes.Load(_seconds)).Store(_seconds);
    }

    /// <summary>Whether the last solution was the last one.</summary>
    private void Judge(int lane)
    {
        if (_finished[lane])
            return;
        if (_solutions[lane] == 0)
        {
            (_live[lane], _solutions[lane]) = (1, 1);
            return;
        }
        double cost = 0.5 * _misfit[lane] + _options.Lambda0 * _theta[lane] + _firsts[lane] + _seconds[lane];
        double change = Math.Abs(cost - _cost[lane]) / Math.Max(Math.Abs(_cost[lane]), Beads.Tiny);
        bool converged = change < _options.Tolerance;
        _cost[lane] = cost;
        _finished[lane] = converged || _solutions[lane] > _options.MaxIterations;
        if (_finished[lane])
            _outcomes[lane] = new(_solutions[lane], converged ? BaselineStop.Converged : BaselineStop.MaxIterations, change);
        else
            _solutions[lane]++;
    }
}
