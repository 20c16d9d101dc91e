using System.Numerics;
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
    private readonly int _margin;
    private readonly HouseholderQr _basis;
    private readonly double[] _y; // padded by the widest window, as all that follow
    private readonly double[] _first;
    private readonly double[] _second;
    private readonly double[] _bell;
    private double[] _z; // padded once more, for the reflections
    private double[] _mean;
    private readonly double[] _rest;
    private readonly double[] _slopes;

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
        _bell = new double[length];
        _margin = Math.Max(_max, _smooth);
        (_z, _mean) = (new double[length + 2 * _margin], new double[length + 2 * _margin]);
        (_rest, _slopes) = (new double[_points], new double[_points]);
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
        {
            _y.CopyTo(_z, _margin);
            Mean(_smooth, _y);
        }
        (bool settled, double change) = Shrink(_options.MinHalfWindow, _first);
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
        (bool settled, double change) = Shrink(3, _second);
        Pointwise.Add(_first, _second, _first);
        return (settled, change);
    }

    /// <summary>Means over growing windows, of what <see cref="_y"/> holds, until one of the stops.</summary>
    /// <returns>Whether the area passed its minimum, and the part of the area that the last pass took away.</returns>
    private (bool Settled, double Change) Shrink(int from, Span<double> result)
    {
        double now = -1,
            before = -1;
        bool settled = false;
        _y.CopyTo(_z, _margin);
        for (int half = 1; half <= _max; half++)
        {
            HalfWindow = half;
            Span<double> mean = _mean.AsSpan(_margin, _y.Length);
            Mean(half, mean);
            Pointwise.Min(_z.AsSpan(_margin), mean, mean);
            if (half > from - 2)
            {
                double taken = Area(Data(_z), Data(_mean));
                settled = taken > now && now < before;
                if (settled)
                    HalfWindow = half - 1; // the minimum was there
                if (settled || (half > from && LooksCubic()))
                    break;
                (before, now) = (now, taken);
            }
            (_z, _mean) = (_mean, _z);
        }
        _z.AsSpan(_margin, _y.Length).CopyTo(result);
        return (settled, now / Math.Max(Area(_y.AsSpan(_max), Data(_z)), double.Epsilon));
    }

    /// <summary>The spectrum itself within a padded one.</summary>
    private Span<double> Data(double[] padded) => padded.AsSpan(_margin + _max, _points);

    /// <summary>Mean of z over ±half points, reflected about the ends of the padded spectrum.</summary>
    private void Mean(int half, Span<double> result)
    {
        Span<double> padded = _z.AsSpan(_margin - half, _y.Length + 2 * half);
        EdgePadding.Reflect(padded.Slice(half, _y.Length), half, padded);
        MovingWindow.Means(padded, 2 * half + 1, result);
    }

    /// <summary>Trapezoids between two curves.</summary>
    private double Area(ReadOnlySpan<double> above, ReadOnlySpan<double> below)
    {
        Pointwise.Subtract(above, below, _rest);
        return Pointwise.Sum(_rest) - (_rest[0] + _rest[^1]) / 2;
    }

    /// <summary>True when the cubic through the derivative of what is left holds more than its share of it.</summary>
    private bool LooksCubic()
    {
        Pointwise.Subtract(_y.AsSpan(_max), Data(_mean), _rest);
        Gradient.Of(_rest, _slopes);
        ReadOnlySpan<double> q0 = Column(0),
            q1 = Column(1),
            q2 = Column(2),
            q3 = Column(3);
        double c0 = Products.Dot(q0, _slopes),
            c1 = Products.Dot(q1, _slopes),
            c2 = Products.Dot(q2, _slopes),
            c3 = Products.Dot(q3, _slopes);
        int i = 0;
        Span<double> fit = _rest;
        for (; i <= fit.Length - Vector<double>.Count; i += Vector<double>.Count)
            (
                new Vector<double>(q0[i..]) * c0
                + new Vector<double>(q1[i..]) * c1
                + new Vector<double>(q2[i..]) * c2
                + new Vector<double>(q3[i..]) * c3
            ).CopyTo(fit[i..]);
        for (; i < fit.Length; i++)
            fit[i] = q0[i] * c0 + q1[i] * c1 + q2[i] * c2 + q3[i] * c3;
        return AbsoluteArea(fit) > CubicShare * AbsoluteArea(_slopes);
    }

    private ReadOnlySpan<double> Column(int j) => _basis.Q.Slice(j * _points, _points);

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
