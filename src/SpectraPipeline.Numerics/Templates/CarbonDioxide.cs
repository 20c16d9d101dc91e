namespace SpectraPipeline.Numerics.Templates;

/// <summary>Lines of carbon dioxide: ν₃ with its hot band and that of ¹³CO₂ (2230 to 2400 cm⁻¹), and ν₂ (600 to 740 cm⁻¹).</summary>
/// <remarks>
/// ν(m) = ν₀ + (B′ + B″) m + (B′ − B″ − D′ + D″) m² − 2(D′ + D″) m³, m = −J″ in P and J″ + 1 in R; Q: ν₀ + (B′ − B″) J(J + 1). Even J″ only from the ground state: the oxygen nuclei have no spin.
/// Strengths: Hönl-London (|m|; for ν₂ (J + 2)/2, (2J + 1)/2, (J − 1)/2), times e^(−hcB″J″(J″+1)/kT); the factor ν, ± 3 % along ν₃ and
/// ± 10 % along ν₂, is left out. Band origins: L. S. Rothman, L. D. G. Young, J. Quant. Spectrosc. Radiat. Transfer 25 (1981) 505; rotation: G. Guelachvili, J. Mol. Spectrosc. 79 (1980) 72; band
/// strengths as summed in HITRAN at 296 K. Good to 0.02 cm⁻¹ up to J = 60; the hot band takes the mean of its two ladders. Cost: microseconds.
/// </remarks>
public static class CarbonDioxide
{
    private const double D = 1.333e-7;
    private const int HighestJ = 70;

    /// <summary>The lines at a temperature, ascending.</summary>
    public static IReadOnlyList<SpectralLine> Lines(double kelvin = 296)
    {
        var lines = new List<SpectralLine>();
        AddParallel(lines, 2349.1429, 0.390219, 0.387141, 1, 2, kelvin);
        AddParallel(lines, 2283.4877, 0.390237, 0.387272, 0.0112, 2, kelvin);
        // Each J once, odd ones of the e ladder and even ones of the f ladder: that makes its degeneracy of 2.
        AddParallel(lines, 2336.633, 0.39094, 0.38789, Math.Exp(-SpectralLine.SecondRadiation * 667.380 / kelvin), 1, kelvin);
        for (int j = 0; j <= HighestJ; j += 2)
        {
            double population = 0.087 * Population(0.390219, j, kelvin);
            Add(lines, 667.380 + (0.391254 - 0.390219) * j * (j + 1), j == 0 ? 0 : population * ((2 * j) + 1) / 2);
            Add(lines, Position(667.380, 0.390219, 0.390639, j + 1), population * (j + 2) / 2);
            Add(lines, Position(667.380, 0.390219, 0.390639, -j), j < 2 ? 0 : population * (j - 1) / 2);
        }
        return [.. lines.OrderBy(l => l.Position)];
    }

    private static void AddParallel(
        List<SpectralLine> lines,
        double origin,
        double below,
        double above,
        double strength,
        int step,
        double kelvin
    )
    {
        for (int j = 0; j <= HighestJ; j += step)
        {
            double population = strength * Population(below, j, kelvin);
            Add(lines, Position(origin, below, above, j + 1), population * (j + 1));
            Add(lines, Position(origin, below, above, -j), population * j);
        }
    }

    private static double Position(double origin, double below, double above, int m) =>
        origin + ((above + below) * m) + ((above - below) * m * m) - (4 * D * m * m * (double)m);

    private static double Population(double b, int j, double kelvin) => Math.Exp(-SpectralLine.SecondRadiation * b * j * (j + 1) / kelvin);

    private static void Add(List<SpectralLine> lines, double position, double strength)
    {
        if (strength > 0)
            lines.Add(new(position, strength));
    }
}
