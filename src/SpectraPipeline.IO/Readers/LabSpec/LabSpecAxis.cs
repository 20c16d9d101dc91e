using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers.Delimited;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.LabSpec;

/// <summary>An axis as LabSpec names it, in its text (<c>#AxisType[1]=Spectr</c>, <c>#AxisUnit[1]=1/cm</c>) and its XML alike.</summary>
/// <param name="Type">Intens, Spectr, Time, X, Y, Z, Points ...; empty when not stated.</param>
/// <param name="UnitText">Cnt, Cnt/sec, nm, 1/cm, 1/cm abs, eV, s, µm ...; empty when not stated.</param>
internal sealed record LabSpecAxis(string Type, string UnitText)
{
    /// <summary>Not stated.</summary>
    public static LabSpecAxis Unknown { get; } = new("", "");

    /// <summary><c>X (µm)</c>, the form in which LabSpec names a fixed coordinate in its header; the type alone without a unit.</summary>
    public string Label => UnitText.Length > 0 ? $"{Type} ({UnitText})" : Type;

    /// <summary>Unit of a spectral axis: 1/cm counts from the laser line, <c>1/cm abs</c> from zero; null when it is not known.</summary>
    public static Unit? SpectralUnit(string text)
    {
        string t = text.Trim();
        if (t.Contains("abs", StringComparison.OrdinalIgnoreCase) && t.Contains("1/cm", StringComparison.Ordinal))
            return Unit.PerCm;
        return LabelWords.UnitOf(t) is { Quantity: Quantity.Wavenumber or Quantity.Wavelength or Quantity.PhotonEnergy } unit
            ? unit == Unit.PerCm
                ? Unit.RamanShift
                : unit
            : null;
    }

    /// <summary>What the intensity is: counts, or counts a second, under the unit as written.</summary>
    public static Signal IntensitySignal(string text, ReadHints hints) =>
        hints.Quantity is SignalKind stated ? SignalWords.Of(text, stated)
        : text.StartsWith("Cnt", StringComparison.OrdinalIgnoreCase) || text.StartsWith("Count", StringComparison.OrdinalIgnoreCase)
            ? new(SignalKind.Counts, text)
        : hints.Technique == "raman" ? new(SignalKind.Counts)
        : new(SignalKind.Unknown, text);

    /// <summary>A coordinate of one spectrum: goes under <see cref="Label"/> into the metadata; times and potentials are returned in s and V.</summary>
    public (double TimeS, double PotentialV) Place(double value, Dictionary<string, string> metadata, int number)
    {
        string key = Type.Length > 0 ? Label : string.Create(CultureInfo.InvariantCulture, $"coordinate {number}");
        metadata[key] = value.ToString("R", CultureInfo.InvariantCulture);
        return Type.Length > 0 ? Coordinates.Of(Label, value) : (double.NaN, double.NaN);
    }
}
