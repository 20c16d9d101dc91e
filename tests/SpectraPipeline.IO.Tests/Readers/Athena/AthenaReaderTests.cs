using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Testing.Writers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers.Athena;

public sealed class AthenaReaderTests
{
    private static readonly double[] s_x = [7100, 7101.5, 7103];
    private static readonly double[] s_y = [0.1, 0.25, 1];

    [Fact]
    public void Groups_have_their_labels_parameters_and_journal()
    {
        SpectrumFile file = Read(
            AthenaProjectText.Perl(("Fe/Ga, alloy (scan 1)", "'bkg_e0',7112,'bkg_spl1',undef,'is_xmu',1", s_x, s_y), ("b", "", s_x, s_y))
        );
        Assert.Equal(["Fe/Ga, alloy (scan 1)", "b"], file.Spectra.Select(s => s.Title));
        Assert.Equal("7112", file.Spectra[0].Metadata["bkg_e0"]);
        Assert.False(file.Spectra[0].Metadata.ContainsKey("bkg_spl1"));
        Assert.Equal((Unit.ElectronVolt, SignalKind.Mu), (file.Spectra[0].XUnit, file.Spectra[0].Channels[0].Signal.Kind));
        Assert.Equal("first line\nit's the second", file.Metadata["journal"]);
        Assert.Contains("0.8.061", file.Metadata["header"], StringComparison.Ordinal);
    }

    [Fact]
    public void Escapes_and_a_bracket_inside_quotes_do_not_end_a_list()
    {
        SpectrumData s = Read(AthenaProjectText.Perl((@"it\'s \\ a);@y = (9)", "", s_x, s_y))).Spectra[0];
        Assert.Equal(@"it's \ a);@y = (9)", s.Title);
        Assert.Equal(s_y, s.Channels[0].Values);
    }

    [Fact]
    public void Chi_and_pixels_are_not_energies_and_a_shift_is_said_and_not_applied()
    {
        SpectrumFile file = Read(
            AthenaProjectText.Perl(
                ("chi", "'is_chi',1", [0, 0.05, 0.1], s_y),
                ("pix", "'is_pixel','1'", [0, 1, 2], s_y),
                ("mu", "'bkg_eshift','1.5'", s_x, s_y)
            )
        );
        Assert.Equal([Unit.PerAngstrom, Unit.Pixel, Unit.ElectronVolt], file.Spectra.Select(s => s.XUnit));
        Assert.Equal(["chi", "pixel", ""], file.Spectra.Select(s => s.Block));
        Assert.Equal(s_x, file.Spectra[2].X);
        Assert.Contains(file.Notes, n => n.Contains("1.5 eV (bkg_eshift)", StringComparison.Ordinal));
    }

    [Fact]
    public void A_call_in_a_project_is_not_run_and_does_no_harm()
    {
        string text = Encoding.UTF8.GetString(AthenaProjectText.Perl(("a", "", s_x, s_y)));
        string danger = text.Replace(
            "@journal = ('first line','it\\'s the second');",
            "@journal = system(\"touch /tmp/gotcha\");",
            StringComparison.Ordinal
        );
        Assert.NotEqual(text, danger);
        Assert.Single(Read(Encoding.UTF8.GetBytes(danger)).Spectra);
    }

    [Fact]
    public void Json_keeps_the_order_that_the_project_states()
    {
        SpectrumFile file = Read(AthenaProjectText.Json(("first", s_x, s_y), ("second", s_x, s_y)));
        Assert.Equal(["first", "second"], file.Spectra.Select(s => s.Title));
    }

    [Fact]
    public void A_packed_project_is_read_and_a_cut_one_gives_its_whole_groups()
    {
        byte[] whole = AthenaProjectText.Perl(("a", "", s_x, s_y), ("b", "", s_x, s_y));
        Assert.Equal(2, Read(AthenaProjectText.Packed(whole)).Spectra.Count);
        int second = Encoding.UTF8.GetString(whole).LastIndexOf("@y", StringComparison.Ordinal);
        SpectrumFile cut = Read(whole[..(second + 9)]);
        Assert.Single(cut.Spectra);
        Assert.Contains(cut.Notes, n => n.Contains("ends inside group 2", StringComparison.Ordinal));
        BadFileException none = Assert.Throws<BadFileException>(() => Read(whole[..120]));
        Assert.Contains("end of the file", none.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_word_among_the_numbers_is_refused_where_it_stands()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(
            Encoding.UTF8.GetString(AthenaProjectText.Perl(("a", "", s_x, s_y))).Replace("'7101.5'", "'seven'", StringComparison.Ordinal)
        );
        BadFileException e = Assert.Throws<BadFileException>(() => Read(bytes));
        Assert.Contains("seven", e.Message, StringComparison.Ordinal);
        Assert.Equal(Encoding.UTF8.GetString(bytes).IndexOf("'seven'", StringComparison.Ordinal), e.Offset);
    }

    private static SpectrumFile Read(byte[] bytes) => ReaderCatalog.Default.Read(bytes, "a.prj", ReadHints.None);
}
