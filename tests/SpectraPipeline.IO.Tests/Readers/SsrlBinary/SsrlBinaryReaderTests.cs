using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Testing.Writers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers.SsrlBinary;

public sealed class SsrlBinaryReaderTests
{
    private static readonly string[] s_labels = ["Real time clock", "Requested Energy", "Achieved Energy", "I0", "I1"];

    private static readonly double[][] s_rows =
    [
        [1, 9000, 9000.25, 8, 4],
        [1, 9001, 9001.25, 8, 2],
        [1, 9002, 9002.25, 8, 1],
    ];

    [Theory]
    [InlineData("2.0")]
    [InlineData("1.1")]
    public void Both_kinds_of_floats_are_read_to_the_bit(string version)
    {
        SpectrumFile file = Read(new SsrlBinaryFile { Version = version });
        SpectrumData s = file.Spectra[0];
        Assert.Equal(("Achieved Energy", Unit.ElectronVolt, "a sample"), (s.XLabel, s.XUnit, s.Title));
        Assert.Equal([9000.25, 9001.25, 9002.25], s.X);
        Assert.Equal([4, 2, 1], s.Channels.First(c => c.Name == "I1").Values);
        Assert.Equal(new DateTime(2010, 6, 20, 3, 34, 18), s.Acquired);
        Assert.Equal(version == "1.1", file.Notes.Any(n => n.Contains("VAX", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_scan_that_was_cut_gives_its_whole_points()
    {
        byte[] bytes = new SsrlBinaryFile { Points = 5 }.Write(s_labels, [.. s_rows, [1, 9003, 9003.25, 8, 1]]);
        SpectrumFile file = ReaderCatalog.Default.Read(bytes.AsMemory(0, bytes.Length - 3), "a.001", ReadHints.None);
        Assert.Equal(3, file.Spectra[0].X.Length);
        Assert.Contains("3 of 5 points are in the file; it was cut or the scan was stopped", file.Notes);
    }

    [Theory]
    [InlineData("PTS: 999999999 COLS: 999999999")]
    [InlineData("PTS: 3 COLS: 1             ")]
    [InlineData("PTS: x COLS: 5             ")]
    public void Sizes_that_cannot_be_are_refused(string size)
    {
        byte[] bytes = new SsrlBinaryFile().Write(s_labels, s_rows);
        System.Text.Encoding.ASCII.GetBytes(size).CopyTo(bytes, 80);
        BadFileException e = Assert.Throws<BadFileException>(() => ReaderCatalog.Default.Read(bytes, "a.001", ReadHints.None));
        Assert.Equal(80, e.Offset);
    }

    [Fact]
    public void Dead_detectors_of_a_real_file_hold_minus_offset_times_time()
    {
        string? path = Testing.Corpus.Path("corpus/formats/xas_ascii/IN_540_001.003");
        Assert.SkipWhen(path is null, "needs IN_540_001.003");
        SpectrumFile file = ReaderCatalog.Default.Read(path!, ReadHints.None);
        SpectrumData s = file.Spectra[0];
        Assert.Equal((431, 78), (s.X.Length, s.Channels.Count));
        Assert.DoesNotContain(file.Notes, n => n.Contains("behind the last point", StringComparison.Ordinal));
        // Offset 278.3 counts/s of SCA1, clock in s: a detector that counts nothing shows the program's own subtraction.
        double[] clock = s.Channels.First(c => c.Name == "Real time clock").Values;
        double[] dead = s.Channels.First(c => c.Name == "SCA1CH1").Values;
        for (int i = 0; i < s.X.Length; i++)
            Assert.Equal((float)(-278.3f * clock[i]), dead[i], 1e-3);
        // In K: the In foil or sample edge at 27940 eV lies inside.
        Assert.True(s.X[0] < 27940 && s.X[^1] > 27940);
    }

    private static SpectrumFile Read(SsrlBinaryFile file) =>
        ReaderCatalog.Default.Read(file.Write(s_labels, s_rows), "a.001", ReadHints.None);
}
