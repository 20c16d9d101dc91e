using System.Text;
using SpectraPipeline.IO.Store;
using Xunit;

namespace SpectraPipeline.IO.Tests.Store;

public class Crc32CTests
{
    /// <summary>Test vectors of RFC 3720 appendix B.4, and the check value of the catalogue of CRCs.</summary>
    [Theory]
    [InlineData(0, 0, 0x8A9136AAu)]
    [InlineData(0xFF, 0, 0x62A8AB43u)]
    [InlineData(0, 1, 0x46DD794Eu)]
    [InlineData(31, -1, 0x113FDB5Cu)]
    public void Is_that_of_the_standard(int first, int step, uint expected) =>
        Assert.Equal(expected, Of([.. Enumerable.Range(0, 32).Select(i => (byte)(first + (i * step)))]));

    [Fact]
    public void Does_not_depend_on_how_the_bytes_are_cut()
    {
        byte[] bytes = Encoding.ASCII.GetBytes("123456789");
        Assert.Equal(0xE3069283u, Of(bytes));
        for (int cut = 0; cut <= bytes.Length; cut++)
            Assert.Equal(0xE3069283u, Of(bytes[..cut], bytes[cut..]));
    }

    [Fact]
    public void Begins_anew_after_it_was_taken()
    {
        var checksum = new Crc32C();
        checksum.Add("anything"u8);
        checksum.Take();
        checksum.Add("123456789"u8);
        Assert.Equal(0xE3069283u, checksum.Take());
    }

    private static uint Of(params byte[][] pieces)
    {
        var checksum = new Crc32C();
        foreach (byte[] piece in pieces)
            checksum.Add(piece);
        return checksum.Value;
    }
}
