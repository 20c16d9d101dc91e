using System.Globalization;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Delimited;

/// <summary>What Andor Solis says under (or above) the table of a kinetic series.</summary>
internal static class KineticSeries
{
    private const string CycleKey = "Kinetic Cycle Time (secs)",
        CountKey = "Number in Kinetics Series";

    /// <summary>Time from one spectrum of the series to the next (s), where its header states it for this number of spectra; else NaN.</summary>
    public static double Cycle(IReadOnlyDictionary<string, string> entries, int spectra) =>
        entries.TryGetValue(CycleKey, out string? cycle)
        && entries.TryGetValue(CountKey, out string? count)
        && int.TryParse(count, CultureInfo.InvariantCulture, out int n)
        && n == spectra
        && double.TryParse(cycle, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
        && seconds is > 0 and < 1e6
            ? seconds
            : double.NaN;

    /// <summary>The start of the series for its first spectrum, later ones by their time; null for spectra whose time is not known.</summary>
    public static DateTime? At(DateTime? start, double timeS) => start is DateTime first ? FileDates.After(first, timeS) : null;
}
