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

    [Fact]
    public void Fluorescence_is_taken_where_transmission_shows_no_edge()
    {
        FrameSource source = Open(Scan(transmissionStep: 0, fluorescenceStep: 1));
        Assert.InRange(source.ReadBlock(0, 1)["mu"][0][^1], 1.0, 1.5);
        string note = Assert.Single(source.Notes, n => n.Code == "channel-choice").Message;
        Assert.StartsWith("Mu = ifluor/i0, fluorescence was taken. mu = ln(i0/it), transmission: no edge", note, StringComparison.Ordinal);
    }

    [Fact]
    public void Transmission_is_taken_where_both_show_the_edge()
    {
        FrameSource source = Open(Scan(transmissionStep: 1, fluorescenceStep: 1));
        string note = Assert.Single(source.Notes, n => n.Code == "channel-choice").Message;
        Assert.StartsWith("Mu = ln(i0/it), transmission was taken.", note, StringComparison.Ordinal);
        Assert.Contains("mu = ifluor/i0, fluorescence: an edge with a scatter of", note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scan_without_an_edge_in_any_channel_is_flagged() =>
        Assert.Single(Open(Scan(transmissionStep: 0, fluorescenceStep: 0)).Notes, n => n.Code == "channel-without-edge");

    [Theory]
    [InlineData("transmission", "Mu = ln(i0/it), transmission.")]
    [InlineData("fluorescence", "Mu = ifluor/i0, fluorescence.")]
    [InlineData("It", "Mu is column 'it' as it is.")]
    public void The_pipeline_can_choose_the_channel(string channel, string formula)
    {
        _folder.With("scan.csv", Scan(transmissionStep: 1, fluorescenceStep: 1));
        SeriesFiles files = _folder.Series("scan.csv", "xas", null) with { Channel = channel };
        using var source = FrameSource.Open(files, IO.Readers.ReaderCatalog.Default, IngestFolder.Run);
        Assert.Contains(source.Notes, n => n.Code == "mu-formula" && n.Message == formula);
        source.ReadBlock(0, 1);
        UserException e = Assert.Throws<UserException>(() =>
            FrameSource.Open(files with { Channel = "nonsense" }, IO.Readers.ReaderCatalog.Default, IngestFolder.Run)
        );
        Assert.Contains("There is no channel 'nonsense'; the columns are i0, it, ifluor", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbered_detectors_are_added_up()
    {
        FrameSource source = Open("energy,I0,Ifch1,Ifch2,Ifch3\n9000,8,1,1,2\n9001,8,2,2,4\n9002,8,3,3,6\n");
        Assert.Equal([0.5, 1, 1.5], source.ReadBlock(0, 1)["mu"][0].ToArray());
        Assert.Contains(source.Notes, n => n.Message == "Mu = (sum of 3 columns Ifch1 to Ifch3)/I0, fluorescence.");
        Assert.Equal(
            [Math.Log(2), Math.Log(4)],
            Open("energy,I0-32,It-32\n9000,8,4\n9001,8,2\n9002,8,1\n").ReadBlock(0, 1)["mu"][0][..2].ToArray()
        );
    }

    [Theory]
    [InlineData("wavenumber (cm-1),absorbance\n{0},1\n{1},2\n{2},3\n")]
    [InlineData("{0} 1\n{1} 2\n{2} 3\n")]
    public void Wavenumbers_are_refused_with_advice(string text)
    {
        string file = string.Format(System.Globalization.CultureInfo.InvariantCulture, text, 200, 1500, 3190);
        UserException e = Assert.Throws<UserException>(() => Open(file));
        Assert.Contains("technique: xas needs photon energies, but x of scan.csv", e.Message, StringComparison.Ordinal);
        Assert.Contains("runs from 200 to 3190", e.Message, StringComparison.Ordinal);
    }

    /// <summary>A scan over 300 eV with steps of given height at 9100 eV in both channels, and some scatter.</summary>
    private static string Scan(double transmissionStep, double fluorescenceStep)
    {
        var random = new Random(5);
        var text = new System.Text.StringBuilder("energy,i0,it,ifluor\n");
        for (int i = 0; i < 300; i++)
        {
            double edge = 0.5 + Math.Atan((i - 100) / 2.0) / Math.PI;
            double transmitted = 1000 * Math.Exp(-0.5 - transmissionStep * edge - 0.02 * random.NextDouble());
            double fluorescence = 1000 * (0.1 + fluorescenceStep * edge + 0.02 * random.NextDouble());
            text.Append(IngestFolder.Line(9000 + i, 1000, transmitted, fluorescence));
        }
        return text.ToString();
    }

    private FrameSource Open(string text) => _folder.With("scan.csv", text).Open("scan.csv", "xas", null);
}
