using System.Text;
using SpectraPipeline.IO.Tokens;
using Xunit;

namespace SpectraPipeline.IO.Tests.Tokens;

public sealed class NumberRowTests
{
    private static readonly Dialect s_comma = new((byte)',', (byte)'.');
    private static readonly Dialect s_blanks = new(0, (byte)'.');

    [Theory]
    [InlineData("1,2,3", 3)]
    [InlineData(" 1 , 2 ", 2)]
    [InlineData("1,,3", 3)]
    [InlineData("1,2,", 3)]
    [InlineData(",2", 2)]
    [InlineData("", 0)]
    [InlineData("  ", 0)]
    [InlineData(",,", 0)]
    [InlineData("--,--", NumberRow.NotNumbers)]
    [InlineData("1,two", NumberRow.NotNumbers)]
    [InlineData("1 2,3", NumberRow.NotNumbers)]
    public void Counts_the_cells_between_commas(string line, int cells) => Assert.Equal(cells, Read(line, s_comma));

    [Theory]
    [InlineData("1  2\t3 ", 3)]
    [InlineData("\t1", 1)]
    [InlineData("1\0002", NumberRow.NotNumbers)]
    [InlineData("1 \0 2", NumberRow.NotNumbers)]
    [InlineData("\0", NumberRow.NotNumbers)]
    public void Counts_the_cells_between_blanks(string line, int cells) => Assert.Equal(cells, Read(line, s_blanks));

    private static int Read(string line, Dialect dialect) => NumberRow.Read(Encoding.ASCII.GetBytes(line), dialect, new double[2]);
}
