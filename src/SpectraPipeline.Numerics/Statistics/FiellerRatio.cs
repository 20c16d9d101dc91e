namespace SpectraPipeline.Numerics.Statistics;

/// <summary>Ratio of two normal values with errors in both, and its interval.</summary>
/// <param name="Ratio">a/b; NaN when b is 0.</param>
/// <param name="Low">Low limit; −∞ when there is none.</param>
/// <param name="High">High limit; +∞ when there is none.</param>
/// <param name="Kind">What the accepted ratios look like.</param>
public readonly record struct FiellerRatio(double Ratio, double Low, double High, FiellerKind Kind)
{
    /// <summary>Ratios R with (a − R b)² ≤ t² (Vaa − 2 R Vab + R² Vbb): E. C. Fieller, J. R. Stat. Soc. B 1954, 16, 175.</summary>
    /// <remarks>
    /// The quadratic (b² − t²Vbb) R² − 2 (a b − t²Vab) R + (a² − t²Vaa) ≤ 0. Where b lies t errors from 0 its solution is an interval; else
    /// it is all but an interval, which is said as unbounded: no number can be promised. Assumes normal a and b; exact then, unlike
    /// the propagation of errors.
    /// </remarks>
    /// <param name="a">Numerator.</param>
    /// <param name="b">Denominator.</param>
    /// <param name="varianceA">Its variance.</param>
    /// <param name="varianceB">Its variance.</param>
    /// <param name="covariance">Their covariance.</param>
    /// <param name="t">Quantile of the two-sided interval, 1.96 or Student's.</param>
    public static FiellerRatio Of(double a, double b, double varianceA, double varianceB, double covariance, double t)
    {
        double t2 = t * t,
            p = (b * b) - (t2 * varianceB),
            q = (a * b) - (t2 * covariance),
            c = (a * a) - (t2 * varianceA),
            discriminant = (q * q) - (p * c);
        double ratio = b == 0 ? double.NaN : a / b;
        if (!(p > 0) || !(discriminant >= 0))
            return new(
                ratio,
                double.NegativeInfinity,
                double.PositiveInfinity,
                discriminant >= 0 ? FiellerKind.AllButAnInterval : FiellerKind.Everything
            );
        double root = Math.Sqrt(discriminant);
        return new(ratio, (q - root) / p, (q + root) / p, FiellerKind.Bounded);
    }
}

/// <summary>Shape of the set of ratios that the data accept.</summary>
public enum FiellerKind
{
    /// <summary>An interval.</summary>
    Bounded,

    /// <summary>All ratios except an interval: the denominator may be 0, numerator and denominator not both.</summary>
    AllButAnInterval,

    /// <summary>All ratios: both may be 0.</summary>
    Everything,
}
