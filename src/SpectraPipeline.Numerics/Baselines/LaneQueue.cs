using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Fits many baselines at once; hides which vector width does it.</summary>
internal interface ILaneQueue
{
    /// <param name="spectra">Spectra one after the other.</param>
    /// <param name="baselines">Receives the baselines.</param>
    /// <param name="corrected">Receives spectra minus baselines; empty when they are not wanted.</param>
    /// <param name="outcomes">Receives how each ended.</param>
    void Fit(ReadOnlySpan<double> spectra, Span<double> baselines, Span<double> corrected, Span<BaselineOutcome> outcomes);
}

/// <summary>Keeps a vector of lanes busy: a lane whose spectrum has converged hands it out and takes the next one from the queue.</summary>
internal sealed unsafe class LaneQueue<TLanes, TRule> : ILaneQueue
    where TLanes : struct, ILanes<TLanes>
    where TRule : struct, IWeightRule
{
    private const int Idle = -1;
    private const int UnderWay = -1; // taken up between two passes: the substitution that follows is not its own

    private readonly int _points;
    private readonly TRule _rule;
    private readonly WhittakerBaselineOptions _options;
    private readonly LanePenalty _penalty;
    private readonly LaneTraffic<TLanes> _traffic;
    private readonly AlignedArray _memory;
    private readonly LaneBalance<TLanes, TRule>? _balance; // null where rounding cannot do harm
    private readonly int[] _spectrum = new int[TLanes.Count];
    private readonly int[] _solutions = new int[TLanes.Count];
    private readonly double[] _sizes = new double[TLanes.Count];
    private readonly double[] _before = new double[TLanes.Count]; // of the last solution: points above (two weights), or the change (sums alone)
    private readonly bool[] _done = new bool[TLanes.Count]; // ended in this pass, to be handed out
    private readonly bool[] _free = new bool[TLanes.Count];

    public LaneQueue(int points, WhittakerBaselineOptions options, TRule rule)
    {
        (_points, _options, _rule) = (points, options, rule);
        _penalty = new LanePenalty(points, options);
        _traffic = new LaneTraffic<TLanes>(points, WhittakerLanes<TLanes, TRule>.RecordLength, _penalty);
        _memory = new AlignedArray(RecordsLength + LaneChain.NumberVectors * TLanes.Count);
        _balance = ResidualBalance.IsDoubtful(options, points) ? new LaneBalance<TLanes, TRule>(points) : null;
    }

    /// <summary>The spectra of one call and how many have been taken.</summary>
    private ref struct Job
    {
        public double* Spectra;
        public double* Baselines;
        public double* Corrected; // null when not wanted
        public Span<BaselineOutcome> Outcomes;
        public int Taken;
        public int Live;
    }

    private static bool WeightsAfterSums => TRule.Scheme == LaneScheme.WeightsAfterSums;

    private int RecordsLength => WhittakerLanes<TLanes, TRule>.RecordLength * _points;

    public void Fit(ReadOnlySpan<double> spectra, Span<double> baselines, Span<double> corrected, Span<BaselineOutcome> outcomes)
    {
        fixed (
            double* memory = &_memory.First,
                up = _penalty.Up,
                down = _penalty.Down,
                y = spectra,
                z = baselines,
                difference = corrected
        )
        {
            var chain = new LaneChain(
                memory,
                memory + RecordsLength,
                TLanes.Count,
                WhittakerLanes<TLanes, TRule>.FirstResidual,
                WhittakerLanes<TLanes, TRule>.SecondResidual
            );
            var job = new Job
            {
                Spectra = y,
                Baselines = z,
                Corrected = difference,
                Outcomes = outcomes,
            };
            Array.Fill(_spectrum, Idle);
            Array.Fill(_free, true);
            Refill(chain, ref job, 0);
            while (job.Live > 0)
            {
                _balance?.Weigh(chain);
                WhittakerLanes<TLanes, TRule>.Forward(up, down, _points, chain);
                if (WeightsAfterSums && Test(chain, ref job))
                    Refill(chain, ref job, UnderWay);
                WhittakerLanes<TLanes, TRule>.Backward(up, down, _points, chain);
                chain = chain.Swapped();
                _balance?.Measure(chain);
                Advance(chain, ref job);
                if (IsTimeToRefill(ref job))
                    Refill(chain, ref job, 0);
            }
        }
    }

    /// <summary>Where few iterations suffice, loading lanes one by one costs more than letting some rest until half of them are free.</summary>
    private bool IsTimeToRefill(ref Job job)
    {
        int free = 0;
        foreach (bool one in _free)
            free += one ? 1 : 0;
        return free > 0 && (WeightsAfterSums || free >= TLanes.Count / 2 || job.Live == 0);
    }

    /// <summary>Loads the next spectra into the lanes that are free. Their first solution has unit weights.</summary>
    private void Refill(LaneChain chain, ref Job job, int solutions)
    {
        int lanes = 0,
            last = 0;
        for (int lane = 0; lane < TLanes.Count; lane++)
        {
            chain.Loads[lane] = BitConverter.Int64BitsToDouble(_free[lane] ? -1 : 0);
            if (!_free[lane])
                continue;
            bool more = job.Taken < job.Outcomes.Length;
            _free[lane] = false;
            _spectrum[lane] = more ? job.Taken++ : Idle;
            _solutions[lane] = solutions;
            (chain.First[lane], chain.Second[lane], chain.Third[lane]) = (0, 0, 0);
            chain.Fresh[lane] = BitConverter.Int64BitsToDouble(-1);
            if (!more)
                continue;
            (lanes, last) = (lanes + 1, lane);
            job.Live++;
            _sizes[lane] = _rule.SizeOf(new ReadOnlySpan<double>(job.Spectra + (long)_spectrum[lane] * _points, _points));
            if (TRule.Scheme == LaneScheme.WeightsAtOnce && _rule.TryNext(new RuleInput(0, default, _sizes[lane]), out WeightParameters p))
                (chain.First[lane], chain.Second[lane], chain.Third[lane]) = (p.First, p.Second, p.Third);
        }
        if (lanes > 1)
            _traffic.LoadSome(job.Spectra, _spectrum, chain.Loads, chain.Records);
        else if (lanes == 1)
            _traffic.Load(job.Spectra + (long)_spectrum[last] * _points, chain.Records + last);
    }

    /// <summary>After the elimination the change of the weights is known: lanes that have settled hand out the previous solution. True when one did.</summary>
    private bool Test(LaneChain chain, ref Job job)
    {
        bool any = false;
        for (int lane = 0; lane < TLanes.Count; lane++)
        {
            int solutions = _solutions[lane];
            if (_spectrum[lane] != Idle && solutions >= 1)
                any |= Ends(solutions, Math.Sqrt(chain.Changed[lane]) / Math.Sqrt(chain.Old[lane]), lane, ref job);
        }
        if (any)
            HandOut(chain, ref job);
        return any;
    }

    /// <summary>After the substitution each lane has a solution: parameters of its next weights, or the end.</summary>
    private void Advance(LaneChain chain, ref Job job)
    {
        bool any = false;
        for (int lane = 0; lane < TLanes.Count; lane++)
        {
            if (_spectrum[lane] == Idle)
                continue;
            if (WeightsAfterSums && _solutions[lane] < 0)
            {
                _solutions[lane] = 0;
                continue;
            }
            var below = new ResidualsBelow(chain.Count[lane], chain.Sum[lane], chain.Squares[lane]);
            int solution = _solutions[lane] + 1;
            if (!_rule.TryNext(new RuleInput(solution, below, _sizes[lane]), out WeightParameters next))
            {
                double last = solution > 1 ? LastChange(chain, lane) : double.NaN;
                Finish(lane, new BaselineOutcome(solution - 1, BaselineStop.NothingBelow, last), ref job);
                any = true;
                continue;
            }
            if (!WeightsAfterSums && Ends(solution, Change(chain, lane), lane, ref job))
            {
                any = true;
                continue;
            }
            _solutions[lane] = solution;
            (chain.First[lane], chain.Second[lane], chain.Third[lane]) = (next.First, next.Second, next.Third);
            chain.Fresh[lane] = 0;
        }
        if (any)
            HandOut(chain, ref job);
    }

    private bool Ends(int solutions, double change, int lane, ref Job job)
    {
        bool converged = change < _options.Tolerance;
        if (!converged && solutions <= _options.MaxIterations)
            return false;
        Finish(lane, new(solutions, converged ? BaselineStop.Converged : BaselineStop.MaxIterations, change), ref job);
        return true;
    }

    /// <summary>What is compared with the tolerance, where the substitution alone tells it.</summary>
    private double Change(LaneChain chain, int lane)
    {
        switch (TRule.Scheme)
        {
            case LaneScheme.SumsAlone:
                return _before[lane] = -chain.Sum[lane] / _sizes[lane];
            case LaneScheme.TwoWeights:
                return Flipped(chain, lane);
            default:
                return Math.Sqrt(chain.Changed[lane]) / Math.Sqrt(chain.Old[lane]);
        }
    }

    /// <summary>The change measured last, for an end without a new one.</summary>
    private double LastChange(LaneChain chain, int lane) =>
        WeightsAfterSums ? Math.Sqrt(chain.Changed[lane]) / Math.Sqrt(chain.Old[lane]) : _before[lane];

    /// <summary>With two weights the change follows from how many points lie above the baseline, and how many of them did before.</summary>
    private double Flipped(LaneChain chain, int lane)
    {
        _rule.TryNext(default, out WeightParameters p);
        double above = chain.Count[lane],
            before = _before[lane],
            flipped = before + above - 2 * chain.Sum[lane];
        _before[lane] = above;
        if (_solutions[lane] == 0)
            return Math.Sqrt(above * (p.First - 1) * (p.First - 1) + (_points - above) * (p.Second - 1) * (p.Second - 1))
                / Math.Sqrt(_points);
        return Math.Abs(p.First - p.Second)
            * Math.Sqrt(flipped)
            / Math.Sqrt(before * p.First * p.First + (_points - before) * p.Second * p.Second);
    }

    private void Finish(int lane, BaselineOutcome outcome, ref Job job)
    {
        _done[lane] = true;
        var y = new ReadOnlySpan<double>(job.Spectra + (long)_spectrum[lane] * _points, _points);
        if (_balance is not null && !_balance.Holds(lane, y))
            outcome = outcome with { Stop = BaselineStop.Singular };
        job.Outcomes[_spectrum[lane]] = outcome;
        job.Live--;
    }

    private void HandOut(LaneChain chain, ref Job job)
    {
        double* residuals = chain.Records + chain.Previous;
        int done = 0,
            last = 0;
        for (int lane = 0; lane < TLanes.Count; lane++)
            if (_done[lane])
                (done, last) = (done + 1, lane);
        if (done > 1)
        {
            _traffic.StoreSome(residuals, job.Spectra, job.Baselines, job.Corrected, _spectrum, _done);
        }
        else
        {
            long at = (long)_spectrum[last] * _points;
            _traffic.Store(residuals + last, job.Spectra + at, job.Baselines + at, job.Corrected == null ? null : job.Corrected + at);
        }
        for (int lane = 0; lane < TLanes.Count; lane++)
            if (_done[lane])
            {
                if (job.Outcomes[_spectrum[lane]].Stop == BaselineStop.Singular)
                    Blank(_spectrum[lane], ref job);
                (_done[lane], _free[lane], _spectrum[lane]) = (false, true, Idle);
            }
    }

    private void Blank(int spectrum, ref Job job)
    {
        new Span<double>(job.Baselines + (long)spectrum * _points, _points).Fill(double.NaN);
        if (job.Corrected != null)
            new Span<double>(job.Corrected + (long)spectrum * _points, _points).Fill(double.NaN);
    }
}
