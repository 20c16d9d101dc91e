using System.Globalization;

namespace SpectraPipeline.Stages.Assign;

/// <summary>The experiment that would decide between a candidate and its rivals, with the number expected.</summary>
internal static class NextExperiment
{
    private static readonly (string Name, string Element, Func<LibraryRow, double> Shift)[] Labels =
    [
        ("13C", "C", r => r.Shift13C),
        ("15N", "N", r => r.Shift15N),
        ("18O", "O", r => r.Shift18O),
        ("D", "H", r => r.ShiftD),
    ];

    /// <summary>Smallest difference that a labelled run shows beyond doubt (cm-1): half a usual width.</summary>
    private const double Decisive = 10;

    /// <param name="center">Position of the band.</param>
    /// <param name="row">The candidate.</param>
    /// <param name="rivals">Its strongest rivals in the library.</param>
    /// <param name="waterCompetes">Liquid water is among the rivals.</param>
    public static string For(double center, LibraryRow row, IReadOnlyList<LibraryRow> rivals, bool waterCompetes)
    {
        var tests = new List<string>();
        if (row.Family == "artefact" || row.State == "gas")
            tests.Add(Text($"a spectrum of {row.Species} alone under the same conditions, subtracted: the band must go"));
        foreach ((string Name, string Element, Func<LibraryRow, double> Shift) label in Labels)
        {
            double own = Known(row, label);
            if (!double.IsFinite(own))
                continue;
            string others = string.Join(
                ", ",
                rivals
                    .Where(r => r.Formula != row.Formula && Math.Abs(Known(r, label) - own) > Decisive)
                    .Select(r => Text($"{r.Species} {Moved(center, Known(r, label))}"))
            );
            if (Math.Abs(own) > Decisive || others.Length > 0)
                tests.Add(
                    Text(
                        $"{(row.Formula == "H2O" && label.Name == "D" ? "D2O" : label.Name)}: expect {Moved(center, own)}{(others.Length > 0 ? " against " + others : "")}"
                    )
                );
        }
        if (waterCompetes && row.Formula != "H2O")
            tests.Add(Text($"D2O: the water bend goes to about 1209, the band must stay near {center:0}"));
        return tests.Count > 0
            ? string.Join("; ", tests)
            : "no isotope shift is known: the same run without the reactant, and a second technique for its other bands";
    }

    private static string Moved(double center, double shift) => Text($"{center + shift:0} ({shift:+0;-0;0})");

    /// <summary>Shift of a label; 0 where the species has no such atom; NaN where it has one and nobody says.</summary>
    private static double Known(LibraryRow row, (string Name, string Element, Func<LibraryRow, double> Shift) label)
    {
        double shift = label.Shift(row);
        return double.IsFinite(shift) ? shift
            : Composition.Of(row.Formula) is { } formula && !formula.Symbols.Contains(label.Element) ? 0
            : double.NaN;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
