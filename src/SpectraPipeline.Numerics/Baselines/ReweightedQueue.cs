using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>The loop that the reweighted baselines share: solve, measure, reweight, judge. A lane whose spectrum is done hands it out and takes the next one.</summary>
/// <remarks>The z handed back belongs to the weights before the last update, as in the papers' programs.</remarks>
internal sealed unsafe class ReweightedQueue<TLanes, TBands, TMethod> : IReweightedBaseline
    where TLanes : struct, ILanes<TLanes>
    where TBands : struct, IHalfBandwidth
    where TMethod : struct, IReweighting
{
    private const int Parameters = 4;
    private const int Sums = 8;
    private const int WeightSums = 3;
    private const int Resting = -1;

    private readonly int _points;
    private readonly WhittakerBaselineOptions _options;
    private readonly TMethod _method;
    private readonly double[] _rows;
    private readonly AlignedArray _records;
    private readonly AlignedArray _numbers = new((Parameters + Sums + WeightSums + 1) * TLanes.Count);
    private readonly double[] _weights;
    private readonly double[] _auxiliary;
    private readonly bool _isDoubtful; // rounding may eat a solution
    private readonly AlignedArray _balance = new(3 * TLanes.Count);
    private readonly double[] _levels = new double[TLanes.Count]; // taken off the spectrum at work
    private readonly double[] _sizes = new double[TLanes.Count]; // max |y|
    private readonly LaneProgress[] _progress = new LaneProgress[TLanes.Count];

    public ReweightedQueue(int points, WhittakerBaselineOptions options, TMethod method)
    {
        (_points, _options, _method) = (points, options, method);
        _rows = PenaltyRows.Build(points, TBands.Value, options.Lambda, method.FirstDifferences, TMethod.FirstDifferencesApart);
        _records = new AlignedArray(points * ReweightedLanes<TLanes, TBands, TMethod>.RecordLength);
        _weights = new double[points];
        _auxiliary = new double[points];
        // Row scales break Σwr = 0.
        _isDoubtful =
            !TMethod.ScalesRows
            && (ResidualBalance.IsDoubtful(options, points) || ResidualBalance.IsDoubtful(method.FirstDifferences, order: 1, points));
    }

    public LaneProgress Last { get; private set; }

    /// <summary>The spectra of one call and how many have been taken.</summary>
    private ref struct Job
    {
        public ReadOnlySpan<double> Spectra;
        public Span<double> Baselines;
        public Span<BaselineOutcome> Outcomes;
        public int Taken;
    }

    public void Fit(ReadOnlySpan<double> spectra, Span<double> baselines, Span<BaselineOutcome> outcomes)
    {
        var job = new Job
        {
            Spectra = spectra,
            Baselines = baselines,
            Outcomes = outcomes,
        };
        int live = 0;
        for (int lane = 0; lane < TLanes.Count; lane++)
            live += Refill(lane, ref job) ? 1 : 0;
        while (live > 0)
        {
            Solve();
            for (int lane = 0; lane < TLanes.Count; lane++)
                Measure(lane);
            Reweight();
            for (int lane = 0; lane < TLanes.Count; lane++)
                if (Done(lane))
                {
                    HandOut(lane, ref job);
                    live -= Refill(lane, ref job) ? 0 : 1;
                }
        }
    }

    private Span<double> Numbers(int first, int count) => _numbers.Span.Slice(first * TLanes.Count, count * TLanes.Count);

    /// <summary>Loads the next spectrum into a lane, or zeros that harm nobody.</summary>
    private bool Refill(int lane, ref Job job)
    {
        bool more = job.Taken < job.Outcomes.Length;
        ref LaneProgress progress = ref _progress[lane];
        progress = new LaneProgress { Spectrum = more ? job.Taken : Resting, Change = double.NaN };
        Array.Fill(_weights, 1.0);
        Array.Fill(_auxiliary, 1.0);
        ReadOnlySpan<double> y = more ? job.Spectra.Slice(job.Taken++ * _points, _points) : default;
        if (more)
            _method.Start(y, _weights, _auxiliary, ref progress);
        int step = ReweightedLanes<TLanes, TBands, TMethod>.RecordLength;
        double level = more && !TMethod.KeepsLevel ? y[0] : 0;
        (_levels[lane], _sizes[lane]) = (level, _isDoubtful ? ResidualBalance.Level(y) : 0);
        Span<double> records = _records.Span;
        for (int i = 0, at = lane; i < _points; i++, at += step)
        {
            records[at + ReweightedLanes<TLanes, TBands, TMethod>.Y] = more ? y[i] - level : 0;
            records[at + ReweightedLanes<TLanes, TBands, TMethod>.Weight] = _weights[i];
            if (TMethod.UsesAuxiliary)
                records[at + ReweightedLanes<TLanes, TBands, TMethod>.Auxiliary] = _auxiliary[i];
        }
        Span<double> parameters = Numbers(0, Parameters);
        for (int p = 0; p < Parameters; p++)
            parameters[p * TLanes.Count + lane] = 0;
        return more;
    }

    private void Solve()
    {
        fixed (
            double* rows = _rows,
                records = &_records.First,
                numbers = &_numbers.First
        )
        {
            ReweightedLanes<TLanes, TBands, TMethod>
                .Forward(rows, _points, records, _method)
                .Store(numbers + (Parameters + Sums + WeightSums) * TLanes.Count);
            ReweightedLanes<TLanes, TBands, TMethod>.Backward(_points, records, numbers + Parameters * TLanes.Count);
            if (_isDoubtful)
                fixed (double* balance = &_balance.First)
                    ReweightedLanes<TLanes, TBands, TMethod>.Balance(_points, records, balance);
        }
    }

    /// <summary>From the solution's sums to the parameters of the next weights.</summary>
    private void Measure(int lane)
    {
        ref LaneProgress progress = ref _progress[lane];
        if (progress.Spectrum == Resting)
            return;
        progress.Solutions++;
        progress.InRound++;
        if (!(Numbers(Parameters + Sums + WeightSums, 1)[lane] > 0))
        {
            progress.Stop = BaselineStop.Singular;
            return;
        }
        ReadOnlySpan<double> s = Numbers(Parameters, Sums);
        double At(ReadOnlySpan<double> numbers, int which) => numbers[which * TLanes.Count + lane];
        var sums = new SolutionSums
        {
            Below = new ResidualsBelow(At(s, 0), At(s, 1), At(s, 2)),
            AboveCount = At(s, 3),
            AboveSum = At(s, 4),
            Largest = At(s, 5),
            Moved = At(s, 6),
            Kept = At(s, 7),
        };
        ReweightingParameters next = _method.Next(in sums, ref progress);
        Span<double> parameters = Numbers(0, Parameters);
        parameters[lane] = next.First;
        parameters[TLanes.Count + lane] = next.Second;
        parameters[2 * TLanes.Count + lane] = next.Third;
        parameters[3 * TLanes.Count + lane] = next.Fourth;
    }

    private void Reweight()
    {
        fixed (
            double* records = &_records.First,
                numbers = &_numbers.First
        )
        {
            var parameters = new LaneParameters<TLanes>(
                TLanes.Load(numbers),
                TLanes.Load(numbers + TLanes.Count),
                TLanes.Load(numbers + 2 * TLanes.Count),
                TLanes.Load(numbers + 3 * TLanes.Count)
            );
            ReweightedLanes<TLanes, TBands, TMethod>.Reweight(
                _points,
                records,
                _method,
                in parameters,
                numbers + (Parameters + Sums) * TLanes.Count
            );
        }
    }

    private bool Done(int lane)
    {
        ref LaneProgress progress = ref _progress[lane];
        if (progress.Spectrum == Resting)
            return false;
        if (progress.Stop is not null)
        {
            progress.Solutions--; // its weights were not measured
            return true;
        }
        ReadOnlySpan<double> s = Numbers(Parameters + Sums, WeightSums);
        double change = Math.Sqrt(s[lane]) / Math.Max(Math.Sqrt(s[TLanes.Count + lane]), double.Epsilon);
        _method.Judge(change, s[2 * TLanes.Count + lane] / _points, _options, ref progress);
        return progress.Stop is not null;
    }

    private void HandOut(int lane, ref Job job)
    {
        LaneProgress progress = _progress[lane];
        ReadOnlySpan<double> balance = _balance.Span;
        if (
            _isDoubtful
            && !ResidualBalance.Holds(balance[lane], balance[lane + TLanes.Count], balance[lane + 2 * TLanes.Count], _sizes[lane])
        )
            progress.Stop = BaselineStop.Singular;
        Span<double> baseline = job.Baselines.Slice(progress.Spectrum * _points, _points);
        int step = ReweightedLanes<TLanes, TBands, TMethod>.RecordLength;
        int at = lane + (TMethod.HandsOutAuxiliary ? Auxiliary : ReweightedLanes<TLanes, TBands, TMethod>.Solution);
        ReadOnlySpan<double> records = _records.Span;
        for (int i = 0; i < baseline.Length; i++, at += step)
            baseline[i] = records[at] + _levels[lane];
        if (progress.Stop == BaselineStop.Singular)
            baseline.Fill(double.NaN);
        job.Outcomes[progress.Spectrum] = new BaselineOutcome(progress.Solutions, progress.Stop!.Value, progress.Change);
        Last = progress;
    }

    private static int Auxiliary => ReweightedLanes<TLanes, TBands, TMethod>.Auxiliary;
}
