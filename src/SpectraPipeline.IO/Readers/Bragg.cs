namespace SpectraPipeline.IO.Readers;

/// <summary>Bragg's law of a monochromator: E = h c / (2 d sin θ).</summary>
internal static class Bragg
{
    // h c in eV Å (CODATA 2018, exact by definition of the SI).
    private const double PlanckTimesLight = 12398.419843320025;

    /// <summary>Photon energy (eV) of a Bragg angle.</summary>
    /// <param name="radians">θ in radians.</param>
    /// <param name="spacing">d in Å.</param>
    public static double Energy(double radians, double spacing) => PlanckTimesLight / (2 * spacing * Math.Sin(radians));

    /// <summary>Photon energies (eV) of Bragg angles in degrees.</summary>
    public static double[] Energies(double[] degrees, double spacing) => [.. degrees.Select(a => Energy(a * (Math.PI / 180), spacing))];
}
