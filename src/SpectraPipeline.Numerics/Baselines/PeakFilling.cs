using SpectraPipeline.Numerics.Morphology;
using SpectraPipeline.Numerics.Smoothing;
using SpectraPipeline.Numerics.Splines;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>What peak filling is told.</summary>
/// <param name="HalfWindow">Half window of the first pass, in sections; null: two or three times the window found in the sections (<see cref="HalfWindowChoice"/>).</param>
/// <param name="Sections">Sections into which the points are divided; null: a tenth of the points.</param>
/// <param name="Passes">Passes; the window shrinks from one to the next, down to 1.</param>
/// <param name="Lambda">Stiffness of a Whittaker smoother that comes first; null: none.</param>
public sealed record PeakFillingOptions(int? HalfWindow = null, int? Sections = null, int Passes = 5, double? Lambda = null);

/// <summary>4S peak filling: smooth, subsample, suppress, stretch.</summary>
/// <remarks>
/// Sections are represented by their least y at their mean x, both ends of the spectrum are added; pass by pass, there and back, zᵢ ← min(zᵢ, mean of z over i ± h) in place,
/// h falling exponentially to 1; straight lines between.
/// K. H. Liland, MethodsX 2 (2015) 135, doi:10.1016/j.mex.2015.02.009; x of a section, window and the reach of a pass (as many points as sections, so that the two last
/// stay out on each way) as in pybaselines. Bands of one sign, narrower than a few tens of sections; noise pulls it down (least value of each section).
/// One object per worker. Cost: points + passes × sections × half window.
/// </remarks>
public sealed class PeakFilling
{
    private const int PointsPerSection = 10;
    private const int FewPasses = 3;

    private readonly double[] _x;
    private readonly int[] _limits;
    private readonly double[] _places;
    private readonly double[] _levels;
    private readonly double[] _smoothed;
    private readonly Whittaker? _smoother;
    private readonly HalfWindowChoice _choice;
    private readonly PeakFillingOptions _options;
    private readonly bool _first;

    /// <summary>A fitter for spectra on one axis.</summary>
    /// <param name="x">Ascending axis of three points or more; straight lines are straight in it.</param>
    /// <param name="options">Sections, window and passes.</param>
    /// <exception cref="ArgumentException">Sections beyond the points, a window or passes below 1, or too few points.</exception>
    public PeakFilling(ReadOnlySpan<double> x, PeakFillingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(x.Length, 3);
        int sections = options.Sections ?? Math.Max(1, x.Length / PointsPerSection);
        if (sections < 1 || sections > x.Length || options.Passes < 1 || options.HalfWindow < 1)
            throw new ArgumentException(
                $"1 to {x.Length} sections, a half window and passes of at least 1 expected, not {options}",
                nameof(options)
            );
        (_x, _options) = (x.ToArray(), options);
        _limits = [.. Enumerable.Range(0, sections + 1).Select(i => (int)(i * (_x.Length / (double)sections)))];
        _limits[^1] = x.Length;
        double[] means = [.. Enumerable.Range(0, sections).Select(Mean)];
        _first = means[0] != x[0];
        _places = [.. _first ? [x[0]] : Array.Empty<double>(), .. means, .. means[^1] != x[^1] ? [x[^1]] : Array.Empty<double>()];
        _levels = new double[_places.Length];
        _smoothed = new double[x.Length];
        _smoother = options.Lambda is { } lambda ? new Whittaker(x.Length, lambda) : null;
        _choice = new HalfWindowChoice(Math.Max(2, _levels.Length), null);
    }

    private int Sections => _limits.Length - 1;

    private double Mean(int section)
    {
        double sum = 0;
        for (int i = _limits[section]; i < _limits[section + 1]; i++)
            sum += _x[i];
        return sum / (_limits[section + 1] - _limits[section]);
    }

    /// <summary>Fits the baseline of one spectrum.</summary>
    /// <param name="y">The spectrum, finite values; not changed.</param>
    /// <param name="baseline">Receives the baseline; same length.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public BaselineOutcome Fit(ReadOnlySpan<double> y, Span<double> baseline)
    {
        if (y.Length != _x.Length || baseline.Length != _x.Length)
            throw new ArgumentException($"y and baseline must hold {_x.Length} points, not {y.Length} and {baseline.Length}");
        if (_smoother is not null)
        {
            _smoother.Apply(y, _smoothed);
            y = _smoothed;
        }
        Subsample(y);
        Suppress();
        LinearInterpolation.Evaluate(_places, _levels, _x, baseline);
        return BaselineOutcome.Direct;
    }

    private void Subsample(ReadOnlySpan<double> y)
    {
        (_levels[0], _levels[^1]) = (y[0], y[^1]);
        int start = _first ? 1 : 0;
        for (int k = 0; k < Sections; k++)
        {
            double least = double.PositiveInfinity;
            foreach (double value in y[_limits[k].._limits[k + 1]])
                least = Math.Min(least, value);
            _levels[start + k] = least;
        }
    }

    private void Suppress()
    {
        int half = _options.HalfWindow ?? (_options.Passes < FewPasses ? 3 : 2) * _choice.Of(_levels);
        half = Math.Clamp(half, 1, Math.Max(1, (Sections - 1) / 2));
        double start = Math.Log10(half),
            step = _options.Passes > 1 ? -start / (_options.Passes - 1) : 0;
        for (int pass = 0; pass < _options.Passes; pass++)
        {
            int now =
                pass == 0 ? half
                : pass == _options.Passes - 1 ? 1
                : (int)Math.Ceiling(Math.Pow(10, pass * step + start));
            LowerToMeans(_levels, now);
            Array.Reverse(_levels);
            LowerToMeans(_levels, now);
            Array.Reverse(_levels);
        }
    }

    /// <summary>From the second point on, each to the mean about it where that is lower; the window shrinks towards both ends.</summary>
    private void LowerToMeans(double[] levels, int half)
    {
        int last = Sections - 1;
        for (int i = 1; i < last; i++)
        {
            int h = Math.Min(half, Math.Min(i, last - i));
            double sum = 0;
            for (int j = i - h; j <= i + h; j++)
                sum += levels[j];
            levels[i] = Math.Min(levels[i], sum / (2 * h + 1));
        }
    }
}
