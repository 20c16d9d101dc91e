using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>What the local regression is told.</summary>
/// <param name="Fraction">Part of the points that each local fit sees, above 0 to 1.</param>
/// <param name="Degree">Degree of the local polynomial, 0 to 2.</param>
/// <param name="Scale">Residuals beyond this many robust deviations weigh nothing.</param>
/// <param name="Tolerance">Stops when ‖z_new − z_old‖₂ / ‖z_old‖₂ falls below this.</param>
/// <param name="MaxIterations">Repetitions after the first fit, 0 or more.</param>
/// <param name="SymmetricWeights">Also points far below the fit lose weight (plain LOESS); else only those above.</param>
/// <param name="UseThreshold">Cuts the spectrum off above the fit instead of weighting it.</param>
/// <param name="Deviations">Where it cuts: standard deviations above the fit.</param>
/// <param name="UseOriginal">Cuts the spectrum itself each time, not what was cut before.</param>
/// <param name="Delta">Local fits are this part of the axis' range apart at most, straight lines between them; 0 fits at every point.</param>
public sealed record LoessOptions(
    double Fraction = 0.2,
    int Degree = 1,
    double Scale = 3,
    double Tolerance = 1e-3,
    int MaxIterations = 10,
    bool SymmetricWeights = false,
    bool UseThreshold = false,
    double Deviations = 1,
    bool UseOriginal = false,
    double Delta = 0.01
);

/// <summary>Robust local regression: at every point a straight line (or parabola) through its neighbours, of which those far above count for nothing.</summary>
/// <remarks>
/// Weights (1 − (|xⱼ − xᵢ|/hᵢ)³)³ · v²ⱼ over the ⌈fraction · n⌉ points nearest to xᵢ, hᵢ the distance of the farthest; vⱼ = max(0, 1 − (rⱼ/(scale · s))²) for rⱼ &gt; 0
/// and 1 below, s = median|r|/0.6745, repeated until the fit stands still. Between local fits that are close
/// together it is interpolated, as in Cleveland's own program. W. S. Cleveland, J. Am. Stat. Assoc. 74 (1979) 829, doi:10.1080/01621459.1979.10481038;
/// asymmetric weights: A. F. Ruckstuhl, M. P. Jacobson, R. W. Field, J. A. Dodd, J. Quant. Spectrosc. Radiat. Transf. 68 (2001) 179;
/// threshold: Ł. Komsta, Chromatographia 73 (2011) 721, doi:10.1007/s10337-011-1962-1.
/// Fails when bands cover more than about half of a window, and, as ‖Δz‖/‖z‖ shrinks with the level, stops early on a high one (then <see cref="BaselineStop.Premature"/>). A window whose points do not fix the polynomial takes a lower degree; one without weight keeps its value.
/// One object per worker. Cost: 17 · fraction · n operations for each of 1/delta local fits and iteration, eight points at a time.
/// </remarks>
public sealed class Loess
{
    private const double MedianToDeviation = 0.6744897501960817; // Φ⁻¹(3/4)
    private readonly LoessOptions _options;
    private readonly LocalFit _fit;
    private readonly double[] _y;
    private readonly double[] _weights;
    private readonly double[] _residuals;
    private readonly double[] _before;
    private readonly double[] _scratch;

    /// <summary>A fitter for spectra on one axis.</summary>
    /// <param name="x">The axis, strictly ascending.</param>
    /// <param name="options">Window, weights and stop.</param>
    /// <param name="width">Width of the registers; the result does not depend on it.</param>
    /// <exception cref="ArgumentException">An option out of its limits, or fewer than degree + 2 points in a window.</exception>
    public Loess(ReadOnlySpan<double> x, LoessOptions options, LaneWidth width = LaneWidth.Automatic)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!(options.Fraction > 0 && options.Fraction <= 1) || options.Degree is < 0 or > 2)
            throw new ArgumentException(
                $"fraction {options.Fraction} must lie in (0, 1], degree {options.Degree} in 0..2",
                nameof(options)
            );
        if (
            !(options.Scale > 0)
            || !(options.Tolerance >= 0)
            || options.MaxIterations < 0
            || !(options.Deviations >= 0)
            || !(options.Delta >= 0)
        )
            throw new ArgumentException(
                "scale must be positive; tolerance, iterations, deviations and delta must not be negative",
                nameof(options)
            );
        int window = WindowOf(x.Length, options.Fraction);
        if (window < options.Degree + 2)
            throw new ArgumentException($"{window} points a window do not fix a polynomial of degree {options.Degree}", nameof(options));
        _options = options;
        _fit = LocalFit.Over(new LocalWindows(x, window, options.Delta), options.Degree, width);
        (_y, _weights, _residuals) = (new double[x.Length], new double[x.Length], new double[x.Length]);
        (_before, _scratch) = (new double[x.Length], new double[x.Length]);
    }

    /// <summary>Points that a local fit sees: ⌈fraction · n⌉.</summary>
    public static int WindowOf(int points, double fraction) => (int)Math.Ceiling(fraction * points);

    /// <summary>Fits the baseline of one spectrum.</summary>
    /// <param name="y">The spectrum, finite values; not changed.</param>
    /// <param name="baseline">Receives the baseline; same length.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public BaselineOutcome Fit(ReadOnlySpan<double> y, Span<double> baseline)
    {
        if (y.Length != _y.Length || baseline.Length != _y.Length)
            throw new ArgumentException($"y and baseline must hold {_y.Length} points, not {y.Length} and {baseline.Length}", nameof(y));
        y.CopyTo(_y);
        y.CopyTo(baseline);
        Array.Fill(_weights, 1.0);
        double change = double.NaN;
        int iteration = 0;
        while (iteration <= _options.MaxIterations)
        {
            baseline.CopyTo(_before);
            _fit.Apply(_y, _weights, baseline);
            change = Change(_before, baseline);
            iteration++;
            if (change < _options.Tolerance)
                break;
            for (int i = 0; i < _y.Length; i++)
                _residuals[i] = _y[i] - baseline[i];
            if (_options.UseThreshold)
                Cut(y, baseline);
            else
                Reweight();
        }
        return BaselineOutcome.After(iteration, change, _options.Tolerance).WithoutLevel(y, baseline, _options.Tolerance);
    }

    private static double Change(ReadOnlySpan<double> before, ReadOnlySpan<double> after)
    {
        double difference = 0,
            norm = 0;
        for (int i = 0; i < before.Length; i++)
        {
            difference += (after[i] - before[i]) * (after[i] - before[i]);
            norm += before[i] * before[i];
        }
        return Math.Sqrt(difference) / Math.Max(Math.Sqrt(norm), double.Epsilon);
    }

    private void Reweight()
    {
        double deviation = Median.AbsoluteDeviation(_residuals, 0, _scratch) / MedianToDeviation;
        double inverse = 1 / (_options.Scale * deviation),
            lowest = _options.SymmetricWeights ? double.NegativeInfinity : 0;
        if (deviation == 0)
        {
            // More than half of the points lie on the fit: whatever lies off it (asymmetric: above) is no baseline.
            for (int i = 0; i < _weights.Length; i++)
                _weights[i] = Math.Max(_residuals[i], lowest) == 0 ? 1 : 0;
            return;
        }
        for (int i = 0; i < _weights.Length; i++)
        {
            double r = Math.Max(_residuals[i], lowest) * inverse;
            double v = Math.Max(0, 1 - (r * r));
            _weights[i] = v * v;
        }
    }

    private void Cut(ReadOnlySpan<double> y, ReadOnlySpan<double> baseline)
    {
        double mean = 0,
            squares = 0;
        foreach (double r in _residuals)
            mean += r;
        mean /= _residuals.Length;
        foreach (double r in _residuals)
            squares += (r - mean) * (r - mean);
        double margin = _options.Deviations * Math.Sqrt(squares / _residuals.Length);
        for (int i = 0; i < _y.Length; i++)
            _y[i] = Math.Min(_options.UseOriginal ? y[i] : _y[i], baseline[i] + margin);
    }
}
