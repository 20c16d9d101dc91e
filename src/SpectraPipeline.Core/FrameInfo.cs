namespace SpectraPipeline.Core;

/// <summary>Where a frame came from and under which conditions it was recorded. NaN = not known; never guessed.</summary>
public sealed record FrameInfo
{
    /// <summary>Number of the frame in its series, counted from 0.</summary>
    public required int Frame { get; init; }

    /// <summary>Source file, relative to the pipeline file.</summary>
    public required string File { get; init; }

    /// <summary>Which spectrum of the file, counted from 0.</summary>
    public int IndexInFile { get; init; }

    /// <summary>Mid-exposure time since the start of the series (s), NaN when unknown.</summary>
    public double TimeS { get; init; } = double.NaN;

    /// <summary>Electrode potential as logged (V), NaN when unknown.</summary>
    public double PotentialV { get; init; } = double.NaN;

    /// <summary>Spread of the potential over the exposure (V), NaN when unknown.</summary>
    public double PotentialSdV { get; init; } = double.NaN;

    /// <summary>Potential less the drop over the uncompensated resistance (V), NaN when current or resistance is unknown.</summary>
    public double PotentialIrV { get; init; } = double.NaN;

    /// <summary>Potential on the RHE scale (V), NaN when reference electrode or pH is unknown.</summary>
    public double PotentialRheV { get; init; } = double.NaN;

    /// <summary>Current (A), NaN when unknown.</summary>
    public double CurrentA { get; init; } = double.NaN;

    /// <summary>A doubt noted on reading (duplicates averaged, resampled, labels out of order); empty when there is none.</summary>
    public string Note { get; init; } = "";
}
