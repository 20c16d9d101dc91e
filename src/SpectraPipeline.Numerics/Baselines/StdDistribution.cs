using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>What the classification by standard deviations is told; lengths in points.</summary>
/// <param name="HalfWindow">Half width of the window in which standard deviations are taken; about half the narrowest band's width.</param>
/// <param name="DeviationFactor">A window belongs to a band when its deviation exceeds this times the noise.</param>
/// <param name="FillHalfWindow">Bands grow by this many points to each side.</param>
/// <param name="InterpolationHalfWindow">Ends of a bridge are means over ± this many points.</param>
/// <param name="SmoothHalfWindow">Half width of the final moving mean; null: <paramref name="HalfWindow"/>.</param>
public sealed record StdDistributionOptions(
    int HalfWindow,
    double DeviationFactor = 1.1,
    int FillHalfWindow = 3,
    int InterpolationHalfWindow = 5,
    int? SmoothHalfWindow = null
);

/// <summary>Baseline by classification: points whose surroundings scatter no more than the noise are baseline, straight lines bridge the rest.</summary>
/// <remarks>
/// Standard deviations (n − 1) in a moving window; the noise is the median of those below twice the median, repeated until it stands still (0.1 %);
/// points with deviation &gt; factor · noise, widened by the fill window, are bands, bridged by straight lines between local means,
/// and a moving mean with straight continuation at the ends smooths the whole.
/// K.-C. Wang, S.-Y. Wang, C. Kuo, Y. J. Tseng, Anal. Chem. 85 (2013) 1231, doi:10.1021/ac302294k names the distribution of standard deviations.
/// Bands of either sign are treated alike, so it is the right family for signed difference spectra; assumes that more than about a third of the points are baseline and that the noise is even.
/// One object per worker. Cost: O(n).
/// </remarks>
public sealed class StdDistribution
{
    // A median of deviations below twice the median moves by less than this at the end (the peers' constant).
    private const double Settled = 0.999;

    private readonly StdDistributionOptions _options;
    private readonly double[] _deviations;
    private readonly double[] _scratch;
    private readonly bool[] _isBand;
    private readonly double[] _padded;
    private readonly int _smooth;

    /// <summary>A fitter for spectra of <paramref name="points"/> points.</summary>
    /// <exception cref="ArgumentException">A window below 1 or wider than the spectrum, a factor that is not positive.</exception>
    public StdDistribution(int points, StdDistributionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _smooth = options.SmoothHalfWindow ?? options.HalfWindow;
        if (options.HalfWindow < 1 || options.HalfWindow >= points || _smooth < 0 || _smooth >= points)
            throw new ArgumentException(
                $"windows must lie between 1 and {points - 1} points, not {options.HalfWindow} and {_smooth}",
                nameof(options)
            );
        if (options.FillHalfWindow < 0 || options.InterpolationHalfWindow < 0 || !(options.DeviationFactor > 0))
            throw new ArgumentException(
                "fill and interpolation windows must not be negative, the factor must be positive",
                nameof(options)
            );
        (_options, Points) = (options, points);
        _deviations = new double[points];
        _scratch = new double[points];
        _isBand = new bool[points];
        _padded = new double[points + 2 * _smooth];
    }

    /// <summary>Points of a spectrum.</summary>
    public int Points { get; }

    /// <summary>Which points the last fit took for bands.</summary>
    public ReadOnlySpan<bool> IsBand => _isBand;

    /// <summary>Fits the baseline of one spectrum.</summary>
    /// <param name="x">The axis, strictly monotonic; bridges are straight in it.</param>
    /// <param name="y">The spectrum, finite values; not changed.</param>
    /// <param name="baseline">Receives the baseline.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public void Fit(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> baseline)
    {
        if (x.Length != Points || y.Length != Points || baseline.Length != Points)
            throw new ArgumentException($"x, y and baseline must hold {Points} points, not {x.Length}, {y.Length} and {baseline.Length}");
        MovingDeviation(y);
        Classify(_options.DeviationFactor * Noise());
        y.CopyTo(baseline);
        Bridge(x, y, baseline);
        if (_smooth > 0)
            MovingMean(baseline);
    }

    /// <summary>Two passes per window: running sums would lose digits on a tall background.</summary>
    private void MovingDeviation(ReadOnlySpan<double> y)
    {
        int half = _options.HalfWindow,
            window = 2 * half + 1,
            last = y.Length - 1;
        for (int i = 0; i < y.Length; i++)
        {
            double sum = 0,
                squares = 0;
            for (int j = i - half; j <= i + half; j++)
                sum += y[Reflected(j, last)];
            double mean = sum / window;
            for (int j = i - half; j <= i + half; j++)
            {
                double d = y[Reflected(j, last)] - mean;
                squares += d * d;
            }
            _deviations[i] = Math.Sqrt(squares / (window - 1));
        }
    }

    private static int Reflected(int i, int last) =>
        i < 0 ? -i
        : i > last ? 2 * last - i
        : i;

    private double Noise()
    {
        double median = Median.Of(_deviations, _scratch);
        while (true)
        {
            int count = 0;
            foreach (double deviation in _deviations)
                if (deviation < 2 * median)
                    _scratch[count++] = deviation;
            double next = Median.InPlace(_scratch.AsSpan(0, count));
            if (!(next / median < Settled))
                return double.IsNaN(next) ? median : next;
            median = next;
        }
    }

    private void Classify(double limit)
    {
        Array.Clear(_isBand);
        for (int i = 0; i < Points; i++)
            if (_deviations[i] > limit)
                _isBand.AsSpan(Math.Max(0, i - _options.FillHalfWindow)..Math.Min(Points, i + _options.FillHalfWindow + 1)).Fill(true);
    }

    private void Bridge(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> baseline)
    {
        for (int start = 0; start < Points; start++)
        {
            if (!_isBand[start])
                continue;
            int end = start;
            while (end + 1 < Points && _isBand[end + 1])
                end++;
            int left = Math.Max(0, start - 1),
                right = Math.Min(Points - 1, end + 1);
            double leftMean = MeanAround(y, left),
                rightMean = MeanAround(y, right);
            for (int i = left + 1; i < right; i++)
                baseline[i] = leftMean + (x[i] - x[left]) / (x[right] - x[left]) * (rightMean - leftMean);
            start = end;
        }
    }

    private double MeanAround(ReadOnlySpan<double> y, int centre)
    {
        int from = Math.Max(0, centre - _options.InterpolationHalfWindow),
            to = Math.Min(Points - 1, centre + _options.InterpolationHalfWindow);
        double sum = 0;
        for (int i = from; i <= to; i++)
            sum += y[i];
        return sum / (to - from + 1);
    }

    private void MovingMean(Span<double> values)
    {
        Span<double> padded = _padded;
        values.CopyTo(padded[_smooth..]);
        Continue(values[.._smooth], padded[.._smooth], -_smooth);
        Continue(values[^_smooth..], padded[^_smooth..], _smooth);
        int window = 2 * _smooth + 1;
        for (int i = 0; i < values.Length; i++)
        {
            double sum = 0;
            foreach (double value in padded.Slice(i, window))
                sum += value;
            values[i] = sum / window;
        }
    }

    /// <summary>Least-squares line through the end points, continued; <paramref name="shift"/> is the distance from the end's first point to the first continued one.</summary>
    private static void Continue(ReadOnlySpan<double> end, Span<double> beyond, int shift)
    {
        double centre = (end.Length - 1) / 2.0,
            mean = 0,
            slope = 0,
            squares = 0;
        foreach (double value in end)
            mean += value / end.Length;
        for (int i = 0; i < end.Length; i++)
        {
            slope += (i - centre) * (end[i] - mean);
            squares += (i - centre) * (i - centre);
        }
        slope = squares > 0 ? slope / squares : 0;
        for (int i = 0; i < beyond.Length; i++)
            beyond[i] = mean + slope * (i + shift - centre);
    }
}
