namespace SpectraPipeline.Numerics.Statistics;

/// <summary>Akaike's criterion for choosing among models of the same points.</summary>
public static class Akaike
{
    /// <summary>Differences below 2 leave both models with support: K. P. Burnham, D. R. Anderson, Sociol. Methods Res. 2004, 33, 261,
    /// doi 10.1177/0049124104268644.</summary>
    public const double Support = 2;

    /// <summary>AICc = n ln(S/n) + 2k + 2k(k + 1)/(n − k − 1): C. M. Hurvich, C.-L. Tsai, Biometrika 1989, 76, 297, doi 10.1093/biomet/76.2.297.</summary>
    /// <param name="squares">Weighted sum of squares S.</param>
    /// <param name="points">n, above k + 1.</param>
    /// <param name="parameters">k, with the variance.</param>
    public static double Corrected(double squares, int points, int parameters) =>
        points <= parameters + 1
            ? double.PositiveInfinity
            : (points * Math.Log(Math.Max(squares / points, 1e-300)))
                + (2 * parameters)
                + (2.0 * parameters * (parameters + 1) / (points - parameters - 1));
}
