using SpectraPipeline.Core;
using SpectraPipeline.Engine.Ingest;
using Xunit;

namespace SpectraPipeline.Engine.Tests.Ingest;

public sealed class FramesTableTests : IDisposable
{
    private readonly IngestFolder _folder = new();

    public FramesTableTests() =>
        _folder.WithSpectrum("a.csv", 1000, 1020, 1).WithSpectrum("b.csv", 1000, 1020, 2).WithSpectrum("c.csv", 1000, 1020, 3);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_table_gives_order_time_potential_and_current()
    {
        _folder.With(
            "frames.csv",
            "file,index,time_s,potential_v,potential_sd_v,current_a,who\nc.csv,0,0,0.1,0.002,1e-3,me\na.csv,0,10,,,,\nb.csv,0,20,0.3,,,\n"
        );
        using FrameSource source = _folder.Open(frames: "frames.csv");
        SpectralSeries block = source.ReadBlock(0, 3);
        Assert.Equal(["c.csv", "a.csv", "b.csv"], block.Info.Select(i => i.File));
        Assert.Equal([0, 10, 20], block.Info.Select(i => i.TimeS));
        Assert.Equal([0.1, double.NaN, 0.3], block.Info.Select(i => i.PotentialV));
        Assert.Equal(1e-3, block.Info[0].CurrentA);
        Assert.Equal(0.002, block.Info[0].PotentialSdV);
        Assert.Contains(source.Notes, n => n.Message == "frames.csv: columns not used: who.");
    }

    [Fact]
    public void Decimal_commas_are_tolerated_between_semicolons()
    {
        _folder.With("frames.csv", "file;potential_v\na.csv;-0,4\nb.csv;0,2\nc.csv;0,3\n");
        using FrameSource source = _folder.Open(frames: "frames.csv");
        Assert.Equal([-0.4, 0.2, 0.3], source.Info().Select(i => i.PotentialV));
    }

    [Fact]
    public void A_listed_file_that_is_missing_faults_its_frame_and_an_unlisted_one_is_reported()
    {
        _folder.With("frames.csv", "file,time_s\na.csv,0\nz.csv,5\nb.csv,10\n");
        using FrameSource source = _folder.Open(frames: "frames.csv");
        SpectralSeries block = source.ReadBlock(0, 3);
        Assert.Equal("z.csv: frames.csv(3): the file 'z.csv' is not among the files of the series.", block.Faults[1]!.Message);
        Assert.Contains(source.Files, f => f is { File: "c.csv", Status: "left-out", Message: "not listed in frames.csv" });
        Assert.Contains(source.Files, f => f is { File: "z.csv", Status: "refused" });
        Assert.Contains(source.Notes, n => n.Message == "1 spectra are not listed in frames.csv and were left out: c.csv.");
    }

    [Fact]
    public void Rows_match_the_spectra_of_a_wide_table_by_index_or_title()
    {
        _folder.With("w.txt", "cm-1\t265\t266\t267\n1000\t1\t2\t3\n1001\t1\t2\t3\n1002\t1\t2\t3\n");
        _folder.With("i.csv", "index,potential_v\n2,0.2\n0,0\n1,0.1\n").With("t.csv", "spectrum_id,potential_v\n267,0.2\n265,0\n266,0.1\n");
        foreach (string table in (string[])["i.csv", "t.csv"])
        {
            using FrameSource source = _folder.Open("w.txt", frames: table);
            SpectralSeries block = source.ReadBlock(0, 3);
            Assert.Equal([3, 1, 2], Enumerable.Range(0, 3).Select(i => block.Primary[i][0]));
            Assert.Equal([0.2, 0, 0.1], block.Info.Select(i => i.PotentialV));
        }
    }

    [Theory]
    [InlineData(
        "when,volts\n0,1\n",
        "frames.csv(1): none of the columns when, volts is known. Known: file, index, spectrum, time_s, potential_v, potential_sd_v, current_a."
    )]
    [InlineData("file,time_s\na.csv,soon\n", "frames.csv(2): time_s 'soon' is not a number.")]
    [InlineData("file,time_s\nq.csv,1\n", "frames.csv: no row matches any of the 3 files (such as a.csv); the first row says 'q.csv'.")]
    [InlineData("time_s\n1\n", "frames.csv: 1 rows for 3 spectra and neither a column 'file' nor 'index' to match them by. Add one.")]
    [InlineData(
        "file,potential_v\na.csv,0,4\n",
        "frames.csv(2): 3 cells under 2 columns. Decimal commas need ';' or tabs between the cells."
    )]
    [InlineData(
        "",
        "frames.csv: the table of frames is empty. Its first line names columns out of: file, index, spectrum, time_s, potential_v, potential_sd_v, current_a."
    )]
    public void A_wrong_table_is_refused_with_line_and_reason(string text, string message)
    {
        _folder.With("frames.csv", text);
        Assert.Equal(message, Assert.Throws<UserException>(() => _folder.Open(frames: "frames.csv")).Message);
    }
}
