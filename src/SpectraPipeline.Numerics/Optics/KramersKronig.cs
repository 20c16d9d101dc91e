using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Numerics.Optics;

/// <summary>Index of refraction out of the extinction on an even grid of wavenumbers: Kramers-Kronig by Maclaurin's formula.</summary>
/// <remarks>
/// n(νᵢ) = n∞ + (2/π)·P∫ ν k(ν)/(ν² − νᵢ²) dν ≈ n∞ + (2/π)·2h·Σ νⱼ kⱼ/(νⱼ² − νᵢ²) over the j that differ from i by an odd number: the pole is stepped over.
/// K. Ohta, H. Ishida, Appl. Spectrosc. 42 (1988) 952, doi:10.1366/0003702884430380. With 2ν/(ν² − νᵢ²) = 1/(ν − νᵢ) + 1/(ν + νᵢ) the sum is two dot products
/// with tables. What absorbs outside the grid is part of n∞, as far as it is flat. Owns its scratch. Cost: n² operations.
/// </remarks>
public sealed class KramersKronig
{
    private readonly double _scale;
    private readonly double[] _distance; // 1/(νⱼ − νᵢ) in steps for odd j − i, ascending from −(2m−1)
    private readonly double[] _sum; // 1/(νⱼ + νᵢ) in steps for odd i + j
    private readonly double[] _even;
    private readonly double[] _odd;
    private readonly int _length;

    /// <summary>Tables for a grid.</summary>
    /// <param name="first">First wavenumber, &gt; 0.</param>
    /// <param name="step">h &gt; 0.</param>
    /// <param name="length">Points.</param>
    /// <exception cref="ArgumentOutOfRangeException">A grid that does not begin above 0, or has no step.</exception>
    public KramersKronig(double first, double step, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(first);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 2);
        _length = length;
        // (2/π)·2h·½·(1/(h·a) + 1/(h·b)): the step cancels.
        _scale = 2 / Math.PI;
        (_even, _odd) = (new double[(length + 1) / 2], new double[length / 2]);
        double start = 2 * first / step;
        _distance = new double[2 * length];
        for (int m = 0; m < _distance.Length; m++)
            _distance[m] = 1.0 / (2 * (m - length) + 1);
        _sum = new double[length];
        for (int m = 0; m < _sum.Length; m++)
            _sum[m] = 1 / (start + 2 * m + 1);
    }

    /// <summary>n − n∞ on the grid.</summary>
    /// <param name="extinction">k; length of the grid.</param>
    /// <param name="result">Receives n − n∞; same length.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public void Dispersion(ReadOnlySpan<double> extinction, Span<double> result)
    {
        if (extinction.Length != _length || result.Length != _length)
            throw new ArgumentException($"k and n must hold {_length} points, not {extinction.Length} and {result.Length}");
        for (int i = 0; i < _length; i++)
            (i % 2 == 0 ? _even : _odd)[i / 2] = extinction[i];
        for (int i = 0; i < _length; i++)
        {
            // j = 2q + 1 for even i = 2p, j = 2q for odd i = 2p + 1: j − i = 2(q − p) ± 1, i + j = 2(p + q) + 1.
            int p = i / 2;
            double[] others = i % 2 == 0 ? _odd : _even;
            int offset = _length - p - (i % 2);
            result[i] = _scale * (Products.Dot(others, _distance.AsSpan(offset)) + Products.Dot(others, _sum.AsSpan(p)));
        }
    }
}
