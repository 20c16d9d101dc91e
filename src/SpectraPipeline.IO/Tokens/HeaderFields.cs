using System.Globalization;
using System.Text.RegularExpressions;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Tokens;

/// <summary>Time and potential that a header states: <c>Potential: -0.4 V</c>, <c>time_s = 30</c>, <c>Sample.potential: 200 mV vs RHE</c>.</summary>
/// <remarks>Only keys known to mean them count: headers are full of other times (per point, of exposure) and voltages (of detectors, tubes).</remarks>
public static partial class HeaderFields
{
    private static readonly HashSet<string> s_families = new(StringComparer.OrdinalIgnoreCase)
    {
        "",
        "sample",
        "series",
        "frame",
        "spectrum",
        "experiment",
        "electrode",
        "electrochemistry",
        "echem",
        "cell",
    };

    private static readonly HashSet<string> s_times =
    [
        "t",
        "time",
        "times",
        "elapsed",
        "elapsedtime",
        "timeelapsed",
        "relativetime",
        "timerelative",
        "timesincestart",
        "timefromstart",
        "zeit",
    ];

    private static readonly HashSet<string> s_potentials =
    [
        "e",
        "u",
        "ewe",
        "potential",
        "potentialv",
        "potentialmv",
        "electrodepotential",
        "appliedpotential",
        "samplepotential",
        "workingelectrodepotential",
    ];

    /// <summary>Time since the start (s) and electrode potential (V); NaN where no entry or more than one value states it.</summary>
    public static (double TimeS, double PotentialV) Of(IReadOnlyDictionary<string, string> entries)
    {
        double time = double.NaN;
        double potential = double.NaN;
        int times = 0;
        int potentials = 0;
        foreach (var (key, text) in entries)
        {
            (string family, string name) = Split(key);
            // 'Detector.time', 'Acq. time': settings of the instrument, not the state of the sample.
            if (!s_families.Contains(family))
                continue;
            string word = SignalWords.Key(name);
            bool isTime = s_times.Contains(word);
            bool isPotential = s_potentials.Contains(word) || VersusPattern().IsMatch(word);
            if (!isTime && !isPotential)
                continue;
            Match m = Quantity().Match(text);
            if (!m.Success)
                continue;
            double value = double.Parse(m.Groups[1].Value.Replace(',', '.'), CultureInfo.InvariantCulture);
            Unit? unit = LabelWords.UnitOf(m.Groups[2].Value) ?? LabelWords.UnitOf(name) ?? Suffix(name);
            Core.Quantity wanted = isTime ? Core.Quantity.Time : Core.Quantity.Potential;
            // A number whose unit is another (counts, keV) or unknown is no time or potential that could be trusted.
            if (unit?.Quantity != wanted)
                continue;
            if (isTime)
                (time, times) = (value * unit.Scale, times + 1);
            else
                (potential, potentials) = (value * unit.Scale, potentials + 1);
        }
        return (times == 1 ? time : double.NaN, potentials == 1 ? potential : double.NaN);
    }

    private static (string Family, string Name) Split(string key)
    {
        int dot = key.LastIndexOf('.');
        // A dot inside brackets or before a blank at the end of an abbreviation ('vs. RHE') does not part a family from its key.
        return dot < 0 || key.AsSpan(0, dot).TrimEnd().EndsWith("vs", StringComparison.OrdinalIgnoreCase)
            ? ("", key)
            : (key[..dot].Trim(), key[(dot + 1)..].Trim());
    }

    private static Unit? Suffix(string name) =>
        name.EndsWith("_mv", StringComparison.OrdinalIgnoreCase) ? Unit.Find("mV")
        : name.EndsWith("_v", StringComparison.OrdinalIgnoreCase) ? Unit.Volt
        : null;

    [GeneratedRegex("^(potential|ewe|e)vs[a-z]+$")]
    private static partial Regex VersusPattern();

    [GeneratedRegex(@"^\s*([+-]?[0-9]+(?:[.,][0-9]+)?(?:[eE][+-]?[0-9]+)?)\s*([A-Za-z]*)(?:\s|$)")]
    private static partial Regex Quantity();
}
