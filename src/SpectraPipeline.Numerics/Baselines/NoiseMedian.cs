using SpectraPipeline.Numerics.Morphology;
using SpectraPipeline.Numerics.Simd;
using SpectraPipeline.Numerics.Smoothing;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Moving median, smoothed by a Gaussian: where bands fill less than half a window, the median is baseline.</summary>
/// <remarks>
/// z = g_σ ∗ median(y; ±h), g_σ cut off at ±s points and normalised. M. S. Friedrichs, J. Biomol. NMR 5 (1995) 147, doi:10.1007/BF00208805. Straight continuation by h points
/// at the ends. y and z in one unit, index space. Symmetric: −y gives −z, so bands of both signs are left out alike, and the baseline runs through the middle
/// of the noise. Fails where bands fill more than half a window or the baseline bends within one. Cost: O(n log h + n s).
/// </remarks>
public sealed class NoiseMedian
{
    private readonly int? _given;
    private readonly int? _smooth;
    private readonly double? _sigma;
    private readonly HalfWindowChoice? _half;
    private readonly MovingMedian _median;
    private readonly double[] _padded;
    private readonly double[] _beyond;
    private readonly double[] _medians;
    private readonly double[] _kernel;
    private int _prepared = -1;

    /// <summary>For spectra of <paramref name="points"/> points.</summary>
    /// <param name="points">Points of a spectrum.</param>
    /// <param name="halfWindow">Half window of the median; null: twice the one found in every spectrum (<see cref="HalfWindowChoice"/>).</param>
    /// <param name="smoothHalfWindow">Where the Gaussian is cut off; null: that of the median; 0: no smoothing.</param>
    /// <param name="sigma">Standard deviation of the Gaussian in points; null: (2s + 1)/6.</param>
    /// <exception cref="ArgumentException">A window out of range or not below the points, a σ that is not positive.</exception>
    public NoiseMedian(int points, int? halfWindow, int? smoothHalfWindow, double? sigma)
    {
        if (halfWindow is < 1 || halfWindow >= points || smoothHalfWindow < 0 || smoothHalfWindow >= points || sigma <= 0)
            throw new ArgumentException(
                $"windows must lie between 1 and {points - 1} points and sigma above 0, not {halfWindow}, {smoothHalfWindow} and {sigma}"
            );
        (_given, _smooth, _sigma) = (halfWindow, smoothHalfWindow, sigma);
        _half = halfWindow is null ? new HalfWindowChoice(points, null) : null;
        int widest = halfWindow ?? Math.Min(points - 1, 2 * _half!.Widest),
            smooth = smoothHalfWindow ?? widest;
        _median = new MovingMedian(widest);
        _padded = new double[points + 2 * widest];
        _medians = new double[points + 2 * widest];
        _beyond = new double[points + 2 * widest + 2 * Math.Max(widest, smooth)];
        _kernel = new double[2 * smooth + 1];
    }

    /// <summary>Fits the baseline of one spectrum.</summary>
    /// <param name="y">The spectrum; not changed.</param>
    /// <param name="baseline">Receives the baseline; same length.</param>
    public BaselineOutcome Fit(ReadOnlySpan<double> y, Span<double> baseline)
    {
        int half = _given ?? Math.Min(y.Length - 1, 2 * _half!.Of(y)),
            smooth = _smooth ?? half;
        Span<double> padded = _padded.AsSpan(0, y.Length + 2 * half),
            medians = _medians.AsSpan(0, padded.Length),
            beyond = _beyond.AsSpan(0, padded.Length + 2 * half);
        EdgePadding.Line(y, half, padded);
        EdgePadding.Nearest(padded, half, beyond);
        _median.Apply(beyond, half, medians);
        if (smooth <= half)
        {
            // The window of the Gaussian stays within the padding.
            MovingWindow.Weighted(medians.Slice(half - smooth, y.Length + 2 * smooth), Kernel(smooth), baseline);
            return BaselineOutcome.Direct;
        }
        beyond = _beyond.AsSpan(0, padded.Length + 2 * (smooth - half));
        EdgePadding.Mirror(medians, smooth - half, beyond);
        MovingWindow.Weighted(beyond, Kernel(smooth), baseline);
        return BaselineOutcome.Direct;
    }

    private ReadOnlySpan<double> Kernel(int smooth)
    {
        Span<double> kernel = _kernel.AsSpan(0, 2 * smooth + 1);
        if (smooth == _prepared)
            return kernel;
        double sigma = _sigma ?? (2 * smooth + 1) / 6.0,
            sum = 0;
        for (int j = -smooth; j <= smooth; j++)
            sum += kernel[j + smooth] = Math.Exp(-0.5 * j * j / (sigma * sigma));
        Pointwise.Scale(kernel, 1 / sum);
        _prepared = smooth;
        return kernel;
    }
}
