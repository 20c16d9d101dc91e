using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Weights that fall where a smoothed spectrum is steep or bent: exp(−(y′/rms y′)²/2) · exp(−(y″/rms y″)²/2).</summary>
/// <remarks>V. I. Korepanov, J. Raman Spectrosc. 51 (2020) 2061, doi:10.1002/jrs.5952. Holds its own scratch: one object per worker. Cost: smooths × points × window.</remarks>
internal sealed class SlopeScreen
{
    private readonly int _half;
    private readonly int _smooths;
    private readonly double[] _kernel;
    private readonly double[] _smoothed; // spectrum and what continues it, with room for what is mirrored at each end
    private readonly double[] _next;
    private readonly double[] _slopes;

    public SlopeScreen(int points, int halfWindow, int smooths)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(halfWindow);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(halfWindow, points);
        ArgumentOutOfRangeException.ThrowIfNegative(smooths);
        (_half, _smooths) = (halfWindow, smooths);
        _kernel = Mollifier(halfWindow);
        _smoothed = new double[points + 4 * halfWindow];
        _next = new double[points + 2 * halfWindow];
        _slopes = new double[points];
    }

    /// <summary>exp(−1/(1 − u²)) on (−1, 1) with area 1, the zeros at both ends left out.</summary>
    private static double[] Mollifier(int half)
    {
        double[] kernel = new double[Math.Max(1, 2 * half - 1)];
        for (int i = 0; i < kernel.Length && half > 0; i++)
        {
            double u = (double)(i + 1 - half) / half;
            kernel[i] = Math.Exp(-1 / (1 - u * u));
        }
        double sum = kernel.Sum();
        for (int i = 0; i < kernel.Length && half > 0; i++)
            kernel[i] /= sum;
        return kernel;
    }

    /// <param name="y">Spectrum.</param>
    /// <param name="weights">Receives the weights, 0 to 1.</param>
    public void Fill(ReadOnlySpan<double> y, Span<double> weights)
    {
        Span<double> smoothed = _smoothed.AsSpan(2 * _half, y.Length);
        y.CopyTo(smoothed);
        if (_half > 0 && _smooths > 0)
        {
            Continue(y[.._half], _smoothed.AsSpan(_half, _half), -_half);
            Continue(y[^_half..], _smoothed.AsSpan(2 * _half + y.Length, _half), _half);
            for (int k = 0; k < _smooths; k++)
                Smooth();
        }
        Gradient(smoothed, _slopes);
        Gradient(_slopes, weights);
        double slope = InverseRms(_slopes),
            bend = InverseRms(weights);
        for (int i = 0; i < weights.Length; i++)
        {
            double first = _slopes[i] * slope,
                second = weights[i] * bend;
            weights[i] = Math.Exp(-(first * first + second * second) / 2);
        }
    }

    /// <summary>Least-squares line through the end points, continued; <paramref name="shift"/> is the distance from the end's first point to the first continued one.</summary>
    private static void Continue(ReadOnlySpan<double> end, Span<double> beyond, int shift)
    {
        double centre = (end.Length - 1) / 2.0,
            mean = 0,
            slope = 0,
            squares = 0;
        foreach (double value in end)
            mean += value / end.Length;
        for (int i = 0; i < end.Length; i++)
        {
            slope += (i - centre) * (end[i] - mean);
            squares += (i - centre) * (i - centre);
        }
        slope = squares > 0 ? slope / squares : 0; // one point: constant
        for (int i = 0; i < beyond.Length; i++)
            beyond[i] = mean + slope * (i + shift - centre);
    }

    /// <summary>One pass of the mollifier over the continued spectrum, mirrored about its end points.</summary>
    private void Smooth()
    {
        int last = _next.Length - 1;
        Span<double> all = _smoothed;
        for (int i = 1; i <= _half; i++)
        {
            all[_half - i] = all[_half + Math.Min(i, last)];
            all[_half + last + i] = all[_half + last - Math.Min(i, last)];
        }
        Span<double> next = _next;
        next.Clear();
        for (int k = 0; k < _kernel.Length; k++)
            Products.AddScaled(next, _kernel[k], all.Slice(k + 1, next.Length));
        next.CopyTo(all[_half..]);
    }

    /// <summary>Central differences, one-sided at the ends.</summary>
    private static void Gradient(ReadOnlySpan<double> y, Span<double> result)
    {
        int last = y.Length - 1;
        for (int i = 1; i < last; i++)
            result[i] = (y[i + 1] - y[i - 1]) / 2;
        (result[0], result[last]) = (y[1] - y[0], y[last] - y[last - 1]);
    }

    /// <summary>0 where all values are zero: then they say nothing.</summary>
    private static double InverseRms(ReadOnlySpan<double> values)
    {
        double mean = Products.Dot(values, values) / values.Length;
        return mean > 0 ? 1 / Math.Sqrt(mean) : 0;
    }
}
