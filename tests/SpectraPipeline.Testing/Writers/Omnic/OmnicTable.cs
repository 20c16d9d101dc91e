using System.Buffers.Binary;
using System.Text;

namespace SpectraPipeline.Testing.Writers.Omnic;

/// <summary>Header, key table and blocks of an OMNIC file; .spa, .spg and .srs are made of it.</summary>
public sealed class OmnicTable
{
    private static readonly DateTime s_epoch = new(1899, 12, 31, 0, 0, 0, DateTimeKind.Utc);
    private readonly List<(int Key, int Group, byte[] Bytes)> _blocks = [];

    /// <summary>A series: another signature and records of 22 bytes instead of 16.</summary>
    public bool Series { get; init; }

    /// <summary>1 for a spectrum, 10 for a group, 11 for a series.</summary>
    public byte Kind { get; init; } = 1;

    public string Title { get; init; } = "";

    /// <summary>Acquisition in UTC; null writes 0.</summary>
    public DateTime? Time { get; init; }

    /// <summary>Seconds that the format counts; 0 for none.</summary>
    public static uint Seconds(DateTime? time) => time is DateTime t ? (uint)(t - s_epoch).TotalSeconds : 0;

    /// <summary>Adds a block; the table names blocks in this order.</summary>
    public OmnicTable Add(int key, byte[] bytes, int group = 0)
    {
        _blocks.Add((key, group, bytes));
        return this;
    }

    /// <summary>Key 0x02: points, units and ends of x, and the numbers of the measurement.</summary>
    public static byte[] Header(int points, double firstX, double lastX, byte xUnit = 1, byte yUnit = 17, byte[]? tail = null)
    {
        byte[] b = new byte[140];
        BinaryPrimitives.WriteInt32LittleEndian(b.AsSpan(4), points);
        b[8] = xUnit;
        b[12] = yUnit;
        BinaryPrimitives.WriteSingleLittleEndian(b.AsSpan(16), (float)firstX);
        BinaryPrimitives.WriteSingleLittleEndian(b.AsSpan(20), (float)lastX);
        BinaryPrimitives.WriteInt32LittleEndian(b.AsSpan(36), 32);
        BinaryPrimitives.WriteInt32LittleEndian(b.AsSpan(68), 1928);
        BinaryPrimitives.WriteSingleLittleEndian(b.AsSpan(80), 15798.25f);
        tail?.CopyTo(b, 100);
        return b;
    }

    /// <summary>Key 0x6A: the instrument; only the optical velocity is known.</summary>
    public static byte[] Instrument(float velocity)
    {
        byte[] b = new byte[56];
        BinaryPrimitives.WriteSingleLittleEndian(b.AsSpan(48), velocity);
        return b;
    }

    /// <summary>Key 0x6B: title and time of a spectrum in a group.</summary>
    public static byte[] TitleBlock(string title, DateTime? time)
    {
        byte[] b = new byte[264];
        Text(title).CopyTo(b, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(b.AsSpan(256), Seconds(time));
        return b;
    }

    /// <summary>Values as 32-bit floats.</summary>
    public static byte[] Floats(IEnumerable<double> values) => [.. values.SelectMany(v => BitConverter.GetBytes((float)v))];

    /// <summary>Text in cp1252, as OMNIC writes it.</summary>
    public static byte[] Text(string text) => CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes(text);

    /// <summary>Where the blocks will begin.</summary>
    public int[] Positions()
    {
        int at = 304 + (_blocks.Count + 1) * (Series ? 22 : 16);
        int[] positions = new int[_blocks.Count];
        for (int i = 0; i < positions.Length; i++)
            (positions[i], at) = (at, at + _blocks[i].Bytes.Length);
        return positions;
    }

    /// <summary>The file.</summary>
    public byte[] Write()
    {
        int[] positions = Positions();
        byte[] file = new byte[_blocks.Count == 0 ? 336 : positions[^1] + _blocks[^1].Bytes.Length];
        Encoding.ASCII.GetBytes(Series ? "Spectral Exte File\r\n" : "Spectral Data File\r\n").CopyTo(file, 0);
        Text(Title).CopyTo(file, 30);
        file[288] = Kind;
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(294), (ushort)(_blocks.Count + 1));
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(296), Seconds(Time));
        for (int i = 0; i < _blocks.Count; i++)
        {
            (int key, int group, byte[] bytes) = _blocks[i];
            Span<byte> record = file.AsSpan(304 + i * (Series ? 22 : 16));
            BinaryPrimitives.WriteUInt16LittleEndian(record, (ushort)key);
            BinaryPrimitives.WriteInt32LittleEndian(record[2..], positions[i]);
            BinaryPrimitives.WriteInt32LittleEndian(record[(Series ? 10 : 6)..], bytes.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(record[(Series ? 14 : 10)..], (ushort)group);
            bytes.CopyTo(file, positions[i]);
        }
        return file;
    }
}
