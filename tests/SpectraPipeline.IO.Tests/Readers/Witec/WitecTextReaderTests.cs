using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Testing.Writers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers.Witec;

public sealed class WitecTextReaderTests : IDisposable
{
    private static readonly double[] s_x = [-105.146, -100.237, -95.3311];
    private static readonly double[][] s_six = [.. Enumerable.Range(0, 6).Select(k => new double[] { k, k + 0.5, k + 1 })];
    private readonly WitecText _map = new() { SizeX = 3, SizeY = 2 };
    private readonly string _folder = Directory.CreateTempSubdirectory("spectra-witec-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("_Header", "_X-Axis", "_Y-Axis")]
    [InlineData(" (Header)", " (X-Axis)", " (Y-Axis)")]
    public void Whichever_of_the_three_files_is_opened_gives_the_whole_map(string header, string x, string y)
    {
        string[] names = [$"my map{header}.txt", $"my map{x}.txt", $"my map{y}.txt"];
        Write(names[0], _map.Header(3));
        Write(names[1], _map.Column(s_x));
        Write(names[2], _map.Column(s_six.SelectMany(s => s)));
        foreach (string name in names)
        {
            SpectrumFile file = Open(name);
            Assert.Equal(("witec-text", "raman", 6), (file.Format, file.Technique, file.Spectra.Count));
            Assert.Equal(s_x, file.Spectra[5].X);
            Assert.Equal(s_six[5], file.Spectra[5].Channels[0].Values);
            Assert.Equal(("2", "1"), (file.Spectra[5].Metadata["X index"], file.Spectra[5].Metadata["Y index"]));
            Assert.Equal((Unit.RamanShift, "CCD cts"), (file.Spectra[0].XUnit, file.Spectra[0].Channels[0].Signal.Unit));
            Assert.Equal("-76.3", file.Metadata["PositionX"]);
        }
    }

    [Fact]
    public void Two_files_without_a_header_are_found_too()
    {
        Write("Map-x.dat", _map.Column(s_x));
        Write("Map-y.dat", _map.Column(s_six.SelectMany(s => s)));
        Assert.Equal([6, 6], new[] { "Map-x.dat", "Map-y.dat" }.Select(n => Open(n).Spectra.Count));
    }

    [Theory]
    [InlineData("a_Header.txt", "'a_X-Axis.txt' with the spectral axis beside 'a_Header.txt', found no such file in the folder")]
    [InlineData("a_X-Axis.txt", "'a_Y-Axis.txt' with the intensities beside 'a_X-Axis.txt'")]
    [InlineData("a_Y-Axis.txt", "'a_X-Axis.txt' with the spectral axis beside 'a_Y-Axis.txt'")]
    [InlineData("a-y.dat", "'a-x.dat' with the spectral axis beside 'a-y.dat'")]
    public void A_missing_partner_is_named(string name, string message)
    {
        Write(name, name.Contains("Header", StringComparison.Ordinal) ? _map.Header(3) : _map.Column(s_x));
        Assert.Contains(message, Assert.Throws<BadFileException>(() => Open(name)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, 17, "spectra of 3 points, as many as 'a_X-Axis.txt' has, found 17 values in 'a_Y-Axis.txt'")]
    [InlineData(3, 15, "3 x 2 spectra, as SizeX and SizeY in the header say, found 5")]
    [InlineData(4, 18, "4 points, as SizeGraph in the header says, found 3")]
    public void Parts_that_do_not_fit_are_refused(int points, int values, string message)
    {
        Write("a_Header.txt", _map.Header(points));
        Write("a_X-Axis.txt", _map.Column(s_x));
        Write("a_Y-Axis.txt", _map.Column(Enumerable.Range(0, values).Select(i => (double)i)));
        Assert.Contains(message, Assert.Throws<BadFileException>(() => Open("a_Header.txt")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_header_its_absence_is_noted()
    {
        Write("a_X-Axis.txt", _map.Column(s_x));
        Write("a_Y-Axis.txt", _map.Column(s_x));
        SpectrumFile file = Open("a_X-Axis.txt");
        Assert.Equal(Unit.None, file.Spectra[0].XUnit);
        Assert.Contains("'a_Header.txt' is not beside this file; units and place of the spectra are unknown", file.Notes);
    }

    [Theory]
    [InlineData("\t", '.')]
    [InlineData(",", '.')]
    [InlineData("\t", ',')]
    public void A_graph_in_one_file_has_its_header_and_its_table(string separator, char sign)
    {
        SpectrumFile file = Read((_map with { Separator = separator, DecimalSign = sign, XUnit = "nm" }).OneFile(s_x, s_six));
        Assert.Equal(("witec-text", 6, Unit.Nanometre), (file.Format, file.Spectra.Count, file.Spectra[0].XUnit));
        Assert.Equal(s_six[4], file.Spectra[4].Channels[0].Values);
        Assert.Equal("3", file.Metadata["SizeX"]);
        Assert.Equal("1", file.Spectra[4].Metadata["X index"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_table_under_its_labels_tells_place_and_where_it_has_them_units(bool units)
    {
        SpectrumFile file = Read(_map.Table(s_x, s_six, units));
        Assert.Equal("witec-text", file.Format);
        Assert.Equal(units ? Unit.RamanShift : Unit.None, file.Spectra[0].XUnit);
        Assert.Equal(units ? SignalKind.Counts : SignalKind.Unknown, file.Spectra[0].Channels[0].Signal.Kind);
        Assert.Equal(("2", "1"), (file.Spectra[5].Metadata["X index"], file.Spectra[5].Metadata["Y index"]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TrueMatch_holds_spectra_with_x_each_or_x_once(bool sharedX)
    {
        SpectrumFile file = Read(_map.TrueMatch(s_x, s_six[..2], sharedX));
        Assert.Equal(s_x, file.Spectra[1].X);
        Assert.Equal(s_six[1], file.Spectra[1].Channels[0].Values);
        Assert.Equal(
            ("spectrum 1", "532.1", "1.5"),
            (file.Spectra[1].Title, file.Spectra[1].Metadata["ExcitationWavelength"], file.Spectra[1].Metadata["double Integration_Time"])
        );
        Assert.Equal(("2.0", "raman"), (file.Metadata["Version"], file.Technique));
    }

    [Theory]
    [InlineData("[WITEC_TRUEMATCH_ASCII_HEADER]\nVersion = 2.0\n", "a section [SpectrumData]")]
    [InlineData("[WITEC_TRUEMATCH_ASCII_HEADER]\n[XData]\n1\n2\n[SpectrumHeader]\n[SpectrumData]\n2.3f3\n1\n", "one number in the line")]
    [InlineData(
        "[WITEC_TRUEMATCH_ASCII_HEADER]\n[SpectrumHeader]\nSpectrumSize = 3\n[SpectrumData]\n1 2\n2 3\n",
        "3 values, as SpectrumSize says, found 2"
    )]
    [InlineData("[WITEC_TRUEMATCH_ASCII_HEADER]\n[SpectrumData]\n1 2\nword\n", "x and y in two columns, found 'word'")]
    [InlineData("//Exported ASCII-File\n[Header]\nPointsPerLine = 3\nLinesPerImage = 2\n[Data]\n1\n2\n3\n", "a WITec image")]
    [InlineData("//Exported ASCII-File\n[Header]\nSizeX = 1\n", "spectra under [Data]")]
    public void What_holds_no_spectra_is_refused_with_the_reason(string text, string message) =>
        Assert.Contains(
            message,
            Assert.Throws<BadFileException>(() => Read(Encoding.ASCII.GetBytes(text))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_graph_that_was_cut_is_refused()
    {
        string text = Encoding.Latin1.GetString(
            new WitecText().OneFile(
                [1, 2, 3, 4, 5],
                [
                    [1, 2, 3, 4, 5],
                ]
            )
        );
        string cut = text[..text.IndexOf(" 5\t", StringComparison.Ordinal)];
        BadFileException e = Assert.Throws<BadFileException>(() => Read(Encoding.Latin1.GetBytes(cut)));
        Assert.Contains(
            "5 points, as SizeGraph in the header says, found 4; the file was probably cut",
            e.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Two_real_files_give_the_spectra_of_WITecs_own_table_of_the_same_map()
    {
        SpectrumFile pair = Real("Witec-Map-y.dat");
        SpectrumFile table = Real("Witec-Map_full.txt");
        Assert.Equal(25, pair.Spectra.Count);
        for (int k = 0; k < 25; k++)
        {
            // The table has six digits.
            Assert.All(pair.Spectra[k].X.Zip(table.Spectra[k].X), p => Assert.Equal(p.First, p.Second, 6e-6 * p.First));
            Assert.Equal(pair.Spectra[k].Channels[0].Values, table.Spectra[k].Channels[0].Values);
        }
    }

    private static SpectrumFile Real(string name)
    {
        string? path = Testing.Corpus.Path("corpus/formats/witec/" + name);
        Assert.SkipWhen(path is null, $"needs the shared corpus: {name}");
        return ReaderCatalog.Default.Read(path!, ReadHints.None);
    }

    private void Write(string name, byte[] bytes) => File.WriteAllBytes(Path.Combine(_folder, name), bytes);

    private SpectrumFile Open(string name) => ReaderCatalog.Default.Read(Path.Combine(_folder, name), ReadHints.None);

    private static SpectrumFile Read(byte[] bytes) => ReaderCatalog.Default.Read(bytes, "a.txt", ReadHints.None);
}
