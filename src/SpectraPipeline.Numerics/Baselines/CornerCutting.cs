namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Corners that stick out upwards are cut off again and again; a smooth curve runs through what is left.</summary>
/// <remarks>
/// A point goes when it does not lie below the chord of its two neighbours (all at once), until none does. The round that took the largest area per point decides
/// how many rounds a point must have survived; quadratic Bézier curves in y, joined halfway between the points that are left, are the baseline.
/// Y. J. Liu, X. G. Zhou, Y. D. Yu, A concise iterative method with Bezier technique for baseline construction, Analyst 140 (2015) 7984,
/// with the rounds counted as in pybaselines, and its curves: their parameter is x itself, so that a slope added to a spectrum is only roughly added to the baseline. Positive bands; runs along the lower edge of the noise. One object per worker. Cost: O(n) a round, 10 to 20 rounds.
/// </remarks>
public sealed class CornerCutting
{
    private readonly int _maxIterations;
    private readonly int[] _left;
    private readonly int[] _next;
    private readonly int[] _survived;
    private readonly double[] _areas;
    private int _count;

    /// <summary>A fitter for spectra of <paramref name="points"/> points.</summary>
    /// <param name="points">Points of a spectrum, 2 or more.</param>
    /// <param name="maxIterations">Rounds at most, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer.</exception>
    public CornerCutting(int points, int maxIterations = 100)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxIterations, 1);
        (Points, _maxIterations) = (points, maxIterations);
        (_left, _next, _survived) = (new int[points], new int[points], new int[points]);
        _areas = new double[maxIterations];
    }

    /// <summary>Points of a spectrum.</summary>
    public int Points { get; }

    /// <summary>Fits the baseline of one spectrum.</summary>
    /// <param name="x">The axis, strictly ascending.</param>
    /// <param name="y">The spectrum, finite values; not changed.</param>
    /// <param name="baseline">Receives the baseline; same length.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public BaselineOutcome Fit(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> baseline)
    {
        if (x.Length != Points || y.Length != Points || baseline.Length != Points)
            throw new ArgumentException($"x, y and baseline must hold {Points} points, not {x.Length}, {y.Length} and {baseline.Length}");
        Array.Clear(_survived);
        for (int i = 0; i < Points; i++)
            _left[i] = i;
        _count = Points;
        int rounds = 0;
        double area = Area(x, y);
        while (rounds < _maxIterations)
        {
            int before = _count;
            Cut(x, y);
            if (_count == before)
                break;
            for (int k = 0; k < _count; k++)
                _survived[_left[k]]++;
            double rest = Area(x, y);
            _areas[rounds++] = (area - rest) / (before - _count);
            area = rest;
        }
        int decisive = 0;
        for (int k = 1; k < rounds; k++)
            if (_areas[k] > _areas[decisive])
                decisive = k;
        _count = 0;
        for (int i = 0; i < Points; i++)
            if (_survived[i] >= decisive - 1)
                _left[_count++] = i;
        BezierCurve.Through(x, y, _left.AsSpan(0, _count), baseline);
        return new BaselineOutcome(rounds, BaselineStop.Direct, double.NaN);
    }

    private void Cut(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        int count = 0;
        for (int k = 0; k < _count; k++)
        {
            int b = _left[k];
            if (k > 0 && k < _count - 1)
            {
                int a = _left[k - 1],
                    c = _left[k + 1];
                if (!(y[b] < y[a] + ((x[b] - x[a]) * (y[c] - y[a]) / (x[c] - x[a]))))
                    continue;
            }
            _next[count++] = b;
        }
        _next.AsSpan(0, count).CopyTo(_left);
        _count = count;
    }

    private double Area(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double area = 0;
        for (int k = 1; k < _count; k++)
            area += (x[_left[k]] - x[_left[k - 1]]) * (y[_left[k]] + y[_left[k - 1]]) / 2;
        return area;
    }
}

/// <summary>Quadratic Bézier curves in y over a straight x, joined where the chords between inner control points have their middle.</summary>
internal static class BezierCurve
{
    /// <param name="x">The axis, ascending.</param>
    /// <param name="y">Values at x.</param>
    /// <param name="control">Indices of the control points, ascending, the first and the last point among them.</param>
    /// <param name="result">Receives the curve.</param>
    public static void Through(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<int> control, Span<double> result)
    {
        int last = x.Length - 1;
        if (control.Length < 4)
        {
            double middle = control.Length == 3 ? y[control[1]] : (y[0] + y[last]) / 2;
            Fill(x, 0, last, y[0], middle, y[last], result);
            return;
        }
        int start = 0;
        double level = y[0];
        for (int k = 1; k < control.Length - 2; k++)
        {
            int centre = control[k],
                next = control[k + 1],
                end = Halfway(x, centre, next);
            if (end == start)
                continue;
            double to = y[centre] + ((x[end] - x[centre]) * (y[next] - y[centre]) / (x[next] - x[centre]));
            Fill(x, start, end, level, y[centre], to, result);
            (start, level) = (end, to);
        }
        Fill(x, start, last, level, y[control[^2]], y[last], result);
    }

    /// <summary>Index of the point nearest to the middle; the lower one of two.</summary>
    private static int Halfway(ReadOnlySpan<double> x, int first, int last)
    {
        double middle = 0.5 * (x[first] + x[last]);
        int nearest = first;
        for (int i = first + 1; i <= last; i++)
            if (Math.Abs(x[i] - middle) < Math.Abs(x[nearest] - middle))
                nearest = i;
        return nearest;
    }

    private static void Fill(ReadOnlySpan<double> x, int first, int last, double from, double control, double to, Span<double> result)
    {
        for (int i = first; i <= last; i++)
        {
            double t = (x[i] - x[first]) / (x[last] - x[first]),
                s = 1 - t;
            result[i] = (from * s * s) + (2 * control * s * t) + (to * t * t);
        }
    }
}
