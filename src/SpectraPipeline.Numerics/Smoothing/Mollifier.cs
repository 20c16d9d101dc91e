using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Smoothing;

/// <summary>Smooth bell that is zero beyond its half width: kⱼ ∝ exp(−1/(1 − (j/h)²)), |j| &lt; h.</summary>
/// <remarks>
/// K. O. Friedrichs, Trans. Am. Math. Soc. 55 (1944) 132, doi:10.1090/S0002-9947-1944-0009701-0; for baselines H. Chen et al., Appl. Spectrosc. 73 (2019) 284, doi:10.1177/0003702818811688.
/// A half width of 1 (or 0) is a single point: no smoothing. The spectrum is mirrored at its ends. An eroded spectrum is mostly flat: with few steps, of height Δₛ at s,
/// the same sum is Pᵢ + Σₛ Δₛ T(s − i), T the sums of the bell from a place to its end, over the steps alone. One object per worker. Cost: O(n h), or O(steps · h).
/// </remarks>
public sealed class Mollifier
{
    // A step costs the load, add and store of its tail, a point the multiplications of its window: they break even near this many steps a point.
    private const double StepShare = 0.4;

    private readonly double[] _kernel;
    private readonly double[] _tails; // T from the far end
    private readonly double[] _padded;
    private int _half = -1;

    /// <summary>For spectra of up to <paramref name="points"/> points and half widths of up to <paramref name="widest"/>, below the points.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No points, or a width that they do not hold.</exception>
    public Mollifier(int points, int widest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(widest);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(widest, points);
        _kernel = new double[Math.Max(1, 2 * widest - 1)];
        _tails = new double[_kernel.Length];
        _padded = new double[points + 2 * Math.Max(0, widest - 1)];
    }

    /// <summary>Smooths one spectrum.</summary>
    /// <param name="y">The spectrum; not changed unless it is the result.</param>
    /// <param name="half">Half width h in points.</param>
    /// <param name="result">Same length; may be <paramref name="y"/>.</param>
    public void Apply(ReadOnlySpan<double> y, int half, Span<double> result)
    {
        if (half <= 1)
        {
            y.CopyTo(result);
            return;
        }
        if (half != _half)
            Prepare(half);
        Span<double> padded = _padded.AsSpan(0, y.Length + 2 * (half - 1));
        EdgePadding.Mirror(y, half - 1, padded);
        int steps = 0;
        for (int i = 1; i < padded.Length; i++)
            steps += padded[i] != padded[i - 1] ? 1 : 0;
        if (steps < StepShare * padded.Length)
            AddSteps(padded, 2 * half - 2, result);
        else
            MovingWindow.Weighted(padded, _kernel.AsSpan(0, 2 * half - 1), result);
    }

    private void AddSteps(ReadOnlySpan<double> padded, int reach, Span<double> result)
    {
        padded[..result.Length].CopyTo(result);
        for (int s = 1; s < padded.Length; s++)
        {
            double step = padded[s] - padded[s - 1];
            if (step == 0)
                continue;
            int from = Math.Max(0, s - reach),
                to = Math.Min(result.Length, s);
            Products.AddScaled(result[from..to], step, _tails.AsSpan(from - (s - reach), to - from));
        }
    }

    private void Prepare(int half)
    {
        Span<double> kernel = _kernel.AsSpan(0, 2 * half - 1);
        double sum = 0;
        for (int j = 1 - half; j < half; j++)
        {
            double u = (double)j / half;
            sum += kernel[j + half - 1] = Math.Exp(-1 / (1 - u * u));
        }
        Pointwise.Scale(kernel, 1 / sum);
        double tail = 0;
        for (int q = 0; q < kernel.Length - 1; q++)
            _tails[q] = tail += kernel[^(q + 1)];
        _half = half;
    }
}
