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
    [InlineData("\u00D0\u00CF\u0011\u00E0\0\0", "a.spc", "a Shimadzu UVProbe file (.spc), not GRAMS")]
    [InlineData("\0\b\0\0\0\0", "a.spc", "an old Shimadzu file (.spc), not GRAMS")]
    [InlineData("%PDF-1.4\n\0", "a.pdf", "a PDF document")]
    [InlineData("\u0089PNG\r\n\u001a\n\0", "a.png", "a picture")]
    [InlineData("\u0001\0\0\0LS\0", "a.l6s", "a LabSpec file (.l6s), whose format is not published: save it as XML or TXT")]
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
