using System.Globalization;
using System.Text.RegularExpressions;

namespace SpectraPipeline.Engine.Ingest;

/// <summary>Reference electrodes in water at 25 °C against the standard hydrogen electrode.</summary>
/// <remarks>
/// Bard: A. J. Bard, L. R. Faulkner, Electrochemical Methods, 2nd ed., inside back cover, as cited in tables of eDAQ and others; Sawyer: D. T. Sawyer and others, Electrochemistry
/// for Chemists, 2nd ed. 1995, section 5.2 (with liquid junction), likewise. Corrosion: Reference Electrodes in Metal Corrosion, Int. J. Corrosion 2010, 756950, table 2.
/// Hg/HgO: J. Power Sources 2006, 161, 1217, which computes 0.1634 V at 0.1 m and 0.1077 V at 1 m NaOH. 3 M KCl: as makers state it. Hg/Hg2SO4 in 0.5 M H2SO4: the usual
/// number, not looked up in print. Fillings of one electrode differ by up to 0.1 V, which is why they are named.
/// </remarks>
internal static partial class ReferenceElectrode
{
    /// <summary>Name as told to users, potential against SHE (V), and the words that mean it (letters, digits and the number of a molarity as it is least written, small). The first of an electrode is the one meant
    /// when no filling is named.</summary>
    private static readonly (string Name, double Volt, string Electrode, string[] Fillings)[] s_known =
    [
        ("SHE", 0, "she nhe", [""]),
        ("Ag/AgCl sat. KCl", 0.197, "agagcl", ["", "sat", "satkcl", "saturated", "saturatedkcl", "kclsat"]), // Bard
        ("Ag/AgCl 3.5 M KCl", 0.205, "agagcl", ["3.5m", "3.5mkcl"]), // Sawyer
        ("Ag/AgCl 3 M KCl", 0.210, "agagcl", ["3m", "3mkcl"]), // makers
        ("Ag/AgCl 1 M KCl", 0.236, "agagcl", ["1m", "1mkcl"]), // Corrosion
        ("SCE", 0.2412, "sce calomel hghg2cl2", ["", "sat", "satkcl", "saturated"]), // Bard
        ("Hg/HgO 1 M NaOH", 0.108, "hghgo mmo", ["", "1m", "1mnaoh", "1mkoh"]), // J. Power Sources
        ("Hg/HgO 0.1 M NaOH", 0.164, "hghgo mmo", ["0.1m", "0.1mnaoh", "0.1mkoh"]), // J. Power Sources
        ("Hg/Hg2SO4 sat. K2SO4", 0.64, "hghg2so4 mse", ["", "sat", "satk2so4", "saturated"]), // Bard
        ("Hg/Hg2SO4 0.5 M H2SO4", 0.68, "hghg2so4 mse", ["0.5m", "0.5mh2so4"]), // usual number
    ];

    /// <summary>Names that this page knows, for messages.</summary>
    public static string Known { get; } =
        string.Join(", ", s_known.Select(k => k.Name).Append("RHE").Append("or a number as in '0.210 V vs SHE'"));

    /// <summary>It is the reversible hydrogen electrode itself.</summary>
    public static bool IsRhe(string text) => Plain(text) == "rhe";

    /// <summary>Potentials against ferrocene or a silver wire in an organic solvent have no place on the RHE scale.</summary>
    public static bool IsNonAqueous(string text) =>
        Plain(text) is var p
        && (
            p.StartsWith("fc", StringComparison.Ordinal)
            || p.StartsWith("ferrocene", StringComparison.Ordinal)
            || p is "agag" or "agagno3" or "agag0.01magno3"
        );

    /// <summary>Potential against SHE and the electrode as it was understood; null when it is not known.</summary>
    public static (double Volt, string Name)? Find(string text)
    {
        if (Stated(text) is double volt)
            return (volt, string.Create(CultureInfo.InvariantCulture, $"{volt:0.####} V vs SHE"));
        string plain = Plain(text);
        foreach (var (name, known, electrodes, fillings) in s_known)
        foreach (string electrode in electrodes.Split(' '))
            if (plain.StartsWith(electrode, StringComparison.Ordinal) && fillings.Contains(plain[electrode.Length..]))
                return (known, name);
        return null;
    }

    /// <summary>The name leaves the filling open.</summary>
    public static bool IsWithoutFilling(string text) => Plain(text) is "agagcl" or "hghgo" or "mmo" or "hghg2so4" or "mse";

    private static double? Stated(string text)
    {
        string t = text.Trim();
        int end = 0;
        while (end < t.Length && (char.IsAsciiDigit(t[end]) || t[end] is '.' or '-' or '+'))
            end++;
        string rest = t[end..].Trim();
        return
            end > 0
            && (
                rest.Length == 0
                || rest.StartsWith('V')
                    && (
                        rest.Length == 1 || rest.Contains("SHE", StringComparison.Ordinal) || rest.Contains("NHE", StringComparison.Ordinal)
                    )
            )
            && double.TryParse(t[..end], NumberStyles.Float, CultureInfo.InvariantCulture, out double volt)
            && Math.Abs(volt) < 3
            ? volt
            : null;
    }

    /// <summary>Letters and digits, small; molarities as numbers: <c>Ag/AgCl (3.0 mol/L KCl)</c> is <c>agagcl3mkcl</c>.</summary>
    private static string Plain(string text) =>
        string.Concat(
            Molarity()
                .Replace(
                    text.ToLowerInvariant(),
                    m =>
                        double.Parse(m.Groups[1].Value.Replace(',', '.'), CultureInfo.InvariantCulture)
                            .ToString(CultureInfo.InvariantCulture) + "m "
                )
                .Where((c) => char.IsAsciiLetterOrDigit(c) || c == '.')
        );

    [GeneratedRegex(
        @"(?<![a-z0-9.,])([0-9]+(?:[.,][0-9]+)?)\s*(?:mol\s*(?:/\s*(?:l|dm3|dm³)|l-1|l⁻¹|dm-3|dm⁻³)|m)(?![a-z0-9])",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Molarity();
}
