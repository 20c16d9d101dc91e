namespace SpectraPipeline.Testing.Generators.Raman;

/// <summary>Case 003-B and its traps.</summary>
public enum RamanPairVariant
{
    /// <summary>The paper's picture: without cyclohexanone *HNH grows at 1380, with it there is none.</summary>
    Interception,

    /// <summary>T1: the same chemistry in both runs, but bubbles leave 0.3 of the intensity in the run with cyclohexanone.</summary>
    DimmedByBubbles,

    /// <summary>T2: a constant perchlorate band at 934 instead of hydroxylamine.</summary>
    Perchlorate,

    /// <summary>T3: a constant urea band at 1004 instead of adsorbed nitrate.</summary>
    Urea,

    /// <summary>T4: the second run is read 8 cm⁻¹ too low.</summary>
    CalibrationOffset,
}

/// <summary>
/// A band of the truth. Height is in counts at −1.8 V for a frame of intensity 1. With an onset the band is
/// Height · (1 − exp(−(onset − E)/0.25 V)) / (1 − exp(−(onset + 1.8 V)/0.25 V)) below it and nothing above; without one it is constant.
/// </summary>
/// <param name="Species">Species as in the library.</param>
/// <param name="Group">group_id of the library's rows.</param>
/// <param name="Mode">Vibration.</param>
/// <param name="Center">True maximum in cm⁻¹.</param>
/// <param name="Fwhm">Full width at half maximum before the slit in cm⁻¹.</param>
/// <param name="Height">Counts.</param>
/// <param name="OnsetPotential">V, null for a band that is always there.</param>
public sealed record RamanBand(string Species, string Group, string Mode, double Center, double Fwhm, double Height, double? OnsetPotential)
{
    private const double Scale = 0.25; // V
    private const double Last = -1.8; // V

    /// <summary>Height in counts at a potential, for intensity 1.</summary>
    public double HeightAt(double potential) =>
        OnsetPotential is not double onset ? Height
        : potential >= onset ? 0
        : Height * (1 - Math.Exp(-(onset - potential) / Scale)) / (1 - Math.Exp(-(onset - Last) / Scale));
}

/// <summary>What a generated Raman series was made of.</summary>
public sealed record RamanTruth
{
    public required IReadOnlyList<RamanBand> Bands { get; init; }

    /// <summary>Axis minus true shift in cm⁻¹, the same in the whole run.</summary>
    public required double CalibrationOffset { get; init; }

    /// <summary>Factor on bands and fluorescence of each frame (focus, bubbles).</summary>
    public required double[] Intensity { get; init; }

    /// <summary>Frames hit by a cosmic ray and the point where.</summary>
    public required IReadOnlyList<(int Frame, int Point)> CosmicRays { get; init; }
}

/// <summary>One run: counts[frame][point], three repeats at each potential.</summary>
/// <param name="Shift">Axis in cm⁻¹ as the instrument gives it, uneven.</param>
/// <param name="Potential">V vs Ag/AgCl of each frame; the first three frames are at open circuit (−0.1 V).</param>
/// <param name="Counts">Photoelectrons.</param>
/// <param name="Truth">What is in it.</param>
public sealed record RamanSeries(double[] Shift, double[] Potential, double[][] Counts, RamanTruth Truth);

/// <summary>The paired runs of one variant: electrolyte without and with cyclohexanone.</summary>
public sealed record RamanPair(RamanSeries Without, RamanSeries With);
