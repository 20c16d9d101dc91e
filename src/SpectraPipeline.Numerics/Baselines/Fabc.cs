using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Morphology;
using SpectraPipeline.Numerics.Smoothing;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>What the fully automatic correction is told; lengths in points.</summary>
/// <param name="Lambda">Stiffness of the Whittaker curve through the baseline points.</param>
/// <param name="Scale">Width of the Haar wavelet; null: half the half window found in every spectrum (<see cref="HalfWindowChoice"/>), rounded up.</param>
/// <param name="DeviationFactor">A point belongs to a band when its power exceeds the mean by so many standard deviations.</param>
/// <param name="Order">Order of the difference that is penalised.</param>
/// <param name="MinLength">Shorter stretches of baseline are taken for band.</param>
public sealed record FabcOptions(double Lambda = 1e6, int? Scale = null, double DeviationFactor = 3, int Order = 2, int MinLength = 2);

/// <summary>Fully automatic baseline correction: points where the wavelet derivative is small are baseline, a Whittaker curve runs through them.</summary>
/// <remarks>
/// Pᵢ = (Σ left − Σ right)²/a, left and right a/2 points on each side of i (Haar, scale a; an odd scale leaves i itself out); band where P ≥ mean + k·deviation
/// of the points that are not band, repeated; then (W + λD′D) z = W y with W = 1 on the baseline and 0 on the bands.
/// J. C. Cobas, M. A. Bernstein, M. Martín-Pastor, P. García Tahoces, J. Magn. Reson. 183 (2006) 145, doi:10.1016/j.jmr.2006.07.013. Straight continuation by 2a points.
/// y and z in one unit, index space. Symmetric: −y gives −z, so bands of both signs are left out alike. The flat top of a broad band has no derivative and is taken for
/// baseline unless it is narrower than a. Cost: O(n log a + n·order²).
/// </remarks>
public sealed class Fabc
{
    private readonly FabcOptions _options;
    private readonly HalfWindowChoice? _half;
    private readonly WhittakerSystem _system;
    private readonly double[] _padded;
    private readonly double[] _means;
    private readonly double[] _power;
    private readonly double[] _weights;
    private readonly bool[] _isBand;

    /// <summary>For spectra of <paramref name="points"/> points.</summary>
    /// <exception cref="ArgumentException">λ or the order out of range, a scale below 2 or not below the points, or no more points than the order.</exception>
    public Fabc(int points, FabcOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Scale is < 2 || options.Scale >= points || !(options.Lambda > 0) || double.IsInfinity(options.Lambda))
            throw new ArgumentException(
                $"the scale must lie between 2 and {points - 1} points and lambda be positive, not {options.Scale} and {options.Lambda}",
                nameof(options)
            );
        (Points, _options) = (points, options);
        _half = options.Scale is null ? new HalfWindowChoice(points, null) : null;
        _system = new WhittakerSystem(points, options.Order);
        int widest = options.Scale ?? Math.Max(2, (_half!.Widest + 1) / 2);
        (_padded, _means) = (new double[points + 4 * widest], new double[points + 4 * widest]);
        (_power, _weights, _isBand) = (new double[points], new double[points], new bool[points]);
    }

    /// <summary>Points of a spectrum.</summary>
    public int Points { get; }

    /// <summary>Which points the last fit took for bands.</summary>
    public ReadOnlySpan<bool> IsBand => _isBand;

    /// <summary>Fits the baseline of one spectrum.</summary>
    /// <param name="y">The spectrum; not changed.</param>
    /// <param name="baseline">Receives the baseline. With no more baseline points than the order, nothing carries the curve: they do not count then and it is the line
    /// (parabola) of least squares through all points.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public BaselineOutcome Fit(ReadOnlySpan<double> y, Span<double> baseline)
    {
        BaselineRegions.Check(Points, Points, y.Length, baseline.Length);
        Power(y, _options.Scale ?? Math.Max(2, (_half!.Of(y) + 1) / 2));
        BaselineRegions.Threshold(_power, _options.DeviationFactor, _isBand);
        BaselineRegions.Refine(_isBand, _options.MinLength);
        int quiet = _isBand.AsSpan().Count(false);
        bool carried = quiet > _options.Order;
        for (int i = 0; i < Points; i++)
            _weights[i] = _isBand[i] && carried ? 0 : 1;
        _system.Solve(_weights, _options.Lambda, y, baseline);
        BaselineOutcome outcome = carried ? BaselineOutcome.Direct : new BaselineOutcome(0, BaselineStop.NoBaselinePoints, double.NaN);
        return outcome.OrSingular(ResidualBalance.Holds(_weights, y, baseline), baseline);
    }

    /// <summary>Squared Haar transform: means of half a scale to the left minus to the right.</summary>
    private void Power(ReadOnlySpan<double> y, int scale)
    {
        int half = scale / 2,
            middle = scale % 2,
            pad = 2 * scale;
        Span<double> padded = _padded.AsSpan(0, Points + 2 * pad),
            means = _means.AsSpan(0, padded.Length - half + 1);
        EdgePadding.Line(y, pad, padded);
        MovingWindow.Means(padded, half, means);
        double scaled = (double)half * half / scale; // means to sums, squared, over the scale
        for (int i = 0; i < Points; i++)
        {
            double difference = means[pad + i - half] - means[pad + i + middle];
            _power[i] = difference * difference * scaled;
        }
    }
}
