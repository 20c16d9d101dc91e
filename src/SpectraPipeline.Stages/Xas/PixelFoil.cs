using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>Whether energy runs down the pixels.</summary>
public enum PixelReverse
{
    /// <summary>Found with the calibration.</summary>
    Auto,

    /// <summary>It does.</summary>
    Yes,

    /// <summary>It runs up.</summary>
    No,
}

/// <summary>Two spectra of one foil, over pixels and over energy, that calibrate the pixels of a dispersive spectrometer.</summary>
public sealed record PixelFoil
{
    /// <summary>Over pixels.</summary>
    [Param(
        "Foil over the pixels of this detector: id of a series, or a file of two columns; the first frame of the series itself when left out."
    )]
    public string? Foil { get; init; }

    /// <summary>Over energy.</summary>
    [Param("The same foil over energy: id of a series, or a file of two columns (eV, or keV below 150).")]
    public string? Reference { get; init; }

    /// <summary>Degree.</summary>
    [Param("Highest power of the pixel in the energy.", Min = 1, Max = 3)]
    public int Degree { get; init; } = 2;

    /// <summary>Background.</summary>
    [Param("Degree of the polynomial by which the backgrounds of the two may differ.", Min = 0, Max = 8)]
    public int Background { get; init; } = 4;

    /// <summary>Direction.</summary>
    [Param("Energy runs down the pixels; auto finds out.")]
    public PixelReverse Reverse { get; init; } = PixelReverse.Auto;

    /// <summary>What is compared.</summary>
    [Param("Compare differences over neighbouring pixels (weight on the edge), or the spectra themselves.")]
    public AlignmentMethod Method { get; init; } = AlignmentMethod.Derivative;

    internal PixelCalibrationSettings Settings =>
        new()
        {
            Degree = Degree,
            Background = Background,
            Method = Method,
            Direction = Reverse switch
            {
                PixelReverse.Yes => PixelDirection.Reversed,
                PixelReverse.No => PixelDirection.Forward,
                _ => PixelDirection.Auto,
            },
        };

    internal IEnumerable<string> Names => new[] { Foil, Reference }.OfType<string>();
}
