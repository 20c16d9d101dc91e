using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Testing.Writers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers.PerkinElmer;

/// <summary>The text form. No real file is at hand: layout from published descriptions, numbers from the writer.</summary>
public sealed class PerkinElmerAsciiReaderTests
{
    private static readonly double[] s_x = [900, 899, 898];
    private static readonly double[] s_y = [12.5, 13.25, 1.0 / 3];

    [Theory]
    [InlineData("PE UV       SUBTECH     SPECTRUM    ASCII       PEDS        4.00        ", "uv-vis")]
    [InlineData("PE UV                   SPECTRUM    ASCII       PEDS        1.60", "uv-vis")]
    [InlineData("PE IR       SPECTRUM    SPECTRUM    ASCII       PEDS        1.60", "ir")]
    [InlineData("PE FL        SPECTRUM    ASCII       PEDS        1.60", "fluorescence")]
    public void The_first_line_decides_and_names_the_technique(string line, string technique)
    {
        byte[] bytes = new PerkinElmerText { FirstLine = line }.Write(s_x, s_y);
        Assert.Equal("perkinelmer-ascii", ReaderCatalog.Default.Choose(bytes, "a.txt").About.Format);
        Assert.Equal(technique, ReaderCatalog.Default.Read(bytes, "a.txt", ReadHints.None).Technique);
    }

    [Theory]
    [InlineData("\t", '.')]
    [InlineData(",", '.')]
    [InlineData("\t", ',')]
    [InlineData(";", ',')]
    public void Reads_pairs_with_any_separator_and_decimal_sign(string separator, char decimalSign)
    {
        SpectrumFile read = Read(new PerkinElmerText { Separator = separator, DecimalSign = decimalSign }.Write(s_x, s_y));
        Assert.Equal(s_x, read.Spectra[0].X);
        Assert.Equal(s_y, read.Spectra[0].Channels[0].Values);
        Assert.Equal(decimalSign == ',' ? ["decimal comma"] : [], read.Notes);
    }

    [Fact]
    public void Takes_units_date_and_header()
    {
        SpectrumFile read = Read(new PerkinElmerText().Write(s_x, s_y));
        SpectrumData s = Assert.Single(read.Spectra);
        Assert.Equal(Unit.Nanometre, s.XUnit);
        Assert.Equal(new Signal(SignalKind.Transmittance, "%"), s.Channels[0].Signal);
        Assert.Equal("a sample", s.Title);
        Assert.Equal(new DateTime(2022, 8, 26, 9, 42, 15, DateTimeKind.Unspecified), s.Acquired);
        Assert.Equal("Lambda 1050+", read.Metadata["Instrument model"]);
        Assert.Equal("-1", read.Metadata["X interval"]);
    }

    [Fact]
    public void Fewer_pairs_than_stated_are_told_and_a_cut_line_is_refused()
    {
        Assert.Contains(
            "3 points, the header states 9",
            Assert.Single(Read(new PerkinElmerText { StatedPoints = 9 }.Write(s_x, s_y)).Notes),
            StringComparison.Ordinal
        );
        byte[] bytes = new PerkinElmerText().Write(s_x, s_y);
        Assert.Contains("the file ends there", Refusal(bytes[..^21]), StringComparison.Ordinal);
        Assert.Contains("a line #DATA", Refusal(bytes[..200]), StringComparison.Ordinal);
        Assert.Contains("ASCII PEDS", Refusal("PE UV ASCII"u8.ToArray()), StringComparison.Ordinal);
    }

    private static SpectrumFile Read(byte[] bytes) => ReaderCatalog.Default.Read(bytes, "a.asc", ReadHints.None, "perkinelmer-ascii");

    private static string Refusal(byte[] bytes) => Assert.Throws<BadFileException>(() => Read(bytes)).Message;
}
