using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Structures;

/// <summary>The atoms around an absorber, nearest first; the absorber itself is the first, at the origin.</summary>
/// <param name="Atoms">Places relative to the absorber, Å.</param>
/// <param name="Hydrogens">Hydrogen atoms that were left out.</param>
public sealed record AtomCluster(IReadOnlyList<StructureAtom> Atoms, int Hydrogens)
{
    private const double Touching = 0.4;

    /// <summary>Cuts a sphere around an atom.</summary>
    /// <param name="structure">Molecule or crystal.</param>
    /// <param name="absorber">The atom, one of the structure's or of its sites.</param>
    /// <param name="radius">Å.</param>
    /// <exception cref="UserException">Two atoms lie at one place, or there is nothing around the absorber.</exception>
    public static AtomCluster Around(AtomicStructure structure, StructureAtom absorber, double radius)
    {
        var found = new List<StructureAtom>();
        foreach (Vector3d shift in Shifts(structure.Lattice, radius))
        foreach (StructureAtom atom in structure.Atoms)
        {
            Vector3d place = atom.Position + shift - absorber.Position;
            if (place.Length <= radius)
                found.Add(atom with { Position = place });
        }
        // Equal distances keep an order that does not hang on rounding.
        found =
        [
            .. found
                .OrderBy(a => Math.Round(a.Position.Length, 4))
                .ThenBy(a => a.Symbol, StringComparer.Ordinal)
                .ThenBy(a => Math.Round(a.Position.Z, 4))
                .ThenBy(a => Math.Round(a.Position.Y, 4))
                .ThenBy(a => Math.Round(a.Position.X, 4)),
        ];
        if (found.Count == 0 || found[0].Position.Length > Touching)
            throw new UserException($"No atom of the structure lies where the absorber {absorber.Label} should be.");
        if (found.Count < 2 || found.TrueForAll(a => a.Symbol == "H" || a.Position.Length < Touching))
            throw new UserException(FormattableString.Invariant($"No atom lies within {radius} Å of {absorber.Label}; raise --radius."));
        if (found[1].Position.Length < Touching)
            throw new UserException(
                FormattableString.Invariant(
                    $"{found[1].Label} lies {found[1].Position.Length:F2} Å from the absorber {absorber.Label}: two atoms at one place. Is the structure disordered?"
                )
            );
        int hydrogens = found.RemoveAll(a => a.Symbol == "H");
        return new AtomCluster(found, hydrogens);
    }

    // All cells that a sphere anywhere in the first one can reach.
    private static IEnumerable<Vector3d> Shifts(IReadOnlyList<Vector3d> lattice, double radius)
    {
        if (lattice.Count == 0)
            return [default];
        int[] reach = [.. Enumerable.Range(0, 3).Select(i => (int)Math.Ceiling(radius / Height(lattice, i)) + 1)];
        return from a in Enumerable.Range(-reach[0], 2 * reach[0] + 1)
            from b in Enumerable.Range(-reach[1], 2 * reach[1] + 1)
            from c in Enumerable.Range(-reach[2], 2 * reach[2] + 1)
            select a * lattice[0] + (b * lattice[1] + c * lattice[2]);
    }

    // Distance between the two faces of the cell that an axis joins.
    private static double Height(IReadOnlyList<Vector3d> lattice, int axis)
    {
        Vector3d b = lattice[(axis + 1) % 3],
            c = lattice[(axis + 2) % 3];
        var normal = new Vector3d(b.Y * c.Z - b.Z * c.Y, b.Z * c.X - b.X * c.Z, b.X * c.Y - b.Y * c.X);
        Vector3d a = lattice[axis];
        return Math.Abs(a.X * normal.X + a.Y * normal.Y + a.Z * normal.Z) / normal.Length;
    }
}
