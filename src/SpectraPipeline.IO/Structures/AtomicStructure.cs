using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Structures;

/// <summary>An atom with its place in Å.</summary>
/// <param name="Symbol">Chemical symbol.</param>
/// <param name="Label">Name in the file (Zn1), or the symbol.</param>
/// <param name="Position">Cartesian place, Å.</param>
public sealed record StructureAtom(string Symbol, string Label, Vector3d Position);

/// <summary>A place in space, Å.</summary>
public readonly record struct Vector3d(double X, double Y, double Z)
{
    /// <summary>Difference.</summary>
    public static Vector3d operator -(Vector3d a, Vector3d b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    /// <summary>Sum.</summary>
    public static Vector3d operator +(Vector3d a, Vector3d b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    /// <summary>Multiple.</summary>
    public static Vector3d operator *(double f, Vector3d a) => new(f * a.X, f * a.Y, f * a.Z);

    /// <summary>Distance from the origin.</summary>
    public double Length => Math.Sqrt(X * X + Y * Y + Z * Z);
}

/// <summary>Atoms of a molecule, or of one unit cell of a crystal.</summary>
public sealed record AtomicStructure
{
    /// <summary>Name or first comment of the file.</summary>
    public string Title { get; init; } = "";

    /// <summary>The atoms; of a crystal all of one cell, symmetry written out.</summary>
    public required IReadOnlyList<StructureAtom> Atoms { get; init; }

    /// <summary>Three lattice vectors; empty for a molecule.</summary>
    public IReadOnlyList<Vector3d> Lattice { get; init; } = [];

    /// <summary>Atoms of the file before symmetry was written out: the sites that differ.</summary>
    public required IReadOnlyList<StructureAtom> Sites { get; init; }

    /// <summary>What was left out or assumed.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Reads a structure file: XYZ, extended XYZ with a lattice, or CIF.</summary>
    /// <exception cref="UserException">It is none of these, or damaged.</exception>
    public static AtomicStructure Read(string path)
    {
        if (!File.Exists(path))
            throw new UserException($"'{path}' is not there.");
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"'{path}' cannot be read: {e.Message}");
        }
        try
        {
            return CifStructure.Claims(text) ? CifStructure.Parse(text) : XyzStructure.Parse(text);
        }
        catch (BadFileException e)
        {
            string place = e.Line > 0 ? $"({e.Line})" : "";
            throw new UserException(
                $"{path}{place}: expected {e.Expected}, found {e.Found}. A structure is an XYZ file (number of atoms, comment, symbol x y z) or a CIF."
            );
        }
    }
}
