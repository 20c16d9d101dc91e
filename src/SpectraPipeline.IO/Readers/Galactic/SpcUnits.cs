using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Galactic;

/// <summary>What the unit codes of GRAMS files mean.</summary>
internal static class SpcUnits
{
    /// <summary>Code of a Raman shift.</summary>
    public const int RamanShift = 13;

    /// <summary>Codes of y from here on run downwards: transmission, reflectance, single beam, emission.</summary>
    private const int Valleys = 128;

    private static readonly string[] s_axes =
    [
        "Arbitrary",
        "Wavenumber (cm-1)",
        "Micrometres (um)",
        "Nanometres (nm)",
        "Seconds",
        "Minutes",
        "Hertz",
        "Kilohertz",
        "Megahertz",
        "Mass (m/z)",
        "Parts per million",
        "Days",
        "Years",
        "Raman shift (cm-1)",
        "Energy (eV)",
        "",
        "Diode number",
        "Channel",
        "Degrees",
        "Temperature (°F)",
        "Temperature (°C)",
        "Temperature (K)",
        "Data points",
        "Milliseconds",
        "Microseconds",
        "Nanoseconds",
        "Gigahertz",
        "Centimetres",
        "Metres",
        "Millimetres",
        "Hours",
    ];

    private static readonly string[] s_signals =
    [
        "Arbitrary",
        "Interferogram",
        "Absorbance",
        "Kubelka-Munk",
        "Counts",
        "Volts",
        "Degrees",
        "Milliamperes",
        "Millimetres",
        "Millivolts",
        "log(1/R)",
        "Percent",
        "Intensity",
        "Relative intensity",
        "Energy",
        "",
        "Decibel",
        "",
        "",
        "Temperature (°F)",
        "Temperature (°C)",
        "Temperature (K)",
        "Index of refraction",
        "Extinction coefficient",
        "Real",
        "Imaginary",
        "Complex",
    ];

    private static readonly string[] s_valleys = ["Transmission", "Reflectance", "Single beam", "Emission"];

    /// <summary>True for a code of x, z or w that the format knows.</summary>
    public static bool IsAxis(int code) => code < s_axes.Length || code == 255;

    /// <summary>True for a code of y that the format knows.</summary>
    public static bool IsSignal(int code) => code < s_signals.Length || (code >= Valleys && code < Valleys + s_valleys.Length);

    /// <summary>Name of an axis with its unit.</summary>
    public static string Axis(int code) =>
        code < s_axes.Length ? s_axes[code]
        : code == 255 ? "Double interferogram"
        : $"unit code {code}";

    /// <summary>Name of what y is.</summary>
    public static string Signal(int code) =>
        code < s_signals.Length ? s_signals[code]
        : code >= Valleys && code < Valleys + s_valleys.Length ? s_valleys[code - Valleys]
        : $"unit code {code}";

    /// <summary>Unit of an axis; null where the code does not say or the pipeline has no such unit.</summary>
    public static Unit? Of(int code) =>
        code switch
        {
            1 => Unit.PerCm,
            2 => Unit.Micrometre,
            3 => Unit.Nanometre,
            4 => Unit.Second,
            5 => Unit.Minute,
            RamanShift => Unit.RamanShift,
            14 => Unit.ElectronVolt,
            16 or 17 => Unit.Pixel,
            18 => Unit.Degree,
            21 => Unit.Kelvin,
            30 => Unit.Hour,
            _ => null,
        };

    /// <summary>Seconds in one unit of an axis that is a time; NaN for one that is none.</summary>
    public static double Seconds(int code) =>
        code switch
        {
            4 => 1,
            5 => 60,
            11 => 86400,
            23 => 1e-3,
            24 => 1e-6,
            25 => 1e-9,
            30 => 3600,
            _ => double.NaN,
        };

    /// <summary>Kind and unit of y by its code alone.</summary>
    public static Signal SignalOf(int code) =>
        code switch
        {
            2 => new(SignalKind.Absorbance),
            4 => new(SignalKind.Counts),
            5 => new(SignalKind.Unknown, "V"),
            7 => new(SignalKind.Unknown, "mA"),
            9 => new(SignalKind.Unknown, "mV"),
            11 => new(SignalKind.Unknown, "%"),
            // Core knows one kind for a ratio of two single beams, through or off a sample.
            128 or 129 => new(SignalKind.Transmittance),
            130 => new(SignalKind.SingleBeam),
            _ => new(SignalKind.Unknown),
        };

    /// <summary>True for the codes of y that only light through or off a sample has.</summary>
    public static bool IsAbsorption(int code) => code is 2 or 3 or 10 or 128 or 129 or 130;

    /// <summary>What was measured, by the type of experiment, else by x and y together; null when they leave it open.</summary>
    /// <param name="experiment">Code of the experiment; 0 is 'anything'.</param>
    /// <param name="x">Unit of x.</param>
    /// <param name="xCode">Its code.</param>
    /// <param name="yCode">Code of y.</param>
    /// <param name="ends">Smallest and largest x.</param>
    public static string? Technique(int experiment, Unit x, int xCode, int yCode, (double Low, double High) ends) =>
        experiment switch
        {
            1 => "gc",
            2 => "chromatography",
            3 => "hplc",
            4 => x == Unit.RamanShift ? "raman" : "ir",
            // Files of 600 to 3600 cm-1 are found that call themselves near infrared.
            5 => x == Unit.PerCm && ends.High <= 4500 ? "ir" : "nir",
            7 => "uv-vis",
            8 => "xrd",
            9 => "ms",
            10 => "nmr",
            11 => "raman",
            12 => "fluorescence",
            13 => "aes",
            14 => "uv-vis",
            _ => x == Unit.RamanShift ? "raman"
            : xCode == 9 ? "ms"
            : xCode == 10 ? "nmr"
            : IsAbsorption(yCode) ? OfLight(x, ends)
            : null,
        };

    private static string? OfLight(Unit x, (double Low, double High) ends) =>
        x == Unit.PerCm ? (ends.High <= 12500 ? "ir" : "uv-vis")
        : x == Unit.Micrometre ? (ends.High > 2.5 ? "ir" : "nir")
        : x == Unit.Nanometre ? (ends.Low < 700 ? "uv-vis" : "nir")
        : null;
}
