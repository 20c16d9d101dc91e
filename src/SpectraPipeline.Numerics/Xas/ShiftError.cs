namespace SpectraPipeline.Numerics.Xas;

/// <summary>What white noise of μ does to a shift that is the root of Σ J·r = 0, before it is divided by the steepness of that sum.</summary>
/// <remarks>(Σ wᵢ²)½ σ with w the weight of each point of μ and σ² from the residuals; times √((1 + ρ)/(1 − ρ)) where their first autocorrelation ρ exceeds 2/√n, which
/// white noise shows neither as itself nor as difference quotients.</remarks>
internal static class ShiftError
{
    /// <param name="energy">Energies of the residuals, with one more on both sides when they are difference quotients.</param>
    /// <param name="slope">J.</param>
    /// <param name="rest">Residuals, as many.</param>
    /// <param name="freedom">Their degrees of freedom.</param>
    public static double Of(ReadOnlySpan<double> energy, ReadOnlySpan<double> slope, ReadOnlySpan<double> rest, int freedom)
    {
        int count = rest.Length;
        double squares = LinearAlgebra.Products.Dot(rest, rest);
        double noise = squares / freedom;
        double weights = LinearAlgebra.Products.Dot(slope, slope);
        if (energy.Length > count)
        {
            // White noise of μ is correlated noise of its difference quotients: each point enters two of them.
            (double twice, double sum) = (0, 0);
            for (int k = -1; k <= count; k++)
            {
                double above = k >= 1 ? slope[k - 1] / (energy[k + 1] - energy[k - 1]) : 0;
                double below = k + 1 < count ? slope[k + 1] / (energy[k + 3] - energy[k + 1]) : 0;
                sum += (above - below) * (above - below);
                if (k >= 0 && k < count)
                    twice += 2 / Math.Pow(energy[k + 2] - energy[k], 2);
            }
            (noise, weights) = (noise * count / twice, sum);
        }
        return Math.Sqrt(noise * weights) * Inflation(rest, squares);
    }

    private static double Inflation(ReadOnlySpan<double> rest, double squares)
    {
        double product = 0;
        for (int i = 1; i < rest.Length; i++)
            product += rest[i] * rest[i - 1];
        double rho = squares > 0 ? Math.Min(0.95, product / squares) : 0;
        return rho > 2 / Math.Sqrt(rest.Length) ? Math.Sqrt((1 + rho) / (1 - rho)) : 1;
    }
}
