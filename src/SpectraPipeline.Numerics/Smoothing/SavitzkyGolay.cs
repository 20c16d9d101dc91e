using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Smoothing;

/// <summary>What stands beyond the first and last point for a moving window.</summary>
public enum EdgeMode
{
    /// <summary>The polynomial of the first or last full window goes on to the end.</summary>
    Interp,

    /// <summary>Reflected about the end point, which is not repeated.</summary>
    Mirror,

    /// <summary>The end point goes on.</summary>
    Nearest,

    /// <summary>Zero.</summary>
    Constant,
}

/// <summary>Savitzky-Golay filter: least-squares polynomial in a moving window, its value or derivative at the centre.</summary>
/// <remarks>
/// A. Savitzky, M. J. E. Golay, Anal. Chem. 36 (1964) 1627, doi:10.1021/ac60214a047; any position in the window after P. A. Gorry, Anal. Chem. 62 (1990) 570,
/// doi:10.1021/ac00205a007. Weights hⱼ(t) = Σₖ pₖ(j) pₖ⁽ᵐ⁾(t) / ‖pₖ‖² / δᵐ with polynomials pₖ orthogonal on the window's points, so no ill-conditioned system is solved.
/// Assumes even spacing δ; on an uneven axis it is right in index space only. Immutable: one object serves all workers. Cost: n × window.
/// </remarks>
public sealed class SavitzkyGolay
{
    private readonly double[] _weights; // row t + half: weights that evaluate at offset t
    private readonly int _half;
    private readonly EdgeMode _mode;

    /// <summary>Prepares the weights.</summary>
    /// <param name="window">Points in the window, odd.</param>
    /// <param name="degree">Degree of the polynomial, below <paramref name="window"/>.</param>
    /// <param name="derivative">Order of the derivative; above the degree the result is zero.</param>
    /// <param name="spacing">δ, distance of neighbouring points in x; may be negative on a descending axis.</param>
    /// <param name="mode">What happens at the ends.</param>
    /// <exception cref="ArgumentException">A window that is even or not above the degree, a negative degree or derivative, no spacing.</exception>
    public SavitzkyGolay(int window, int degree, int derivative = 0, double spacing = 1, EdgeMode mode = EdgeMode.Interp)
    {
        if (window < 1 || window % 2 == 0)
            throw new ArgumentException($"the window must be an odd number of points, not {window}", nameof(window));
        if (degree < 0 || degree >= window)
            throw new ArgumentException($"the degree must lie between 0 and {window - 1}, not {degree}", nameof(degree));
        ArgumentOutOfRangeException.ThrowIfNegative(derivative);
        if (spacing == 0 || !double.IsFinite(spacing))
            throw new ArgumentException($"the spacing must be finite and not zero, {spacing} is", nameof(spacing));
        (Window, _half, _mode) = (window, window / 2, mode);
        _weights = Prepare(window, degree, derivative, Math.Pow(spacing, derivative));
    }

    /// <summary>Points in the window.</summary>
    public int Window { get; }

    /// <summary>Filters one spectrum.</summary>
    /// <param name="y">The spectrum; not changed.</param>
    /// <param name="result">Same length; may not overlap <paramref name="y"/>.</param>
    /// <exception cref="ArgumentException">Lengths disagree, or fewer points than the window.</exception>
    public void Apply(ReadOnlySpan<double> y, Span<double> result)
    {
        if (y.Length != result.Length)
            throw new ArgumentException($"result must hold {y.Length} points, not {result.Length}", nameof(result));
        if (y.Length < Window)
            throw new ArgumentException($"{y.Length} points are fewer than the window of {Window}", nameof(y));
        int i0 = _half;
        if (Vector512.IsHardwareAccelerated)
            i0 = Inside<Eight512>(y, result);
        else if (Vector256.IsHardwareAccelerated)
            i0 = Inside<Eight256>(y, result);
        ReadOnlySpan<double> centre = Row(0);
        for (int i = i0; i < y.Length - _half; i++)
            result[i] = Dot(centre, y.Slice(i - _half, Window));
        for (int i = 0; i < _half; i++)
        {
            int last = y.Length - 1 - i;
            result[i] = _mode == EdgeMode.Interp ? Dot(Row(i - _half), y[..Window]) : Beyond(y, i);
            result[last] = _mode == EdgeMode.Interp ? Dot(Row(_half - i), y[^Window..]) : Beyond(y, last);
        }
    }

    /// <summary>Full windows, eight points at a time, each sum in the order of <see cref="Dot"/>; returns the first point that is left.</summary>
    private int Inside<T>(ReadOnlySpan<double> y, Span<double> result)
        where T : struct, IEight<T>
    {
        ref double values = ref MemoryMarshal.GetReference(y);
        ref double smooth = ref MemoryMarshal.GetReference(result);
        ReadOnlySpan<double> weights = Row(0);
        int i = _half;
        for (; i + 8 <= y.Length - _half; i += 8)
        {
            T sum = T.Create(0);
            nuint first = (nuint)(i - _half);
            for (int j = 0; j < weights.Length; j++)
                sum += T.Create(weights[j]) * T.Load(ref values, first + (nuint)j);
            T.Store(sum, ref smooth, (nuint)i);
        }
        return i;
    }

    private ReadOnlySpan<double> Row(int offset) => _weights.AsSpan((offset + _half) * Window, Window);

    private double Beyond(ReadOnlySpan<double> y, int centre)
    {
        ReadOnlySpan<double> weights = Row(0);
        double sum = 0;
        for (int j = 0; j < Window; j++)
        {
            int i = centre + j - _half;
            int inside = _mode == EdgeMode.Mirror ? Mirrored(i, y.Length) : Math.Clamp(i, 0, y.Length - 1);
            if (_mode != EdgeMode.Constant || inside == i)
                sum += weights[j] * y[inside];
        }
        return sum;
    }

    private static int Mirrored(int i, int length) =>
        i < 0 ? -i
        : i >= length ? 2 * (length - 1) - i
        : i;

    private static double Dot(ReadOnlySpan<double> weights, ReadOnlySpan<double> values)
    {
        double sum = 0;
        for (int j = 0; j < weights.Length; j++)
            sum += weights[j] * values[j];
        return sum;
    }

    /// <summary>Three-term recurrence pₖ₊₁ = x pₖ − bₖ pₖ₋₁ on the symmetric points; differentiated m times it gains the term m pₖ⁽ᵐ⁻¹⁾.</summary>
    private static double[] Prepare(int window, int degree, int derivative, double scale)
    {
        int half = window / 2;
        double unit = Math.Max(half, 1); // x runs over −1..1, so that high powers stay in range
        double[][,] p = new double[degree + 1][,];
        double[] norm = new double[degree + 1];
        for (int k = 0; k <= degree; k++)
        {
            p[k] = new double[derivative + 1, window];
            double b = k < 2 ? 0 : norm[k - 1] / norm[k - 2];
            for (int m = 0; m <= derivative; m++)
            for (int j = 0; j < window; j++)
            {
                double x = (j - half) / unit;
                p[k][m, j] =
                    k == 0
                        ? (m == 0 ? 1 : 0)
                        : x * p[k - 1][m, j] + (m > 0 ? m * p[k - 1][m - 1, j] : 0) - (k > 1 ? b * p[k - 2][m, j] : 0);
            }
            for (int j = 0; j < window; j++)
                norm[k] += p[k][0, j] * p[k][0, j];
        }
        double[] weights = new double[window * window];
        double toSpacing = 1 / (Math.Pow(unit, derivative) * scale);
        for (int t = 0; t < window; t++)
        for (int j = 0; j < window; j++)
        {
            double sum = 0;
            for (int k = 0; k <= degree; k++)
                sum += p[k][0, j] * p[k][derivative, t] / norm[k];
            weights[t * window + j] = sum * toSpacing;
        }
        return weights;
    }
}
