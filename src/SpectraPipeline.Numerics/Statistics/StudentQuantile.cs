namespace SpectraPipeline.Numerics.Statistics;

/// <summary>Quantiles of Student's t distribution, for intervals and limits where the noise is estimated from the residual.</summary>
/// <remarks>
/// t = z + Σ gᵢ(z)/νⁱ, four terms (M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions 1964, 26.7.5). From ν = 4 on within 0.3 % up to 97.5 %, from ν = 10 on
/// within 0.01 %. Fewer than 4 are taken as 4: the caller has then no estimate of the noise worth the name.
/// </remarks>
public static class StudentQuantile
{
    /// <summary>Normal deviate not exceeded with 95 %.</summary>
    public const double Normal95 = 1.6448536269514722;

    /// <summary>Normal deviate not exceeded with 97.5 %.</summary>
    public const double Normal975 = 1.9599639845400545;

    /// <summary>Value of t that belongs to a normal deviate.</summary>
    /// <param name="normal">The normal deviate z with the same probability.</param>
    /// <param name="freedom">ν; +∞ gives z itself.</param>
    public static double Of(double normal, double freedom)
    {
        (double z, double square, double nu) = (normal, normal * normal, Math.Max(4, freedom));
        double first = z * (square + 1) / 4;
        double second = z * ((((5 * square) + 16) * square) + 3) / 96;
        double third = z * ((((((3 * square) + 19) * square) + 17) * square) - 15) / 384;
        double fourth = z * ((((((((79 * square) + 776) * square) + 1482) * square) - 1920) * square) - 945) / 92160;
        return z + ((first + ((second + ((third + (fourth / nu)) / nu)) / nu)) / nu);
    }
}
