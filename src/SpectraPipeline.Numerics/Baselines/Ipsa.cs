using SpectraPipeline.Numerics.Morphology;
using SpectraPipeline.Numerics.Simd;
using SpectraPipeline.Numerics.Smoothing;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Iterative polynomial smoothing: a parabola in a moving window, what lies above it cut off, again and again.</summary>
/// <remarks>
/// z = SG₂(y₀), y ← min(y₀, z), y₀ the spectrum; stop at ‖z_new − z_old‖₂ / ‖z_old‖₂ &lt; tolerance, z_old = y₀ at first. SG₂: Savitzky-Golay filter of degree 2 over
/// 2h + 1 points. T. Wang, L. Dai, Appl. Spectrosc. 71 (2017) 1169, doi:10.1177/0003702816670915, with the stop of the peers: the paper's own needs the height that the
/// bands shall have in the end. Straight continuation of 2h + 1 points at both ends, the end points beyond. y and z in one unit, index space.
/// Positive bands only; h near the width of the bands at half height. Cost: O(n h) a pass.
/// </remarks>
public sealed class Ipsa
{
    private const int Multiple = 4;

    private readonly IteratedWindowOptions _options;
    private readonly HalfWindowChoice? _half;
    private readonly double[] _kernel;
    private readonly double[] _padded;
    private readonly double[] _work;
    private readonly double[] _z;
    private readonly double[] _old;
    private int _prepared = -1;

    /// <summary>For spectra of <paramref name="points"/> points; a half window left out is four times the one found in every spectrum, below the points.</summary>
    /// <exception cref="ArgumentException">A half window below 1 or not below the points.</exception>
    public Ipsa(int points, IteratedWindowOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.HalfWindow is < 1 || options.HalfWindow >= points)
            throw new ArgumentException(
                $"a half window must lie between 1 and {points - 1} points, not {options.HalfWindow}",
                nameof(options)
            );
        _options = options;
        _half = options.HalfWindow is null ? new HalfWindowChoice(points, null) : null;
        int widest = options.HalfWindow ?? Math.Min(points - 1, Multiple * _half!.Widest),
            padded = points + 2 * (2 * widest + 1);
        _kernel = new double[2 * widest + 1];
        (_padded, _z) = (new double[padded], new double[padded]);
        _work = new double[padded + 2 * widest];
        _old = new double[points];
    }

    /// <summary>Fits the baseline of one spectrum.</summary>
    /// <param name="y">The spectrum; not changed.</param>
    /// <param name="baseline">Receives the baseline; same length.</param>
    public BaselineOutcome Fit(ReadOnlySpan<double> y, Span<double> baseline)
    {
        int half = _options.HalfWindow ?? Math.Min(y.Length - 1, Multiple * _half!.Of(y)),
            pad = 2 * half + 1,
            length = y.Length + 2 * pad;
        Span<double> padded = _padded.AsSpan(0, length),
            z = _z.AsSpan(0, length),
            work = _work.AsSpan(0, length + 2 * half),
            kernel = Kernel(half);
        EdgePadding.Line(y, pad, padded);
        y.CopyTo(_old);
        EdgePadding.Nearest(padded, half, work);
        BaselineOutcome outcome = default;
        for (int pass = 1; pass <= _options.MaxIterations + 1; pass++)
        {
            MovingWindow.Weighted(work, kernel, z);
            double change = RelativeChange.Of(_old, z.Slice(pad, y.Length));
            bool settled = change < _options.Tolerance;
            outcome = new BaselineOutcome(pass, settled ? BaselineStop.Converged : BaselineStop.MaxIterations, change);
            if (settled)
                break;
            z.Slice(pad, y.Length).CopyTo(_old);
            Pointwise.Min(padded, z, work.Slice(half, length));
            work[..half].Fill(work[half]);
            work[^half..].Fill(work[^(half + 1)]);
        }
        z.Slice(pad, y.Length).CopyTo(baseline);
        return outcome;
    }

    /// <summary>Weights of the parabola's middle: a + b·j², so that Σ w = 1 and Σ w j² = 0.</summary>
    private Span<double> Kernel(int half)
    {
        Span<double> kernel = _kernel.AsSpan(0, 2 * half + 1);
        if (half == _prepared)
            return kernel;
        double count = 2 * half + 1,
            squares = half * (half + 1.0) * count / 3,
            fourths = squares * (3.0 * half * half + 3.0 * half - 1) / 5,
            determinant = count * fourths - squares * squares;
        for (int j = -half; j <= half; j++)
            kernel[j + half] = (fourths - squares * j * j) / determinant;
        _prepared = half;
        return kernel;
    }
}
