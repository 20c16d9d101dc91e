namespace SpectraPipeline.Numerics.Wavelets;

/// <summary>Morlet wavelet ψ(t) = [exp(iκt) − exp(−κ²σ²/2)]·exp(−t²/2σ²)/(σ√2π), scaled by a = κ/2R and by a^(−1/2).</summary>
/// <remarks>
/// H. Funke, A. C. Scheinost, M. Chukalina, Phys. Rev. B 71 (2005) 094110, doi:10.1103/PhysRevB.71.094110. W(R, k) = a^(−1/2)∫χ(t)tⁿψ*((t − k)/a)dt, so that
/// H_R(ω) = √a·[exp(−σ²(aω − κ)²/2) − exp(−σ²(κ² + a²ω²)/2)]. The product κσ sets the resolution: k is blurred by κσ/2R, R by R/κσ
/// (standard deviations).
/// </remarks>
public static class MorletWavelet
{
    /// <summary>The filters for a grid.</summary>
    /// <param name="grid">k and R grids.</param>
    /// <param name="kappa">Oscillations κ under the envelope; positive.</param>
    /// <param name="sigma">Width σ of the envelope; positive.</param>
    public static WaveletBank Bank(WaveletGrid grid, double kappa, double sigma)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(kappa);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sigma);
        return new WaveletBank(
            grid,
            (r, omega) =>
            {
                if (r <= 0)
                    return 0;
                double a = kappa / (2 * r);
                double x = a * omega;
                double wave = Math.Exp(-sigma * sigma * (x - kappa) * (x - kappa) / 2);
                double mean = Math.Exp(-sigma * sigma * (kappa * kappa + x * x) / 2);
                return Math.Sqrt(a) * (wave - mean);
            }
        );
    }

    /// <summary>Full width at half maximum in k of the map of one sharp feature: 2√(2 ln 2)·κσ/2R.</summary>
    /// <param name="kappa">κ.</param>
    /// <param name="sigma">σ.</param>
    /// <param name="r">Å.</param>
    /// <returns>Å⁻¹.</returns>
    public static double KResolution(double kappa, double sigma, double r) => Math.Sqrt(2 * Math.Log(2)) * kappa * sigma / r;

    /// <summary>Full width at half maximum in R of the map of a pure tone, √a·exp(−σ²κ²(R₀/R − 1)²/2).</summary>
    /// <param name="kappa">κ.</param>
    /// <param name="sigma">σ.</param>
    /// <param name="r">Distance R₀ of the tone, Å.</param>
    /// <returns>Å.</returns>
    public static double RResolution(double kappa, double sigma, double r)
    {
        // The logarithm in y = R₀/R is ½·ln y − c·(y − 1)²/2; its top lies at y = (1 + √(1 + 2/c))/2.
        double c = kappa * sigma * kappa * sigma;
        double top = (1 + Math.Sqrt(1 + 2 / c)) / 2;
        double level = Math.Log(top) / 2 - c * (top - 1) * (top - 1) / 2 - Math.Log(2);
        double half = Math.Sqrt(2 * Math.Log(2) / (c + 0.5 / (top * top)));
        return r / Root(Math.Max(top - half, top / 10)) - r / Root(top + half);

        double Root(double y)
        {
            for (int i = 0; i < 60; i++)
            {
                double step = (Math.Log(y) / 2 - c * (y - 1) * (y - 1) / 2 - level) / (0.5 / y - c * (y - 1));
                y = Math.Max(y - step, y / 4);
                if (Math.Abs(step) <= 1e-15 * y)
                    break;
            }
            return y;
        }
    }

    /// <summary>How far in k from an end of the data a place must lie for the end to weigh less than 1/e under the envelope: √2·κσ/2R.</summary>
    /// <param name="kappa">κ.</param>
    /// <param name="sigma">σ.</param>
    /// <param name="r">Å.</param>
    /// <returns>Å⁻¹.</returns>
    public static double EdgeReach(double kappa, double sigma, double r) => Math.Sqrt(2) * kappa * sigma / (2 * r);
}
