namespace SpectraPipeline.Numerics.Xas;

/// <summary>What is asked of <see cref="Normalization"/>; null means: from the scan itself. Ranges are eV relative to E₀.</summary>
public sealed record NormalizationSettings
{
    /// <summary>Edge energy, eV; null or a value outside the scan: found.</summary>
    public double? E0 { get; init; }

    /// <summary>Start of the pre-edge line.</summary>
    public double? PreFrom { get; init; }

    /// <summary>End of the pre-edge line.</summary>
    public double? PreTo { get; init; }

    /// <summary>Start of the post-edge polynomial.</summary>
    public double? PostFrom { get; init; }

    /// <summary>End of the post-edge polynomial; negative: that far before the end of the scan.</summary>
    public double? PostTo { get; init; }

    /// <summary>Degree of the post-edge polynomial, 0 to 5.</summary>
    public int? PostDegree { get; init; }

    /// <summary>Power n of the Victoreen-like pre-edge (a + bE)·E⁻ⁿ.</summary>
    public int Victoreen { get; init; }
}

/// <summary>What <see cref="Normalization"/> found and the ranges that it used, so that a run can be repeated with explicit numbers.</summary>
/// <param name="E0">Edge energy, eV.</param>
/// <param name="EdgeStep">|post − pre| at the grid point nearest to E₀, in the unit of μ.</param>
/// <param name="HalfStep">Energy where the normalised absorption passes 0.5 next to E₀; NaN where it does not.</param>
/// <param name="PreFrom">eV relative to E₀.</param>
/// <param name="PreTo">eV relative to E₀.</param>
/// <param name="PostFrom">eV relative to E₀.</param>
/// <param name="PostTo">eV relative to E₀.</param>
/// <param name="PostDegree">Degree of the post-edge polynomial.</param>
/// <param name="PreEdgeNoise">Root mean square of μ about the pre-edge line over its range, in edge steps.</param>
/// <param name="Rises">The absorption rises at the edge; false for transmission mistaken for absorption.</param>
public readonly record struct NormalizationSummary(
    double E0,
    double EdgeStep,
    double HalfStep,
    double PreFrom,
    double PreTo,
    double PostFrom,
    double PostTo,
    int PostDegree,
    double PreEdgeNoise,
    bool Rises
);
