using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace SpectraPipeline.Numerics.Statistics;

/// <summary>Student's t: how many standard errors a promise takes when the error itself comes from few points.</summary>
/// <remarks>
/// "Student" (W. S. Gosset), Biometrika 1908, 6, 1, doi 10.1093/biomet/6.1.1. Infinite degrees of freedom give the normal distribution. A quantile is
/// t = z + Σ gᵢ(z)/νⁱ, four terms (M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions 1964, 26.7.5), from ν = 400 on as it is (1e-8), from ν = 4
/// on with Halley's steps on the distribution; below 4 and in far tails the root is bracketed. Nothing is allocated from ν = 4 on.
/// </remarks>
public static class Student
{
    /// <summary>Half-width of a two-sided 95 % interval of the normal distribution.</summary>
    public const double Normal975 = 1.9599639845400545;

    private const double SeriesFrom = 400,
        StepsFrom = 4;

    /// <summary>Half-width of a two-sided 95 % interval in standard errors: 1.96 for many degrees of freedom, 12.7 for one; NaN below one.</summary>
    public static double Half95(double freedom) => Quantile(0.975, freedom);

    /// <summary>Value below which t lies with this probability; NaN below one degree of freedom.</summary>
    /// <param name="probability">Between 0 and 1.</param>
    /// <param name="freedom">Degrees of freedom, may be infinite.</param>
    public static double Quantile(double probability, double freedom)
    {
        if (!(freedom >= 1))
            return double.NaN;
        bool tail = !(probability is > 0.001 and < 0.999);
        if (freedom < StepsFrom || (tail && freedom <= 1e6))
            return StudentT.InvCDF(0, 1, freedom, probability);
        double z = Normal.InvCDF(0, 1, probability);
        return double.IsInfinity(freedom) || tail ? z
            : freedom >= SeriesFrom ? Series(z, freedom)
            : Refined(Series(z, freedom), probability, freedom);
    }

    /// <summary>Probability that t exceeds a value; NaN below one degree of freedom.</summary>
    public static double Above(double t, double freedom) =>
        !(freedom >= 1) ? double.NaN
        : freedom > 1e6 ? Normal.CDF(0, 1, -t)
        : StudentT.CDF(0, 1, freedom, -t);

    private static double Series(double z, double freedom)
    {
        double square = z * z,
            first = z * (square + 1) / 4,
            second = z * ((((5 * square) + 16) * square) + 3) / 96,
            third = z * ((((((3 * square) + 19) * square) + 17) * square) - 15) / 384,
            fourth = z * ((((((((79 * square) + 776) * square) + 1482) * square) - 1920) * square) - 945) / 92160;
        return z + ((first + ((second + ((third + (fourth / freedom)) / freedom)) / freedom)) / freedom);
    }

    /// <summary>Two of Halley's steps from within 0.3 %: the error shrinks with its third power.</summary>
    private static double Refined(double t, double probability, double freedom)
    {
        double scale =
            Math.Exp(SpecialFunctions.GammaLn((freedom + 1) / 2) - SpecialFunctions.GammaLn(freedom / 2)) / Math.Sqrt(Math.PI * freedom);
        for (int i = 0; i < 2; i++)
        {
            double density = scale * Math.Pow(1 + (t * t / freedom), -(freedom + 1) / 2),
                newton = (1 - Above(t, freedom) - probability) / density,
                bend = (freedom + 1) * t / (freedom + (t * t));
            t -= newton / (1 + (newton * bend / 2));
        }
        return t;
    }
}
