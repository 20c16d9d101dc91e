using SpectraPipeline.Numerics.Splines;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Curve between anchors.</summary>
public enum AnchorCurve
{
    /// <summary>Straight lines.</summary>
    Linear,

    /// <summary>Cubic spline (not-a-knot); it can swing between anchors far apart.</summary>
    Cubic,

    /// <summary>Monotone cubic: smooth, never beyond its anchors.</summary>
    Pchip,
}

/// <summary>Value of an anchor.</summary>
public enum AnchorValue
{
    /// <summary>Mean over the window: least noise.</summary>
    Mean,

    /// <summary>Median over the window: spikes do not count.</summary>
    Median,
}

/// <summary>Curve through points where the user knows that nothing absorbs or scatters.</summary>
/// <remarks>
/// An anchor is the mean position of the points within ± half width (the nearest point when none is) and the mean or median of y there, so that a straight line
/// stays itself under any window. Cubic: not-a-knot spline (de Boor 1978), the parabola through three anchors; pchip: <see cref="MonotoneCubic"/>. Two anchors give a
/// line, one a constant; beyond the outermost anchors the value there goes on. Anchors of one point are one anchor. Takes no sign of bands for granted: the method for signed
/// difference spectra whose quiet places are known. One object per worker. Cost: O(n + anchors · window).
/// </remarks>
public sealed class AnchorBaseline
{
    private readonly AnchorValue _value;
    private readonly AnchorCurve _curve;
    private readonly double[] _x;
    private readonly (int First, int End)[] _windows;
    private readonly double[] _sites;
    private readonly double[] _levels;
    private readonly double[] _scratch;
    private readonly double[] _inside;
    private readonly NotAKnotSpline? _spline;
    private readonly MonotoneCubic? _monotone;

    /// <summary>A fitter for spectra on one axis.</summary>
    /// <param name="x">The axis, strictly ascending.</param>
    /// <param name="anchors">Positions, at least one, in any order, within the axis.</param>
    /// <param name="halfWidth">Half width of the window of an anchor, ≥ 0, in the unit of the axis.</param>
    /// <param name="curve">Curve between the anchors.</param>
    /// <param name="value">What stands for the points of a window.</param>
    /// <exception cref="ArgumentException">No anchors, one outside the axis, or a negative width.</exception>
    public AnchorBaseline(
        ReadOnlySpan<double> x,
        ReadOnlySpan<double> anchors,
        double halfWidth,
        AnchorCurve curve,
        AnchorValue value = AnchorValue.Mean
    )
    {
        if (x.IsEmpty || anchors.IsEmpty || !(halfWidth >= 0))
            throw new ArgumentException(
                $"{x.Length} points, {anchors.Length} anchors, half width {halfWidth}: at least 1, 1 and 0",
                nameof(anchors)
            );
        (_value, _curve, _x) = (value, curve, x.ToArray());
        foreach (double anchor in anchors)
            if (!(anchor >= x[0] && anchor <= x[^1]))
                throw new ArgumentException($"anchor {anchor} lies outside {x[0]}..{x[^1]}", nameof(anchors));
        _windows = Windows(anchors, halfWidth);
        _sites = [.. _windows.Select(w => _x.AsSpan(w.First, w.End - w.First).ToArray().Average())];
        _levels = new double[_sites.Length];
        _scratch = new double[x.Length];
        _inside = [.. _x.Select(v => Math.Clamp(v, _sites[0], _sites[^1]))];
        if (curve == AnchorCurve.Cubic && _sites.Length >= 4)
            _spline = new NotAKnotSpline(_sites);
        if (curve == AnchorCurve.Pchip && _sites.Length >= 2)
            _monotone = new MonotoneCubic(_sites);
    }

    /// <summary>Fits one spectrum.</summary>
    /// <param name="y">The spectrum, finite values; not changed.</param>
    /// <param name="baseline">Receives the curve; same length.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public BaselineOutcome Fit(ReadOnlySpan<double> y, Span<double> baseline)
    {
        if (y.Length != _x.Length || baseline.Length != _x.Length)
            throw new ArgumentException($"y and baseline must hold {_x.Length} points, not {y.Length} and {baseline.Length}", nameof(y));
        for (int k = 0; k < _windows.Length; k++)
            _levels[k] = Level(y[_windows[k].First.._windows[k].End]);
        if (_spline is not null)
        {
            _spline.Fit(_levels);
            _spline.Evaluate(_inside, baseline);
        }
        else if (_monotone is not null)
        {
            _monotone.Fit(_levels);
            _monotone.Evaluate(_inside, baseline);
        }
        else if (_curve == AnchorCurve.Cubic && _sites.Length == 3)
            Parabola(baseline);
        else
            LinearInterpolation.Evaluate(_sites, _levels, _inside, baseline);
        return BaselineOutcome.Direct;
    }

    private double Level(ReadOnlySpan<double> window)
    {
        if (_value == AnchorValue.Median)
            return Median.Of(window, _scratch);
        double sum = 0;
        foreach (double v in window)
            sum += v;
        return sum / window.Length;
    }

    /// <summary>Newton's form through three anchors.</summary>
    private void Parabola(Span<double> baseline)
    {
        double first = (_levels[1] - _levels[0]) / (_sites[1] - _sites[0]),
            second = (_levels[2] - _levels[1]) / (_sites[2] - _sites[1]),
            curve = (second - first) / (_sites[2] - _sites[0]);
        for (int i = 0; i < baseline.Length; i++)
            baseline[i] = _levels[0] + ((_inside[i] - _sites[0]) * (first + (curve * (_inside[i] - _sites[1]))));
    }

    /// <summary>First point and end of every window, ascending, each set of points once.</summary>
    private (int First, int End)[] Windows(ReadOnlySpan<double> anchors, double halfWidth)
    {
        double[] sorted = anchors.ToArray();
        Array.Sort(sorted);
        var windows = new List<(int First, int End)>();
        foreach (double anchor in sorted)
        {
            int first = FirstFrom(anchor - halfWidth),
                end = first;
            while (end < _x.Length && _x[end] <= anchor + halfWidth)
                end++;
            if (end == first)
            {
                if (first == _x.Length || (first > 0 && anchor - _x[first - 1] <= _x[first] - anchor))
                    first--;
                end = first + 1;
            }
            if (windows.Count == 0 || Middle(windows[^1]) < Middle((first, end)))
                windows.Add((first, end));
        }
        return [.. windows];
    }

    private double Middle((int First, int End) window) => _x.AsSpan(window.First, window.End - window.First).ToArray().Average();

    private int FirstFrom(double x)
    {
        int i = Array.BinarySearch(_x, x);
        return i >= 0 ? i : ~i;
    }
}
