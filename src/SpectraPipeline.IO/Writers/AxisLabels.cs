using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;

namespace SpectraPipeline.IO.Writers;

/// <summary>Names of x and y as written into other formats, in words that our readers and people understand.</summary>
internal static class AxisLabels
{
    /// <summary>x with its unit in brackets: <c>wavenumber (cm-1)</c>, <c>Raman shift (cm-1)</c>, <c>energy (eV)</c>.</summary>
    public static string X(SpectrumData spectrum)
    {
        string name = spectrum.XUnit.Quantity switch
        {
            Quantity.Wavenumber => "wavenumber",
            Quantity.RamanShift => "Raman shift",
            Quantity.PhotonEnergy => "energy",
            Quantity.Wavelength => "wavelength",
            Quantity.Angle => "angle",
            Quantity.PhotoelectronWavenumber => "k",
            Quantity.Distance => "R",
            Quantity.Time => "time",
            Quantity.Potential => "potential",
            _ => spectrum.XLabel.Length > 0 ? spectrum.XLabel : "x",
        };
        return spectrum.XUnit.Symbol.Length > 0 && spectrum.XUnit != Unit.Pixel ? $"{name} ({spectrum.XUnit.Symbol})" : name;
    }

    /// <summary>The name holds the unit already. A or V is a letter of many names, so a unit of letters counts behind a bracket or slash only.</summary>
    private static bool Says(string name, string unit) =>
        unit.All(char.IsLetter)
            ? name.EndsWith($"({unit})", StringComparison.Ordinal)
                || name.EndsWith($"[{unit}]", StringComparison.Ordinal)
                || name.EndsWith($"/{unit}", StringComparison.Ordinal)
                || string.Equals(name, unit, StringComparison.OrdinalIgnoreCase)
            : name.Contains(unit, StringComparison.OrdinalIgnoreCase);

    /// <summary>A channel: its label, else the word for what it is, with its unit.</summary>
    public static string Y(ChannelData channel)
    {
        string word = channel.Signal.Kind switch
        {
            SignalKind.Absorbance => "absorbance",
            SignalKind.DifferenceAbsorbance => "difference absorbance",
            SignalKind.RelativeDifference => "relative difference",
            SignalKind.Transmittance => "transmittance",
            SignalKind.ReflectanceRatio => "reflectance ratio",
            SignalKind.KubelkaMunk => "Kubelka-Munk",
            SignalKind.SingleBeam => "single beam",
            SignalKind.Counts => "counts",
            SignalKind.Mu => "mu",
            SignalKind.Norm => "norm",
            SignalKind.ChiK => "chi",
            _ => "",
        };
        // 'y' and the like say less than the kind does.
        string name = channel.Name.Length > 1 || word.Length == 0 ? channel.Name : word;
        if (name.Length == 0)
            name = "y";
        return channel.Signal.Unit is { Length: > 0 } unit && !Says(name, unit) ? $"{name} ({unit})" : name;
    }
}
