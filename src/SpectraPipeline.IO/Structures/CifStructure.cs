using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Structures;

/// <summary>CIF: cell, symmetry operations and atom sites of the first data block that has atoms; all atoms of one cell are written out.</summary>
/// <remarks>
/// S. R. Hall, F. H. Allen, I. D. Brown, Acta Cryst. A 47 (1991) 655, doi:10.1107/S010876739101067X. Symmetry is taken from its operations (x,y,z ...); a file
/// that gives only the name of the space group is refused unless it is P 1. Of sites that are occupied in part the fullest at a place is kept, and said.
/// </remarks>
internal static class CifStructure
{
    private const double SamePlace = 0.05;

    public static bool Claims(string text) =>
        text.Split('\n')
            .Any(l =>
                l.TrimStart().StartsWith("data_", StringComparison.OrdinalIgnoreCase)
                || l.StartsWith("_cell_", StringComparison.OrdinalIgnoreCase)
            );

    public static AtomicStructure Parse(string text)
    {
        CifBlock block = CifBlock.FirstWith(text, "_atom_site_fract_x");
        Vector3d[] lattice = Lattice(block);
        SymmetryOperation[] operations = Operations(block);
        var notes = new List<string>();
        List<(StructureAtom Atom, Vector3d Fractional)> sites = Sites(block, lattice, notes);
        var atoms = new List<StructureAtom>();
        foreach ((StructureAtom atom, Vector3d fractional) in sites)
        {
            var places = new List<Vector3d>();
            foreach (SymmetryOperation operation in operations)
            {
                Vector3d place = IntoCell(operation.Apply(fractional));
                if (places.TrueForAll(p => !IsSame(p, place, lattice)))
                    places.Add(place);
            }
            atoms.AddRange(places.Select(p => atom with { Position = Cartesian(p, lattice) }));
        }
        return new AtomicStructure
        {
            Title = block.Text("_chemical_name_mineral") ?? block.Text("_chemical_formula_sum") ?? block.Name,
            Atoms = atoms,
            Lattice = lattice,
            Sites = [.. sites.Select(s => s.Atom)],
            Notes = notes,
        };
    }

    private static Vector3d[] Lattice(CifBlock block)
    {
        double a = block.Number("_cell_length_a"),
            b = block.Number("_cell_length_b"),
            c = block.Number("_cell_length_c");
        double alpha = block.Number("_cell_angle_alpha") * Math.PI / 180,
            beta = block.Number("_cell_angle_beta") * Math.PI / 180,
            gamma = block.Number("_cell_angle_gamma") * Math.PI / 180;
        double cx = Math.Cos(beta);
        double cy = (Math.Cos(alpha) - Math.Cos(beta) * Math.Cos(gamma)) / Math.Sin(gamma);
        double square = 1 - cx * cx - cy * cy;
        if (!(a > 0 && b > 0 && c > 0 && square > 1e-6))
            throw new BadFileException(0, "a unit cell", FormattableString.Invariant($"lengths {a} {b} {c} and angles that span none"));
        return [new(a, 0, 0), new(b * Math.Cos(gamma), b * Math.Sin(gamma), 0), new(c * cx, c * cy, c * Math.Sqrt(square))];
    }

    private static SymmetryOperation[] Operations(CifBlock block)
    {
        IReadOnlyList<string> texts = block.Column("_space_group_symop_operation_xyz") ?? block.Column("_symmetry_equiv_pos_as_xyz") ?? [];
        if (texts.Count > 0)
            return [.. texts.Select(SymmetryOperation.Parse)];
        string group = block.Text("_space_group_name_h-m_alt") ?? block.Text("_symmetry_space_group_name_h-m") ?? "";
        string number = block.Text("_space_group_it_number") ?? block.Text("_symmetry_int_tables_number") ?? "";
        if (group.Replace(" ", "", StringComparison.Ordinal) is "P1" || number == "1")
            return [SymmetryOperation.Parse("x,y,z")];
        throw new BadFileException(
            0,
            "symmetry operations (_space_group_symop_operation_xyz)",
            $"only the space group '{(group.Length > 0 ? group : number)}'; write the file again with its operations, or as P 1"
        );
    }

    private static List<(StructureAtom Atom, Vector3d Fractional)> Sites(CifBlock block, Vector3d[] lattice, List<string> notes)
    {
        IReadOnlyList<string> labels = block.Column("_atom_site_label") ?? block.Column("_atom_site_type_symbol") ?? [];
        IReadOnlyList<string> symbols = block.Column("_atom_site_type_symbol") ?? labels;
        IReadOnlyList<string>[] place = [.. "xyz".Select(c => block.Column($"_atom_site_fract_{c}") ?? [])];
        IReadOnlyList<string>? occupancy = block.Column("_atom_site_occupancy");
        var sites = new List<(StructureAtom Atom, Vector3d Fractional, double Occupancy)>();
        for (int i = 0; i < labels.Count; i++)
        {
            string symbol =
                Element.OfLabel(symbols[i]) ?? throw new BadFileException(0, "a chemical symbol", $"'{symbols[i]}' in _atom_site");
            var fractional = new Vector3d(
                CifBlock.NumberOf(place[0][i], "_atom_site_fract_x"),
                CifBlock.NumberOf(place[1][i], "_atom_site_fract_y"),
                CifBlock.NumberOf(place[2][i], "_atom_site_fract_z")
            );
            double share = occupancy is null || occupancy[i] is "." or "?" ? 1 : CifBlock.NumberOf(occupancy[i], "_atom_site_occupancy");
            sites.Add((new StructureAtom(symbol, labels[i], Cartesian(fractional, lattice)), fractional, share));
        }
        // A place shared by two kinds of atom can hold only one in a cluster.
        var kept = new List<(StructureAtom Atom, Vector3d Fractional)>();
        foreach (var site in sites.OrderByDescending(s => s.Occupancy))
            if (kept.TrueForAll(k => !IsSame(IntoCell(k.Fractional), IntoCell(site.Fractional), lattice)))
            {
                kept.Add((site.Atom, site.Fractional));
                if (site.Occupancy < 0.999)
                    notes.Add(
                        FormattableString.Invariant($"{site.Atom.Label} is occupied to {site.Occupancy:0.##} and was taken as full.")
                    );
            }
            else
                notes.Add($"{site.Atom.Label} shares its place with another atom and was left out.");
        return kept;
    }

    private static bool IsSame(Vector3d a, Vector3d b, Vector3d[] lattice)
    {
        Vector3d d = a - b;
        return Cartesian(new(d.X - Math.Round(d.X), d.Y - Math.Round(d.Y), d.Z - Math.Round(d.Z)), lattice).Length < SamePlace;
    }

    private static Vector3d IntoCell(Vector3d f) => new(f.X - Math.Floor(f.X), f.Y - Math.Floor(f.Y), f.Z - Math.Floor(f.Z));

    private static Vector3d Cartesian(Vector3d f, Vector3d[] lattice) => f.X * lattice[0] + (f.Y * lattice[1] + f.Z * lattice[2]);
}
