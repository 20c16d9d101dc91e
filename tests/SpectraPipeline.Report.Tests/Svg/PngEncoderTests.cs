using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using SpectraPipeline.Report.Svg;
using Xunit;

namespace SpectraPipeline.Report.Tests.Svg;

public sealed class PngEncoderTests
{
    [Fact]
    public void Pixels_come_back_row_by_row()
    {
        byte[] pixels = [.. Enumerable.Range(0, 7 * 3).Select(i => (byte)(i % 3))];
        byte[] png = PngEncoder.Encode(7, 3, pixels, [Colour.Ink, Colour.Grey, Colour.FromHex(0x123456)], transparent: 2);
        Dictionary<string, byte[]> chunks = Chunks(png);
        Assert.Equal([0, 0, 0, 7, 0, 0, 0, 3, 8, 3, 0, 0, 0], chunks["IHDR"]);
        Assert.Equal([0, 0, 0, 0x75, 0x75, 0x75, 0x12, 0x34, 0x56], chunks["PLTE"]);
        Assert.Equal([255, 255, 0], chunks["tRNS"]);
        using ZLibStream zlib = new(new MemoryStream(chunks["IDAT"]), CompressionMode.Decompress);
        using MemoryStream raw = new();
        zlib.CopyTo(raw);
        byte[] lines = raw.ToArray();
        for (int row = 0; row < 3; row++)
        {
            Assert.Equal(0, lines[row * 8]);
            Assert.Equal(pixels[(row * 7)..((row + 1) * 7)], lines[((row * 8) + 1)..((row + 1) * 8)]);
        }
    }

    [Fact]
    public void The_checksum_is_that_of_the_standard()
    {
        // The empty IEND chunk ends every PNG file with AE 42 60 82 (W3C PNG, 11.2.5).
        byte[] png = PngEncoder.Encode(1, 1, [0], [Colour.Ink]);
        Assert.Equal([0xAE, 0x42, 0x60, 0x82], png[^4..]);
    }

    [Fact]
    public void A_wrong_size_is_refused() => Assert.Throws<ArgumentException>(() => PngEncoder.Encode(2, 2, [0, 0, 0], [Colour.Ink]));

    private static Dictionary<string, byte[]> Chunks(byte[] png)
    {
        Dictionary<string, byte[]> chunks = [];
        for (int at = 8; at < png.Length; )
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            chunks[Encoding.ASCII.GetString(png, at + 4, 4)] = png[(at + 8)..(at + 8 + length)];
            at += 12 + length;
        }
        return chunks;
    }
}
