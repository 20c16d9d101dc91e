using MathNet.Numerics;

namespace SpectraPipeline.Numerics.Wavelets;

/// <summary>Cauchy wavelet of order n: H_R(ω) = 2π/n!·(aω)ⁿ·exp(−aω), a = n/(2R); the filter peaks at ω = 2R.</summary>
/// <remarks>
/// M. Muñoz, P. Argoul, F. Farges, Am. Mineral. 88 (2003) 694, doi:10.2138/am-2003-0423. As in Larch the order is the number of R rows, so the k resolution
/// depends on the largest R: maps compare only at equal RMax and R step.
/// </remarks>
public static class CauchyWavelet
{
    /// <summary>The filters for a grid.</summary>
    /// <param name="grid">k and R grids; the order is its number of rows.</param>
    public static WaveletBank Bank(WaveletGrid grid) => Bank(grid, grid.RPoints);

    /// <summary>The filters for a grid with an order of one's own.</summary>
    /// <param name="grid">k and R grids.</param>
    /// <param name="order">n; larger is sharper in R and broader in k.</param>
    public static WaveletBank Bank(WaveletGrid grid, int order)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        // In logarithms: n! and (aω)ⁿ overflow a double beyond n = 170.
        double scale = Math.Log(2 * Math.PI) - SpecialFunctions.FactorialLn(order);
        return new WaveletBank(
            grid,
            (r, omega) =>
            {
                if (r <= 0)
                    return 0;
                double x = order * omega / (2 * r);
                return Math.Exp(scale + order * Math.Log(x) - x);
            }
        );
    }

    /// <summary>Full width at half maximum in k of the map of one sharp feature: the envelope is (1 + (k/a)²)^(−(n+1)/2).</summary>
    /// <param name="order">n.</param>
    /// <param name="r">Å.</param>
    /// <returns>Å⁻¹.</returns>
    public static double KResolution(int order, double r) => order / r * Math.Sqrt(Math.Pow(2, 2.0 / (order + 1)) - 1);
}
