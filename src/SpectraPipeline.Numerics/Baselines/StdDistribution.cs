using SpectraPipeline.Numerics.Smoothing;
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
/// K.-C. Wang, S.-Y. Wang, C. Kuo, Y. J. Tseng, Anal. Chem. 85 (2013) 1231 names the distribution of standard deviations.
/// Bands of either sign are treated alike, so it is the right family for signed difference spectra; assumes that more than about a third of the points are baseline and that the noise is even.
/// One object per worker. Cost: O(n log half window).
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
    private readonly MovingDeviation _moving;
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
        _moving = new MovingDeviation(points, options.HalfWindow);
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
        BaselineRegions.Check(Points, x.Length, y.Length, baseline.Length);
        _moving.Apply(y, _options.HalfWindow, _deviations);
        Classify(_options.DeviationFactor * Noise());
        y.CopyTo(baseline);
        BaselineRegions.Bridge(x, y, _isBand, _options.InterpolationHalfWindow, baseline);
        MovingWindow.MeanInPlace(baseline, _smooth, _padded);
    }

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
}
