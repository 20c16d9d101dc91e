namespace SpectraPipeline.Numerics.Multivariate;

/// <summary>How large the largest eigenvalue of XᵀX is when X holds nothing but white noise of deviation 1.</summary>
/// <remarks>
/// λ₁ = μ + τ·W, μ = (√(m − ½) + √(n − ½))², τ = √μ·(1/√(m − ½) + 1/√(n − ½))^⅓, W after Tracy and Widom for real data, with mean −1.2065336 and upper 5 % point 0.9793
/// (I. M. Johnstone, Ann. Stat. 29 (2001) 295; the halves after Z. Ma, Bernoulli 18 (2012) 322, which make it hold for matrices as small as 5 × 5).
/// </remarks>
public static class LargestNoise
{
    private const double MeanOfW = -1.2065335745820,
        Upper95OfW = 0.9793;

    /// <summary>Expected value.</summary>
    /// <param name="rows">m, at least 1.</param>
    /// <param name="columns">n, at least 1.</param>
    public static double Expected(double rows, double columns) => At(rows, columns, MeanOfW);

    /// <summary>Value that noise exceeds once in twenty.</summary>
    /// <param name="rows">m, at least 1.</param>
    /// <param name="columns">n, at least 1.</param>
    public static double Upper95(double rows, double columns) => At(rows, columns, Upper95OfW);

    private static double At(double rows, double columns, double w)
    {
        double a = Math.Sqrt(rows - 0.5),
            b = Math.Sqrt(columns - 0.5);
        return (a + b) * ((a + b) + (Math.Cbrt((1 / a) + (1 / b)) * w));
    }
}
