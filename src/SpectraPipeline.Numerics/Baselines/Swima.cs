using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Simd;
using SpectraPipeline.Numerics.Smoothing;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>What the moving average in growing windows is told; lengths in points.</summary>
/// <param name="MinHalfWindow">Half window from which the stop is looked for.</param>
/// <param name="MaxHalfWindow">Half window at most; null: (n − 1)/2.</param>
/// <param name="SmoothHalfWindow">Half window of the mean that smooths the spectrum first; null: n/50, at least 1; 0: none.</param>
public sealed record SwimaOptions(int MinHalfWindow = 3, int? MaxHalfWindow = null, int? SmoothHalfWindow = null);

/// <summary>Small-window moving average: means over windows that grow point by point, each capped by the one before, until they take away more again.</summary>
/// <remarks>
/// z_m = min(z_{m−1}, mean of z_{m−1} over ±m), m = 1, 2, …; stop when the area that a pass takes away has passed its minimum. When instead the derivative of what is left
/// looks too much like a cubic (∫|fit| &gt; 0.15 ∫|derivative|), or the largest window is reached, the rest is laid on a broad Gaussian and gone over again.
/// H. G. Schulze, R. B. Foist, K. Okuda, A. Ivanov, R. F. B. Turner, Appl. Spectrosc. 66 (2012) 757, doi:10.1366/11-06550; the second stop after its figure 2, as in the peers.
/// Straight continuation by the largest half window at both ends, fitted to as many points. y and z in one unit; the cubic lives on x. Positive bands only; on noise the
/// stop comes early, so that the spectrum is smoothed first. Cost: O(n) a pass, about as many passes as a band has points at half height.
/// </remarks>
public sealed class Swima
{
    private const int Cubic = 4;
    private const double CubicShare = 0.15;

    private readonly SwimaOptions _options;
    private readonly int _points;
    private readonly int _max;
    private readonly int _smooth;
    private readonly HouseholderQr _basis;
    private readonly double[] _y;
    private readonly double[] _first;
    private readonly double[] _second;
    private readonly double[] _bell;
    private readonly double[] _work;
    private readonly double[] _mean;
    private readonly double[] _slopes;
    private readonly double[] _fit;

    /// <summary>For spectra on the axis <paramref name="x"/>.</summary>
    /// <param name="x">Strictly monotonic, five points or more.</param>
    /// <param name="options">Windows.</param>
    /// <exception cref="ArgumentException">Fewer than five points, or windows that they do not hold.</exception>
    public Swima(ReadOnlySpan<double> x, SwimaOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _points) = (options, x.Length);
        _max = options.MaxHalfWindow ?? (_points - 1) / 2;
        _smooth = options.SmoothHalfWindow ?? Math.Max(1, _points / 50);
        if (_points <= Cubic || _max < 1 || _max >= _points || _smooth < 0 || _smooth >= _points || options.MinHalfWindow < 0)
            throw new ArgumentException(
                $"{_points} points do not hold windows of {options.MinHalfWindow} to {_max} and {_smooth}",
                nameof(options)
            );
        int length = _points + 2 * _max;
        (_y, _first, _second) = (new double[length], new double[length], new double[length]);
        (_bell, _mean) = (new double[length], new double[length]);
        _work = new double[length + 2 * Math.Max(_max, _smooth)];
        (_slopes, _fit) = (new double[_points], new double[_points]);
        _basis = new HouseholderQr(Powers(x), _points, Cubic);
        Span<double> bell = _bell;
        for (int i = 0; i < length; i++)
        {
            double u = (i - length / 2.0) / (length / 6.0);
            bell[i] = Math.Exp(-0.5 * u * u);
        }
    }

    /// <summary>Half window at which the last fit stopped.</summary>
    public int HalfWindow { get; private set; }

    /// <summary>Fits the baseline of one spectrum.</summary>
    /// <param name="y">The spectrum; not changed.</param>
    /// <param name="baseline">Receives the baseline; same length.</param>
    /// <returns>Iterations: half windows gone through in both rounds.</returns>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public BaselineOutcome Fit(ReadOnlySpan<double> y, Span<double> baseline)
    {
        BaselineRegions.Check(_points, _points, y.Length, baseline.Length);
        EdgePadding.Line(y, _max, _y);
        if (_smooth > 0)
            Mean(_y, _smooth, _y);
        _y.CopyTo(_first, 0);
        (bool settled, double change) = Shrink(_first, _options.MinHalfWindow);
        int passes = HalfWindow;
        if (!settled)
        {
            (settled, change) = GoOver();
            passes += HalfWindow;
        }
        _first.AsSpan(_max, _points).CopyTo(baseline);
        return new BaselineOutcome(passes, settled ? BaselineStop.Converged : BaselineStop.MaxIterations, change);
    }

    /// <summary>The second round: what is left on a bell as high as its highest point.</summary>
    private (bool Settled, double Change) GoOver()
    {
        double highest = double.NegativeInfinity;
        for (int i = 0; i < _y.Length; i++)
        {
            _y[i] -= _first[i];
            highest = Math.Max(highest, _y[i]);
        }
        for (int i = 0; i < _y.Length; i++)
        {
            double bell = highest * _bell[i];
            _y[i] += bell;
            _first[i] -= bell;
        }
        _y.CopyTo(_second, 0);
        (bool settled, double change) = Shrink(_second, 3);
        for (int i = 0; i < _first.Length; i++)
            _first[i] += _second[i];
        return (settled, change);
    }

    /// <summary>Means over growing windows until one of the stops; <paramref name="z"/> starts as what <see cref="_y"/> holds.</summary>
    /// <returns>Whether the area passed its minimum, and the part of the area that the last pass took away.</returns>
    private (bool Settled, double Change) Shrink(Span<double> z, int from)
    {
        double now = -1,
            before = -1;
        ReadOnlySpan<double> actual = _y.AsSpan(_max, _points),
            mean = _mean.AsSpan(_max, _points);
        for (int half = 1; half <= _max; half++)
        {
            HalfWindow = half;
            Mean(z, half, _mean);
            Pointwise.Min(z, _mean, _mean);
            if (half > from - 2)
            {
                double taken = Area(z.Slice(_max, _points), mean);
                if (taken > now && now < before)
                {
                    HalfWindow = half - 1; // the minimum was there
                    return (true, taken / Math.Max(Area(actual, mean), double.Epsilon));
                }
                if (half > from && LooksCubic(actual, mean))
                    return (false, taken / Math.Max(Area(actual, mean), double.Epsilon));
                (before, now) = (now, taken);
            }
            _mean.CopyTo(z);
        }
        return (false, now / Math.Max(Area(actual, mean), double.Epsilon));
    }

    /// <summary>Mean over ±half points, reflected about the ends of the padded spectrum.</summary>
    private void Mean(ReadOnlySpan<double> values, int half, Span<double> result)
    {
        Span<double> work = _work.AsSpan(0, values.Length + 2 * half);
        EdgePadding.Reflect(values, half, work);
        MovingSum.RunningMeans(work, 2 * half + 1, result);
    }

    /// <summary>Trapezoids between two curves.</summary>
    private double Area(ReadOnlySpan<double> above, ReadOnlySpan<double> below)
    {
        Pointwise.Subtract(above, below, _fit);
        return Pointwise.Sum(_fit) - (_fit[0] + _fit[^1]) / 2;
    }

    /// <summary>True when the cubic through the derivative of what is left holds more than its share of it.</summary>
    private bool LooksCubic(ReadOnlySpan<double> y, ReadOnlySpan<double> z)
    {
        Pointwise.Subtract(y, z, _fit);
        Gradient.Of(_fit, _slopes);
        Array.Clear(_fit);
        for (int j = 0; j < Cubic; j++)
        {
            ReadOnlySpan<double> column = _basis.Q.Slice(j * _points, _points);
            Products.AddScaled(_fit, Products.Dot(column, _slopes), column);
        }
        return AbsoluteArea(_fit) > CubicShare * AbsoluteArea(_slopes);
    }

    private static double AbsoluteArea(ReadOnlySpan<double> values)
    {
        return Pointwise.AbsoluteSum(values) - (Math.Abs(values[0]) + Math.Abs(values[^1])) / 2;
    }

    private static double[] Powers(ReadOnlySpan<double> x)
    {
        double centre = (x[0] + x[^1]) / 2,
            scale = 2 / Math.Abs(x[^1] - x[0]);
        var powers = new double[x.Length * Cubic];
        for (int i = 0; i < x.Length; i++)
        {
            double u = (x[i] - centre) * scale;
            (powers[i * Cubic], powers[i * Cubic + 1], powers[i * Cubic + 2], powers[i * Cubic + 3]) = (1, u, u * u, u * u * u);
        }
        return powers;
    }
}
