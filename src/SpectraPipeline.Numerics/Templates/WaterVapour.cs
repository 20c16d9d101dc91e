namespace SpectraPipeline.Numerics.Templates;

/// <summary>Lines of water vapour in the mid infrared: ν₂ (1300 to 1950 cm⁻¹), ν₁ and ν₃ (3500 to 3980 cm⁻¹), computed from the constants of its states.</summary>
/// <remarks>
/// Position: upper minus lower level of <see cref="AsymmetricRotor"/>. Strength ∝ band · g · ν · S · e^(−hcE″/kT), g = 3 for odd Kₐ + K_c of the lower level, else 1; ν₁ and ν₂ along b, ν₃ along a.
/// The constants of the ground state and of ν₂ were fitted here to the levels up to J = 5 of J. Tennyson et al., J. Quant. Spectrosc. Radiat. Transfer 117 (2013) 29,
/// doi:10.1016/j.jqsrt.2012.10.002 (worst difference 0.003 and 0.05 cm⁻¹); those of ν₁ and ν₃ are rounded rotational constants with the measured
/// origins 3657.05 and 3755.93 cm⁻¹ and the distortion of the ground state. Band strengths as summed in HITRAN at 296 K: 1, 0.046, 0.68.
/// Limits: ν₂ good to 0.1 cm⁻¹ up to J = 6, some tenths beyond; ν₁ and ν₃ to about 0.5 cm⁻¹, their Coriolis coupling is left out; strengths without Herman-Wallis terms, so single lines are off by tens of
/// per cent. At a resolution of 2 cm⁻¹ and coarser this is a usable template; a measured one of the same instrument is better.
/// Cost: some milliseconds, once.
/// </remarks>
public static class WaterVapour
{
    private const int HighestJ = 14;

    /// <summary>Ground state.</summary>
    public static RotorConstants Ground { get; } =
        new(0, 27.88112, 14.52142, 9.278058, 1.240209e-3, -5.531502e-3, 3.219755e-2, 5.032241e-4, 1.133145e-3, 9.334518e-5);

    /// <summary>Bend, (010).</summary>
    public static RotorConstants Bend { get; } =
        new(1594.746, 31.13041, 14.68452, 9.129742, 1.341032e-3, -7.30599e-3, 5.74e-2, 5.872687e-4, 3.180403e-3, 2.716875e-4);

    /// <summary>Symmetric stretch, (100).</summary>
    public static RotorConstants SymmetricStretch { get; } = Ground with { Origin = 3657.053, A = 27.122, B = 14.305, C = 9.101 };

    /// <summary>Antisymmetric stretch, (001).</summary>
    public static RotorConstants AntisymmetricStretch { get; } = Ground with { Origin = 3755.929, A = 26.648, B = 14.431, C = 9.138 };

    /// <summary>The lines at a temperature, those below 10⁻⁴ of the strongest left out, ascending.</summary>
    public static IReadOnlyList<SpectralLine> Lines(double kelvin = 296)
    {
        (RotorConstants State, bool AlongA, double Strength)[] bands =
        [
            (Bend, false, 1),
            (SymmetricStretch, false, 0.046),
            (AntisymmetricStretch, true, 0.68),
        ];
        IReadOnlyList<RotorLevel>[] ground = [.. Enumerable.Range(0, HighestJ + 1).Select(j => AsymmetricRotor.Levels(Ground, j))];
        var lines = new List<SpectralLine>();
        foreach (var (state, alongA, strength) in bands)
        {
            IReadOnlyList<RotorLevel>[] upper = [.. Enumerable.Range(0, HighestJ + 1).Select(j => AsymmetricRotor.Levels(state, j))];
            for (int below = 0; below <= HighestJ; below++)
            for (int above = Math.Max(0, below - 1); above <= Math.Min(HighestJ, below + 1); above++)
            {
                double[,] moments = AsymmetricRotor.Moments(below, above);
                foreach (RotorLevel low in ground[below])
                foreach (RotorLevel high in upper[above])
                {
                    double weight = (low.Ka + low.Kc) % 2 == 1 ? 3 : 1;
                    double position = high.Energy - low.Energy;
                    double s =
                        strength
                        * weight
                        * (position / state.Origin)
                        * Math.Exp(-SpectralLine.SecondRadiation * low.Energy / kelvin)
                        * AsymmetricRotor.Strength(low, high, alongA, moments);
                    if (s > 0)
                        lines.Add(new(position, s));
                }
            }
        }
        double least = 1e-4 * lines.Max(l => l.Strength);
        return [.. lines.Where(l => l.Strength >= least).OrderBy(l => l.Position)];
    }
}
