using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Smoothing;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Weights that fall where a smoothed spectrum is steep or bent: exp(−(y′/rms y′)²/2) · exp(−(y″/rms y″)²/2).</summary>
/// <remarks>V. I. Korepanov, J. Raman Spectrosc. 51 (2020) 2061, doi:10.1002/jrs.5952. Holds its own scratch: one object per worker. Cost: smooths × points × window.</remarks>
internal sealed class SlopeScreen
{
    private const double Rounding = 1e-13; // of the largest |y|: slopes below it come from the smoothing's own roundings
    private readonly int _half;
    private readonly int _smooths;
    private readonly Mollifier _mollifier;
    private readonly double[] _smoothed; // the spectrum and straight lines beyond its ends
    private readonly double[] _slopes;

    public SlopeScreen(int points, int halfWindow, int smooths)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(halfWindow);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(halfWindow, points);
        ArgumentOutOfRangeException.ThrowIfNegative(smooths);
        (_half, _smooths) = (halfWindow, smooths);
        _smoothed = new double[points + 2 * halfWindow];
        _mollifier = new Mollifier(_smoothed.Length, halfWindow);
        _slopes = new double[points];
    }

    /// <param name="y">Spectrum.</param>
    /// <param name="weights">Receives the weights, 0 to 1.</param>
    public void Fill(ReadOnlySpan<double> y, Span<double> weights)
    {
        EdgePadding.Line(y, _half, _smoothed);
        for (int k = 0; k < _smooths; k++)
            _mollifier.Apply(_smoothed, _half, _smoothed);
        Gradient.Of(_smoothed.AsSpan(_half, y.Length), _slopes);
        Gradient.Of(_slopes, weights);
        double rounding = Rounding * ResidualBalance.Level(y),
            slope = InverseRms(_slopes, rounding),
            bend = InverseRms(weights, rounding);
        for (int i = 0; i < weights.Length; i++)
        {
            double first = _slopes[i] * slope,
                second = weights[i] * bend;
            weights[i] = Math.Exp(-(first * first + second * second) / 2);
        }
    }

    /// <summary>0 where the values are no more than rounding: then they say nothing.</summary>
    private static double InverseRms(ReadOnlySpan<double> values, double rounding)
    {
        double rms = Math.Sqrt(Products.Dot(values, values) / values.Length);
        return rms > rounding ? 1 / rms : 0;
    }
}
