namespace SpectraPipeline.Numerics.Xas;

/// <summary>What is asked of <see cref="Mback"/>; null means: from the scan itself. Ranges are eV relative to E₀.</summary>
public sealed record MbackSettings
{
    /// <summary>Edge energy, eV; null or a value outside the scan: found.</summary>
    public double? E0 { get; init; }

    /// <summary>Start of the points below the edge; null: of the scan.</summary>
    public double? PreFrom { get; init; }

    /// <summary>End of the points below the edge, inclusive.</summary>
    public double PreTo { get; init; } = -50;

    /// <summary>Start of the points above the edge.</summary>
    public double PostFrom { get; init; } = 100;

    /// <summary>End of the points above the edge, inclusive; null: of the scan.</summary>
    public double? PostTo { get; init; }

    /// <summary>Degree of the background polynomial, 0 to 6.</summary>
    public int Order { get; init; } = 3;

    /// <summary>Energy of the emission line, eV, about which a complementary error function is added to the background; null: none.</summary>
    public double? LineEnergy { get; init; }
}

/// <summary>What <see cref="Mback"/> found and the ranges that it used.</summary>
/// <param name="E0">Edge energy, the grid point nearest to the one asked for, eV.</param>
/// <param name="EdgeStep">Edge step in the unit of μ.</param>
/// <param name="Scale">s: electrons per unit of μ.</param>
/// <param name="PreFrom">eV relative to E₀.</param>
/// <param name="PreTo">eV relative to E₀.</param>
/// <param name="PostFrom">eV relative to E₀.</param>
/// <param name="PostTo">eV relative to E₀.</param>
/// <param name="Amplitude">a of the error function, electrons; 0 without it.</param>
/// <param name="Width">ξ of the error function, eV; NaN without it.</param>
public readonly record struct MbackSummary(
    double E0,
    double EdgeStep,
    double Scale,
    double PreFrom,
    double PreTo,
    double PostFrom,
    double PostTo,
    double Amplitude,
    double Width
);
