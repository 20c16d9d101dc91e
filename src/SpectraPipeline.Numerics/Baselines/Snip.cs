using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SpectraPipeline.Numerics.Simd;
using SpectraPipeline.Numerics.Smoothing;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>What the peak clipping is told; lengths in points.</summary>
/// <param name="MaxHalfWindow">M: about half the width of the widest band at its foot.</param>
/// <param name="Decreasing">Windows from M to 1, which is smoother, instead of 1 to M.</param>
/// <param name="SmoothHalfWindow">s: points that are not clipped become their mean over ±s; 0 leaves them.</param>
/// <param name="FilterOrder">2, 4, 6 or 8: degree below which a curved background is kept.</param>
public sealed record SnipOptions(int MaxHalfWindow, bool Decreasing = false, int SmoothHalfWindow = 0, int FilterOrder = 2);

/// <summary>Statistics-sensitive non-linear iterative peak clipping (SNIP): a point falls to the mean of its neighbours at distance m, for every m up to the bands' width.</summary>
/// <remarks>
/// m = 1..M or M..1: zᵢ ← min(zᵢ, f), f = (zᵢ₋ₘ + zᵢ₊ₘ)/2, all points at once; orders above 2 take the largest of f and
/// (−(z±ₘ) + 4(z±ₘ/₂))/6, (z±ₘ − 6 z±₂ₘ/₃ + 15 z±ₘ/₃)/20, (−z±ₘ + 8 z±₃ₘ/₄ − 28 z±ₘ/₂ + 56 z±ₘ/₄)/70, where z±ₖ = zᵢ₋ₖ + zᵢ₊ₖ and k is rounded down.
/// C. G. Ryan, E. Clayton, W. L. Griffin, S. H. Sie, D. R. Cousens, Nucl. Instrum. Methods B 34 (1988) 396, doi:10.1016/0168-583X(88)90063-8;
/// M. Morháč, V. Matoušek, Appl. Spectrosc. 62 (2008) 91, doi:10.1366/000370208783412762 (orders, decreasing windows, smoothing).
/// Beyond the ends go on the lines through the first and last M points. Index space; positive bands; the noise is clipped with them. Without the log-log-square-root
/// transform of X-ray fluorescence. One object per worker. Cost: (n + 2M) · M · (1 + 2s) operations, eight points at a time.
/// </remarks>
public sealed class Snip
{
    // The last eight points may reach beyond the end.
    private const int Slack = 8;
    private readonly SnipOptions _options;
    private readonly bool _wide;
    private readonly int _length;
    private readonly int _half;
    private readonly int _smooth;
    private double[] _now;
    private double[] _next;

    /// <summary>A filter for spectra of <paramref name="points"/> points.</summary>
    /// <param name="points">Points of a spectrum, 3 or more.</param>
    /// <param name="options">Windows; a half window beyond (points − 1)/2 has no effect.</param>
    /// <param name="width">Width of the registers; the result does not depend on it.</param>
    /// <exception cref="ArgumentException">A window or an order out of its limits.</exception>
    public Snip(int points, SnipOptions options, LaneWidth width = LaneWidth.Automatic)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 3);
        if (options.MaxHalfWindow < 1 || options.SmoothHalfWindow < 0 || options.SmoothHalfWindow >= points)
            throw new ArgumentException(
                $"half windows must be at least 1 and below {points}, not {options.MaxHalfWindow} and {options.SmoothHalfWindow}",
                nameof(options)
            );
        if (options.FilterOrder is not (2 or 4 or 6 or 8))
            throw new ArgumentException($"the order of the filter must be 2, 4, 6 or 8, not {options.FilterOrder}", nameof(options));
        (_options, Points, _smooth) = (options, points, options.SmoothHalfWindow);
        _half = Math.Min(options.MaxHalfWindow, (points - 1) / 2);
        _wide = width == LaneWidth.Bits512 || (width == LaneWidth.Automatic && Vector512.IsHardwareAccelerated);
        _length = points + (2 * _half) + (2 * _smooth);
        (_now, _next) = (new double[_length + Slack], new double[_length + Slack]);
    }

    /// <summary>Points of a spectrum.</summary>
    public int Points { get; }

    /// <summary>Fits the baseline of one spectrum.</summary>
    /// <param name="y">The spectrum, finite values; not changed.</param>
    /// <param name="baseline">Receives the baseline; same length.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public BaselineOutcome Fit(ReadOnlySpan<double> y, Span<double> baseline)
    {
        if (y.Length != Points || baseline.Length != Points)
            throw new ArgumentException($"y and baseline must hold {Points} points, not {y.Length} and {baseline.Length}", nameof(y));
        y.CopyTo(_now.AsSpan(_smooth + _half));
        Span<double> padded = _now.AsSpan(_smooth, _length - (2 * _smooth));
        EdgePadding.Line(padded[_half..^_half], _half, padded);
        for (int step = 1; step <= _half; step++)
        {
            int half = _options.Decreasing ? _half + 1 - step : step;
            Mirror();
            if (_wide)
                Clip<Eight512>(half);
            else
                Clip<Eight256>(half);
            // The window reaches beyond the ends here: these points stay.
            int margin = _smooth + half;
            _now.AsSpan(0, margin).CopyTo(_next);
            _now.AsSpan(_length - margin, margin).CopyTo(_next.AsSpan(_length - margin));
            (_now, _next) = (_next, _now);
        }
        _now.AsSpan(_smooth + _half, Points).CopyTo(baseline);
        return BaselineOutcome.Direct;
    }

    /// <summary>What the moving mean sees beyond the ends: the values mirrored, the end points twice.</summary>
    private void Mirror()
    {
        int last = _length - 1;
        for (int k = 0; k < _smooth; k++)
        {
            _now[_smooth - 1 - k] = _now[_smooth + k];
            _now[last - _smooth + 1 + k] = _now[last - _smooth - k];
        }
    }

    private void Clip<T>(int half)
        where T : struct, IEight<T>
    {
        int order = _options.FilterOrder;
        ref double now = ref MemoryMarshal.GetArrayDataReference(_now);
        ref double next = ref MemoryMarshal.GetArrayDataReference(_next);
        nuint smooth = (nuint)_smooth,
            distance = (nuint)half,
            end = (nuint)(_length - _smooth - half);
        T share = T.Create(1.0 / ((2 * _smooth) + 1)),
            middle = T.Create(0.5);
        for (nuint i = smooth + distance; i < end; i += 8)
        {
            T ends = T.Load(ref now, i - distance) + T.Load(ref now, i + distance);
            T level = ends * middle;
            if (order > 2)
                level = T.Max(level, Curved<T>(ref now, i, half, order, ends));
            T value = T.Load(ref now, i);
            T kept = value;
            if (smooth > 0)
            {
                for (nuint k = 1; k <= smooth; k++)
                    kept += T.Load(ref now, i - k) + T.Load(ref now, i + k);
                kept *= share;
            }
            T.Store(T.WhereGreater(value, level, level, kept), ref next, i);
        }
    }

    /// <summary>The largest of the levels that leave parabolas and higher curves alone.</summary>
    private static T Curved<T>(ref double now, nuint i, int half, int order, T ends)
        where T : struct, IEight<T>
    {
        T level = ((T.Create(4) * Pair<T>(ref now, i, half / 2)) - ends) / T.Create(6);
        if (order > 4)
        {
            T sixth = ends - (T.Create(6) * Pair<T>(ref now, i, 2 * half / 3)) + (T.Create(15) * Pair<T>(ref now, i, half / 3));
            level = T.Max(level, sixth / T.Create(20));
        }
        if (order > 6)
        {
            T eighth = (T.Create(8) * Pair<T>(ref now, i, 3 * half / 4)) - ends;
            eighth = eighth - (T.Create(28) * Pair<T>(ref now, i, half / 2)) + (T.Create(56) * Pair<T>(ref now, i, half / 4));
            level = T.Max(level, eighth / T.Create(70));
        }
        return level;
    }

    private static T Pair<T>(ref double now, nuint i, int distance)
        where T : struct, IEight<T> => T.Load(ref now, i - (nuint)distance) + T.Load(ref now, i + (nuint)distance);
}
