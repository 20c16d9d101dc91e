using MathNet.Numerics;

namespace SpectraPipeline.Numerics.Statistics;

/// <summary>Upper tail of Fisher's F: the probability of a ratio at least as large when both variances are the same.</summary>
public static class FisherTail
{
    /// <summary>P(F ≥ ratio) = I_x(d₂/2, d₁/2), x = d₂/(d₂ + d₁·ratio) (M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions 1964, 26.6.2); small tails keep their digits.</summary>
    /// <param name="ratio">The ratio; NaN gives NaN.</param>
    /// <param name="numerator">Degrees of freedom d₁, above 0.</param>
    /// <param name="denominator">Degrees of freedom d₂, above 0.</param>
    public static double Probability(double ratio, double numerator, double denominator)
    {
        if (double.IsNaN(ratio) || !(numerator > 0) || !(denominator > 0))
            return double.NaN;
        return ratio <= 0
            ? 1
            : SpecialFunctions.BetaRegularized(denominator / 2, numerator / 2, denominator / (denominator + (numerator * ratio)));
    }
}
