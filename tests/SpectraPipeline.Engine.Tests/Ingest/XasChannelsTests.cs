using SpectraPipeline.Core;
using SpectraPipeline.Engine.Ingest;
using Xunit;

namespace SpectraPipeline.Engine.Tests.Ingest;

public sealed class XasChannelsTests : IDisposable
{
    private readonly IngestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Transmission_and_reference_are_logarithms_of_ratios()
    {
        FrameSource source = Open("energy,i0,it,ir\n9000,8,4,2\n9001,8,2,1\n9002,8,1,1\n");
        SpectralSeries block = source.ReadBlock(0, 1);
        Assert.Equal(["mu", "i0", "reference"], source.Channels.Select(c => c.Name));
        Assert.Equal([Math.Log(2), Math.Log(4), Math.Log(8)], block["mu"][0].ToArray());
        Assert.Equal([Math.Log(2), Math.Log(2), 0], block["reference"][0].ToArray());
        Assert.Equal([8, 8, 8], block["i0"][0].ToArray());
        Assert.Equal(Unit.ElectronVolt, source.Axis.Unit);
        Assert.Contains(source.Notes, n => n.Message == "Mu = ln(i0/it), transmission.");
    }

    [Fact]
    public void Fluorescence_is_a_ratio_and_a_column_of_mu_goes_first()
    {
        Assert.Equal([0.5, 0.25, 0.125], Open("energy,i0,ifluor\n9000,8,4\n9001,8,2\n9002,8,1\n").ReadBlock(0, 1)["mu"][0].ToArray());
        Assert.Equal([5, 6, 7], Open("energy,i0,it,xmu\n9000,8,4,5\n9001,8,2,6\n9002,8,1,7\n").ReadBlock(0, 1)["mu"][0].ToArray());
    }

    [Fact]
    public void Kiloelectronvolts_become_electronvolts_with_a_note()
    {
        FrameSource stated = Open("Energy (keV),mu\n9.0,1\n9.001,2\n9.002,3\n");
        Assert.Equal(9000, stated.Axis[0]);
        Assert.Contains(stated.Notes, n => n.Message == "X was in keV and was turned into eV.");
        FrameSource silent = Open("9.0 1\n9.001 2\n9.002 3\n");
        Assert.Equal(9000, silent.Axis[0]);
        Assert.Contains(silent.Notes, n => n.Code == "kev-to-ev");
    }

    [Fact]
    public void Without_mu_the_message_names_the_columns()
    {
        UserException e = Assert.Throws<UserException>(() => Open("energy,foo,bar\n9000,8,4\n9001,8,2\n9002,8,1\n"));
        Assert.Contains(
            "No mu: the columns are foo, bar. Needed: mu, or i0 with it (itrans), or i0 with if (ifluor); label the columns so.",
            e.Message,
            StringComparison.Ordinal
        );
    }

    private FrameSource Open(string text) => _folder.With("scan.csv", text).Open("scan.csv", "xas", null);
}
