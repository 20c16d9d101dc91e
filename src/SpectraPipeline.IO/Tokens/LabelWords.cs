using System.Globalization;
using System.Text.RegularExpressions;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Tokens;

/// <summary>Reads units, times and potentials out of labels and file names: <c>wavenumber_cm-1</c>, <c>Energy (eV)</c>, <c>0.2 V</c>, <c>t=30s</c>.</summary>
public static partial class LabelWords
{
    /// <summary>The potential (V) that a text states with a unit; null when there is none or more than one.</summary>
    public static double? Potential(string text)
    {
        double? found = null;
        foreach (Match m in PotentialPattern().Matches(text))
        {
            if (found is not null)
                return null;
            double v = Number(m.Groups["value"].Value);
            found = m.Groups["unit"].Value is "mV" ? v / 1000 : v;
        }
        return found;
    }

    /// <summary>The time (s) that a text states with a unit; null when there is none or more than one.</summary>
    public static double? Time(string text)
    {
        double? found = null;
        foreach (Match m in TimePattern().Matches(text))
        {
            if (found is not null)
                return null;
            double scale = m.Groups["unit"].Value switch
            {
                "ms" => 1e-3,
                "min" => 60,
                "h" or "hr" => 3600,
                _ => 1,
            };
            found = Number(m.Groups["value"].Value) * scale;
        }
        return found;
    }

    /// <summary>The unit that a label carries in brackets, after '/', '_' or a blank; null when there is none.</summary>
    public static Unit? UnitOf(string label)
    {
        // 'rel. 1/cm' as a whole: its last word alone would be a wavenumber.
        if (label.TrimStart().StartsWith("rel", StringComparison.OrdinalIgnoreCase) && Find(label) is Unit relative)
            return relative;
        foreach (Match m in BracketPattern().Matches(label))
            if (Find(m.Groups[1].Value) is Unit inBrackets)
                return inBrackets;
        foreach (char c in (ReadOnlySpan<char>)['/', '_', ' ', ','])
        {
            int at = label.IndexOf(c, StringComparison.Ordinal);
            if (at > 0 && Find(label[(at + 1)..]) is Unit after)
                return after;
            at = label.LastIndexOf(c);
            if (at > 0 && Find(label[(at + 1)..]) is Unit last)
                return last;
        }
        return Find(label);
    }

    /// <summary>A label without its unit and quotes.</summary>
    public static string NameOf(string label)
    {
        // The ratio in log(i0/it) is the name, no unit.
        string whole = label.Trim(' ', '"', '\'', '\t', '#', '*', ',', ';');
        if (whole.StartsWith("log(", StringComparison.OrdinalIgnoreCase) || whole.StartsWith("ln(", StringComparison.OrdinalIgnoreCase))
            return whole;
        string name = BracketPattern().Replace(label, "").Trim(' ', '"', '\'', '\t', '#', '*', ',', ';');
        foreach (char c in (ReadOnlySpan<char>)['/', '_', ' '])
        {
            int at = name.LastIndexOf(c);
            if (at > 0 && Find(name[(at + 1)..]) is not null && !name[..at].All(char.IsAsciiDigit))
                name = name[..at].Trim();
        }
        return name;
    }

    private static Unit? Find(string word)
    {
        string w = word.Trim()
            .TrimEnd('.')
            .Replace('−', '-')
            .Replace("¹", "1", StringComparison.Ordinal)
            .Replace("⁻", "-", StringComparison.Ordinal);
        w = w.Replace("cm-1", "cm-1", StringComparison.OrdinalIgnoreCase);
        // Single letters (s, h, V, K) are units only as written; words only in full.
        return w.ToLowerInvariant() switch
        {
            "nanometers" or "nanometer" or "nanometres" => Unit.Nanometre,
            "micrometers" or "micrometer" or "microns" => Unit.Micrometre,
            "cm^-1" or "cm-1" or "1/cm" or "cm–1" or "wavenumbers" or "abs 1/cm" => Unit.PerCm,
            "rel. 1/cm" or "rel.1/cm" or "rel. cm-1" => Unit.RamanShift,
            "seconds" or "second" or "sec" or "secs" => Unit.Second,
            "volt" or "volts" => Unit.Volt,
            "electronvolt" or "electron volt" => Unit.ElectronVolt,
            "degrees" or "degree" or "deg" => Unit.Degree,
            _ => Unit.Find(w),
        };
    }

    private static double Number(string text) => double.Parse(text.Replace(',', '.').Replace('−', '-'), CultureInfo.InvariantCulture);

    // A minus sign counts only after a sign that cannot join words: 'run-0.4V' could be a hyphen, so it does not match at all.
    [GeneratedRegex(
        @"(?<![A-Za-z0-9.,+\-−])(?<value>[+\-−]?[0-9]+(?:[.,][0-9]+)?)[ _]?(?<unit>mV|V)(?![A-Za-z0-9])",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex PotentialPattern();

    [GeneratedRegex(
        @"(?<![A-Za-z0-9.,+\-−])(?:(?:t|time)[ _]?=?[ _]?)?(?<value>[0-9]+(?:[.,][0-9]+)?)[ ]?(?<unit>ms|sec|s|min|hr|h)(?![A-Za-z0-9])",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex TimePattern();

    [GeneratedRegex(@"[\(\[]([^\)\]]*)[\)\]]", RegexOptions.CultureInvariant)]
    private static partial Regex BracketPattern();
}
