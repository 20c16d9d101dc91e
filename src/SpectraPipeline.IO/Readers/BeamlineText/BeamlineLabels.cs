using System.Globalization;
using System.Text.RegularExpressions;
using SpectraPipeline.IO.Readers.Delimited;

namespace SpectraPipeline.IO.Readers.BeamlineText;

/// <summary>Labels of columns as the programs of beamlines hide them.</summary>
internal static partial class BeamlineLabels
{
    /// <summary>The line above the table, lists of one label a line (SSRL, FIO), EPICS names.</summary>
    public static string[]? Usual(BeamlineScan text) => TextHeader.Read(text.Lines, text.Table, text.Dialect).Labels;

    /// <summary>LabVIEW cuts the labels above the table at 21 signs; its readable list <c>#  7) IT   8) XMAP4:DT Corr I0</c> has them in full.</summary>
    public static string[]? Listed(BeamlineScan text)
    {
        int start = Array.FindIndex(text.Header, l => l.Contains("readable list of column headings", StringComparison.Ordinal));
        if (start < 0)
            return Usual(text);
        string[] labels = new string[text.Table.Columns];
        for (int i = start + 1; i < text.Header.Length && ListedLabel().Matches(text.Header[i]) is { Count: > 0 } found; i++)
            foreach (Match m in found)
                if (
                    int.TryParse(m.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int n)
                    && n >= 1
                    && n <= labels.Length
                )
                    labels[n - 1] = m.Groups[2].Value.Trim(' ', '*', '#');
        return Array.TrueForAll(labels, l => !string.IsNullOrEmpty(l)) ? labels : Usual(text);
    }

    /// <summary><c>#C 1_Energy (keV) 2_sec 3_mononrg</c>: the numbers part the labels, since these may hold blanks.</summary>
    public static string[]? Numbered(BeamlineScan text)
    {
        // One blank each: a run of them before no number would be walked again from each of its places.
        string line = Blanks().Replace(text.Header.LastOrDefault(l => l.Contains("1_", StringComparison.Ordinal), ""), " ");
        string[] labels = [.. NumberedLabel().Matches(line).Select(m => m.Groups[1].Value.Trim())];
        return labels.Length == text.Table.Columns ? labels : Usual(text);
    }

    /// <summary><c>Energy_c1</c>: the number of the column is no part of its name.</summary>
    public static string[]? WithoutColumnNumbers(BeamlineScan text) => Usual(text)?.Select(l => ColumnNumber().Replace(l, "")).ToArray();

    /// <summary>FIO puts the name of the scan before every label; without it the labels of two scans are the same. Columns that bear that name alone
    /// get none (the first is the scanned energy).</summary>
    public static string[]? Fio(BeamlineScan text)
    {
        string[] full = [.. text.Header.Select(l => FioColumn().Match(l)).Where(m => m.Success).Select(m => m.Groups[1].Value)];
        if (full.Length != text.Table.Columns)
            return Usual(text);
        string scan = full[0];
        // Newer programs (Sardana) name every column for itself.
        if (!full.Skip(1).All(l => l == scan || l.StartsWith(scan + "_", StringComparison.Ordinal)))
            return full;
        string[] labels =
        [
            .. full.Select(l =>
                l == scan ? ""
                : l.StartsWith(scan + "_", StringComparison.Ordinal) ? l[(scan.Length + 1)..]
                : l
            ),
        ];
        // The first column of FIO is what was scanned. It is named where the header shows that it was the energy.
        if (labels[0].Length == 0 && text.HeaderText.Contains("EXAFS", StringComparison.OrdinalIgnoreCase))
            labels[0] = "ENERGY";
        return labels;
    }

    /// <summary>HASYLAB's program writes ln(C1/C2) in the second column, which it names like the first, and ln(C2/C3) as REF: named for what the
    /// numbers are, where they are that.</summary>
    public static void FioAbsorption(BeamlineScan text, string[] labels, double[][] columns)
    {
        int c1 = Array.IndexOf(labels, "C1");
        int c2 = Array.IndexOf(labels, "C2");
        int c3 = Array.IndexOf(labels, "C3");
        if (labels.Length > 1 && labels[1].Length == 0 && c1 > 0 && c2 > 0 && IsLogRatio(columns[1], columns[c1], columns[c2]))
        {
            labels[1] = "mu";
            text.Notes.Add("column 2, which has the scan's name only, is ln(C1/C2): called mu");
        }
        int reference = Array.IndexOf(labels, "REF");
        if (reference > 0 && c2 > 0 && c3 > 0 && IsLogRatio(columns[reference], columns[c2], columns[c3]))
        {
            labels[reference] = "muref";
            text.Notes.Add("column REF is ln(C2/C3): called muref");
        }
    }

    /// <summary>FDMNES counts energies from the edge, which a line of its header states: <c>8333.0 ... = E_edge, Z, ...</c>.</summary>
    public static void RelativeToEdge(BeamlineScan text, string[] labels, double[][] columns) =>
        text.Notes.Add(
            text.Find(EdgeEnergy()) is string edge
                ? $"energies count from the edge at {edge} eV (E_edge of the header), which is not added"
                : "energies count from the edge, whose energy the header does not state"
        );

    /// <summary>CLS gives two lines with (1) before them: names of the process variables, and labels in quotes, some of them macros $(...).
    /// The counters of HXMA without a label of their own are known by their process variables.</summary>
    public static string[]? Cls(BeamlineScan text)
    {
        string[] rows = [.. text.Header.Where(l => l.StartsWith("#(1)", StringComparison.Ordinal))];
        if (rows.Length < 2)
            return Usual(text);
        string[] variables = Quoted(rows[^2]);
        string[] labels = [.. Quoted(rows[^1]).Select(l => Macro().Replace(l, "$1"))];
        if (labels.Length != text.Table.Columns || variables.Length != labels.Length)
            return Usual(text);
        for (int c = 0; c < labels.Length; c++)
            if (GenericDetector().IsMatch(labels[c]) && HxmaCounter(variables[c]) is string known)
            {
                text.Notes.Add($"'{labels[c]}' is the counter {variables[c]}: called {known}");
                labels[c] = known;
            }
        return labels;
    }

    // As the labels of other HXMA files say (Idode, I0, I1, I2) and Demeter's plugin HXMA: Lytle, I0, It, Ir.
    private static string? HxmaCounter(string variable) =>
        variable switch
        {
            "BL1606-ID1:mcs03:fbk" => "If (Lytle)",
            "BL1606-ID1:mcs04:fbk" => "I0",
            "BL1606-ID1:mcs05:fbk" => "It",
            "BL1606-ID1:mcs06:fbk" => "Ir",
            _ => null,
        };

    private static string[] Quoted(string line) => [.. QuotedWord().Matches(line[4..]).Select(m => m.Value.Trim('"'))];

    private static bool IsLogRatio(double[] y, double[] a, double[] b)
    {
        // Both are written with seven digits.
        for (int i = 0; i < y.Length; i++)
            if (!(Math.Abs(y[i] - Math.Log(a[i] / b[i])) < 1e-5))
                return false;
        return true;
    }

    [GeneratedRegex(@"^#?\s*([0-9.]+)\s[^\n=]*=\s*E_edge", RegexOptions.Multiline)]
    private static partial Regex EdgeEnergy();

    [GeneratedRegex(@"([0-9]{1,4})\) (\S.*?)(?=\s{2,}|\s[0-9]{1,4}\) |$)")]
    private static partial Regex ListedLabel();

    [GeneratedRegex(@"(?:^| )[0-9]{1,4}_(\S.*?)(?= [0-9]{1,4}_| ?$)")]
    private static partial Regex NumberedLabel();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"_c[0-9]+$")]
    private static partial Regex ColumnNumber();

    [GeneratedRegex(@"^\s*Col\s+[0-9]+\s+(\S+)\s+\S+\s*$")]
    private static partial Regex FioColumn();

    [GeneratedRegex(@"^\$\((.*)\)$")]
    private static partial Regex Macro();

    [GeneratedRegex(@"^Detector[0-9]*$")]
    private static partial Regex GenericDetector();

    [GeneratedRegex("\"[^\"]*\"|[^\\s\"]+")]
    private static partial Regex QuotedWord();
}
