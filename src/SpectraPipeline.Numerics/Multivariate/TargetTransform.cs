using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Multivariate;

/// <summary>Is a standard's spectrum a combination of the components of a series?</summary>
/// <remarks>
/// x̂ = P Pᵀ x with the k loadings P. AET² = |x − x̂|²/(m − k), REP = RE·|t|, |t|² = Σ (pₖᵀx)²/λₖ: what the noise of the series makes of the prediction,
/// RET = √(AET² − REP²): what the target itself adds, SPOIL = RET/REP (E. R. Malinowski, Anal. Chim. Acta 103 (1978) 339; below 3 acceptable, 3 to 6 moderate,
/// above 6 not in the space). F = AET²/(REP² + σ²) with (m − k, (r − k)(c − k)) degrees of freedom, σ the target's own noise; it takes the noise for white.
/// R = |x − x̂|²/|x|². With few components nearly any smooth edge has a small R: read R of a foreign standard beside it.
/// </remarks>
/// <param name="RFactor">|x − x̂|²/|x|².</param>
/// <param name="Spoil">SPOIL; 0 where the target adds nothing.</param>
/// <param name="F">Ratio of variances.</param>
/// <param name="Probability">Of so large a ratio if the target is in the space.</param>
public readonly record struct TargetTransform(double RFactor, double Spoil, double F, double Probability)
{
    /// <summary>Tests one target.</summary>
    /// <param name="components">The decomposition.</param>
    /// <param name="k">Components taken for real.</param>
    /// <param name="target">The curve, centred and scaled like a frame.</param>
    /// <param name="sigma">Standard deviation of its own noise; 0 when not known.</param>
    /// <param name="predicted">Receives x̂.</param>
    public static TargetTransform Of(
        PrincipalComponents components,
        int k,
        ReadOnlySpan<double> target,
        double sigma,
        Span<double> predicted
    )
    {
        ArgumentNullException.ThrowIfNull(components);
        predicted.Clear();
        double length = 0;
        for (int j = 0; j < k; j++)
        {
            ReadOnlySpan<double> loading = components.Triplets.RightOf(j);
            double part = Products.Dot(loading, target),
                value = components.Triplets.Values[j];
            Products.AddScaled(predicted, part, loading);
            length += part * part / (value * value);
        }
        double squares = 0;
        for (int i = 0; i < target.Length; i++)
            squares += (target[i] - predicted[i]) * (target[i] - predicted[i]);
        var tests = new RankTests(components);
        double apparent = squares / Math.Max(1, target.Length - k),
            noise = tests.Noise(k),
            real = noise * noise * length,
            f = apparent / (real + sigma * sigma);
        return new(
            squares / Products.Dot(target, target),
            Math.Sqrt(Math.Max(0, apparent - real) / real),
            f,
            FisherTail.Probability(f, target.Length - k, (tests.LongSide - k) * (tests.ShortSide - k))
        );
    }
}
