namespace SpectraPipeline.Testing.Generators.Xas;

/// <summary>Form of a generated glitch.</summary>
public enum GlitchForm
{
    /// <summary>All points up by the height.</summary>
    Block,

    /// <summary>Up in the first half, down in the second: a reflection that shifts between the chambers.</summary>
    Bipolar,

    /// <summary>Highest in the middle.</summary>
    Peak,
}

/// <summary>A glitch with its truth.</summary>
/// <param name="First">First point of the grid.</param>
/// <param name="Width">Points.</param>
/// <param name="Height">Largest height in edge steps.</param>
/// <param name="Form">Form.</param>
public readonly record struct MadeGlitch(int First, int Width, double Height, GlitchForm Form);

/// <summary>A step scan over the Zn K edge whose smooth part, noise and faults are all known: what scans of a series have in common and what goes wrong in one.</summary>
/// <remarks>χ(k) is three damped sines (2.0, 2.8 and 4.6 Å), no FEFF needed.</remarks>
public sealed record FaultyScan
{
    /// <summary>Edge energy of <see cref="Grid"/>, eV.</summary>
    public const double Edge = 9659;

    /// <summary>Noise of a point in edge steps.</summary>
    public double Noise { get; init; } = 5e-4;

    /// <summary>Shift of the energy scale, eV.</summary>
    public double EnergyShift { get; init; }

    /// <summary>Edge step.</summary>
    public double EdgeStep { get; init; } = 1;

    /// <summary>Absorption of everything else.</summary>
    public double Matrix { get; init; } = 0.55;

    /// <summary>Energy at which μ steps; NaN = nowhere.</summary>
    public double JumpAt { get; init; } = double.NaN;

    /// <summary>Height of that step.</summary>
    public double JumpBy { get; init; }

    /// <summary>Glitches.</summary>
    public IReadOnlyList<MadeGlitch> Glitches { get; init; } = [];

    /// <summary>9459 to 10600 eV: 5 eV before the edge, 0.5 eV in it, 0.05 Å⁻¹ above.</summary>
    public static double[] Grid()
    {
        List<double> energy = [];
        for (double e = Edge - 200; e < Edge - 20; e += 5)
            energy.Add(e);
        for (double e = Edge - 20; e < Edge + 25; e += 0.5)
            energy.Add(e);
        for (int i = 52; i < 315; i++)
            energy.Add(Edge + Math.Pow(0.05 * i, 2) * PathChi.ElectronConstant);
        return [.. energy];
    }

    /// <summary>χ(k) of every scan.</summary>
    public static double Chi(double k) =>
        k < 0.5
            ? 0
            : (0.9 / k * Math.Sin((4.0 * k) + 0.4) * Math.Exp(-0.014 * k * k))
                + (0.5 / k * Math.Sin((5.6 * k) + 1.1) * Math.Exp(-0.02 * k * k))
                + (0.25 / k * Math.Sin((9.2 * k) + 0.2) * Math.Exp(-0.018 * k * k));

    /// <summary>The scan on a grid.</summary>
    public double[] Mu(double[] energy, NoiseSource noise)
    {
        var model = new AbsorptionModel
        {
            EdgeEnergy = Edge,
            EdgeStep = EdgeStep,
            WhiteLine = 0.25,
            Matrix = Matrix,
        };
        double[] mu =
        [
            .. energy.Select(e => model.At(e - EnergyShift, Chi) + (EdgeStep * Noise * noise.NextNormal()) + (e >= JumpAt ? JumpBy : 0)),
        ];
        foreach (MadeGlitch glitch in Glitches)
            for (int p = 0; p < glitch.Width; p++)
                mu[glitch.First + p] += EdgeStep * glitch.Height * Shape(glitch, p);
        return mu;
    }

    private static double Shape(MadeGlitch glitch, int point) =>
        glitch.Form switch
        {
            GlitchForm.Block => 1,
            GlitchForm.Bipolar => point < (glitch.Width + 1) / 2 ? 1 : -1,
            _ => Math.Sin(Math.PI * (point + 1) / (glitch.Width + 1)),
        };
}
