using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Xas;

/// <summary>What of the monochromator is put right when an edge is moved to its energy.</summary>
public enum EnergyCorrection
{
    /// <summary>A constant is added to the energies.</summary>
    Energy,

    /// <summary>A constant is added to the Bragg angle: E = hc/(2d sin θ).</summary>
    Angle,

    /// <summary>The lattice spacing: all energies by one factor.</summary>
    Spacing,
}

/// <summary>Energies after an edge was moved.</summary>
internal static class EnergyScale
{
    /// <summary>hc in eV Å (CODATA 2018, exact).</summary>
    private const double PlanckLight = 12398.419843320026;

    /// <summary>New energies, as many as there were, ascending.</summary>
    /// <param name="energies">eV, ascending.</param>
    /// <param name="found">Where the edge is.</param>
    /// <param name="wanted">Where it belongs.</param>
    /// <param name="correction">What is put right.</param>
    /// <param name="spacing">Lattice spacing d of the monochromator (Å); needed for the angle.</param>
    /// <exception cref="UserException">An energy cannot be reached with this crystal.</exception>
    public static double[] Moved(double[] energies, double found, double wanted, EnergyCorrection correction, double spacing)
    {
        if (correction == EnergyCorrection.Energy)
            return [.. energies.Select(e => e + (wanted - found))];
        if (correction == EnergyCorrection.Spacing)
            return [.. energies.Select(e => e * (wanted / found))];
        double turn = Angle(wanted, spacing) - Angle(found, spacing);
        double[] moved = [.. energies.Select(e => PlanckLight / (2 * spacing * Math.Sin(Angle(e, spacing) + turn)))];
        for (int i = 1; i < moved.Length; i++)
            if (!(moved[i] > moved[i - 1]))
                throw new UserException(
                    FormattableString.Invariant(
                        $"xas.calibrate: with d-spacing {spacing:g6} Å the energies no longer rise at {energies[i]:F1} eV; is it the spacing of this crystal?"
                    )
                );
        return moved;
    }

    private static double Angle(double energy, double spacing)
    {
        double sine = PlanckLight / (2 * spacing * energy);
        return sine < 1
            ? Math.Asin(sine)
            : throw new UserException(
                FormattableString.Invariant(
                    $"xas.calibrate: a crystal of d-spacing {spacing:g6} Å reflects nothing below {PlanckLight / (2 * spacing):F0} eV, and {energy:F0} eV is there; is it the spacing of this crystal?"
                )
            );
    }
}
