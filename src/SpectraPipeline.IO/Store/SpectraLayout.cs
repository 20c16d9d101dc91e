namespace SpectraPipeline.IO.Store;

/// <summary>What a column of spectra holds.</summary>
internal enum SpectraKind
{
    Frame,
    Status,
    Doubles,
    Booleans,
}

/// <summary>A column of a spectra file.</summary>
internal sealed record SpectraColumn(string Name, SpectraKind Kind)
{
    internal bool IsList => Kind is SpectraKind.Doubles or SpectraKind.Booleans;
}

/// <summary>Where a column of a row group lies in its file and the CRC-32C of its bytes; bounds where they help a reader to skip it.</summary>
internal sealed record SpectraChunk(long Offset, long Bytes, long Values, uint Checksum, byte[]? Min = null, byte[]? Max = null);

/// <summary>A row group.</summary>
internal sealed record SpectraGroup(int Rows, SpectraChunk[] Chunks);

/// <summary>A spectra file that <see cref="SpectraParquetWriter"/> wrote: the mark, the row groups one after the other without gaps, the footer.</summary>
/// <param name="Groups">Its row groups.</param>
/// <param name="Bytes">Length of the file.</param>
/// <param name="Footer">CRC-32C of all that follows the last row group.</param>
internal sealed record SpectraLayout(IReadOnlyList<SpectraGroup> Groups, long Bytes, uint Footer)
{
    /// <summary>Begins and ends every Parquet file.</summary>
    internal static ReadOnlySpan<byte> Mark => "PAR1"u8;

    internal void Write(BinaryWriter to)
    {
        to.Write(Bytes);
        to.Write(Footer);
        to.Write(Groups.Count);
        foreach (SpectraGroup group in Groups)
        {
            to.Write(group.Rows);
            to.Write(group.Chunks.Length);
            foreach (SpectraChunk chunk in group.Chunks)
            {
                to.Write(chunk.Offset);
                to.Write(chunk.Bytes);
                to.Write(chunk.Values);
                to.Write(chunk.Checksum);
                Write(to, chunk.Min);
                Write(to, chunk.Max);
            }
        }
    }

    internal static SpectraLayout Read(BinaryReader from)
    {
        long bytes = from.ReadInt64();
        uint footer = from.ReadUInt32();
        var groups = new SpectraGroup[from.ReadInt32()];
        for (int g = 0; g < groups.Length; g++)
        {
            int rows = from.ReadInt32();
            var chunks = new SpectraChunk[from.ReadInt32()];
            for (int c = 0; c < chunks.Length; c++)
                chunks[c] = new(from.ReadInt64(), from.ReadInt64(), from.ReadInt64(), from.ReadUInt32(), ReadBound(from), ReadBound(from));
            groups[g] = new(rows, chunks);
        }
        return new(groups, bytes, footer);
    }

    private static void Write(BinaryWriter to, byte[]? bound)
    {
        to.Write((byte)(bound?.Length ?? 0));
        to.Write(bound ?? []);
    }

    private static byte[]? ReadBound(BinaryReader from) => from.ReadByte() is var length and > 0 ? from.ReadBytes(length) : null;
}
