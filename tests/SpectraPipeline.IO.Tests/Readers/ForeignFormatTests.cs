using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers;

public sealed class ForeignFormatTests
{
    [Theory]
    [InlineData("PK\u0003\u0004\0\0xl/workbook.xml", "a.xlsx", "an Excel workbook (.xlsx): save the sheet as CSV")]
    [InlineData("PK\u0003\u0004\0\0word/document.xml", "a.docx", "a Word document")]
    [InlineData("PK\u0003\u0004\0\0data/a.csv", "a.zip", "a ZIP archive: unpack it")]
    [InlineData("\u00D0\u00CF\u0011\u00E0\0\0", "a.xls", "save the sheet as CSV")]
    [InlineData("Spectral Data File\r\n\0\0", "a.SPA", "a Thermo OMNIC spectrum (.spa): export as CSV")]
    [InlineData("Spectral Data File\r\n\0\0", "a.spg", "a Thermo OMNIC group (.spg)")]
    [InlineData("# Athena project file -- 1\n1 2\n3 4\n5 6\n", "a.prj", "an Athena project: export its groups")]
    [InlineData("Spectral Exte File\r\n\0\0", "a.srs", "a Thermo OMNIC series")]
    [InlineData("\n\n\u00FE\u00FE\0\0", "a.0", "a Bruker OPUS file")]
    [InlineData("WDF1\u0001\0\0\0", "a.wdf", "a Renishaw WiRE file (.wdf): export as TXT")]
    [InlineData("\0K\0\0\0\0", "a.spc", "a GRAMS spectrum (.spc): export as CSV")]
    [InlineData("%PDF-1.4\n\0", "a.pdf", "a PDF document")]
    [InlineData("\u0089PNG\r\n\u001a\n\0", "a.png", "a picture")]
    [InlineData("##TITLE=x\n##XYDATA=(X++(Y..Y))\n1 2\n", "a.jdx", "a JCAMP-DX file: export as CSV")]
    public void A_refusal_says_what_the_file_is_and_what_to_do(string bytes, string name, string advice)
    {
        byte[] file = Encoding.Latin1.GetBytes(bytes);
        BadFileException e = Assert.Throws<BadFileException>(() => ReaderCatalog.Default.Read(file, name, ReadHints.None));
        Assert.Contains(advice, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stated_format_does_not_hide_the_advice()
    {
        byte[] file = Encoding.Latin1.GetBytes("PK\u0003\u0004\0\0xl/workbook.xml");
        BadFileException e = Assert.Throws<BadFileException>(() => ReaderCatalog.Default.Read(file, "a.csv", ReadHints.None, "delimited"));
        Assert.Contains("an Excel workbook", e.Message, StringComparison.Ordinal);
    }
}
