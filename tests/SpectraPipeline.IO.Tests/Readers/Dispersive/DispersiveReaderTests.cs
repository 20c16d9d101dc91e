using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Testing.Writers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers.Dispersive;

public sealed class DispersiveReaderTests
{
    [Fact]
    public void Pixels_stay_pixels_and_the_need_of_a_calibration_is_said()
    {
        SpectrumFile file = Read(DispersiveFile.Stripes([-0.89, -0.88, -0.87]));
        SpectrumData s = file.Spectra[0];
        Assert.Equal((Unit.Pixel, "xas", "Cu, ref"), (s.XUnit, file.Technique, s.Title));
        Assert.Equal([0, 1, 2], s.X);
        Assert.Equal(new DateTime(2003, 4, 11, 17, 1, 37), s.Acquired);
        Assert.Contains(file.Notes, n => n.Contains("not an energy; it needs a calibration", StringComparison.Ordinal));
        Assert.Equal("10", file.Metadata["I0 number of accum"]);
    }

    [Fact]
    public void The_first_row_of_a_table_numbers_the_spectra_and_is_no_pixel()
    {
        SpectrumFile file = Read(
            DispersiveFile.Frames(
                [0, 300],
                [
                    [1, 2],
                    [3, 4],
                    [5, 6],
                    [7, 8],
                ]
            )
        );
        Assert.Equal(["0", "300"], file.Spectra.Select(s => s.Title));
        Assert.All(file.Spectra, s => Assert.Equal([1, 2, 3, 4], s.X));
        Assert.Equal([2, 4, 6, 8], file.Spectra[1].Channels[0].Values);
        Assert.All(file.Spectra, s => Assert.True(double.IsNaN(s.TimeS)));
        Assert.Contains(file.Notes, n => n.Contains("the file does not state its unit", StringComparison.Ordinal));
    }

    [Fact]
    public void Missing_pixels_are_counted()
    {
        Assert.Contains("3 of 1241 pixels that the first line announces", Read(DispersiveFile.Stripes([1, 2, 3], announced: 1241)).Notes);
        Assert.DoesNotContain(Read(DispersiveFile.Stripes([1, 2, 3])).Notes, n => n.Contains("announces", StringComparison.Ordinal));
    }

    [Fact]
    public void A_table_with_an_index_from_zero_is_left_to_the_delimited_reader() =>
        Assert.Equal("delimited", ReaderCatalog.Default.Choose(",0,300\n0,1,2\n1,3,4\n2,5,6\n"u8, "a.csv").About.Format);

    [Fact]
    public void The_series_of_the_Photon_Factory_has_1024_pixels_and_256_spectra()
    {
        string? path = Testing.Corpus.Path("corpus/xas/demeter/dispersive/PhotonFactory/PdZnO02_mt.CSV.gz");
        Assert.SkipWhen(path is null, "needs PdZnO02_mt.CSV.gz");
        SpectrumFile file = ReaderCatalog.Default.Read(path!, ReadHints.None);
        Assert.Equal(("dispersive", 256, 1024), (file.Format, file.Spectra.Count, file.Spectra[0].X.Length));
        Assert.Equal("76500", file.Spectra[255].Title);
        Assert.Equal(0.3408307, file.Spectra[0].Channels[0].Values[1023]);
    }

    private static SpectrumFile Read(byte[] bytes) => ReaderCatalog.Default.Read(bytes, "a.csv", ReadHints.None);
}
