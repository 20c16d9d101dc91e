using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Testing;
using SpectraPipeline.Testing.Writers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers.NeaSpec;

public sealed class NeaSpecReaderTests
{
    [Fact]
    public void Each_pixel_has_a_spectrum_over_the_wavenumber_with_all_harmonics()
    {
        SpectrumFile file = Read(NeaSpecText.Points(3));
        SpectrumData second = file.Spectra[1];
        Assert.Equal(Unit.PerCm, second.XUnit);
        Assert.Equal(["O2A", "O2P", "Omega"], second.Channels.Select(c => c.Name));
        Assert.Equal("row 0, column 1", second.Title);
        Assert.Equal("1", second.Metadata["Column"]);
        Assert.Equal("[µm] 1.200 0.000 0.000", file.Metadata["Scan Area (X, Y, Z)"]);
        Assert.Equal(new DateTime(2018, 11, 29, 13, 15, 59), second.Acquired);
        Assert.Equal(DateTimeKind.Unspecified, second.Acquired!.Value.Kind);
        Assert.Empty(file.Notes);
    }

    [Fact]
    public void A_date_with_two_readings_is_no_time() =>
        Assert.Null(Read(NeaSpecText.Points(1, date: "05/06/2018 10:00:00")).Spectra[0].Acquired);

    [Fact]
    public void An_interferogram_has_the_mirror_as_x_and_no_unit()
    {
        SpectrumData newer = Read(NeaSpecText.Points(1, xLabel: "M")).Spectra[0];
        SpectrumData older = Read(NeaSpecText.Channels(2)).Spectra[1];
        Assert.Equal(("M", Unit.None), (newer.XLabel, newer.XUnit));
        Assert.Equal(("M", Unit.None), (older.XLabel, older.XUnit));
        Assert.Equal("1", older.Metadata["Run"]);
        Assert.Equal(["O2A", "O2P"], older.Channels.Select(c => c.Name));
    }

    [Fact]
    public void Without_the_mirror_x_counts_points_and_says_so()
    {
        SpectrumFile file = Read(NeaSpecText.Channels(2, mirror: false));
        Assert.Equal([0.0, 1, 2], file.Spectra[0].X[..3]);
        Assert.Contains(file.Notes, n => n.Contains("without a channel M", StringComparison.Ordinal));
    }

    [Fact]
    public void A_cut_line_is_left_out_with_a_note()
    {
        byte[] newer = NeaSpecText.Points(2);
        SpectrumFile file = Read(newer[..^5]);
        Assert.Equal([40, 39], file.Spectra.Select(s => s.X.Length));
        Assert.Contains(file.Notes, n => n.Contains("the file was cut inside line 85", StringComparison.Ordinal));
        byte[] older = NeaSpecText.Channels(2);
        Assert.Contains(Read(older[..^100]).Notes, n => n.Contains("the file was cut inside line 7", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("# www.neaspec.com\nRow\tColumn\tO2A\tO3A\n0\t0\t1\t2\n", "labels Row, Column and Wavenumber")]
    [InlineData("# www.neaspec.com\n", "labels Row, Column and Wavenumber")]
    [InlineData("# www.neaspec.com\nRow\tColumn\tWavenumber\tO2A\n", "rows of numbers")]
    [InlineData("# www.neaspec.com\nRow\tColumn\tWavenumber\tO2A\n0\t0\t1\n", "4 cells as there are labels")]
    [InlineData("# www.neaspec.com\nRow\tColumn\tWavenumber\tO2A\n0\t0\t1\tx\n", "expected a number, found 'x'")]
    [InlineData("Row\tColumn\tRun\tChannel\t\n0\t0\t0\tO2A\t1\t2\n0\t0\t0\tO2P\t1\n", "line 3")]
    [InlineData("Row\tColumn\tRun\tChannel\t\n0\t0\t0\tM\t1\t2\n", "rows of channels")]
    [InlineData("Row\tColumn\tRun\tChannel\t\n0\t0\t0\tO2A\n", "values, found 4 cells")]
    public void Refuses_with_what_was_expected(string text, string expected)
    {
        BadFileException e = Assert.Throws<BadFileException>(() => Read(Encoding.ASCII.GetBytes(text)));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("# www.neaspec.com\nRow\tColumn\tWavenumber\tO2A\n", "0\t{0}\t1\t2\n")]
    [InlineData("Row\tColumn\tRun\tChannel\t\n", "0\t0\t{0}\tO2A\t1\n")]
    public void Very_many_pixels_of_one_point_are_refused_before_they_fill_the_memory(string head, string row)
    {
        var text = new StringBuilder(head);
        for (int k = 0; k < 70_000; k++)
            text.AppendFormat(System.Globalization.CultureInfo.InvariantCulture, row, k);
        BadFileException e = Assert.Throws<BadFileException>(() => Read(Encoding.ASCII.GetBytes(text.ToString())));
        Assert.Contains("pictures rather than spectra", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_real_files_of_both_layouts()
    {
        string? newer = Corpus.Path("corpus/formats/ir_ascii/nea_test_v2.txt");
        string? older = Corpus.Path("corpus/formats/nanoir/spectra20_small.nea");
        Assert.SkipWhen(newer is null || older is null, "needs the shared corpus: nea_test_v2.txt and spectra20_small.nea");
        SpectrumFile pixels = ReaderCatalog.Default.Read(newer!, ReadHints.None);
        Assert.Equal(4, pixels.Spectra.Count);
        Assert.Equal([15.0, 89], pixels.Spectra[2].X);
        Assert.Equal([38.0, 29], pixels.Spectra[2].Channels[0].Values);
        SpectrumFile runs = ReaderCatalog.Default.Read(older!, ReadHints.None);
        Assert.Equal(20, runs.Spectra.Count);
        Assert.Equal(12, runs.Spectra[0].Channels.Count);
        Assert.Equal([0.0002951639, 0.0009204682], runs.Spectra[1].X);
        Assert.Equal([2.875024, 2.9596], runs.Spectra[1].Channels.Single(c => c.Name == "O1A").Values);
    }

    private static SpectrumFile Read(byte[] bytes) => ReaderCatalog.Default.Read(bytes, "a.txt", ReadHints.None);
}
