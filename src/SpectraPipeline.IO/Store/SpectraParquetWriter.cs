using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Store;

/// <summary>Writes spectra as an uncompressed Parquet file: <c>frame</c> (INT64), lists of doubles or booleans, <c>status</c> (UTF8); PLAIN
/// encoding, one data page a column and row group.</summary>
/// <remarks>Only this one shape, because DuckDB's general writer took 47 µs of a core for a spectrum of 1000 doubles and this one takes as long
/// as the file system needs for the bytes: arrays go to the file without a copy. Layout: Apache Parquet format specification 2.x
/// (parquet.thrift, Encodings.md). Read back by DuckDB and by hyparquet in the tests.</remarks>
internal sealed class SpectraParquetWriter : IDisposable
{
    private const int TypeBoolean = 0,
        TypeInt64 = 2,
        TypeDouble = 5,
        TypeByteArray = 6;
    private const int Required = 0,
        Optional = 1,
        Repeated = 2;
    private const int Utf8 = 0,
        ListType = 3;
    private const int Plain = 0,
        Rle = 3;

    /// <summary>Definition levels of an optional list with required items: 0 = NULL, 1 = empty, 2 = item.</summary>
    private const int NullList = 0,
        EmptyList = 1,
        Item = 2;
    private readonly CheckedFile _file;
    private readonly SpectraColumn[] _columns;
    private readonly Array?[] _values;
    private readonly SpectralSeries _block;
    private readonly Predicate<int>? _isFlagged;
    private readonly List<SpectraGroup> _groups = [];

    private SpectraParquetWriter(string path, SpectralSeries block, Predicate<int>? isFlagged, IReadOnlyList<(string, Array)> lists)
    {
        (_block, _isFlagged) = (block, isFlagged);
        // frame, channels, status first, so that they can be copied out in one piece; sigma and mask follow.
        SpectraColumn[] named =
        [
            .. lists.Select(l => new SpectraColumn(l.Item1, l.Item2 is bool[] ? SpectraKind.Booleans : SpectraKind.Doubles)),
        ];
        int channels = block.Channels.Count;
        _columns = [.. Columns(named[..channels]), .. named[channels..]];
        _values = [null, .. lists.Take(channels).Select(l => l.Item2), null, .. lists.Skip(channels).Select(l => l.Item2)];
        _file = new CheckedFile(path);
        _file.Write(SpectraLayout.Mark);
    }

    /// <summary>Writes all frames of a block.</summary>
    /// <param name="path">File to make.</param>
    /// <param name="block">Frames, status and faults; a faulted row is NULL.</param>
    /// <param name="isFlagged">Frame numbers that carry a doubt.</param>
    /// <param name="lists">Column name and its double[] or bool[] of frames x points; those of the channels first.</param>
    /// <param name="rowGroup">Rows in a row group.</param>
    /// <returns>What the file consists of.</returns>
    internal static SpectraLayout Write(
        string path,
        SpectralSeries block,
        Predicate<int>? isFlagged,
        IReadOnlyList<(string Name, Array Values)> lists,
        int rowGroup
    )
    {
        using var writer = new SpectraParquetWriter(path, block, isFlagged, lists);
        for (int first = 0; first < block.Frames; first += rowGroup)
            writer.WriteGroup(first, Math.Min(rowGroup, block.Frames - first));
        writer._file.TakeChecksum();
        WriteFooter(writer._file, writer._columns, writer._groups, new Dictionary<string, string>());
        return new(writer._groups, writer._file.Position, writer._file.TakeChecksum());
    }

    /// <summary>The columns of a final file: frame, channels, status.</summary>
    internal static SpectraColumn[] Columns(IEnumerable<SpectraColumn> channels) =>
        [new("frame", SpectraKind.Frame), .. channels, new("status", SpectraKind.Status)];

    /// <summary>Makes one file of parts that this class wrote: the bytes of the first columns of each row group are copied as they are, only the
    /// footer is new.</summary>
    /// <param name="path">File to make.</param>
    /// <param name="columns">The first columns of every part.</param>
    /// <param name="parts">Parts with their row groups.</param>
    /// <param name="metadata">Entries of the footer.</param>
    /// <returns>Of every part, where its row groups begin in the file.</returns>
    internal static List<long[]> Concatenate(
        string path,
        IReadOnlyList<SpectraColumn> columns,
        IEnumerable<(string Path, IReadOnlyList<SpectraGroup> Groups)> parts,
        IReadOnlyDictionary<string, string> metadata
    )
    {
        using var file = new CheckedFile(path);
        file.Write(SpectraLayout.Mark);
        var groups = new List<SpectraGroup>();
        var begins = new List<long[]>();
        byte[] buffer = new byte[1 << 17];
        foreach (var (part, partGroups) in parts)
        {
            using SafeFileHandle source = File.OpenHandle(part);
            begins.Add(new long[partGroups.Count]);
            for (int g = 0; g < partGroups.Count; g++)
            {
                SpectraChunk[] chunks = partGroups[g].Chunks[..columns.Count];
                long begin = chunks[0].Offset,
                    shift = file.Position - begin;
                begins[^1][g] = file.Position;
                file.CopyFrom(source, begin, chunks[^1].Offset + chunks[^1].Bytes - begin, buffer);
                groups.Add(new(partGroups[g].Rows, [.. chunks.Select(c => c with { Offset = c.Offset + shift })]));
            }
        }
        WriteFooter(file, columns, groups, metadata);
        return begins;
    }

    private void WriteGroup(int first, int count)
    {
        var chunks = new SpectraChunk[_columns.Length];
        for (int c = 0; c < chunks.Length; c++)
            chunks[c] = _columns[c].Kind switch
            {
                SpectraKind.Frame => Frames(first, count),
                SpectraKind.Status => Status(first, count),
                _ => Lists(_values[c]!, first, count),
            };
        _groups.Add(new(count, chunks));
    }

    private SpectraChunk Frames(int first, int count)
    {
        long[] frames = [.. Enumerable.Range(first, count).Select(i => (long)_block.Info[i].Frame)];
        long start = Page(count, count * sizeof(long));
        _file.Write(MemoryMarshal.AsBytes<long>(frames));
        return Chunk(start, count) with { Min = BitConverter.GetBytes(frames.Min()), Max = BitConverter.GetBytes(frames.Max()) };
    }

    private SpectraChunk Status(int first, int count)
    {
        var texts = new MemoryStream();
        Span<byte> length = stackalloc byte[4];
        for (int i = first; i < first + count; i++)
        {
            ReadOnlySpan<byte> text =
                IsFaulted(i) ? "faulted"u8
                : _isFlagged is not null && _isFlagged(_block.Info[i].Frame) ? "flagged"u8
                : "ok"u8;
            BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
            texts.Write(length);
            texts.Write(text);
        }
        long start = Page(count, (int)texts.Length);
        _file.Write(texts.GetBuffer().AsSpan(0, (int)texts.Length));
        return Chunk(start, count);
    }

    private SpectraChunk Lists(Array values, int first, int count)
    {
        int points = _block.Points,
            healthy = Enumerable.Range(first, count).Count(i => !IsFaulted(i));
        MemoryStream levels = Levels(first, count);
        long entries = (long)healthy * Math.Max(points, 1) + (count - healthy);
        byte[]? bits = values is bool[] mask ? Bits(mask, first, count, healthy) : null;
        int bytes = bits?.Length ?? checked(healthy * points * sizeof(double));
        long start = Page(checked((int)entries), checked((int)levels.Length + bytes));
        _file.Write(levels.GetBuffer().AsSpan(0, (int)levels.Length));
        if (bits is not null)
            _file.Write(bits);
        else
            WriteRuns((double[])values, first, count);
        return Chunk(start, entries);
    }

    private SpectraChunk Chunk(long start, long values) => new(start, _file.Position - start, values, _file.TakeChecksum());

    /// <summary>Healthy neighbours go out together, straight from the array.</summary>
    private void WriteRuns(double[] values, int first, int count)
    {
        for (int i = first; i < first + count; i++)
        {
            int begin = i;
            while (i < first + count && !IsFaulted(i))
                i++;
            _file.Write(MemoryMarshal.AsBytes(values.AsSpan(begin * _block.Points, (i - begin) * _block.Points)));
        }
    }

    /// <summary>Truth values, eight a byte, lowest bit first.</summary>
    private byte[] Bits(bool[] mask, int first, int count, int healthy)
    {
        byte[] bits = new byte[(healthy * _block.Points + 7) / 8];
        int at = 0;
        for (int i = first; i < first + count; i++)
            if (!IsFaulted(i))
                foreach (bool use in mask.AsSpan(i * _block.Points, _block.Points))
                {
                    if (use)
                        bits[at >> 3] |= (byte)(1 << (at & 7));
                    at++;
                }
        return bits;
    }

    /// <summary>Repetition levels (0 opens a row, 1 continues it), then definition levels; both as runs, each with its length before it.</summary>
    private MemoryStream Levels(int first, int count)
    {
        var repetition = new MemoryStream();
        var definition = new MemoryStream();
        for (int i = first; i < first + count; i++)
        {
            int items = IsFaulted(i) ? 0 : _block.Points;
            Run(repetition, 0, 1);
            Run(repetition, 1, items - 1);
            Run(
                definition,
                IsFaulted(i) ? NullList
                    : items == 0 ? EmptyList
                    : Item,
                Math.Max(1, items)
            );
        }
        var both = new MemoryStream((int)(repetition.Length + definition.Length) + 8);
        Span<byte> length = stackalloc byte[4];
        foreach (MemoryStream levels in (MemoryStream[])[repetition, definition])
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, (int)levels.Length);
            both.Write(length);
            levels.WriteTo(both);
        }
        return both;
    }

    private static void Run(MemoryStream levels, int value, int count)
    {
        if (count <= 0)
            return;
        // Hybrid encoding: a varint of the count, shifted because an odd one would announce packed bits; then the value in one byte.
        ulong header = (ulong)count << 1;
        for (; header >= 0x80; header >>= 7)
            levels.WriteByte((byte)(header | 0x80));
        levels.WriteByte((byte)header);
        levels.WriteByte((byte)value);
    }

    /// <summary>Writes a page header and returns where it begins.</summary>
    private long Page(int values, int bytes)
    {
        long start = _file.Position;
        _file.TakeChecksum();
        var header = new ThriftCompact();
        header.I32(1, 0); // DATA_PAGE
        header.I32(2, bytes);
        header.I32(3, bytes);
        header.Begin(5);
        header.I32(1, values);
        header.I32(2, Plain);
        header.I32(3, Rle);
        header.I32(4, Rle);
        header.End();
        header.EndAll();
        _file.Write(header.Bytes);
        return start;
    }

    private static void WriteFooter(
        CheckedFile file,
        IReadOnlyList<SpectraColumn> columns,
        List<SpectraGroup> groups,
        IReadOnlyDictionary<string, string> metadata
    )
    {
        var footer = new ThriftCompact();
        footer.I32(1, 1);
        footer.ListOfStructs(2, 1 + columns.Sum(c => c.IsList ? 3 : 1));
        Element(footer, "schema", children: columns.Count);
        foreach (SpectraColumn column in columns)
            Elements(footer, column);
        footer.I64(3, groups.Sum(g => (long)g.Rows));
        footer.ListOfStructs(4, groups.Count);
        foreach (SpectraGroup group in groups)
        {
            footer.BeginItem();
            footer.ListOfStructs(1, columns.Count);
            for (int c = 0; c < columns.Count; c++)
                ColumnChunk(footer, columns[c], group.Chunks[c]);
            footer.I64(2, group.Chunks.Sum(c => c.Bytes));
            footer.I64(3, group.Rows);
            footer.End();
        }
        if (metadata.Count > 0)
            footer.ListOfStructs(5, metadata.Count);
        foreach (var (key, value) in metadata)
        {
            footer.BeginItem();
            footer.Text(1, key);
            footer.Text(2, value);
            footer.End();
        }
        footer.Text(6, "SpectraPipeline");
        footer.EndAll();
        file.Write(footer.Bytes);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, footer.Bytes.Length);
        file.Write(length);
        file.Write(SpectraLayout.Mark);
    }

    private static void Elements(ThriftCompact footer, SpectraColumn column)
    {
        if (column.Kind == SpectraKind.Frame)
            Element(footer, column.Name, TypeInt64, Required);
        else if (column.Kind == SpectraKind.Status)
            Element(footer, column.Name, TypeByteArray, Required, converted: Utf8);
        else
        {
            Element(footer, column.Name, repetition: Optional, children: 1, converted: ListType);
            Element(footer, "list", repetition: Repeated, children: 1);
            Element(footer, "element", column.Kind == SpectraKind.Booleans ? TypeBoolean : TypeDouble, Required);
        }
    }

    private static void Element(ThriftCompact footer, string name, int type = -1, int repetition = -1, int children = 0, int converted = -1)
    {
        footer.BeginItem();
        if (type >= 0)
            footer.I32(1, type);
        if (repetition >= 0)
            footer.I32(3, repetition);
        footer.Text(4, name);
        if (children > 0)
            footer.I32(5, children);
        if (converted >= 0)
            footer.I32(6, converted);
        footer.End();
    }

    private static void ColumnChunk(ThriftCompact footer, SpectraColumn column, SpectraChunk chunk)
    {
        footer.BeginItem();
        footer.I64(2, chunk.Offset);
        footer.Begin(3);
        footer.I32(
            1,
            column.Kind switch
            {
                SpectraKind.Frame => TypeInt64,
                SpectraKind.Doubles => TypeDouble,
                SpectraKind.Booleans => TypeBoolean,
                _ => TypeByteArray,
            }
        );
        footer.ListOfI32(2, Plain, Rle);
        if (column.IsList)
            footer.ListOfTexts(3, column.Name, "list", "element");
        else
            footer.ListOfTexts(3, column.Name);
        footer.I32(4, 0); // UNCOMPRESSED
        footer.I64(5, chunk.Values);
        footer.I64(6, chunk.Bytes);
        footer.I64(7, chunk.Bytes);
        footer.I64(9, chunk.Offset);
        if (chunk.Min is not null)
        {
            footer.Begin(12);
            footer.Binary(5, chunk.Max);
            footer.Binary(6, chunk.Min);
            footer.End();
        }
        footer.End();
        footer.End();
    }

    private bool IsFaulted(int row) => _block.Faults[row] is not null;

    public void Dispose() => _file.Dispose();
}
