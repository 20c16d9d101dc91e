namespace SpectraPipeline.Numerics.Templates;

/// <summary>A line of a gas.</summary>
/// <param name="Position">cm⁻¹.</param>
/// <param name="Strength">Relative to other lines of the same gas.</param>
public readonly record struct SpectralLine(double Position, double Strength)
{
    /// <summary>hc/k in cm·K, CODATA 2018.</summary>
    internal const double SecondRadiation = 1.438776877;
}
