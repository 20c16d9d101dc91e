namespace SpectraPipeline.Numerics.Xas;

/// <summary>What two spectra of one edge are compared by when one is shifted onto the other.</summary>
public enum AlignmentMethod
{
    /// <summary>dμ/dE: a background that differs slowly between the two does not count.</summary>
    Derivative,

    /// <summary>μ itself, up to a factor and a straight line.</summary>
    Norm,
}

/// <summary>How a spectrum is shifted onto another.</summary>
public sealed record EnergyAlignmentSettings
{
    /// <summary>What is compared.</summary>
    public AlignmentMethod Method { get; init; } = AlignmentMethod.Derivative;

    /// <summary>Start of the window, relative to the edge (eV). Negative: the window must hold the edge.</summary>
    public double From { get; init; } = -15;

    /// <summary>End of the window, relative to the edge (eV).</summary>
    public double To { get; init; } = 35;

    /// <summary>Largest shift looked for, either way (eV).</summary>
    public double MaxShift { get; init; } = 10;
}

/// <summary>A shift that was found.</summary>
/// <param name="Shift">To be added to the energies of the spectrum (eV).</param>
/// <param name="ShiftSe">Its standard error (eV), from the residuals; widened where they are correlated.</param>
/// <param name="Scale">Factor between the two.</param>
/// <param name="Misfit">Part of the variance in the window that the other does not explain, 0 to 1.</param>
/// <param name="Points">Points in the window.</param>
public readonly record struct EnergyShift(double Shift, double ShiftSe, double Scale, double Misfit, int Points);
