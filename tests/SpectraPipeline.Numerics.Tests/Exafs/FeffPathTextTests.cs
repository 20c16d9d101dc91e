using System.Text;
using SpectraPipeline.Numerics.Exafs;
using SpectraPipeline.Testing.Writers;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Exafs;

public sealed class FeffPathTextTests
{
    private static readonly double[] s_k = [0, 0.1, 0.2, 0.4];
    private static readonly double[] s_phase = [4.581, 4.5815, 4.5828, 4.59];

    [Theory]
    [InlineData(' ')]
    [InlineData('#')]
    public void A_path_has_its_geometry_atoms_and_columns(char comment)
    {
        FeffPath path = FeffPathText.Parse(Encoding.ASCII.GetString(FeffText.Path(s_k, s_phase, comment)), "Zn-N");
        Assert.Equal(("Zn-N", 3.0, 1.95), (path.Label, path.Degeneracy, path.Reff));
        Assert.Equal(2.9641 * 0.529177210903, path.NormanRadius, 12);
        Assert.Equal([new("Zn", 30, 65.38), new PathAtom("N", 7, 14.007) { Potential = 1 }], path.Atoms);
        Assert.Equal([0, 0, 0, 1.95, 0, 0], path.Positions);
        Assert.Equal(s_k, path.K);
        Assert.Equal(s_phase, path.CentralPhase);
        Assert.Equal(
            (6.9458e-6, -3.8562, 0.9864, 14.292, 1.7793),
            (path.Magnitude[3], path.Phase[3], path.Reduction[3], path.MeanFreePath[3], path.Momentum[3])
        );
    }

    [Fact]
    public void All_versions_of_FEFF_at_hand_are_read()
    {
        // FEFF 6, 8.10 and 8.5; two and three legs.
        Assert.Equal(59, ReferencePaths.Load("data/larch/feffit/feffcu01.dat").K.Length);
        FeffPath ruthenium = ReferencePaths.Load("data/parseq/feff_Ru_CeRu2/feff0003.dat");
        Assert.Equal("Ru", ruthenium.Atoms[0].Symbol);
        FeffPath pocket = ReferencePaths.Load("feff/ZnN4_cluster/feff0010.dat");
        Assert.Equal(["Zn", "C"], pocket.Atoms.Select(a => a.Symbol));
        Assert.Equal(3, ReferencePaths.Load("data/larch/feffit/feff0003.dat").Atoms.Count);
    }

    [Theory]
    [InlineData("nleg, deg", "legs", 1, "feffNNNN.dat")]
    [InlineData("real[p]@#", "real[p]", 14, "real[p]@#")]
    [InlineData("  2   3.000", "  3   3.000", 9, "3 atoms")]
    [InlineData("1.9500    2.9641", "******    2.9641", 5, "half path length")]
    [InlineData("1   7 N", "1  97 N", 8, "atomic number")]
    [InlineData("  0.2  4", "  0.2  x", 12, "seven numbers")]
    [InlineData("  0.2  4", "  0.1  4", 12, "k above")]
    public void A_damaged_file_is_refused_with_the_line(string intact, string damaged, int line, string message)
    {
        string text = Encoding.ASCII.GetString(FeffText.Path(s_k, s_phase));
        Assert.Contains(intact, text, StringComparison.Ordinal);
        FeffFormatException e = Assert.Throws<FeffFormatException>(() =>
            FeffPathText.Parse(text.Replace(intact, damaged, StringComparison.Ordinal), "p")
        );
        Assert.Equal(line, e.Line);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_short_is_refused()
    {
        string text = Encoding.ASCII.GetString(FeffText.Path(s_k[..3], s_phase));
        Assert.Contains(
            "4 rows",
            Assert.Throws<FeffFormatException>(() => FeffPathText.Parse(text, "p")).Message,
            StringComparison.Ordinal
        );
    }
}
