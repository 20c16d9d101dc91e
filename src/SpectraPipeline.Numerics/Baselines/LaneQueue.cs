using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Fits many baselines at once; hides which vector width does it.</summary>
internal interface ILaneQueue
{
    void Fit(ReadOnlySpan<double> spectra, Span<double> baselines, Span<BaselineOutcome> outcomes);
}

/// <summary>Keeps two vectors of lanes busy: a lane whose spectrum has converged hands it out and takes the next one from the queue.</summary>
internal sealed unsafe class LaneQueue<TLanes, TRule> : ILaneQueue
    where TLanes : struct, ILanes<TLanes>
    where TRule : struct, IWeightRule
{
    private const int Idle = -1;
    private const int Chains = 2;

    private readonly int _points;
    private readonly TRule _rule;
    private readonly WhittakerBaselineOptions _options;
    private readonly double[] _penalty;
    private readonly double[] _memory; // pinned, so that addresses stay a multiple of 64
    private readonly int _start;
    private readonly int[] _spectrum = new int[Chains * TLanes.Count];
    private readonly int[] _solutions = new int[Chains * TLanes.Count];

    public LaneQueue(int points, WhittakerBaselineOptions options, TRule rule)
    {
        (_points, _options, _rule) = (points, options, rule);
        _penalty = GC.AllocateUninitializedArray<double>(3 * points, pinned: true);
        DifferencePenalty.Fill(points, 2, _penalty);
        for (int i = 0; i < _penalty.Length; i++)
            _penalty[i] *= options.Lambda;
        _memory = GC.AllocateArray<double>(Chains * ChainLength + 8, pinned: true);
        fixed (double* address = _memory)
            _start = (int)((64 - (nint)address % 64) % 64 / sizeof(double));
    }

    /// <summary>The spectra of one call and how many have been taken.</summary>
    private ref struct Job
    {
        public ReadOnlySpan<double> Spectra;
        public Span<double> Baselines;
        public Span<BaselineOutcome> Outcomes;
        public int Taken;
    }

    private int ChainLength => TLanes.Count * (WhittakerLanes<TLanes, TRule>.RecordVectors * _points + LaneChain.NumberVectors);

    public void Fit(ReadOnlySpan<double> spectra, Span<double> baselines, Span<BaselineOutcome> outcomes)
    {
        fixed (
            double* memory = _memory,
                penalty = _penalty
        )
        {
            LaneChain a = Chain(memory + _start);
            LaneChain b = Chain(memory + _start + ChainLength);
            var job = new Job
            {
                Spectra = spectra,
                Baselines = baselines,
                Outcomes = outcomes,
            };
            int liveA = Fill(a, 0, ref job);
            int liveB = Fill(b, TLanes.Count, ref job);
            while (liveA + liveB > 0)
            {
                // A chain without spectra rests: the same chain twice means one alone.
                LaneChain first = liveA > 0 ? a : b;
                LaneChain second = liveB > 0 ? b : a;
                WhittakerLanes<TLanes, TRule>.Forward(penalty, _points, first, second);
                liveA -= Test(a, 0, ref job);
                liveB -= Test(b, TLanes.Count, ref job);
                WhittakerLanes<TLanes, TRule>.Backward(penalty, _points, first, second);
                (a, b) = (a.Swapped(), b.Swapped());
                liveA -= Advance(a, 0, ref job);
                liveB -= Advance(b, TLanes.Count, ref job);
            }
        }
    }

    private LaneChain Chain(double* start)
    {
        int records = WhittakerLanes<TLanes, TRule>.RecordVectors * _points * TLanes.Count;
        return new LaneChain(start, start + records, TLanes.Count, 2 * TLanes.Count, 3 * TLanes.Count);
    }

    private int Fill(LaneChain chain, int firstLane, ref Job job)
    {
        int live = 0;
        for (int lane = 0; lane < TLanes.Count; lane++)
            live += Refill(chain, firstLane, lane, ref job) ? 1 : 0;
        for (int lane = 0; lane < TLanes.Count; lane++)
            _solutions[firstLane + lane] = 0;
        return live;
    }

    /// <summary>Loads the next spectrum into a lane. Its first solution has unit weights; the pass under way is not its own.</summary>
    private bool Refill(LaneChain chain, int firstLane, int lane, ref Job job)
    {
        chain.First[lane] = TRule.AllOnes.First;
        chain.Second[lane] = TRule.AllOnes.Second;
        bool more = job.Taken < job.Outcomes.Length;
        double* record = chain.Records + lane;
        int step = WhittakerLanes<TLanes, TRule>.RecordLength;
        ReadOnlySpan<double> y = more ? job.Spectra.Slice(job.Taken * _points, _points) : default;
        for (int i = 0; i < _points; i++, record += step)
        {
            record[WhittakerLanes<TLanes, TRule>.Y] = more ? y[i] : 0;
            record[WhittakerLanes<TLanes, TRule>.Weight] = 1;
            record[chain.Previous] = 0;
            record[chain.Next] = 0;
        }
        _spectrum[firstLane + lane] = more ? job.Taken++ : Idle;
        _solutions[firstLane + lane] = -1;
        return more;
    }

    /// <summary>After the forward pass the change of the weights is known: lanes that have settled hand out the previous solution.</summary>
    private int Test(LaneChain chain, int firstLane, ref Job job)
    {
        int finished = 0;
        for (int lane = 0; lane < TLanes.Count; lane++)
        {
            int solutions = _solutions[firstLane + lane];
            if (_spectrum[firstLane + lane] == Idle || solutions < 1)
                continue;
            double change = Math.Sqrt(chain.Changed[lane]) / Math.Sqrt(chain.Old[lane]);
            bool converged = change < _options.Tolerance;
            if (!converged && solutions <= _options.MaxIterations)
                continue;
            BaselineStop stop = converged ? BaselineStop.Converged : BaselineStop.MaxIterations;
            HandOut(chain, firstLane, lane, ref job, new BaselineOutcome(solutions, stop, change));
            finished += Refill(chain, firstLane, lane, ref job) ? 0 : 1;
        }
        return finished;
    }

    /// <summary>After the backward pass each lane has a solution: parameters of its next weights, or the end of the method.</summary>
    private int Advance(LaneChain chain, int firstLane, ref Job job)
    {
        int finished = 0;
        for (int lane = 0; lane < TLanes.Count; lane++)
        {
            int index = firstLane + lane;
            if (_spectrum[index] == Idle)
                continue;
            if (_solutions[index] < 0)
            {
                Restart(chain, lane);
                _solutions[index] = 0;
                continue;
            }
            ResidualsBelow below = TRule.UsesResidualsBelow ? new(chain.Count[lane], chain.Sum[lane], chain.Squares[lane]) : default;
            if (_rule.TryNext(below, out WeightParameters next))
            {
                (chain.First[lane], chain.Second[lane]) = (next.First, next.Second);
                _solutions[index]++;
                continue;
            }
            double change = _solutions[index] > 0 ? Math.Sqrt(chain.Changed[lane]) / Math.Sqrt(chain.Old[lane]) : double.NaN;
            HandOut(chain, firstLane, lane, ref job, new(_solutions[index], BaselineStop.NothingBelow, change));
            finished += Refill(chain, firstLane, lane, ref job) ? 0 : 1;
            _solutions[index] = 0; // no pass is under way: the next one is the new spectrum's own
        }
        return finished;
    }

    /// <summary>The backward pass of the spectrum before left its traces in both solutions: a leftover NaN would poison the first weights.</summary>
    private void Restart(LaneChain chain, int lane)
    {
        double* record = chain.Records + lane;
        for (int i = 0; i < _points; i++, record += WhittakerLanes<TLanes, TRule>.RecordLength)
            record[chain.Previous] = 0;
    }

    private void HandOut(LaneChain chain, int firstLane, int lane, ref Job job, BaselineOutcome outcome)
    {
        int spectrum = _spectrum[firstLane + lane];
        double* record = chain.Records + lane + chain.Previous;
        Span<double> baseline = job.Baselines.Slice(spectrum * _points, _points);
        for (int i = 0; i < baseline.Length; i++, record += WhittakerLanes<TLanes, TRule>.RecordLength)
            baseline[i] = *record;
        job.Outcomes[spectrum] = outcome;
    }
}
