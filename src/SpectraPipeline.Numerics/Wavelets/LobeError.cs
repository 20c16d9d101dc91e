using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Numerics.Wavelets;

/// <summary>Where a maximum of |W|² may move under noise of the signal: the standard errors of its k and R.</summary>
/// <remarks>
/// The map is linear in the signal, so a small noise n moves a maximum by −H⁻¹·∇(2·Re(W*·δW)), δW = h∗n, H the Hessian of |W|²; its covariance is
/// H⁻¹·(Σⱼ vⱼ·gⱼgⱼᵀ)·H⁻¹ with gⱼ the gradient that one unit of noise at kⱼ makes. Derivatives are central differences on the map's own grid. Holds while the error is small against
/// the kernel's resolution; the noise must be independent from point to point. One instance per worker. Cost: three short transforms a maximum.
/// </remarks>
public sealed class LobeError
{
    private const int Around = 3;
    private readonly WaveletBank _bank;
    private readonly double[][] _re;
    private readonly double[][] _im;
    private readonly double[] _alongK;
    private readonly double[] _alongR;

    /// <summary>Prepares scratch memory for a map.</summary>
    /// <param name="bank">Filters of the map; used by this worker only.</param>
    public LobeError(WaveletBank bank)
    {
        ArgumentNullException.ThrowIfNull(bank);
        _bank = bank;
        int lags = 2 * bank.Grid.KPoints - 1;
        _re = [.. Enumerable.Range(0, Around).Select(_ => new double[lags])];
        _im = [.. Enumerable.Range(0, Around).Select(_ => new double[lags])];
        _alongK = new double[bank.Grid.KPoints];
        _alongR = new double[bank.Grid.KPoints];
    }

    /// <summary>Standard errors at a maximum.</summary>
    /// <param name="signal">kⁿχ(k) on the k grid.</param>
    /// <param name="variance">Variance of each of its points.</param>
    /// <param name="row">Row of the maximum; not the first or last.</param>
    /// <param name="column">Column of the maximum; not the first or last.</param>
    /// <returns>Å⁻¹ and Å; NaN where the place is no maximum.</returns>
    /// <exception cref="ArgumentException">Lengths disagree, or the place lies on the border.</exception>
    public (double K, double R) At(ReadOnlySpan<double> signal, ReadOnlySpan<double> variance, int row, int column)
    {
        int points = _bank.Grid.KPoints;
        if (signal.Length != points || variance.Length != points)
            throw new ArgumentException($"The signal and its variance need {points} points.");
        if (row < 1 || row + 1 >= _bank.Grid.RPoints || column < 1 || column + 1 >= points)
            throw new ArgumentException($"Row {row}, column {column} lies on the border of the map.");
        Span<double> power = stackalloc double[Around * Around];
        _alongK.AsSpan().Clear();
        _alongR.AsSpan().Clear();
        for (int a = 0; a < Around; a++)
        {
            _bank.Filter(row + a - 1, _re[a], _im[a]);
            for (int b = 0; b < Around; b++)
                power[a * Around + b] = AddSlope(signal, a, b, points - column - b);
        }
        double kStep = _bank.Grid.KStep;
        double rStep = _bank.Grid.R(1);
        double kk = (power[3] - 2 * power[4] + power[5]) / (kStep * kStep);
        double rr = (power[1] - 2 * power[4] + power[7]) / (rStep * rStep);
        double kr = (power[8] - power[6] - power[2] + power[0]) / (4 * kStep * rStep);
        double determinant = kk * rr - kr * kr;
        if (!(kk < 0 && rr < 0 && determinant > 0))
            return (double.NaN, double.NaN);
        (double gkk, double gkr, double grr) = (0, 0, 0);
        for (int j = 0; j < points; j++)
        {
            double x = _alongK[j] / (2 * kStep);
            double y = _alongR[j] / (2 * rStep);
            gkk += variance[j] * x * x;
            gkr += variance[j] * x * y;
            grr += variance[j] * y * y;
        }
        double k = (rr * rr * gkk - 2 * rr * kr * gkr + kr * kr * grr) / (determinant * determinant);
        double r = (kr * kr * gkk - 2 * kk * kr * gkr + kk * kk * grr) / (determinant * determinant);
        return (Math.Sqrt(k), Math.Sqrt(r));
    }

    // |W|² at a neighbour; what noise at each k adds to it goes into the slopes, with the sign of the neighbour's place.
    private double AddSlope(ReadOnlySpan<double> signal, int a, int b, int first)
    {
        ReadOnlySpan<double> re = _re[a].AsSpan(first, signal.Length);
        ReadOnlySpan<double> im = _im[a].AsSpan(first, signal.Length);
        double wRe = Products.Dot(signal, re);
        double wIm = Products.Dot(signal, im);
        double[]? slope =
            a == 1 && b != 1 ? _alongK
            : b == 1 && a != 1 ? _alongR
            : null;
        if (slope is not null)
        {
            double sign = 2 * (a + b - 2);
            Products.AddScaled(slope, sign * wRe, re);
            Products.AddScaled(slope, sign * wIm, im);
        }
        return wRe * wRe + wIm * wIm;
    }
}
