using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Wdf;

/// <summary>Numbers that WiRE writes for units, kinds of scan and kinds of measurement, and what they mean.</summary>
internal static class WdfCodes
{
    /// <summary>Data origin whose values are FILETIME integers.</summary>
    public const uint Time = 11;

    /// <summary>Data origin of checksums (integers).</summary>
    public const uint Checksum = 16;

    /// <summary>Data origin of flags of each spectrum (integers).</summary>
    public const uint Flags = 17;

    private const uint FileTimeUnit = 24;
    private const uint RamanShiftUnit = 1;

    private static readonly string[] s_units =
    [
        "a.u.",
        "cm-1",
        "cm-1",
        "nm",
        "eV",
        "µm",
        "counts",
        "electrons",
        "mm",
        "m",
        "K",
        "Pa",
        "s",
        "ms",
        "h",
        "d",
        "pixel",
        "intensity",
        "relative intensity",
        "degree",
        "rad",
        "°C",
        "°F",
        "K/min",
        "FILETIME",
        "µs",
    ];

    private static readonly string[] s_scans =
    [
        "unspecified",
        "static",
        "continuous",
        "step and repeat",
        "filter scan",
        "filter image",
        "StreamLine",
        "StreamLine HR",
        "point detector",
    ];

    private static readonly string[] s_measurements = ["unspecified", "single", "series", "map"];

    /// <summary>Symbol of a unit; empty when the code is not known.</summary>
    public static string UnitSymbol(uint code) => code < s_units.Length ? s_units[code] : "";

    /// <summary>True when values of an origin are 64-bit integers of 100 ns since 1601.</summary>
    public static bool IsFileTime(uint type, uint unit) => type == Time || unit == FileTimeUnit;

    /// <summary>Unit of the spectral axis; none when the file does not say.</summary>
    public static Unit AxisUnit(uint code) =>
        code switch
        {
            RamanShiftUnit => Unit.RamanShift,
            2 => Unit.PerCm,
            3 => Unit.Nanometre,
            4 => Unit.ElectronVolt,
            5 => Unit.Micrometre,
            16 => Unit.Pixel,
            _ => Unit.None,
        };

    /// <summary>What an axis of this unit is called.</summary>
    public static string AxisLabel(uint code) =>
        code switch
        {
            RamanShiftUnit => "Raman shift",
            2 => "Wavenumber",
            3 or 5 => "Wavelength",
            4 => "Energy",
            16 => "Pixel",
            _ => "",
        };

    /// <summary>What y is. A code that is no unit of intensity (some programs write 1) says nothing.</summary>
    public static Signal Signal(uint code) =>
        code is 6 or 7 ? new(SignalKind.Counts, UnitSymbol(code)) : new(SignalKind.Unknown, code == 0 ? UnitSymbol(0) : "");

    /// <summary>Kind of scan with what its upper bits add.</summary>
    public static string Scan(uint code)
    {
        uint kind = code & 0xFF;
        string text = kind < s_scans.Length ? s_scans[kind] : $"{kind}";
        foreach (
            var (bit, words) in (ReadOnlySpan<(uint, string)>)
                [(0x100, "multitrack, stitched"), (0x200, "multitrack"), (0x400, "line focus mapping")]
        )
            if ((code & bit) != 0)
                text += $", {words}";
        return text;
    }

    /// <summary>Kind of measurement.</summary>
    public static string Measurement(uint code) => code < s_measurements.Length ? s_measurements[code] : $"{code}";

    /// <summary>A FILETIME as UTC; null when it is not stated (0) or no date of an instrument.</summary>
    public static DateTime? FileTime(long ticks)
    {
        // 1980 to 2200: outside of it the integer is no time stamp of a Raman spectrometer.
        const long Earliest = 119600064000000000;
        const long Latest = 189025920000000000;
        return ticks is >= Earliest and <= Latest ? DateTime.FromFileTimeUtc(ticks) : null;
    }
}
