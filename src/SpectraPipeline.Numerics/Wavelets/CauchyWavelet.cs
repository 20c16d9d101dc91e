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

    /// <summary>Full width at half maximum in R of the map of a pure tone: (R₀/R)ⁿ·exp(n − nR₀/R) falls to one half at both ends.</summary>
    /// <param name="order">n.</param>
    /// <param name="r">Distance R₀ of the tone, Å.</param>
    /// <returns>Å.</returns>
    public static double RResolution(int order, double r)
    {
        // y − ln y − 1 = ln 2/n for y = R₀/R, by Newton from the parabola's roots.
        double level = Math.Log(2) / order;
        return r / Root(1 - Math.Sqrt(2 * level), level) - r / Root(1 + Math.Sqrt(2 * level), level);
    }

    /// <summary>How far in k from an end of the data a place must lie for the end to weigh less than 1/e in the envelope (1 + (k/a)²)^(−(n+1)/2).</summary>
    /// <param name="order">n.</param>
    /// <param name="r">Å.</param>
    /// <returns>Å⁻¹.</returns>
    public static double EdgeReach(int order, double r) => order / (2 * r) * Math.Sqrt(Math.Exp(2.0 / (order + 1)) - 1);

    private static double Root(double y, double level)
    {
        y = Math.Max(y, 0.01);
        for (int i = 0; i < 50; i++)
        {
            double step = (y - Math.Log(y) - 1 - level) / (1 - 1 / y);
            y = Math.Max(y - step, y / 10);
            if (Math.Abs(step) <= 1e-15 * y)
                break;
        }
        return y;
    }
}
