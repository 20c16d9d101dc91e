using SpectraPipeline.Core;
using SpectraPipeline.IO.Structures;
using Xunit;

namespace SpectraPipeline.IO.Tests.Structures;

/// <summary>Distances in crystals follow from their cell: closed forms.</summary>
public sealed class StructureTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("structure é ").FullName;

    // Wurtzite: a, c, u; one operation more than needed for each place, as real files have them.
    private const string ZincOxide = """
        data_zincite
        _chemical_formula_sum 'O Zn'
        _cell_length_a 3.2495(2)
        _cell_length_b 3.2495
        _cell_length_c 5.2069
        _cell_angle_alpha 90
        _cell_angle_beta 90
        _cell_angle_gamma 120
        _symmetry_space_group_name_H-M 'P 63 m c'
        loop_
        _space_group_symop_operation_xyz
        'x, y, z'
        -y,x-y,z
        -x+y,-x,z
        '-x,-y,z+1/2'
        y,-x+y,z+1/2
        x-y,x,z+1/2
        loop_
        _atom_site_label
        _atom_site_type_symbol
        _atom_site_fract_x
        _atom_site_fract_y
        _atom_site_fract_z
        _atom_site_occupancy
        Zn1 Zn2+ 0.33333 0.66667 0 1
        O1 O2- 0.33333 0.66667 0.3819(1) .
        """;

    [Fact]
    public void Wurtzite_has_three_short_bonds_and_one_along_the_axis()
    {
        AtomCluster cluster = Cluster("zno.cif", ZincOxide, 3.3);
        double[] oxygen = [.. cluster.Atoms.Where(a => a.Symbol == "O").Take(4).Select(a => a.Position.Length)];
        double across = Math.Sqrt(3.2495 * 3.2495 / 3 + Math.Pow((0.5 - 0.3819) * 5.2069, 2));
        Assert.All(oxygen.Take(3), r => Assert.Equal(across, r, 4));
        Assert.Equal(0.3819 * 5.2069, oxygen[3], 4);
        Assert.Equal(12, cluster.Atoms.Count(a => a.Symbol == "Zn" && a.Position.Length is > 3.2 and < 3.26));
    }

    [Fact]
    public void Face_centred_copper_has_shells_of_12_6_24()
    {
        const double a = 3.6149;
        string half = FormattableString.Invariant($"{a / 2}");
        AtomCluster cluster = Cluster(
            "cu.xyz",
            FormattableString.Invariant(
                $"4\nLattice=\"{a} 0 0 0 {a} 0 0 0 {a}\" copper\nCu 0 0 0\nCu {half} {half} 0\nCu {half} 0 {half}\nCu 0 {half} {half}\n"
            ),
            4.5
        );
        var shells = cluster.Atoms.Skip(1).GroupBy(n => Math.Round(n.Position.Length, 3)).Select(g => (g.Key, g.Count())).ToArray();
        Assert.Equal([(Math.Round(a / Math.Sqrt(2), 3), 12), (Math.Round(a, 3), 6), (Math.Round(a * Math.Sqrt(1.5), 3), 24)], shells);
    }

    [Fact]
    public void Hydrogen_is_left_out_and_counted()
    {
        AtomCluster cluster = Cluster("water.xyz", "4\n\nZn 0 0 0\nO 2 0 0\nH 2.5 0.8 0\nH 2.5 -0.8 0\n", 5);
        Assert.Equal(2, cluster.Hydrogens);
        Assert.Equal(["Zn", "O"], cluster.Atoms.Select(a => a.Symbol));
    }

    [Theory]
    [InlineData("3\n\nZn 0 0 0\nN 2 0 0\n", "3 atoms")]
    [InlineData("2\n\nZn 0 0 0\nN two 0 0\n", "(4): expected a coordinate")]
    [InlineData("2\n\nZn 0 0 0\nQx 2 0 0\n", "symbol")]
    [InlineData("energy mu\n1 2\n", "number of atoms")]
    [InlineData("data_x\n_cell_length_a 3\n_atom_site_fract_x 0\n", "_cell_length_b")]
    [InlineData("data_x\n_cell_length_a 3\n", "fractional")]
    public void A_damaged_structure_is_refused_with_its_place(string text, string expected)
    {
        string path = Path.Combine(_folder, "bad.xyz");
        File.WriteAllText(path, text);
        Assert.Contains(expected, Assert.Throws<UserException>(() => AtomicStructure.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_crystal_that_names_only_its_space_group_is_refused()
    {
        string text =
            ZincOxide[..ZincOxide.IndexOf("loop_", StringComparison.Ordinal)]
            + ZincOxide[ZincOxide.LastIndexOf("loop_", StringComparison.Ordinal)..];
        string path = Path.Combine(_folder, "bare.cif");
        File.WriteAllText(path, text);
        Assert.Contains("P 63 m c", Assert.Throws<UserException>(() => AtomicStructure.Read(path)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private AtomCluster Cluster(string name, string text, double radius)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        AtomicStructure structure = AtomicStructure.Read(path);
        return AtomCluster.Around(structure, structure.Sites[0], radius);
    }
}
