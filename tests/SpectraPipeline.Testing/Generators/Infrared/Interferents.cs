namespace SpectraPipeline.Testing.Generators.Infrared;

/// <summary>What is between source and detector beside the chemistry: source, crystal, solvent, vapour, carbon dioxide. Wavenumbers in cm⁻¹.</summary>
public static class Interferents
{
    /// <summary>
    /// Strong rotation lines of the water bend seen at 8 cm⁻¹ resolution, and their strengths. Rounded positions, near enough for a comb
    /// that is fitted by its own template; not a line database.
    /// </summary>
    private static readonly (double Center, double Strength)[] _vapour =
    [
        (1507, 0.62),
        (1521, 0.55),
        (1539, 0.88),
        (1558, 1.00),
        (1576, 0.66),
        (1617, 0.52),
        (1635, 0.74),
        (1653, 0.97),
        (1670, 0.58),
        (1685, 0.86),
        (1696, 0.80),
        (1700, 0.45),
        (1717, 0.83),
        (1734, 0.77),
        (1773, 0.60),
        (1793, 0.48),
    ];

    /// <summary>Vapour lines, strongest 1, drawn 2.2 cm⁻¹ wide: narrow for the instrument, sampled well enough by the fine grid.</summary>
    public static double Vapour(double wavenumber)
    {
        double sum = 0;
        foreach ((double center, double strength) in _vapour)
            sum += strength * Line(wavenumber - center);
        return sum;
    }

    /// <summary>One such line.</summary>
    public static double Line(double offset) => Math.Exp(-4 * Math.Log(2) * offset * offset / (2.2 * 2.2));

    /// <summary>P and R envelopes of ν₃ of CO₂ gas, 2336 and 2361.</summary>
    public static double CarbonDioxide(double wavenumber, BandProfile profile) =>
        0.8 * profile.At((wavenumber - 2336) / 20) + profile.At((wavenumber - 2361) / 18);

    /// <summary>Solvent with the bend at the given centre scaled to 1; stretch and combination follow with their relative strengths in ATR.</summary>
    public static double Solvent(double wavenumber, double bendCenter, bool heavy, BandProfile profile) =>
        heavy
            ? profile.At((wavenumber - bendCenter) / 60)
                + 2.5 * profile.At((wavenumber - 2500) / 300)
                + 0.05 * profile.At((wavenumber - 1555) / 160)
                + 0.06 * profile.At((wavenumber - 1452) / 70)
            : profile.At((wavenumber - bendCenter) / 80)
                + 3.0 * profile.At((wavenumber - 3390) / 400)
                + 0.12 * profile.At((wavenumber - 2125) / 200)
                + 1.5 * profile.At((wavenumber - 690) / 250);

    /// <summary>
    /// Empty single beam, 1 at its maximum: grey body of 1300 K as a photon detector counts it, silicon crystal that closes below 1100 cm⁻¹,
    /// oxide band of the crystal at 1107, detector and optics falling to high wavenumber.
    /// </summary>
    public static double Source(double wavenumber)
    {
        const double secondRadiation = 1.438776877; // hc/k in cm·K, CODATA 2018
        double x = secondRadiation * wavenumber / 1300;
        double photons = x * x / (Math.Exp(x) - 1) / 0.6476; // maximum of x²/(eˣ−1)
        double crystal = 1 / (1 + Math.Exp(-(wavenumber - 1040) / 32));
        double oxide = 1 - 0.25 * Math.Exp(-Math.Pow((wavenumber - 1107) / 16, 2));
        double optics = 1 / (1 + Math.Pow(wavenumber / 3600, 4));
        return photons * crystal * oxide * optics;
    }
}
