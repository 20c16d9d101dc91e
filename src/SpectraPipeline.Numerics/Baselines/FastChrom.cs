using SpectraPipeline.Numerics.Morphology;
using SpectraPipeline.Numerics.Smoothing;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>What the chromatographers' classification is told; lengths in points.</summary>
/// <param name="HalfWindow">Half window of the standard deviations; null: half of the one found in every spectrum (<see cref="HalfWindowChoice"/>), rounded up.</param>
/// <param name="Threshold">Standard deviation, in y's unit, below which a point is baseline; null: the 15th percentile.</param>
/// <param name="MinFwhm">A bridge that runs above the data over more points than this gets a further baseline point; null: twice the half window.</param>
/// <param name="InterpolationHalfWindow">Ends of a bridge are means over ± this many points.</param>
/// <param name="SmoothHalfWindow">Half window of the final moving mean; null: that of the deviations; 0: none.</param>
/// <param name="MaxIterations">Rounds of further baseline points, at most.</param>
/// <param name="MinLength">Shorter stretches of baseline are taken for band.</param>
public sealed record FastChromOptions(
    int? HalfWindow,
    double? Threshold = null,
    int? MinFwhm = null,
    int InterpolationHalfWindow = 5,
    int? SmoothHalfWindow = null,
    int MaxIterations = 100,
    int MinLength = 2
);

/// <summary>Baseline by classification: the quietest windows are baseline; bridges that would run above the data are pulled down to it.</summary>
/// <remarks>
/// baseline where s(y; ±h) &lt; threshold; while a bridge lies on or above y for more than minFwhm points, the point of its band furthest below it becomes baseline; moving mean.
/// L. G. Johnsen, T. Skov, U. Houlberg, R. Bro, Analyst 138 (2013) 3502, doi:10.1039/C3AN36276K (its baseline only). x strictly monotonic, y and z in one unit.
/// The threshold knows no noise: 15 % of the points are baseline by decree. Pulling down makes negative bands baseline: positive bands only. Cost: O(n log n) once, O(n) a round.
/// </remarks>
public sealed class FastChrom
{
    private const double Share = 0.15;

    private readonly FastChromOptions _options;
    private readonly HalfWindowChoice _half;
    private readonly MovingDeviation _moving;
    private readonly double[] _deviations;
    private readonly double[] _sorted;
    private readonly bool[] _isBand;
    private readonly bool[] _firstBands;
    private readonly double[] _padded;

    /// <summary>For spectra of <paramref name="points"/> points.</summary>
    /// <exception cref="ArgumentException">A window out of range or not below the points.</exception>
    public FastChrom(int points, FastChromOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.SmoothHalfWindow < 0 || options.SmoothHalfWindow >= points)
            throw new ArgumentException(
                $"the smoothing window must lie between 0 and {points - 1} points, not {options.SmoothHalfWindow}",
                nameof(options)
            );
        (Points, _options) = (points, options);
        _half = new HalfWindowChoice(points, options.HalfWindow);
        _moving = new MovingDeviation(points, _half.Widest);
        (_deviations, _sorted) = (new double[points], new double[points]);
        (_isBand, _firstBands) = (new bool[points], new bool[points]);
        _padded = new double[points + 2 * (options.SmoothHalfWindow ?? _half.Widest)];
    }

    /// <summary>Points of a spectrum.</summary>
    public int Points { get; }

    /// <summary>Which points the last fit took for bands in the end.</summary>
    public ReadOnlySpan<bool> IsBand => _isBand;

    /// <summary>Fits the baseline of one spectrum.</summary>
    /// <param name="x">The axis, strictly monotonic; bridges are straight in it.</param>
    /// <param name="y">The spectrum; not changed.</param>
    /// <param name="baseline">Receives the baseline.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public BaselineOutcome Fit(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> baseline)
    {
        BaselineRegions.Check(Points, x.Length, y.Length, baseline.Length);
        int half = _options.HalfWindow ?? (_half.Of(y) + 1) / 2;
        _moving.Apply(y, half, _deviations);
        double limit = _options.Threshold ?? Percentile();
        for (int i = 0; i < Points; i++)
            _isBand[i] = !(_deviations[i] < limit);
        BaselineRegions.Refine(_isBand, _options.MinLength);
        _isBand.CopyTo(_firstBands, 0);
        Bridge(x, y, baseline);
        if (_isBand.Contains(false))
            for (int round = 0; round < _options.MaxIterations && PullDown(y, baseline, _options.MinFwhm ?? 2 * half); round++)
                Bridge(x, y, baseline);
        MovingWindow.MeanInPlace(baseline, _options.SmoothHalfWindow ?? half, _padded);
        return BaselineRegions.Outcome(_isBand);
    }

    private void Bridge(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> baseline)
    {
        y.CopyTo(baseline);
        BaselineRegions.Bridge(x, y, _isBand, _options.InterpolationHalfWindow, baseline);
    }

    private double Percentile()
    {
        _deviations.CopyTo(_sorted, 0);
        _sorted.AsSpan().Sort();
        double place = Share * (Points - 1);
        int below = (int)place;
        return _sorted[below] + (place - below) * (_sorted[Math.Min(below + 1, Points - 1)] - _sorted[below]);
    }

    /// <summary>One more baseline point in every band of the first classification whose bridge lies above the data over a long stretch.</summary>
    /// <returns>False when there is none.</returns>
    private bool PullDown(ReadOnlySpan<double> y, ReadOnlySpan<double> baseline, int longest)
    {
        bool any = false;
        for (int start = 0; start < Points; start++)
        {
            if (!_firstBands[start])
                continue;
            int end = start;
            while (end + 1 < Points && _firstBands[end + 1])
                end++;
            int from = Math.Max(0, start - 1),
                to = Math.Min(Points - 1, end + 1);
            if (LongestAbove(y[from..(to + 1)], baseline[from..(to + 1)]) > longest)
            {
                any = true;
                int lowest = from;
                for (int i = from + 1; i <= to; i++)
                    if (y[i] - baseline[i] < y[lowest] - baseline[lowest])
                        lowest = i;
                _isBand[lowest] = false;
            }
            start = end;
        }
        return any;
    }

    /// <summary>Length of the longest stretch on which the bridge is not below the data, counted from neighbour to neighbour.</summary>
    private static int LongestAbove(ReadOnlySpan<double> y, ReadOnlySpan<double> baseline)
    {
        int longest = 0;
        for (int start = 0; start < y.Length; start++)
        {
            if (baseline[start] < y[start])
                continue;
            int end = start;
            while (end + 1 < y.Length && !(baseline[end + 1] < y[end + 1]))
                end++;
            longest = Math.Max(longest, Math.Min(y.Length - 1, end + 1) - Math.Max(0, start - 1));
            start = end;
        }
        return longest;
    }
}
