using System.Globalization;
using System.Text.RegularExpressions;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Tokens;

/// <summary>Time and potential that a header states: <c>Potential: -0.4 V</c>, <c>time_s = 30</c>, <c>Sample.potential: 200 mV vs RHE</c>.</summary>
public static partial class HeaderFields
{
    /// <summary>Time since the start (s) and electrode potential (V); NaN where no entry or more than one value states it.</summary>
    public static (double TimeS, double PotentialV) Of(IReadOnlyDictionary<string, string> entries)
    {
        double time = double.NaN;
        double potential = double.NaN;
        int times = 0;
        int potentials = 0;
        foreach (var (key, text) in entries)
        {
            string name = key[(key.LastIndexOf('.') + 1)..];
            bool isTime = SignalWords.IsTime(name) && SignalWords.Key(name) is not ("timestamp" or "timenormalized");
            bool isPotential = SignalWords.IsPotential(name);
            if (!isTime && !isPotential)
                continue;
            Match m = Quantity().Match(text);
            if (!m.Success)
                continue;
            double value = double.Parse(m.Groups[1].Value.Replace(',', '.'), CultureInfo.InvariantCulture);
            Unit? unit = LabelWords.UnitOf(m.Groups[2].Value) ?? LabelWords.UnitOf(name);
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

    [GeneratedRegex(@"^\s*([+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?)\s*([A-Za-z]*)(?:\s|$)")]
    private static partial Regex Quantity();
}
