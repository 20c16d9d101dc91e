using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.TriVista;

/// <summary>One document of a TriVista file: frames on one x axis, with the settings they were taken with.</summary>
internal sealed class TriVistaDocument
{
    /// <summary>What y is called and what it counts (attributes Label, DataLabel).</summary>
    public string Label { get; init; } = "";

    /// <summary>What y counts.</summary>
    public string DataLabel { get; init; } = "";

    /// <summary>When the document was recorded, by the clock of the computer.</summary>
    public DateTime? Recorded { get; init; }

    /// <summary>x-values; null when the file states none.</summary>
    public double[]? X { get; set; }

    /// <summary>Unit of x as the file spells it: Nanometer ...</summary>
    public string Unit { get; set; } = "";

    /// <summary>Frames of the z axis as claimed; 0 when not stated.</summary>
    public long ClaimedFrames { get; set; }

    /// <summary>The frames that are complete.</summary>
    public List<TriVistaFrame> Frames { get; } = [];

    /// <summary>Settings: InfoSerialized and the attributes of the calibration.</summary>
    public Dictionary<string, string> Metadata { get; } = [];

    /// <summary>Parts that a glued spectrum was made of.</summary>
    public List<TriVistaDocument> Parts { get; } = [];

    /// <summary>A number among the settings; NaN when it is not there.</summary>
    public double Setting(string key) =>
        Metadata.TryGetValue(key, out string? text)
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : double.NaN;

    /// <summary>Unit of x in our terms.</summary>
    public Unit XUnit
    {
        get
        {
            string unit = Unit.ToLowerInvariant();
            return unit.Length == 0 ? Core.Unit.None
                : unit.Contains("nano", StringComparison.Ordinal) ? Core.Unit.Nanometre
                : unit.StartsWith("rel", StringComparison.Ordinal) || unit.Contains("raman", StringComparison.Ordinal)
                    ? Core.Unit.RamanShift
                : unit.Contains("wavenumber", StringComparison.Ordinal) ? Core.Unit.PerCm
                : unit.Contains("electron", StringComparison.Ordinal) ? Core.Unit.ElectronVolt
                : unit.Contains("pixel", StringComparison.Ordinal) ? Core.Unit.Pixel
                : Core.Unit.None;
        }
    }
}

/// <summary>A frame: one row of values, or several of an image.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Time">When it was taken, by the clock of the computer; null when not stated.</param>
internal sealed record TriVistaFrame(double[][] Rows, DateTime? Time);
