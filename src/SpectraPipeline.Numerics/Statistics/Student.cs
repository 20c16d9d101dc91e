using MathNet.Numerics.Distributions;

namespace SpectraPipeline.Numerics.Statistics;

/// <summary>Student's t: how many standard errors a promise takes when the error itself comes from few points.</summary>
/// <remarks>"Student" (W. S. Gosset), Biometrika 1908, 6, 1, doi 10.1093/biomet/6.1.1. Infinite degrees of freedom give the normal distribution.</remarks>
public static class Student
{
    /// <summary>Half-width of a two-sided 95 % interval in standard errors: 1.96 for many degrees of freedom, 12.7 for one; NaN below one.</summary>
    public static double Half95(double freedom) => Quantile(0.975, freedom);

    /// <summary>Value below which t lies with this probability; NaN below one degree of freedom.</summary>
    /// <param name="probability">Between 0 and 1.</param>
    /// <param name="freedom">Degrees of freedom, may be infinite.</param>
    public static double Quantile(double probability, double freedom) =>
        !(freedom >= 1) ? double.NaN
        : freedom > 1e6 ? Normal.InvCDF(0, 1, probability)
        : StudentT.InvCDF(0, 1, freedom, probability);

    /// <summary>Probability that t exceeds a value; NaN below one degree of freedom.</summary>
    public static double Above(double t, double freedom) =>
        !(freedom >= 1) ? double.NaN
        : freedom > 1e6 ? Normal.CDF(0, 1, -t)
        : StudentT.CDF(0, 1, freedom, -t);
}
