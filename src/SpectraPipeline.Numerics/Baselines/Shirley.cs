namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Step-shaped background under a peak: at every point it has risen by the part of the peak's area that lies behind (Shirley's background of photoelectron spectra).</summary>
/// <remarks>
/// B(x) = y₁ + (y₂ − y₁) · ∫ₓ₁ˣ (y − B) / ∫ₓ₁ˣ² (y − B), from a straight line repeated until max|ΔB| ≤ tolerance · |y₂ − y₁|; trapezoids, any spacing. The formula
/// is the same read from either end, so the step may go up or down along x. Beyond the range the levels y₁ and y₂ go on.
/// D. A. Shirley, Phys. Rev. B 5 (1972) 4709, doi:10.1103/PhysRevB.5.4709; iterated: A. Proctor, P. M. A. Sherwood, Anal. Chem. 54 (1982) 13, doi:10.1021/ac00238a008.
/// Assumes one group of peaks of one sign between two flat ends; the ends' noise goes into the whole background, so they are means. Without area between the ends
/// (|∫| below 1e-12 of ∫|y − B| and of step times range) what there is stays, at first the straight line. One object per worker. Cost: O(n) an iteration.
/// </remarks>
public sealed class Shirley
{
    private const double SmallestArea = 1e-12;
    private readonly double[] _x;
    private readonly EndLevels _ends;
    private readonly double _tolerance;
    private readonly int _maxIterations;

    /// <summary>A fitter for spectra on one axis.</summary>
    /// <param name="x">The axis, strictly ascending.</param>
    /// <param name="ends">Range and stretches at its ends.</param>
    /// <param name="tolerance">Largest last change, relative to the step; ≥ 0.</param>
    /// <param name="maxIterations">Repetitions at most, 1 or more.</param>
    /// <exception cref="ArgumentException">A negative tolerance or no iteration.</exception>
    public Shirley(ReadOnlySpan<double> x, EndLevels ends, double tolerance = 1e-6, int maxIterations = 50)
    {
        ArgumentNullException.ThrowIfNull(ends);
        if (!(tolerance >= 0) || maxIterations < 1)
            throw new ArgumentException(
                $"tolerance {tolerance} must not be negative, iterations {maxIterations} at least 1",
                nameof(tolerance)
            );
        (_x, _ends, _tolerance, _maxIterations) = (x.ToArray(), ends, tolerance, maxIterations);
    }

    /// <summary>Fits the background of one spectrum.</summary>
    /// <param name="y">The spectrum, finite values; not changed.</param>
    /// <param name="baseline">Receives the background; same length.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public BaselineOutcome Fit(ReadOnlySpan<double> y, Span<double> baseline)
    {
        if (y.Length != _x.Length || baseline.Length != _x.Length)
            throw new ArgumentException($"y and baseline must hold {_x.Length} points, not {y.Length} and {baseline.Length}", nameof(y));
        (double left, double right) = _ends.Of(y);
        ReadOnlySpan<double> x = _x.AsSpan(_ends.First, _ends.End - _ends.First);
        ReadOnlySpan<double> inside = y[_ends.First.._ends.End];
        Span<double> background = baseline[_ends.First.._ends.End];
        baseline[.._ends.First].Fill(left);
        baseline[_ends.End..].Fill(right);
        for (int i = 0; i < x.Length; i++)
            background[i] = left + ((right - left) * (x[i] - x[0]) / (x[^1] - x[0]));
        double step = Math.Abs(right - left),
            change = 0;
        if (step == 0)
            return BaselineOutcome.Direct;
        for (int iteration = 1; iteration <= _maxIterations; iteration++)
        {
            (double area, double absolute) = Area(x, inside, background);
            if (!(Math.Abs(area) > SmallestArea * Math.Max(absolute, step * (x[^1] - x[0]))))
                return new BaselineOutcome(iteration, BaselineStop.Direct, change);
            change = Rise(x, inside, background, left, (right - left) / area) / step;
            if (change <= _tolerance)
                return new BaselineOutcome(iteration, BaselineStop.Converged, change);
        }
        return new BaselineOutcome(_maxIterations, BaselineStop.MaxIterations, change);
    }

    private static (double Area, double Absolute) Area(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> background)
    {
        double area = 0,
            absolute = 0;
        for (int i = 1; i < x.Length; i++)
        {
            double a = y[i - 1] - background[i - 1],
                b = y[i] - background[i],
                half = (x[i] - x[i - 1]) / 2;
            area += half * (a + b);
            absolute += half * (Math.Abs(a) + Math.Abs(b));
        }
        return (area, absolute);
    }

    /// <summary>Puts the next background in place and returns its largest change.</summary>
    private static double Rise(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> background, double level, double share)
    {
        double largest = Math.Abs(level - background[0]),
            before = y[0] - background[0],
            area = 0;
        background[0] = level;
        for (int i = 1; i < x.Length; i++)
        {
            double here = y[i] - background[i];
            area += (x[i] - x[i - 1]) * (before + here) / 2;
            before = here;
            double next = level + (share * area);
            largest = Math.Max(largest, Math.Abs(next - background[i]));
            background[i] = next;
        }
        return largest;
    }
}
