using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>The program's tables of X-ray constants (config/library: xray-edges.csv, scattering-factors.csv, attenuation.csv); README.md beside them says whose they are.</summary>
internal sealed class XrayTables(string configFolder)
{
    private const string Edges = "xray-edges.csv";
    private const string Factors = "scattering-factors.csv";
    private const string Attenuation = "attenuation.csv";

    // The table's own steps are 1 %; between the L and the K edges of an element lies nothing.
    private const double Gap = 0.05;

    /// <summary>Where the tables lie that a matching to f″ reads.</summary>
    public static IEnumerable<string> MatchingFiles(RunContext run) => [PathOf(run.ConfigFolder, Edges), PathOf(run.ConfigFolder, Factors)];

    /// <summary>Where the tables lie that a correction of fluorescence reads.</summary>
    public static IEnumerable<string> AttenuationFiles(RunContext run) =>
        [PathOf(run.ConfigFolder, Edges), PathOf(run.ConfigFolder, Attenuation)];

    /// <summary>Energy of an edge, and the mean energy of its strongest family of emission lines (null where none is tabulated), eV.</summary>
    /// <exception cref="UserException">It is not in the table.</exception>
    public (double Edge, double? Line) EdgeOf(AbsorbingEdge edge)
    {
        foreach (string[] cells in Rows(Edges, edge.Element))
            if (cells[1] == edge.Edge)
                return (Number(cells[2]), cells[4].Length > 0 ? Number(cells[4]) : null);
        throw new UserException(
            $"'{edge.Element} {edge.Edge}' is no edge of the program's table ({Edges}); write element and edge as in 'Zn K' or 'Pt L3'."
        );
    }

    /// <summary>f″ of an element at the given energies, electrons: straight lines between the logarithms of the table.</summary>
    /// <exception cref="UserException">The table does not reach.</exception>
    public double[] F2(string element, double[] energies)
    {
        var x = new List<double>();
        var y = new List<double>();
        foreach (string[] cells in Rows(Factors, element))
        {
            x.Add(Math.Log(Number(cells[1])));
            y.Add(Math.Log(Number(cells[2])));
        }
        double[] result = new double[energies.Length];
        int at = 0;
        for (int i = 0; i < result.Length; i++)
        {
            double e = Math.Log(energies[i]);
            while (at < x.Count - 2 && e >= x[at + 1])
                at++;
            if (x.Count < 2 || e < x[0] || e > x[^1] || x[at + 1] - x[at] > Gap)
                throw new UserException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"f″ of {element} is not tabulated at {energies[i]:F0} eV ({Factors}: K edges of Z 11 to 60, L edges of Z 40 to 92, from three quarters of the edge to 1.4 of it). Is it the element of this scan? Else crop the scan (shape.crop) or use xas.normalize."
                    )
                );
            result[i] = Math.Exp(y[at] + (y[at + 1] - y[at]) * (e - x[at]) / (x[at + 1] - x[at]));
        }
        return result;
    }

    /// <summary>Total attenuation of a substance per mass at the given energies, cm²/g.</summary>
    /// <exception cref="UserException">The table does not reach.</exception>
    public double[] TotalAttenuation(IReadOnlyList<(int AtomicNumber, double Amount)> atoms, params double[] energies)
    {
        double[] sum = new double[energies.Length];
        double mass = 0;
        foreach ((int z, double amount) in atoms)
        {
            mass += amount * ChemicalElements.Mass(z);
            foreach (IGrouping<string, string[]> process in Rows(Attenuation, ChemicalElements.Symbol(z)).GroupBy(cells => cells[1]))
            {
                var curve = new AttenuationCurve(
                    [.. process.Select(c => Number(c[2]))],
                    [.. process.Select(c => Number(c[3]))],
                    [.. process.Select(c => Number(c[4]))]
                );
                for (int i = 0; i < energies.Length; i++)
                    sum[i] += amount * ChemicalElements.Mass(z) * At(curve, energies[i]);
            }
        }
        for (int i = 0; i < sum.Length; i++)
            sum[i] /= mass;
        return sum;
    }

    private static double At(AttenuationCurve curve, double energy)
    {
        (double from, double to) = curve.Range;
        return energy >= from && energy <= to
            ? curve.At(energy)
            : throw new UserException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Attenuation is tabulated from {from:F0} to {to:F0} eV ({Attenuation}), {energy:F0} eV is wanted; self-absorption cannot be corrected there."
                )
            );
    }

    private IEnumerable<string[]> Rows(string table, string element)
    {
        string path = PathOf(configFolder, table);
        if (!File.Exists(path))
            throw new UserException(
                $"The program's table {table} is not there (looked for {path}). Build the program again: the file comes with it."
            );
        string key = element + ",";
        return File.ReadLines(path).Where(l => l.StartsWith(key, StringComparison.Ordinal)).Select(l => l.Split(','));
    }

    private static string PathOf(string configFolder, string table) => Path.Combine(configFolder, "library", table);

    private static double Number(string cell) => double.Parse(cell, NumberStyles.Float, CultureInfo.InvariantCulture);
}
