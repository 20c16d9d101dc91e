using System.Buffers.Binary;
using System.Text;

namespace SpectraPipeline.Testing.Writers;

/// <summary>Minimal writer of HDF5 after its file format specification (version 0 of the superblock, version 1 of object headers, links as messages,
/// contiguous data). libhdf5, which reads it in the tests, is the proof that it is HDF5.</summary>
public sealed class Hdf5File
{
    private const ulong Undefined = ulong.MaxValue;
    private const int SuperblockBytes = 96;

    private readonly List<byte> _bytes = [.. new byte[SuperblockBytes]];
    private int _userBlock;

    /// <summary>Bytes before the superblock: 0, 512, 1024, 2048 ...</summary>
    public Hdf5File After(int userBlock)
    {
        _userBlock = userBlock;
        return this;
    }

    /// <summary>The file with this group as its root.</summary>
    public byte[] Write(Hdf5Group root)
    {
        ulong address = Group(root);
        byte[] file = [.. new byte[_userBlock], .. _bytes];
        Span<byte> b = file.AsSpan(_userBlock);
        ((ReadOnlySpan<byte>)[0x89, (byte)'H', (byte)'D', (byte)'F', 13, 10, 26, 10]).CopyTo(b);
        (b[13], b[14]) = (8, 8);
        BinaryPrimitives.WriteUInt16LittleEndian(b[16..], 4);
        BinaryPrimitives.WriteUInt16LittleEndian(b[18..], 16);
        BinaryPrimitives.WriteUInt64LittleEndian(b[24..], (ulong)_userBlock);
        BinaryPrimitives.WriteUInt64LittleEndian(b[32..], Undefined);
        BinaryPrimitives.WriteUInt64LittleEndian(b[40..], (ulong)(_userBlock + _bytes.Count));
        BinaryPrimitives.WriteUInt64LittleEndian(b[48..], Undefined);
        BinaryPrimitives.WriteUInt64LittleEndian(b[64..], address);
        return file;
    }

    private ulong Group(Hdf5Group group)
    {
        var messages = new List<(ushort Type, byte[] Body)>
        {
            (2, [0, 0, .. BitConverter.GetBytes(Undefined), .. BitConverter.GetBytes(Undefined)]),
            (10, [0, 0]),
        };
        foreach (var (name, member) in group.Members)
        {
            (byte type, byte[] value) = member switch
            {
                Hdf5Group below => ((byte)0, BitConverter.GetBytes(Group(below))),
                Hdf5Array array => ((byte)0, BitConverter.GetBytes(Dataset(array))),
                Hdf5Link { File: null } soft => ((byte)1, WithLength(Encoding.UTF8.GetBytes(soft.Path))),
                Hdf5Link far => ((byte)64, WithLength([0, .. Encoding.UTF8.GetBytes($"{far.File}\0{far.Path}\0")])),
                _ => throw new ArgumentException($"nothing that HDF5 holds: {member}"),
            };
            byte[] label = Encoding.UTF8.GetBytes(name);
            messages.Add((6, [1, 0x08, type, (byte)label.Length, .. label, .. value]));
        }
        messages.AddRange(group.Attributes.Select(a => ((ushort)12, Attribute(a.Key, a.Value))));
        return Header(messages);
    }

    private ulong Dataset(Hdf5Array array)
    {
        byte[] data = Data(array);
        ulong at = data.Length == 0 ? Undefined : Append(data);
        byte[] layout = array.Chunk is null
            ? [3, 1, .. BitConverter.GetBytes(at), .. BitConverter.GetBytes((ulong)data.Length)]
            :
            [
                3,
                2,
                (byte)(array.Chunk.Length + 1),
                .. BitConverter.GetBytes(Undefined),
                .. array.Chunk.SelectMany(BitConverter.GetBytes),
                .. BitConverter.GetBytes(8u),
            ];
        var messages = new List<(ushort Type, byte[] Body)>
        {
            (1, Space(array)),
            (3, Type(array)),
            (5, [2, 2, 2, 1, 0, 0, 0, 0]),
            (8, layout),
        };
        messages.AddRange(array.Attributes.Select(a => ((ushort)12, Attribute(a.Key, a.Value))));
        return Header(messages);
    }

    private byte[] Attribute(string name, object value)
    {
        Hdf5Array array = Hdf5Array.Of(value);
        byte[] label = [.. Encoding.UTF8.GetBytes(name), 0];
        byte[] type = Type(array);
        byte[] space = Space(array);
        return
        [
            3,
            0,
            .. BitConverter.GetBytes((ushort)label.Length),
            .. BitConverter.GetBytes((ushort)type.Length),
            .. BitConverter.GetBytes((ushort)space.Length),
            0,
            .. label,
            .. type,
            .. space,
            .. Data(array),
        ];
    }

    private static byte[] Space(Hdf5Array array) =>
        array.Shape is null
            ? [2, 0, 0, 2]
            : [1, (byte)array.Shape.Length, 0, 0, 0, 0, 0, 0, .. array.Shape.SelectMany(n => BitConverter.GetBytes((ulong)n))];

    private static byte[] Type(Hdf5Array array) =>
        array.Values switch
        {
            double[] => [0x11, 0x20, 63, 0, 8, 0, 0, 0, 0, 0, 64, 0, 52, 11, 0, 52, 0xFF, 3, 0, 0],
            float[] => [0x11, 0x20, 31, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0],
            int[] => [0x10, 0x08, 0, 0, 4, 0, 0, 0, 0, 0, 32, 0],
            string[] when array.IsVariable => [0x19, 1, 1, 0, 16, 0, 0, 0, 0x13, 0, 0, 0, 1, 0, 0, 0],
            string[] s => [0x13, 1, 0, 0, .. BitConverter.GetBytes(Width(s))],
            _ => throw new ArgumentException($"no type for {array.Values}"),
        };

    private byte[] Data(Hdf5Array array) =>
        array.Values switch
        {
            double[] v => [.. v.SelectMany(BitConverter.GetBytes)],
            float[] v => [.. v.SelectMany(BitConverter.GetBytes)],
            int[] v => [.. v.SelectMany(BitConverter.GetBytes)],
            string[] v when array.IsVariable => [.. v.SelectMany(Variable)],
            string[] v => [.. v.SelectMany(s => Padded(Encoding.UTF8.GetBytes(s), Width(v)))],
            _ => [],
        };

    /// <summary>Each string gets a heap of its own, which the specification allows.</summary>
    private byte[] Variable(string text)
    {
        const int HeapBytes = 4096;
        byte[] value = Encoding.UTF8.GetBytes(text);
        int taken = 16 + 16 + (value.Length + 7) / 8 * 8;
        int size = Math.Max(HeapBytes, taken + 16);
        byte[] heap = new byte[size];
        "GCOL\u0001"u8.CopyTo(heap);
        BinaryPrimitives.WriteInt64LittleEndian(heap.AsSpan(8), size);
        (heap[16], heap[18]) = (1, 1);
        BinaryPrimitives.WriteInt64LittleEndian(heap.AsSpan(24), value.Length);
        value.CopyTo(heap.AsSpan(32));
        BinaryPrimitives.WriteInt64LittleEndian(heap.AsSpan(taken + 8), size - taken);
        return [.. BitConverter.GetBytes(value.Length), .. BitConverter.GetBytes(Append(heap)), .. BitConverter.GetBytes(1)];
    }

    private ulong Header(List<(ushort Type, byte[] Body)> messages)
    {
        var body = new List<byte>();
        foreach (var (type, bytes) in messages)
        {
            int length = (bytes.Length + 7) / 8 * 8;
            body.AddRange([.. BitConverter.GetBytes(type), .. BitConverter.GetBytes((ushort)length), 0, 0, 0, 0, .. Padded(bytes, length)]);
        }
        return Append([
            1,
            0,
            .. BitConverter.GetBytes((ushort)messages.Count),
            .. BitConverter.GetBytes(1u),
            .. BitConverter.GetBytes((uint)body.Count),
            0,
            0,
            0,
            0,
            .. body,
        ]);
    }

    private ulong Append(byte[] bytes)
    {
        ulong at = (ulong)_bytes.Count;
        _bytes.AddRange(Padded(bytes, (bytes.Length + 7) / 8 * 8));
        return at;
    }

    private static int Width(string[] texts) => Math.Max(1, texts.Max(t => Encoding.UTF8.GetByteCount(t)));

    private static byte[] Padded(byte[] bytes, int length) => [.. bytes, .. new byte[length - bytes.Length]];

    private static byte[] WithLength(byte[] bytes) => [.. BitConverter.GetBytes((ushort)bytes.Length), .. bytes];
}

/// <summary>A group: members and attributes in order.</summary>
public sealed class Hdf5Group
{
    /// <summary>Groups, arrays and links by name.</summary>
    public List<(string Name, object Member)> Members { get; } = [];

    /// <summary>Attributes: a number, a text, arrays of them, or an <see cref="Hdf5Array"/>.</summary>
    public Dictionary<string, object> Attributes { get; } = [];

    /// <summary>A group of a NeXus class.</summary>
    public static Hdf5Group Of(string nexusClass) => new Hdf5Group().Has("NX_class", nexusClass);

    /// <summary>Adds an attribute.</summary>
    public Hdf5Group Has(string key, object value)
    {
        Attributes[key] = value;
        return this;
    }

    /// <summary>Adds a member: a group, a link, an array or what <see cref="Hdf5Array.Of"/> takes.</summary>
    public Hdf5Group With(string name, object member)
    {
        Members.Add((name, member is Hdf5Group or Hdf5Link ? member : Hdf5Array.Of(member)));
        return this;
    }
}

/// <summary>A dataset.</summary>
/// <param name="Values">Numbers (double, float, int) or texts.</param>
/// <param name="Shape">Its shape: empty for one value, null for none at all.</param>
public sealed record Hdf5Array(Array Values, params int[]? Shape)
{
    /// <summary>Attributes.</summary>
    public Dictionary<string, object> Attributes { get; } = [];

    /// <summary>Texts of variable length, as h5py writes them; else padded with zeros.</summary>
    public bool IsVariable { get; init; } = true;

    /// <summary>Size of the chunks that the header claims; none of them is stored.</summary>
    public uint[]? Chunk { get; init; }

    /// <summary>One value or a line of them.</summary>
    public static Hdf5Array Of(object value) =>
        value switch
        {
            Hdf5Array array => array,
            string text => new Hdf5Array(new[] { text }, []),
            double number => new Hdf5Array(new[] { number }, []),
            int number => new Hdf5Array(new[] { number }, []),
            Array line => new Hdf5Array(line, line.Length),
            _ => throw new ArgumentException($"nothing that HDF5 holds: {value}"),
        };

    /// <summary>Adds an attribute.</summary>
    public Hdf5Array Has(string key, object value)
    {
        Attributes[key] = value;
        return this;
    }
}

/// <summary>A soft link, or one to another file.</summary>
/// <param name="Path">Path of the target.</param>
/// <param name="File">The other file; null for this one.</param>
public sealed record Hdf5Link(string Path, string? File = null);
