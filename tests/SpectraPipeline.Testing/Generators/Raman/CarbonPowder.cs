using System.Globalization;
using System.Text;
using SpectraPipeline.Testing.Generators.Infrared;

namespace SpectraPipeline.Testing.Generators.Raman;

/// <summary>A band of the powder.</summary>
/// <param name="Name">D1 ... G, as in the carbon literature.</param>
/// <param name="Center">cm⁻¹.</param>
/// <param name="Fwhm">cm⁻¹.</param>
/// <param name="Height">Counts.</param>
public sealed record CarbonBand(string Name, double Center, double Fwhm, double Height);

/// <summary>Four spots of one disordered carbon: D and G with the two weaker bands that a two-band model does not have, counting noise.</summary>
public static class CarbonPowder
{
    private const int Spots = 4;
    private const int Points = 226;

    /// <summary>What is in it; the D/G ratio of the heights is 1.10.</summary>
    public static IReadOnlyList<CarbonBand> Truth { get; } =
    [new("D1", 1348, 140, 2200), new("G", 1592, 72, 2000), new("D3", 1510, 130, 600), new("D4", 1190, 150, 350)];

    /// <summary>One column a spot.</summary>
    public static string Text(ulong seed)
    {
        NoiseSource noise = NoiseSource.For(seed, "carbon powder");
        BandProfile profile = new(4.0); // nearly Lorentzian
        double[] bright = [.. Enumerable.Range(0, Spots).Select(_ => Math.Exp(0.1 * noise.NextNormal()))];
        StringBuilder text = new("Raman shift (cm-1)");
        for (int s = 0; s < Spots; s++)
            text.Append(CultureInfo.InvariantCulture, $",spot {s + 1}");
        text.Append('\n');
        for (int i = 0; i < Points; i++)
        {
            double shift = 1000 + (4 * i),
                light = 500 + Truth.Sum(band => band.Height * profile.At((shift - band.Center) / band.Fwhm));
            text.Append(CultureInfo.InvariantCulture, $"{shift:F0}");
            foreach (double factor in bright)
                text.Append(CultureInfo.InvariantCulture, $",{(factor * light) + (Math.Sqrt(factor * light) * noise.NextNormal()):F0}");
            text.Append('\n');
        }
        return text.ToString();
    }
}
