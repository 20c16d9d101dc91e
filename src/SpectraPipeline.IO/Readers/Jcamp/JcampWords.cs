using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Jcamp;

/// <summary>What DATA TYPE, XUNITS and YUNITS mean.</summary>
internal static class JcampWords
{
    // Words in DATA TYPE, the first that occurs counts: "NMR SPECTRUM", "INFRARED SPECTRUM", "UV/VIS SPECTRUM", "RAMAN SPECTRUM".
    private static readonly (string Word, string Technique)[] s_techniques =
    [
        ("INFRARED", "ir"),
        ("RAMAN", "raman"),
        ("NMR", "nmr"),
        ("NUCLEAR", "nmr"),
        ("MASS", "mass"),
        ("MOBILITY", "ion-mobility"),
        ("EPR", "epr"),
        ("ESR", "epr"),
        ("CHROMATO", "chromatography"),
        ("TGA", "tga"),
        ("XAFS", "xas"),
        ("XANES", "xas"),
        ("EXAFS", "xas"),
        ("X-RAY ABSORPTION", "xas"),
        ("UV", "uv-vis"),
        ("VISIBLE", "uv-vis"),
    ];

    /// <summary>The beginning of a value that is a word or a few: what is longer is damaged, and is not searched for every table anew.</summary>
    public static string Short(string value) => value.Length <= 80 ? value : value[..80];

    /// <summary>The technique that DATA TYPE names; null when it names none that is known.</summary>
    public static string? Technique(string dataType) =>
        s_techniques.FirstOrDefault(t => dataType.Contains(t.Word, StringComparison.OrdinalIgnoreCase)).Technique;

    /// <summary>Unit of x; <see cref="Unit.None"/> for units of other fields (Hz, ppm, m/z), which the label of x keeps.</summary>
    public static Unit UnitOf(string units, string? technique)
    {
        string word = units.Trim().ToUpperInvariant();
        if (word.Contains("RAMAN", StringComparison.Ordinal) && word.Contains("SHIFT", StringComparison.Ordinal))
            return Unit.RamanShift;
        Unit unit = word switch
        {
            "NANOMETERS" or "NANOMETER" or "NANOMETRES" => Unit.Nanometre,
            "MICROMETERS" or "MICROMETER" or "MICROMETRES" or "MICRONS" => Unit.Micrometre,
            "ANGSTROMS" or "ANGSTROM" => Unit.Angstrom,
            "SECONDS" or "SECOND" or "SEC" => Unit.Second,
            "MINUTES" or "MINUTE" => Unit.Minute,
            "HOURS" or "HOUR" => Unit.Hour,
            "VOLTS" or "VOLT" => Unit.Volt,
            "ELECTRONVOLTS" or "ELECTRON VOLTS" or "ELECTRONVOLT" => Unit.ElectronVolt,
            "WAVENUMBERS" or "WAVENUMBER" or "1 / CM" or "CM-1" or "CM**-1" => Unit.PerCm,
            // HZ is no hour, and a lone letter in capitals no unit that could be told.
            _ => LabelWords.UnitOf(units.Trim()) ?? Unit.None,
        };
        return unit.Quantity == Quantity.Wavenumber && technique == "raman" ? Unit.RamanShift : unit;
    }

    /// <summary>What YUNITS says. A is absorbance on a spectral axis and ampere over a potential.</summary>
    public static Signal SignalOf(string units, Unit x)
    {
        string word = units.Trim().ToUpperInvariant();
        bool percent = word.Contains('%', StringComparison.Ordinal) || word.Contains("PERCENT", StringComparison.Ordinal);
        SignalKind kind = word switch
        {
            "A" when x.Quantity is Quantity.Potential or Quantity.Time => SignalKind.Current,
            "A" or "ABS" or "AU" or "ABSORBANCE" or "ABSORBANCE UNITS" => SignalKind.Absorbance,
            "T" or "%T" or "% T" => SignalKind.Transmittance,
            "R" or "%R" or "% R" when x.Quantity == Quantity.Wavenumber => SignalKind.Transmittance,
            "COUNTS" or "COUNT" => SignalKind.Counts,
            "AMPERE" or "AMPERES" or "AMPS" => SignalKind.Current,
            _ when IsSmallAmpere(units.Trim()) => SignalKind.Current,
            "MU" => SignalKind.Mu,
            "NORM" => SignalKind.Norm,
            "CHI" => SignalKind.ChiK,
            _ when word.Contains("ABSORBANCE", StringComparison.Ordinal) => word.Contains("DIFFERENCE", StringComparison.Ordinal)
                ? SignalKind.DifferenceAbsorbance
                : SignalKind.Absorbance,
            _ when word.Contains("TRANSMI", StringComparison.Ordinal) => SignalKind.Transmittance,
            _ when word.Contains("REFLECT", StringComparison.Ordinal) && !word.Contains("LOG", StringComparison.Ordinal) =>
                SignalKind.Transmittance,
            _ when word.Contains("SINGLE", StringComparison.Ordinal) && word.Contains("BEAM", StringComparison.Ordinal) =>
                SignalKind.SingleBeam,
            _ => SignalKind.Unknown,
        };
        string unit = kind switch
        {
            SignalKind.Unknown => units.Trim(),
            SignalKind.Transmittance when percent => "%",
            SignalKind.Current => IsSmallAmpere(units.Trim()) ? units.Trim() : "A",
            _ => "",
        };
        return new(kind, unit);
    }

    private static bool IsSmallAmpere(string unit) => unit is "mA" or "µA" or "μA" or "uA" or "nA" or "pA";

    /// <summary>TRANSMITTANCE is 0 to 1 by the standard and percent in many files; the values decide, and a stated maximum in the other of the two is noted.</summary>
    public static Signal Transmittance(Signal stated, double[] y, double? statedMax, List<string> notes)
    {
        if (stated.Kind != SignalKind.Transmittance || stated.Unit == "%")
            return stated;
        double max = double.NegativeInfinity;
        foreach (double v in y)
            max = double.IsFinite(v) ? Math.Max(max, v) : max;
        // Noise and a bad reference lift a transmittance over 1 and 100, not to three times that.
        if (max > 300)
        {
            notes.Add(Text($"YUNITS says transmittance and y reaches {max:G6}, which is neither 0 to 1 nor percent"));
            return new(SignalKind.Unknown, "");
        }
        if (max > 3)
        {
            notes.Add(Text($"transmittance (or reflectance) in percent: y reaches {max:G6}"));
            return stated with { Unit = "%" };
        }
        if (statedMax is double m && m > 3 && max > 0 && Math.Abs(m / max / 100 - 1) < 0.05)
            notes.Add(Text($"transmittance as 0 to 1: y reaches {max:G6}, and MAXY states {m} in percent"));
        return stated;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
