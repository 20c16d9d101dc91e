using System.IO.Compression;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers;

/// <summary>Takes gzip off a file before the readers see it, since shared spectra often come so packed.</summary>
internal static class GzipFile
{
    // Deflate reaches 1030:1 at most; spectra reach 10:1. A file that unpacks to more than this is no spectrum.
    private const long MostBytes = 1L << 30;

    public static bool Is(ReadOnlySpan<byte> bytes) => bytes.Length > 18 && bytes[0] == 0x1F && bytes[1] == 0x8B && bytes[2] == 8;

    public static ReadOnlyMemory<byte> Unpack(ReadOnlyMemory<byte> bytes)
    {
        using var packed = new MemoryStream(bytes.ToArray(), writable: false);
        using var gzip = new GZipStream(packed, CompressionMode.Decompress);
        using var plain = new MemoryStream();
        byte[] buffer = new byte[1 << 16];
        try
        {
            for (int n; (n = gzip.Read(buffer)) > 0; )
            {
                plain.Write(buffer, 0, n);
                if (plain.Length > MostBytes)
                    throw new BadFileException(0, "less than 1 GiB when unpacked", "more");
            }
        }
        catch (InvalidDataException e)
        {
            throw new BadFileException(packed.Position, "gzip data", $"damaged data ({e.Message})");
        }
        // The last four bytes hold the length; a stream cut between two blocks shows only there.
        uint announced = BitConverter.ToUInt32(bytes.Span[^4..]);
        if (announced != (uint)plain.Length)
            throw new BadFileException(bytes.Length - 4, $"{plain.Length} as unpacked length", $"{announced}; the file was probably cut");
        return plain.GetBuffer().AsMemory(0, (int)plain.Length);
    }
}
