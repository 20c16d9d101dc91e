using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Smoothing;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>What the rubber band is told.</summary>
/// <param name="Segments">Bands side by side, each over an equal number of points; 1 for one band over all.</param>
/// <param name="Lambda">λ of the Whittaker curve through the touching points; null or 0: straight lines.</param>
/// <param name="Order">Order of its difference, 1 to 3.</param>
/// <param name="SmoothHalfWindow">Half width, in points, of a moving mean before; 0 for none.</param>
public sealed record RubberbandOptions(int Segments = 1, double? Lambda = null, int Order = 2, int SmoothHalfWindow = 0);

/// <summary>A rubber band pulled up from below: the lower convex hull of the spectrum, or a smooth curve through its corners.</summary>
/// <remarks>
/// Corners by A. M. Andrew's monotone chain, Inf. Process. Lett. 9 (1979) 216, doi:10.1016/0020-0190(79)90072-3, which is linear in n on a sorted axis; straight
/// lines between them, or min Σ wᵢ(yᵢ − zᵢ)² + λ Σ (Δᵈz)² with w = 1 on corners, else 0 (index space). Segments cut the points into equal blocks with a hull each, so
/// that a concave background is followed. A single corner far below the rest (a spike downwards) carries the whole band: despike first. Noise: the hull runs
/// along its lower edge. One object per worker. Cost: O(n).
/// </remarks>
public sealed class Rubberband
{
    private readonly RubberbandOptions _options;
    private readonly double[] _padded;
    private readonly double[] _y;
    private readonly int[] _corners;
    private readonly double[] _weights = [];
    private readonly WhittakerSystem? _system;
    private int _count;

    /// <summary>A fitter for spectra of <paramref name="points"/> points.</summary>
    /// <exception cref="ArgumentException">An option out of its limits, or fewer than three points a segment.</exception>
    public Rubberband(int points, RubberbandOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Segments < 1 || points < 3 * options.Segments)
            throw new ArgumentException($"{points} points do not make {options.Segments} segments of three or more", nameof(options));
        if (options.SmoothHalfWindow < 0 || options.SmoothHalfWindow >= points || options.Lambda is < 0 or double.NaN)
            throw new ArgumentException(
                $"the half window {options.SmoothHalfWindow} must lie between 0 and {points - 1}, lambda {options.Lambda} must not be negative",
                nameof(options)
            );
        (_options, Points) = (options, points);
        _y = new double[points];
        _corners = new int[points];
        _padded = new double[points + (2 * options.SmoothHalfWindow)];
        if (options.Lambda > 0)
            (_system, _weights) = (new WhittakerSystem(points, options.Order), new double[points]);
    }

    /// <summary>Points of a spectrum.</summary>
    public int Points { get; }

    /// <summary>Indices at which the last band touched the spectrum, ascending.</summary>
    public ReadOnlySpan<int> Corners => _corners.AsSpan(0, _count);

    /// <summary>Fits the baseline of one spectrum.</summary>
    /// <param name="x">The axis, strictly ascending.</param>
    /// <param name="y">The spectrum, finite values; not changed.</param>
    /// <param name="baseline">Receives the baseline; same length.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public BaselineOutcome Fit(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> baseline)
    {
        if (x.Length != Points || y.Length != Points || baseline.Length != Points)
            throw new ArgumentException($"x, y and baseline must hold {Points} points, not {x.Length}, {y.Length} and {baseline.Length}");
        if (_options.SmoothHalfWindow > 0)
        {
            Smooth(y);
            y = _y;
        }
        _count = 0;
        for (int segment = 0; segment < _options.Segments; segment++)
        {
            int first = (int)((long)segment * Points / _options.Segments),
                end = (int)((long)(segment + 1) * Points / _options.Segments);
            Hull(x, y, first, end);
        }
        if (_system is not null)
            return Curve(_system, y, baseline);
        Straight(x, y, baseline);
        return BaselineOutcome.Direct;
    }

    /// <summary>Adds the corners of the lower hull of points first..end−1.</summary>
    private void Hull(ReadOnlySpan<double> x, ReadOnlySpan<double> y, int first, int end)
    {
        Span<int> corners = _corners;
        int bottom = _count,
            top = _count; // corners[bottom..top] is the chain so far
        for (int i = first; i < end; i++)
        {
            while (top - bottom >= 2)
            {
                int a = corners[top - 2],
                    b = corners[top - 1];
                // b stays when it lies below the line from a to i.
                if ((x[b] - x[a]) * (y[i] - y[a]) > (x[i] - x[a]) * (y[b] - y[a]))
                    break;
                top--;
            }
            corners[top++] = i;
        }
        _count = top;
    }

    private BaselineOutcome Curve(WhittakerSystem system, ReadOnlySpan<double> y, Span<double> baseline)
    {
        Array.Clear(_weights);
        foreach (int corner in Corners)
            _weights[corner] = 1;
        system.Solve(_weights, _options.Lambda!.Value, y, baseline);
        return BaselineOutcome.Direct.OrSingular(ResidualBalance.Holds(_weights, y, baseline), baseline);
    }

    private void Straight(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> baseline)
    {
        for (int k = 1; k < _count; k++)
        {
            int a = _corners[k - 1],
                b = _corners[k];
            double slope = (y[b] - y[a]) / (x[b] - x[a]);
            for (int i = a; i < b; i++)
                baseline[i] = y[a] + (slope * (x[i] - x[a]));
        }
        baseline[^1] = y[^1];
    }

    private void Smooth(ReadOnlySpan<double> y)
    {
        int half = _options.SmoothHalfWindow,
            window = (2 * half) + 1;
        y.CopyTo(_padded.AsSpan(half));
        EdgePadding.Line(_padded.AsSpan(half, _padded.Length - (2 * half)), half, _padded);
        for (int i = 0; i < Points; i++)
        {
            double sum = 0;
            foreach (double value in _padded.AsSpan(i, window))
                sum += value;
            _y[i] = sum / window;
        }
    }
}
