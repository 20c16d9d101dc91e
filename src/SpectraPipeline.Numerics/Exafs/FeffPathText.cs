using System.Globalization;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Numerics.Exafs;

/// <summary>
/// The text of a feffNNNN.dat of FEFF 6 to 9: titles, a rule of dashes, the line of legs, degeneracy, half length, Norman radius and edge, the atoms, seven columns.
/// </summary>
public static class FeffPathText
{
    // CODATA 2018; FEFF writes the Norman radius with four decimals.
    private const double Bohr = 0.529177210903;
    private const int Columns = 7;
    private const int FewestRows = 4;
    private const string GeometryLabel = "nleg, deg, reff";

    /// <summary>Reads the text.</summary>
    /// <param name="text">Whole file.</param>
    /// <param name="label">Name of the path.</param>
    /// <exception cref="FeffFormatException">The text is damaged or no path of FEFF.</exception>
    public static FeffPath Parse(string text, string label)
    {
        string[] lines = [.. text.TrimStart('\uFEFF').Split('\n').Select(static l => l.TrimStart('#', ' ').TrimEnd())];
        int geometry = Array.FindIndex(lines, static l => l.Contains(GeometryLabel, StringComparison.Ordinal));
        if (geometry < 0)
            throw new FeffFormatException(1, $"a path of FEFF (feffNNNN.dat) with a line '{GeometryLabel} ...'", "none");
        int table = Array.FindIndex(lines, geometry, static l => l.EndsWith("real[p]@#", StringComparison.Ordinal));
        if (table < 0)
            throw new FeffFormatException(lines.Length, "the labels of seven columns, ending with 'real[p]@#'", "the end of the file");
        double[] numbers = Numbers(lines, geometry, 4, "legs, degeneracy, half path length and Norman radius");
        int legs = (int)numbers[0];
        if (legs < 2 || legs != numbers[0])
            throw new FeffFormatException(geometry + 1, "two legs or more", $"'{numbers[0]:g}'");
        if (!(numbers[1] >= 0 && numbers[2] > 0 && numbers[3] >= 0))
            throw new FeffFormatException(geometry + 1, "a degeneracy and a half path length above 0", $"'{lines[geometry]}'");
        // One line of labels stands between geometry and atoms.
        int atoms = table - geometry - 2;
        if (atoms != legs)
            throw new FeffFormatException(table + 1, $"{legs} atoms, one a leg", $"{atoms}");
        double[] positions = new double[3 * legs];
        PathAtom[] path = new PathAtom[legs];
        for (int a = 0; a < legs; a++)
            path[a] = Atom(lines, geometry + 2 + a, positions.AsSpan(3 * a, 3));
        double[][] columns = Table(lines, table + 1);
        return new FeffPath
        {
            Label = label,
            Degeneracy = numbers[1],
            Reff = numbers[2],
            NormanRadius = numbers[3] * Bohr,
            Atoms = path,
            Positions = positions,
            K = columns[0],
            CentralPhase = columns[1],
            Magnitude = columns[2],
            Phase = columns[3],
            Reduction = columns[4],
            MeanFreePath = columns[5],
            Momentum = columns[6],
        };
    }

    private static PathAtom Atom(string[] lines, int line, Span<double> position)
    {
        double[] numbers = Numbers(lines, line, 5, "x, y, z, potential and atomic number of an atom");
        numbers.AsSpan(0, 3).CopyTo(position);
        int z = (int)numbers[4];
        if (z < 1 || z > ChemicalElements.Last || z != numbers[4])
            throw new FeffFormatException(line + 1, $"an atomic number from 1 to {ChemicalElements.Last}", $"'{numbers[4]:g}'");
        return new(ChemicalElements.Symbol(z), z, ChemicalElements.Mass(z)) { Potential = (int)numbers[3] };
    }

    private static double[][] Table(string[] lines, int first)
    {
        var rows = new List<double[]>();
        int line = first;
        for (; line < lines.Length && lines[line].Length > 0; line++)
        {
            double[] row = Numbers(
                lines,
                line,
                Columns,
                "seven numbers: k, real[2*phc], mag[feff], phase[feff], red factor, lambda, real[p]"
            );
            if (rows.Count > 0 && !(row[0] > rows[^1][0]))
                throw new FeffFormatException(line + 1, $"k above that of the line before ({rows[^1][0]:g})", $"{row[0]:g}");
            if (!(row[5] > 0))
                throw new FeffFormatException(line + 1, "a mean free path above 0", $"{row[5]:g}");
            rows.Add(row);
        }
        if (rows.Count < FewestRows)
            throw new FeffFormatException(line + 1, $"{FewestRows} rows of numbers at least", $"{rows.Count}");
        double[][] columns = new double[Columns][];
        for (int c = 0; c < Columns; c++)
            columns[c] = [.. rows.Select(r => r[c])];
        return columns;
    }

    /// <summary>The first numbers of a line; Fortran's D is an exponent too.</summary>
    private static double[] Numbers(string[] lines, int line, int count, string expected)
    {
        string[] words = lines[line].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++)
        {
            string word = i < words.Length ? words[i].Replace('D', 'E').Replace('d', 'e') : "";
            if (!double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !double.IsFinite(numbers[i]))
                throw new FeffFormatException(line + 1, expected, $"'{lines[line]}'");
        }
        return numbers;
    }
}
