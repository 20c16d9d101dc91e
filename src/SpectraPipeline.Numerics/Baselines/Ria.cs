using SpectraPipeline.Numerics.Morphology;
using SpectraPipeline.Numerics.Simd;
using SpectraPipeline.Numerics.Smoothing;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Which ends of a spectrum get an artificial band.</summary>
public enum ExtendedSide
{
    /// <summary>Both.</summary>
    Both,

    /// <summary>The end of the low x.</summary>
    Left,

    /// <summary>The end of the high x.</summary>
    Right,
}

/// <summary>What the range-independent method is told.</summary>
/// <param name="HalfWindow">Half window of the mean; null: found in every spectrum (<see cref="HalfWindowChoice"/>).</param>
/// <param name="Tolerance">Stops when the area cut off the artificial bands comes so near, relative, to their whole area.</param>
/// <param name="MaxIterations">Passes at most.</param>
/// <param name="Side">Where artificial bands are put.</param>
/// <param name="WidthScale">Length of what is added to an end, in parts of the spectrum.</param>
/// <param name="HeightScale">Height of an artificial band, in parts of the spectrum's maximum.</param>
/// <param name="SigmaScale">Standard deviation of an artificial band, in parts of what is added.</param>
public sealed record RiaOptions(
    int? HalfWindow = null,
    double Tolerance = 1e-2,
    int MaxIterations = 500,
    ExtendedSide Side = ExtendedSide.Both,
    double WidthScale = 0.1,
    double HeightScale = 1,
    double SigmaScale = 1.0 / 12
);

/// <summary>Range-independent background subtraction: means cut off the bands, until artificial bands of known area at the ends are gone.</summary>
/// <remarks>
/// Gaussians on straight continuations are put to the ends; z ← min(y, mean of z over ±h) until the area cut off them is, within the tolerance, all they had, or more.
/// H. Krishna, S. K. Majumder, P. K. Gupta, J. Raman Spectrosc. 43 (2012) 1884. The baseline is the last mean, which may lie above y (the peers' habit).
/// Areas are trapezoids on x, where the added points cover half of width-scale times the range. y and z in one unit. Positive bands, not wider than the artificial ones; a
/// spectrum that is zero or negative throughout has no height to take. Cost: O(n) a pass.
/// </remarks>
public sealed class Ria
{
    private readonly RiaOptions _options;
    private readonly HalfWindowChoice _half;
    private readonly int _points;
    private readonly int _added;
    private readonly double _spacing;
    private readonly double[] _bell;
    private readonly double[] _ends;
    private readonly double[] _data;
    private readonly double[] _work;
    private readonly double[] _mean;

    /// <summary>For spectra on the axis <paramref name="x"/>.</summary>
    /// <param name="x">Strictly monotonic.</param>
    /// <param name="options">Window and artificial bands.</param>
    /// <exception cref="ArgumentException">A half window out of range, or fewer than two points to add.</exception>
    public Ria(ReadOnlySpan<double> x, RiaOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _points) = (options, x.Length);
        _half = new HalfWindowChoice(_points, options.HalfWindow);
        _added = (int)(_points * options.WidthScale);
        if (_added < 2 || _added > _points || !(options.SigmaScale > 0))
            throw new ArgumentException(
                $"{_points} points do not take {options.WidthScale} of themselves, two points to all, at each end",
                nameof(options)
            );
        _spacing = Math.Abs(x[^1] - x[0]) * options.WidthScale / 2 / _added;
        _bell = new double[_added];
        double sigma = _added * options.SigmaScale;
        for (int i = 0; i < _added; i++)
        {
            double u = _added * ((double)i / (_added - 1) - 0.5);
            _bell[i] = Math.Exp(-0.5 * u * u / (sigma * sigma));
        }
        int longest = _points + 2 * _added;
        _ends = new double[longest];
        (_data, _mean) = (new double[longest], new double[longest]);
        _work = new double[longest + 2 * (2 * _half.Widest + 1)];
    }

    /// <summary>Fits the baseline of one spectrum.</summary>
    /// <param name="y">The spectrum; not changed.</param>
    /// <param name="baseline">Receives the baseline; same length.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public BaselineOutcome Fit(ReadOnlySpan<double> y, Span<double> baseline)
    {
        BaselineRegions.Check(_points, _points, y.Length, baseline.Length);
        int left = _options.Side == ExtendedSide.Right ? 0 : _added,
            right = _options.Side == ExtendedSide.Left ? 0 : _added,
            length = left + _points + right,
            half = _half.Of(y),
            pad = 2 * half + 1;
        Span<double> data = _data.AsSpan(0, length),
            mean = _mean.AsSpan(0, length),
            work = _work.AsSpan(0, length + 2 * pad);
        double known = Extend(y, left, right, data);
        EdgePadding.Line(data, pad, 2, work);
        BaselineOutcome outcome = new(0, BaselineStop.MaxIterations, double.NaN);
        for (int pass = 1; pass <= _options.MaxIterations; pass++)
        {
            MovingWindow.Means(work.Slice(pad - half, length + 2 * half), pad, mean);
            double area = Area(data[..left], mean[..left]) + Area(data[(length - right)..], mean[(length - right)..]),
                change = Math.Abs(area - known) / Math.Max(Math.Abs(known), RelativeChange.Least);
            bool settled = change < _options.Tolerance || area > known;
            outcome = new BaselineOutcome(pass, settled ? BaselineStop.Converged : BaselineStop.MaxIterations, change);
            if (settled)
                break;
            Pointwise.Min(data, mean, mean);
            mean.CopyTo(work[pad..]);
        }
        mean.Slice(left, _points).CopyTo(baseline);
        return outcome;
    }

    /// <summary>The spectrum between its artificial bands.</summary>
    /// <returns>Area of the artificial bands.</returns>
    private double Extend(ReadOnlySpan<double> y, int left, int right, Span<double> data)
    {
        double height = double.NegativeInfinity;
        foreach (double value in y)
            height = Math.Max(height, value);
        height = _options.HeightScale * Math.Abs(height);
        EdgePadding.Line(y, _added, _ends);
        y.CopyTo(data[left..]);
        for (int i = 0; i < left; i++)
            data[i] = _ends[i] + height * _bell[i];
        for (int i = 0; i < right; i++)
            data[left + _points + i] = _ends[_added + _points + i] + height * _bell[i];
        double area = Pointwise.Sum(_bell) - (_bell[0] + _bell[^1]) / 2;
        return height * area * _spacing * ((left > 0 ? 1 : 0) + (right > 0 ? 1 : 0));
    }

    private double Area(ReadOnlySpan<double> above, ReadOnlySpan<double> below)
    {
        if (above.IsEmpty)
            return 0;
        double sum = -(above[0] - below[0] + (above[^1] - below[^1])) / 2;
        for (int i = 0; i < above.Length; i++)
            sum += above[i] - below[i];
        return sum * _spacing;
    }
}
