using System.Buffers.Binary;

namespace SpectraPipeline.Testing.Writers;

/// <summary>Damages files as disks, networks, editors and attackers do: the same random numbers give the same damage.</summary>
public static class Mutation
{
    private static readonly uint[] s_fields = [0, 1, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0x0000_FFFF, 0x7FF8_0000, 0x0100_0000];

    private static readonly string[] s_words =
    [
        "99999999999",
        "-1",
        "1e999",
        "nan",
        "0",
        "\r",
        "\n\n\n",
        "<",
        "</",
        "\"",
        "'",
        "\\",
        "##END=",
        "#S 1",
        "0x10",
        "１",
        "{{{{{{{{",
        "[[[[[[[[",
        "; , \t",
    ];

    /// <summary>A damaged copy.</summary>
    /// <param name="file">The whole file; not changed.</param>
    /// <param name="other">Another file to take stretches from.</param>
    /// <param name="random">Decides everything.</param>
    public static byte[] Of(byte[] file, byte[] other, Random random)
    {
        byte[] bytes = [.. file];
        int times = 1 + random.Next(3);
        for (int t = 0; t < times && bytes.Length > 0; t++)
            bytes = Once(bytes, other, random);
        return bytes;
    }

    private static byte[] Once(byte[] bytes, byte[] other, Random random)
    {
        int at = Place(bytes.Length, random);
        int length = Math.Min(bytes.Length - at, 1 + random.Next(Math.Max(1, Math.Min(bytes.Length, 1 << random.Next(14)))));
        switch (random.Next(9))
        {
            case 0:
                return bytes[..at];
            case 1:
                // A stretch is lost.
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 2:
                // A stretch comes twice.
                return [.. bytes[..(at + length)], .. bytes[at..]];
            case 3:
                // A field of four bytes takes an extreme value.
                if (at + 4 <= bytes.Length)
                    BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), s_fields[random.Next(s_fields.Length)]);
                return bytes;
            case 4:
                bytes.AsSpan(at, length).Fill((byte)(random.Next(2) == 0 ? 0 : 0xFF));
                return bytes;
            case 5:
                byte[] word = System.Text.Encoding.UTF8.GetBytes(s_words[random.Next(s_words.Length)]);
                return [.. bytes[..at], .. word, .. bytes[at..]];
            case 6:
                // A stretch of another file.
                if (other.Length == 0)
                    return bytes;
                int from = random.Next(other.Length);
                int taken = Math.Min(length, other.Length - from);
                return [.. bytes[..at], .. other[from..(from + taken)], .. bytes[Math.Min(bytes.Length, at + taken)..]];
            default:
                for (int k = 0; k <= random.Next(8); k++)
                    bytes[Place(bytes.Length, random)] = (byte)random.Next(256);
                return bytes;
        }
    }

    /// <summary>Headers decide more than data, so half of the places lie in the first kilobytes.</summary>
    private static int Place(int length, Random random) =>
        random.Next(random.Next(2) == 0 ? Math.Min(length, 1 << (4 + random.Next(9))) : length);
}
