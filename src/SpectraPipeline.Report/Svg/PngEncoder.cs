using System.Buffers.Binary;
using System.IO.Compression;

namespace SpectraPipeline.Report.Svg;

/// <summary>Writes a PNG of at most 256 colours, one byte a pixel.</summary>
/// <remarks>PNG, 3rd edition (W3C 2023): signature, IHDR with colour type 3, PLTE, tRNS, one IDAT, IEND. Every row takes filter 0, which suits indexed images.</remarks>
public static class PngEncoder
{
    /// <param name="pixels">width x height indices, first row at the top.</param>
    /// <param name="palette">At most 256 colours.</param>
    /// <param name="transparent">Index that is not painted, or -1.</param>
    /// <exception cref="ArgumentException">Sizes disagree.</exception>
    public static byte[] Encode(int width, int height, ReadOnlySpan<byte> pixels, ReadOnlySpan<Colour> palette, int transparent = -1)
    {
        if (pixels.Length != width * height || palette.Length is 0 or > 256)
            throw new ArgumentException(
                $"A {width} x {height} image has not {pixels.Length} pixels, or {palette.Length} colours are not 1 to 256."
            );
        using MemoryStream stream = new();
        stream.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = 3;
        Chunk(stream, "IHDR"u8, header);
        byte[] colours = new byte[palette.Length * 3];
        for (int i = 0; i < palette.Length; i++)
            (colours[3 * i], colours[(3 * i) + 1], colours[(3 * i) + 2]) = (palette[i].Red, palette[i].Green, palette[i].Blue);
        Chunk(stream, "PLTE"u8, colours);
        if (transparent >= 0)
        {
            byte[] alpha = new byte[transparent + 1];
            Array.Fill(alpha, (byte)255);
            alpha[transparent] = 0;
            Chunk(stream, "tRNS"u8, alpha);
        }
        Chunk(stream, "IDAT"u8, Compress(width, height, pixels));
        Chunk(stream, "IEND"u8, []);
        return stream.ToArray();
    }

    private static byte[] Compress(int width, int height, ReadOnlySpan<byte> pixels)
    {
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            for (int row = 0; row < height; row++)
            {
                zlib.WriteByte(0);
                zlib.Write(pixels.Slice(row * width, width));
            }
        return packed.ToArray();
    }

    private static void Chunk(MemoryStream stream, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        byte[] number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        stream.Write(number);
        stream.Write(type);
        stream.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(0xFFFFFFFF, type), data));
        stream.Write(number);
    }

    /// <summary>CRC-32 of ISO 3309, reflected polynomial 0xEDB88320, bit by bit: images here are small.</summary>
    private static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }
        return crc;
    }
}
