using System.Globalization;
using System.Text.RegularExpressions;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Structures;

/// <summary>XYZ: number of atoms, a comment, then symbol and three coordinates in Å a line. A comment with <c>Lattice="ax ay az bx ..."</c> (extended XYZ) makes
/// it a crystal. Of several frames the first is read.</summary>
internal static partial class XyzStructure
{
    private const int MostAtoms = 1_000_000;

    public static AtomicStructure Parse(string text)
    {
        string[] lines = text.Trim('\uFEFF', '\n', '\r', ' ').ReplaceLineEndings("\n").Split('\n');
        if (!int.TryParse(lines[0].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count is < 1 or > MostAtoms)
            throw new BadFileException(0, "the number of atoms", $"'{Shown(lines[0])}'", 1);
        if (lines.Length < count + 2)
            throw new BadFileException(text.Length, $"{count} atoms", $"{Math.Max(0, lines.Length - 2)}", lines.Length);
        var atoms = new StructureAtom[count];
        for (int i = 0; i < count; i++)
            atoms[i] = Atom(lines[i + 2], i + 3);
        bool more = lines.Skip(count + 2).Any(l => l.Trim().Length > 0);
        return new AtomicStructure
        {
            Title = LatticePattern().Replace(lines[1], "").Trim(),
            Atoms = atoms,
            Sites = atoms,
            Lattice = Lattice(lines[1]),
            Notes = more ? ["The file goes on behind the first structure; only that one was read."] : [],
        };
    }

    private static StructureAtom Atom(string line, int number)
    {
        string[] fields = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 4 || Element.OfLabel(fields[0]) is not { } symbol)
            throw new BadFileException(0, "a chemical symbol and three coordinates", $"'{Shown(line)}'", number);
        double[] place = new double[3];
        for (int c = 0; c < 3; c++)
            if (
                !double.TryParse(fields[c + 1], NumberStyles.Float, CultureInfo.InvariantCulture, out place[c])
                || !double.IsFinite(place[c])
            )
                throw new BadFileException(0, "a coordinate in Å", $"'{Shown(fields[c + 1])}'", number);
        return new StructureAtom(symbol, fields[0], new Vector3d(place[0], place[1], place[2]));
    }

    private static Vector3d[] Lattice(string comment)
    {
        Match found = LatticePattern().Match(comment);
        if (!found.Success)
            return [];
        double[] v =
        [
            .. found
                .Groups[1]
                .Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(t => double.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN),
        ];
        return v.Length == 9 && Array.TrueForAll(v, double.IsFinite)
            ? [new(v[0], v[1], v[2]), new(v[3], v[4], v[5]), new(v[6], v[7], v[8])]
            : throw new BadFileException(0, "nine numbers in Lattice=\"...\"", $"'{Shown(comment)}'", 2);
    }

    private static string Shown(string text) => text.Length > 60 ? text[..60] + "..." : text.Trim();

    [GeneratedRegex(
        """Lattice\s*=\s*"([^"]*)" """,
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace
    )]
    private static partial Regex LatticePattern();
}
