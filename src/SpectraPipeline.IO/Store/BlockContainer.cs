using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SpectraPipeline.IO.Store;

/// <summary>What an entry of a container holds.</summary>
internal enum EntryKind : byte
{
    /// <summary>Rows of one table, found by one step.</summary>
    Rows,

    /// <summary>A text.</summary>
    Text,

    /// <summary>Everything of the spectra of one step but the numbers.</summary>
    Card,
}

/// <summary>One entry: where its bytes begin within the payload, and how many.</summary>
internal sealed record BlockEntry(EntryKind Kind, string Step, string Name, int Offset, int Length);

/// <summary>Bytes that prove themselves: a mark, the length and the SHA-256 of the payload, the payload. Nothing may follow.</summary>
internal static class BlockContainer
{
    internal const int HeaderBytes = MarkBytes + sizeof(long) + SHA256.HashSizeInBytes;
    private const int MarkBytes = 8;

    // The number is that of the layout: another one is a damaged file to this program.
    private static ReadOnlySpan<byte> Mark => "SPBLOCK1"u8;

    /// <summary>The header that belongs to a payload.</summary>
    internal static byte[] Header(ReadOnlySpan<byte> payload)
    {
        byte[] header = new byte[HeaderBytes];
        Mark.CopyTo(header);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(MarkBytes), payload.Length);
        SHA256.HashData(payload, header.AsSpan(MarkBytes + sizeof(long)));
        return header;
    }

    /// <summary>Header and payload.</summary>
    internal static byte[] Wrap(ReadOnlySpan<byte> payload) => [.. Header(payload), .. payload];

    /// <summary>The payload of a whole container; null when a single bit of it is not what was written.</summary>
    internal static ReadOnlyMemory<byte>? Payload(ReadOnlyMemory<byte> container)
    {
        ReadOnlySpan<byte> bytes = container.Span;
        if (bytes.Length < HeaderBytes || !bytes[..HeaderBytes].SequenceEqual(Header(bytes[HeaderBytes..])))
            return null;
        return container[HeaderBytes..];
    }
}

/// <summary>Collects the entries of a container.</summary>
internal sealed class BlockPayload : IDisposable
{
    private readonly MemoryStream _bytes = new();
    private readonly BinaryWriter _to;
    private readonly List<BlockEntry> _entries = [];

    internal BlockPayload()
    {
        _to = new BinaryWriter(_bytes, Encoding.UTF8, leaveOpen: true);
        _to.Write(0); // place of the directory, known at the end
    }

    internal IReadOnlyList<BlockEntry> Entries => _entries;

    internal void Add(EntryKind kind, string step, string name, Action<BinaryWriter> write)
    {
        _to.Flush();
        int begin = checked((int)_bytes.Length);
        write(_to);
        _to.Flush();
        _entries.Add(new(kind, step, name, begin, checked((int)_bytes.Length - begin)));
    }

    /// <summary>Ends the payload with its directory and returns it.</summary>
    internal ReadOnlySpan<byte> Close()
    {
        _to.Flush();
        int directory = checked((int)_bytes.Length);
        _to.Write(_entries.Count);
        foreach (BlockEntry e in _entries)
        {
            _to.Write((byte)e.Kind);
            _to.Write(e.Step);
            _to.Write(e.Name);
            _to.Write(e.Offset);
            _to.Write(e.Length);
        }
        _to.Flush();
        Span<byte> all = _bytes.GetBuffer().AsSpan(0, checked((int)_bytes.Length));
        BinaryPrimitives.WriteInt32LittleEndian(all, directory);
        return all;
    }

    /// <summary>The entries of a payload that was proved whole.</summary>
    internal static BlockEntry[] EntriesOf(ReadOnlyMemory<byte> payload)
    {
        int directory = BinaryPrimitives.ReadInt32LittleEndian(payload.Span);
        using BinaryReader from = Reader(payload[directory..]);
        var entries = new BlockEntry[from.ReadInt32()];
        for (int i = 0; i < entries.Length; i++)
            entries[i] = new((EntryKind)from.ReadByte(), from.ReadString(), from.ReadString(), from.ReadInt32(), from.ReadInt32());
        return entries;
    }

    internal static BinaryReader Reader(ReadOnlyMemory<byte> bytes)
    {
        _ = System.Runtime.InteropServices.MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> array);
        return new BinaryReader(new MemoryStream(array.Array!, array.Offset, array.Count, writable: false), Encoding.UTF8);
    }

    public void Dispose()
    {
        _to.Dispose();
        _bytes.Dispose();
    }
}
