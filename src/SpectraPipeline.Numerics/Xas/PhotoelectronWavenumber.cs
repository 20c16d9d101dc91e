namespace SpectraPipeline.Numerics.Xas;

/// <summary>k = √(2mₑ(E − E₀))/ħ of the photoelectron, in Å⁻¹ with energies in eV.</summary>
public static class PhotoelectronWavenumber
{
    /// <summary>ħ²/2mₑ in eV·Å², CODATA 2018: (E − E₀) = EnergyPerSquare·k². The digits are those of scipy 1.10, so that peers' χ(k) can be met to 1e-9.</summary>
    public const double EnergyPerSquare = 3.8099821161548597;

    /// <summary>k of an energy above the edge; negative below it: sign(E − E₀)·√(|E − E₀|/EnergyPerSquare).</summary>
    /// <param name="relativeEnergy">E − E₀, eV.</param>
    public static double FromEnergy(double relativeEnergy) =>
        Math.Sign(relativeEnergy) * Math.Sqrt(Math.Abs(relativeEnergy) / EnergyPerSquare);

    /// <summary>E − E₀ in eV of a wavenumber in Å⁻¹.</summary>
    /// <param name="k">Å⁻¹.</param>
    public static double ToEnergy(double k) => k * k * EnergyPerSquare;
}
