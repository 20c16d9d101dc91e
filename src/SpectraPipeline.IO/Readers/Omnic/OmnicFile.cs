using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Omnic;

/// <summary>What a record of the key table says is in a block.</summary>
internal enum OmnicKey
{
    Header = 0x02,
    Intensities = 0x03,
    UserText = 0x04,
    MapRegion = 0x06,
    History = 0x1B,
    Library = 0x53,
    SampleInterferogram = 0x66,
    BackgroundInterferogram = 0x67,
    Instrument = 0x6A,
    Title = 0x6B,
    VideoImage = 0x93,
    SeriesSetUp = 0x12C,
    SeriesData = 0x12D,
    SeriesInfo = 0x145,
}

/// <summary>One record of the key table.</summary>
/// <param name="Key">What the block holds.</param>
/// <param name="Position">First byte.</param>
/// <param name="Length">Number of bytes.</param>
/// <param name="Group">Number of the spectrum that the block belongs to, from 0 (in a group file); a serial number elsewhere.</param>
internal readonly record struct OmnicBlock(OmnicKey Key, long Position, long Length, int Group)
{
    /// <summary>First byte behind the block.</summary>
    public long End => Position + Length;
}

/// <summary>The header and the key table that .spa, .spg and .srs files share.</summary>
/// <remarks>Little-endian. 30: title (256 bytes); 288: kind; 294: number of records; 296: time; 304: the key table, 16 bytes a record in a
/// spectrum or a group, 22 bytes in a series.</remarks>
internal sealed class OmnicFile
{
    private const int TitleOffset = 30;
    private const int TitleLength = 256;
    private const int KindOffset = 288;
    private const int TimeOffset = 296;
    private const int TableOffset = 304;

    // OMNIC counts seconds from the last day of 1899, in UTC.
    private static readonly DateTime s_epoch = new(1899, 12, 31, 0, 0, 0, DateTimeKind.Utc);

    // The field holds 0 or rubbish in spectra out of libraries; no OMNIC is older.
    private static readonly DateTime s_earliest = new(1980, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private OmnicFile(FileBytes bytes, IReadOnlyList<OmnicBlock> blocks) => (Bytes, Blocks) = (bytes, blocks);

    /// <summary>How spectra and groups begin.</summary>
    public static ReadOnlySpan<byte> SpectrumSignature => "Spectral Data File"u8;

    /// <summary>How series and maps begin.</summary>
    public static ReadOnlySpan<byte> SeriesSignature => "Spectral Exte File"u8;

    /// <summary>The file.</summary>
    public FileBytes Bytes { get; }

    /// <summary>The key table without its padding.</summary>
    public IReadOnlyList<OmnicBlock> Blocks { get; }

    /// <summary>Title of the spectrum or name of the group.</summary>
    public string Title => Bytes.Text(TitleOffset, TitleLength, "the title");

    /// <summary>The time in the header; null when it is none.</summary>
    public DateTime? Time => TimeAt(TimeOffset);

    /// <summary>Reads header and table.</summary>
    /// <exception cref="BadFileException">Another signature, an empty table, a table or a block outside of the file.</exception>
    public static OmnicFile Open(ReadOnlyMemory<byte> memory, bool series)
    {
        var bytes = new FileBytes(memory);
        if (!bytes.Has(0, series ? SeriesSignature : SpectrumSignature))
            throw new BadFileException(0, $"'Spectral {(series ? "Exte" : "Data")} File'", "other bytes");
        int count = bytes.U16(TableOffset - 10, "the number of key records");
        int size = series ? 22 : 16;
        _ = bytes.Slice(TableOffset, (long)count * size, $"{count} key records");
        var blocks = new List<OmnicBlock>();
        for (int i = 0; i < count; i++)
            // Records 0 and 1 end the table or pad it.
            if (Record(bytes, TableOffset + i * size, series) is { Key: > (OmnicKey)1 } block)
                blocks.Add(block);
        if (blocks.Count == 0)
            throw new BadFileException(TableOffset - 10, "at least one key record", $"{count} records, all of them empty");
        CheckOverlap(bytes, blocks);
        return new(bytes, blocks);
    }

    /// <summary>True when the head is that of a group: said by the kind, or by titles of single spectra in the table.</summary>
    public static bool IsGroup(ReadOnlySpan<byte> head)
    {
        if (head.Length < TableOffset + 16)
            return false;
        if (head[KindOffset] is 1 or 10)
            return head[KindOffset] == 10;
        int count = head[TableOffset - 10] | head[TableOffset - 9] << 8;
        for (int at = TableOffset; at + 16 <= head.Length && count > 0; at += 16, count--)
            if (head[at] == (int)OmnicKey.Title)
                return true;
        return false;
    }

    /// <summary>The first block of a key; null when there is none.</summary>
    public OmnicBlock? First(OmnicKey key)
    {
        foreach (OmnicBlock block in Blocks)
            if (block.Key == key)
                return block;
        return null;
    }

    /// <summary>A time field: seconds since the last day of 1899 in UTC; null when it cannot be one.</summary>
    public DateTime? TimeAt(long offset) =>
        Bytes.Holds(offset, 4) && s_epoch.AddSeconds(Bytes.U32(offset, "a time")) is var time && time >= s_earliest ? time : null;

    /// <summary>True when a copy of the header's time stands at an offset.</summary>
    public bool TimeIsRepeated(long offset) => Bytes.Has(offset, Bytes.Slice(TimeOffset, 4, "the time"));

    /// <summary>The block that the end of a cut file falls into, for a note; null when the file holds all of its blocks.</summary>
    public string? Cut()
    {
        int missing = Blocks.Count(b => !Bytes.Holds(b.Position, b.Length));
        if (missing == 0)
            return null;
        OmnicBlock first = Blocks.First(b => !Bytes.Holds(b.Position, b.Length));
        return $"the file was cut: it ends at byte {Bytes.Length}, {missing} of {Blocks.Count} blocks are not all there (first: {Name(first.Key)})";
    }

    /// <summary>What a block holds, in words.</summary>
    public static string Name(OmnicKey key) =>
        key switch
        {
            OmnicKey.Header => "header of a spectrum",
            OmnicKey.Intensities => "intensities",
            OmnicKey.History => "history",
            OmnicKey.SampleInterferogram => "interferogram of the sample",
            OmnicKey.BackgroundInterferogram => "interferogram of the background",
            OmnicKey.Title => "title",
            OmnicKey.SeriesData => "spectra of the series",
            _ => $"key 0x{(int)key:X2}",
        };

    private static OmnicBlock Record(FileBytes bytes, long at, bool series) =>
        series
            ? new(
                (OmnicKey)bytes.U16(at, "a key"),
                bytes.I64(at + 2, "a position"),
                bytes.U32(at + 10, "a length"),
                bytes.U16(at + 14, "a group")
            )
            : new(
                (OmnicKey)bytes.U8(at, "a key"),
                bytes.U32(at + 2, "a position"),
                bytes.U32(at + 6, "a length"),
                bytes.U16(at + 10, "a group")
            );

    /// <summary>Blocks lie side by side; records that all point at the same bytes would decode to more than the file can mean.</summary>
    private static void CheckOverlap(FileBytes bytes, List<OmnicBlock> blocks)
    {
        long total = 0;
        foreach (OmnicBlock block in blocks)
        {
            if (block.Position < 0)
                throw new BadFileException(TableOffset, $"a position of the {Name(block.Key)}", $"{block.Position}");
            total += Math.Clamp(bytes.Length - block.Position, 0, block.Length);
        }
        if (total > bytes.Length)
            throw new BadFileException(TableOffset, $"blocks of {bytes.Length} bytes together, the length of the file", $"{total} bytes");
    }
}
