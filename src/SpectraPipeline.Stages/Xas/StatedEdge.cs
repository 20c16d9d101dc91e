using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>Compares the edge that the pipeline states (<c>edge: Zn K</c>) with the one in the data.</summary>
internal static class StatedEdge
{
    /// <summary>Chemical shifts and monochromator offsets stay far below; neighbouring elements lie further apart, from titanium on.</summary>
    private const double MostEv = 100;

    private const string Symbols =
        " H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag "
        + "Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U "
        + "Np Pu Am Cm ";

    private const string Edges = " K L1 L2 L3 M1 M2 M3 M4 M5 ";

    /// <summary>Code and message of the doubt; null when there is none, or nothing to compare.</summary>
    public static (string Code, string Message)? Doubt(StageInput input, double[] energies)
    {
        if (input.Card.Edge is not { Length: > 0 } stated)
            return null;
        string[] words = stated.Split([' ', '-', '_'], StringSplitOptions.RemoveEmptyEntries);
        string element = words[0];
        string edge = words.Length > 1 ? words[1].ToUpperInvariant() : "";
        if (!Symbols.Contains($" {element} ", StringComparison.Ordinal))
            return ("edge-unknown", $"edge: '{stated}' names no element: '{element}'. Write it as in 'Zn K'.");
        if (words.Length != 2 || !Edges.Contains($" {edge} ", StringComparison.Ordinal))
            return ("edge-unknown", $"edge: '{stated}' names no edge of {element}. Write it as in 'Zn K' or 'Pt L3'.");
        if (Tabulated(input.Run.ConfigFolder, element, edge) is not { } expected)
            return null;
        if (Found(input, energies) is not { } found || Math.Abs(found - expected) <= MostEv)
            return null;
        return (
            "edge-mismatch",
            string.Create(
                CultureInfo.InvariantCulture,
                $"edge: {stated} lies at {expected:F0} eV, but the first spectrum has its edge at {found:F0} eV and runs from {energies[0]:F0} to {energies[^1]:F0} eV. Wrong edge, wrong file, or an axis that is no energy?"
            )
        );
    }

    /// <summary>Tabulated energy of the edge that the pipeline states; null where it states none, or one that is not in the table.</summary>
    public static double? Energy(StageInput input) =>
        input.Card.Edge?.Split([' ', '-', '_'], StringSplitOptions.RemoveEmptyEntries) is [var element, var edge]
            ? Tabulated(input.Run.ConfigFolder, element, edge.ToUpperInvariant())
            : null;

    private static double? Found(StageInput input, double[] energies)
    {
        if (input.Probe is not { } probe || probe.Find(input.Channel) is not { } channel || probe.Faults[0] is not null)
            return null;
        try
        {
            return new EdgeFinder().Find(energies, channel[0]);
        }
        catch (XasDataException)
        {
            // The frame will say that it has no edge.
            return null;
        }
    }

    /// <summary>The program's table of X-ray absorption facts.</summary>
    public static string TableOf(string configFolder) => Path.Combine(configFolder, "library", "xas.csv");

    /// <summary>E0 of the program's table (columns row_id, kind, element, edge, item, value); null when the edge is not in it.</summary>
    /// <param name="configFolder">Where the program's configuration lies.</param>
    /// <param name="element">Symbol.</param>
    /// <param name="edge">K, L3 ...</param>
    /// <param name="item">How the row's item begins; the first row of the edge when it is left out.</param>
    internal static double? Tabulated(string configFolder, string element, string edge, string item = "")
    {
        string path = TableOf(configFolder);
        if (!File.Exists(path))
            return null;
        foreach (string line in File.ReadLines(path))
        {
            string[] cells = line.Split(',', 7);
            if (
                cells.Length > 6
                && cells[1] == "edge_energy"
                && cells[2] == element
                && cells[3] == edge
                && cells[4].StartsWith(item, StringComparison.Ordinal)
                && double.TryParse(cells[5], NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            )
                return value;
        }
        return null;
    }
}
