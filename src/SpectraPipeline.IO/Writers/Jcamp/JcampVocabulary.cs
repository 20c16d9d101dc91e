using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;

namespace SpectraPipeline.IO.Writers.Jcamp;

/// <summary>The words of the standard for techniques and units.</summary>
internal static class JcampVocabulary
{
    /// <summary>DATA TYPE of a spectrum.</summary>
    public static string DataType(string? technique, Unit x) =>
        (x.Quantity == Quantity.RamanShift ? "raman" : technique) switch
        {
            "ir" or "atr-ir" => "INFRARED SPECTRUM",
            "raman" => "RAMAN SPECTRUM",
            "xas" => "X-RAY ABSORPTION SPECTRUM",
            "uv-vis" => "UV/VIS SPECTRUM",
            "mass" => "MASS SPECTRUM",
            null or "" => "SPECTRUM",
            string other => $"{JcampText.OneLine(other).ToUpperInvariant()} SPECTRUM",
        };

    /// <summary>XUNITS: the word of the standard where there is one, else the unit, else the label that the file has.</summary>
    public static string XUnits(SpectrumData spectrum) =>
        spectrum.XUnit switch
        {
            { Quantity: Quantity.Wavenumber or Quantity.RamanShift } => "1/CM",
            { Symbol: "nm" } => "NANOMETERS",
            { Symbol: "um" } => "MICROMETERS",
            { Symbol: "s" } => "SECONDS",
            { Symbol.Length: > 0 } unit => unit.Symbol,
            _ => JcampText.OneLine(spectrum.XLabel) is { Length: > 0 } label ? label : "ARBITRARY UNITS",
        };

    /// <summary>YUNITS.</summary>
    public static string YUnits(Signal signal, string name = "") =>
        signal.Kind switch
        {
            // R and R/R0 are kept as transmittances; the label tells them apart.
            SignalKind.Transmittance when name.StartsWith("refl", StringComparison.OrdinalIgnoreCase) => signal.Unit == "%"
                ? "% REFLECTANCE"
                : "REFLECTANCE",
            SignalKind.Absorbance => "ABSORBANCE",
            SignalKind.DifferenceAbsorbance => "DIFFERENCE ABSORBANCE",
            SignalKind.Transmittance => signal.Unit == "%" ? "% TRANSMITTANCE" : "TRANSMITTANCE",
            SignalKind.SingleBeam => "SINGLE BEAM",
            SignalKind.Counts => "COUNTS",
            SignalKind.Current when signal.Unit is "" or "A" => "AMPERES",
            SignalKind.Mu => "MU",
            SignalKind.Norm => "NORM",
            SignalKind.ChiK => "CHI",
            _ => JcampText.OneLine(signal.Unit) is { Length: > 0 } unit ? unit : "ARBITRARY UNITS",
        };
}
