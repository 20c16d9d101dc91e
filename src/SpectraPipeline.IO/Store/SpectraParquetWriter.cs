using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
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
    private readonly FileStream _file;
    private readonly IReadOnlyList<(string Name, Array? Values)> _columns;
    private readonly SpectralSeries _block;
    private readonly Predicate<int>? _isFlagged;
    private readonly List<List<Chunk>> _groups = [];
    private readonly List<int> _rows = [];

    private sealed record Chunk(long Offset, long Bytes, long Values, byte[]? Min = null, byte[]? Max = null);

    private SpectraParquetWriter(string path, SpectralSeries block, Predicate<int>? isFlagged, IReadOnlyList<(string, Array)> lists)
    {
        (_block, _isFlagged) = (block, isFlagged);
        _columns = [("frame", null), .. lists.Select(l => (l.Item1, (Array?)l.Item2)), ("status", null)];
        // Whole arrays are written at once; a buffer would only copy them.
        _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        _file.Write("PAR1"u8);
    }

    /// <summary>Writes all frames of a block.</summary>
    /// <param name="path">File to make.</param>
    /// <param name="block">Frames, status and faults; a faulted row is NULL.</param>
    /// <param name="isFlagged">Frame numbers that carry a doubt.</param>
    /// <param name="lists">Column name and its double[] or bool[] of frames x points.</param>
    /// <param name="rowGroup">Rows in a row group.</param>
    internal static void Write(
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
        writer.WriteFooter();
    }

    private void WriteGroup(int first, int count)
    {
        var chunks = new List<Chunk>();
        foreach (var (name, values) in _columns)
            chunks.Add(values is null ? (name == "frame" ? Frames(first, count) : Status(first, count)) : Lists(values, first, count));
        _groups.Add(chunks);
        _rows.Add(count);
    }

    private Chunk Frames(int first, int count)
    {
        long[] frames = [.. Enumerable.Range(first, count).Select(i => (long)_block.Info[i].Frame)];
        long start = Page(count, count * sizeof(long));
        _file.Write(MemoryMarshal.AsBytes<long>(frames));
        return new(start, _file.Position - start, count, BitConverter.GetBytes(frames.Min()), BitConverter.GetBytes(frames.Max()));
    }

    private Chunk Status(int first, int count)
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
        texts.WriteTo(_file);
        return new(start, _file.Position - start, count);
    }

    private Chunk Lists(Array values, int first, int count)
    {
        int points = _block.Points,
            healthy = Enumerable.Range(first, count).Count(i => !IsFaulted(i));
        MemoryStream levels = Levels(first, count);
        long entries = (long)healthy * Math.Max(points, 1) + (count - healthy);
        byte[]? bits = values is bool[] mask ? Bits(mask, first, count, healthy) : null;
        int bytes = bits?.Length ?? checked(healthy * points * sizeof(double));
        long start = Page(checked((int)entries), checked((int)levels.Length + bytes));
        levels.WriteTo(_file);
        if (bits is not null)
            _file.Write(bits);
        else
            WriteRuns((double[])values, first, count);
        return new(start, _file.Position - start, entries);
    }

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

    private void WriteFooter()
    {
        var footer = new ThriftCompact();
        footer.I32(1, 1);
        footer.ListOfStructs(2, 1 + _columns.Sum(c => c.Values is null ? 1 : 3));
        Element(footer, "schema", children: _columns.Count);
        foreach (var (name, values) in _columns)
            if (name == "frame" && values is null)
                Element(footer, name, TypeInt64, Required);
            else if (values is null)
                Element(footer, name, TypeByteArray, Required, converted: Utf8);
            else
            {
                Element(footer, name, repetition: Optional, children: 1, converted: ListType);
                Element(footer, "list", repetition: Repeated, children: 1);
                Element(footer, "element", values is bool[] ? TypeBoolean : TypeDouble, Required);
            }
        footer.I64(3, _rows.Sum(r => (long)r));
        footer.ListOfStructs(4, _groups.Count);
        for (int g = 0; g < _groups.Count; g++)
        {
            footer.BeginItem();
            footer.ListOfStructs(1, _columns.Count);
            for (int c = 0; c < _columns.Count; c++)
                ColumnChunk(footer, _columns[c].Name, _columns[c].Values, _groups[g][c]);
            footer.I64(2, _groups[g].Sum(c => c.Bytes));
            footer.I64(3, _rows[g]);
            footer.End();
        }
        footer.Text(6, "SpectraPipeline");
        footer.EndAll();
        _file.Write(footer.Bytes);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, footer.Bytes.Length);
        _file.Write(length);
        _file.Write("PAR1"u8);
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

    private static void ColumnChunk(ThriftCompact footer, string name, Array? values, Chunk chunk)
    {
        footer.BeginItem();
        footer.I64(2, chunk.Offset);
        footer.Begin(3);
        footer.I32(
            1,
            values switch
            {
                double[] => TypeDouble,
                bool[] => TypeBoolean,
                _ => name == "frame" ? TypeInt64 : TypeByteArray,
            }
        );
        footer.ListOfI32(2, Plain, Rle);
        if (values is null)
            footer.ListOfTexts(3, name);
        else
            footer.ListOfTexts(3, name, "list", "element");
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
