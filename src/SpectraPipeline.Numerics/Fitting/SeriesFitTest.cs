using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Fitting;

/// <summary>Whether a parameter really goes through the frames as it was made to: the series fitted again with that one parameter released.</summary>
/// <remarks>
/// F = [(χ²₀ - χ²₁)/(τ (k₁ - k₀))]/[χ²₁/(n - k₁)] with n points of which τ share one piece of noise; BIC difference (χ²₀ - χ²₁)/(τ s²) - (k₁ - k₀) ln(n/τ), s² = χ²₁/(n - k₁). A shared parameter is
/// tried against a straight line, a smooth curve of about eight values, and free values; a line against a parabola, the curve and free values; a smooth one against free values: a small
/// bend that hundreds of free values would drown shows against few values more. The alternative with the smallest probability is reported.
/// </remarks>
/// <param name="Alternative">The freer assumption; null when there is none to test against.</param>
/// <param name="ChiSquare">χ² with the parameter released.</param>
/// <param name="Variables">Additional values.</param>
/// <param name="F">Ratio of variances.</param>
/// <param name="Probability">Of so large a ratio.</param>
/// <param name="BicDifference">BIC under the assumption less that of the alternative.</param>
public readonly record struct SeriesFitTest(
    OverFrames? Alternative,
    double ChiSquare,
    double Variables,
    double F,
    double Probability,
    double BicDifference
)
{
    /// <summary>The assumption is contradicted at this probability.</summary>
    public const double Level = 1e-3;

    // Fewer positions than this have no smooth curve between a parabola and free values.
    private const int KnotsOfSmooth = 16;

    /// <summary>The data do not contradict the assumption.</summary>
    public bool Holds => !(Probability < Level);

    /// <summary>Tests one bonded parameter of a finished fit.</summary>
    public static SeriesFitTest Of(SeriesFit fit, int peak, int parameter)
    {
        ArgumentNullException.ThrowIfNull(fit);
        OverFrames[] alternatives = fit.Bond(peak, parameter) switch
        {
            OverFrames.Shared => [OverFrames.Linear, OverFrames.Smooth, OverFrames.Free],
            OverFrames.Linear => [OverFrames.Quadratic, OverFrames.Smooth, OverFrames.Free],
            OverFrames.Quadratic => [OverFrames.Smooth, OverFrames.Free],
            OverFrames.Smooth => [OverFrames.Free],
            _ => [],
        };
        var worst = new SeriesFitTest(null, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
        foreach (OverFrames alternative in alternatives)
        {
            int least = alternative switch
            {
                OverFrames.Free => 0,
                OverFrames.Smooth => KnotsOfSmooth,
                _ => (int)alternative - (int)OverFrames.Shared + 1,
            };
            if (fit.DistinctPositions < least)
                continue;
            if (Against(fit, fit.Released(peak, parameter, alternative), alternative) is not { } test)
                continue;
            // Both may be beyond the smallest double: then the better BIC tells.
            bool more =
                test.Probability < worst.Probability || test.Probability == worst.Probability && test.BicDifference > worst.BicDifference;
            if (worst.Alternative is null || more)
                worst = test;
        }
        return worst;
    }

    private static SeriesFitTest? Against(SeriesFit fit, SeriesFit rival, OverFrames alternative)
    {
        double more = rival.EffectiveVariables - fit.EffectiveVariables,
            independent = fit.Points / fit.NoisePoints,
            freedom = independent - rival.EffectiveVariables;
        if (more < 0.5 || freedom < 1)
            return null;
        double gain = Math.Max(0, fit.ChiSquare - rival.ChiSquare) / fit.NoisePoints,
            variance = rival.ChiSquare / (fit.Points - rival.EffectiveVariables);
        double ratio = gain / more / variance;
        return new(
            alternative,
            rival.ChiSquare,
            more,
            ratio,
            FisherTail.Probability(ratio, more, freedom),
            (gain / variance) - (more * Math.Log(independent))
        );
    }
}
