namespace SpectraPipeline.Numerics.Xas;

/// <summary>What white noise of μ does to a shift that is the root of Σ J·r = 0, before it is divided by the steepness of that sum.</summary>
/// <remarks>(Σ wᵢ²)½ σ with w the weight of each point of μ and σ² from the residuals; times √((1 + ρ)/(1 − ρ)) where their first autocorrelation ρ exceeds 2/√n, which
/// white noise shows neither as itself nor as difference quotients.</remarks>
internal static class ShiftError
{
    /// <param name="weights">Σ wᵢ².</param>
    /// <param name="rest">Residuals of points or of quotients of neighbours.</param>
    /// <param name="share">Sum of their variances for white noise of unit variance; their number for points.</param>
    /// <param name="freedom">Their degrees of freedom.</param>
    public static double Of(double weights, ReadOnlySpan<double> rest, double share, int freedom)
    {
        double squares = LinearAlgebra.Products.Dot(rest, rest);
        return Math.Sqrt(squares / freedom * rest.Length / share * weights) * Inflation(rest, squares);
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
