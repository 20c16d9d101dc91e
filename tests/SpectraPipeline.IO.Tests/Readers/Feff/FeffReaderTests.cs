using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Testing.Writers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers.Feff;

public sealed class FeffReaderTests
{
    private static readonly double[] s_k = [0, 0.1, 0.2];
    private static readonly double[] s_phase = [4.581, 4.5815, 4.5828];

    [Theory]
    [InlineData(' ')]
    [InlineData('#')]
    public void A_path_has_its_columns_legs_and_atoms(char comment)
    {
        SpectrumFile file = Read(FeffText.Path(s_k, s_phase, comment));
        SpectrumData path = Assert.Single(file.Spectra);
        Assert.Equal((Unit.PerAngstrom, "path"), (path.XUnit, path.Block));
        Assert.Equal(["real[2*phc]", "mag[feff]", "phase[feff]", "red factor", "lambda", "real[p]"], path.Channels.Select(c => c.Name));
        Assert.Equal(s_phase, path.Channels[0].Values);
        Assert.Equal(("2", "3.000", "1.9500"), (file.Metadata["nleg"], file.Metadata["deg"], file.Metadata["reff"]));
        Assert.EndsWith("7 N", file.Metadata["atom 1"], StringComparison.Ordinal);
        Assert.StartsWith("Zn N3 pocket", file.Metadata["title"], StringComparison.Ordinal);
    }

    [Fact]
    public void Xmu_is_mu_over_absolute_energies()
    {
        SpectrumData s = Read(FeffText.Xmu([9650, 9660, 9670], [0.1, 0.5, 1])).Spectra[0];
        Assert.Equal((Unit.ElectronVolt, SignalKind.Mu), (s.XUnit, s.Channels[0].Signal.Kind));
        Assert.Equal([0.1, 0.5, 1], s.Channels[0].Values);
        Assert.Equal([9650, 9660, 9670], s.X);
    }

    [Fact]
    public void A_path_with_fewer_atoms_than_legs_is_refused()
    {
        string text = Encoding.ASCII.GetString(FeffText.Path(s_k, s_phase)).Replace("  2   3.000", "  3   3.000", StringComparison.Ordinal);
        Assert.Contains(
            "3 atoms",
            Assert.Throws<BadFileException>(() => Read(Encoding.ASCII.GetBytes(text))).Message,
            StringComparison.Ordinal
        );
    }

    private static SpectrumFile Read(byte[] bytes) => ReaderCatalog.Default.Read(bytes, "f.dat", ReadHints.None);
}
