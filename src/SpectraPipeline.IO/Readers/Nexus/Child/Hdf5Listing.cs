using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace SpectraPipeline.IO.Readers.Nexus.Child;

/// <summary>Writes the names of an open file for the parent: kind, name, attributes; shape and small values of datasets; members of groups.</summary>
/// <remarks>Bounded in depth, number and bytes (a file beyond is refused), since hard links can make a group its own member and a file can name what it does not hold.</remarks>
internal sealed unsafe class Hdf5Listing(Hdf5Session session, Stream to)
{
    private const int MostObjects = 200_000;
    public const int Deepest = 48;
    private const long MostBytes = 64L << 20;
    private const long FreeBytes = 8L << 20;
    private const int LongestName = 4096;
    private const int MostAttributes = 1000;

    private readonly Hdf5Text _text = new(session);
    private readonly Dictionary<ulong, byte[]> _seen = [];
    private byte[] _path = [];
    private int _objects;

    /// <summary>Writes the root group and everything below.</summary>
    public void Write(long file)
    {
        long root = Open(file, "/\0"u8);
        if (root < 0)
            throw new Hdf5Exception($"the root group cannot be opened: {Hdf5Session.Reason()}");
        Object(root, [], 0, 0);
    }

    private long Open(long location, ReadOnlySpan<byte> name)
    {
        fixed (byte* n = name)
            return Hdf5Native.H5Oopen(location, n, session.LinkAccess);
    }

    /// <summary>An opened object, which is closed here.</summary>
    private void Object(long id, ReadOnlySpan<byte> name, int depth, long otherBytes)
    {
        try
        {
            // H5I_GROUP = 2, H5I_DATASET = 5.
            int kind = Hdf5Native.H5Iget_type(id);
            if (kind == 2)
                Group(id, name, depth, otherBytes);
            else if (kind == 5)
            {
                Head(Hdf5Kind.Dataset, name);
                Attributes(id);
                new Hdf5Dataset(session, _text, id).Write(this, otherBytes);
            }
            else
                Head(Hdf5Kind.Other, name);
        }
        finally
        {
            _ = Hdf5Native.H5Oclose(id);
        }
    }

    private void Group(long id, ReadOnlySpan<byte> name, int depth, long otherBytes)
    {
        Head(Hdf5Kind.Group, name);
        Attributes(id);
        ulong links = Hdf5Native.H5Gget_info(id, out Hdf5Native.GroupInfo info) < 0 ? 0 : info.Links;
        int order = IsOrdered(id) ? 1 : 0;
        // The number is written behind the members: a member 'end' of kind 255 closes the list.
        byte[] buffer = new byte[LongestName + 1];
        for (ulong n = 0; n < links; n++)
        {
            nint length;
            fixed (byte* b = buffer)
            fixed (byte* self = ".\0"u8)
                length = Hdf5Native.H5Lget_name_by_idx(id, self, order, 0, n, b, (nuint)buffer.Length, session.LinkAccess);
            if (length < 0)
                throw new Hdf5Exception($"the members of '{Encoding.UTF8.GetString(name)}' cannot be listed: {Hdf5Session.Reason()}");
            if (length <= LongestName)
                Link(id, buffer.AsSpan(0, (int)length + 1).ToArray(), depth + 1, otherBytes);
        }
        Byte(255);
    }

    /// <summary>True when the group remembers the order in which its members came.</summary>
    private static bool IsOrdered(long group)
    {
        long list = Hdf5Native.H5Gget_create_plist(group);
        // H5P_CRT_ORDER_INDEXED = 2.
        bool ordered = list >= 0 && Hdf5Native.H5Pget_link_creation_order(list, out uint flags) >= 0 && (flags & 2) != 0;
        if (list >= 0)
            _ = Hdf5Native.H5Pclose(list);
        return ordered;
    }

    /// <param name="group">Where the link is.</param>
    /// <param name="name">Its name with a zero byte behind.</param>
    /// <param name="depth">Depth of the linked object.</param>
    /// <param name="otherBytes">Length of the other files on the way.</param>
    private void Link(long group, byte[] name, int depth, long otherBytes)
    {
        // To leave anything out in silence would be worse than to refuse.
        if (++_objects > MostObjects || to.Length > Math.Min(MostBytes, FreeBytes + 2 * session.FileBytes))
            throw new Hdf5Exception($"it lists more than {_objects - 1} objects with {to.Length >> 20} MB of names and small values");
        ReadOnlySpan<byte> plain = name.AsSpan(0, name.Length - 1);
        Hdf5Native.LinkInfo info;
        int result;
        fixed (byte* n = name)
            result = Hdf5Native.LinkOf(group, n, out info, session.LinkAccess);
        // H5L_TYPE_HARD = 0, SOFT = 1, EXTERNAL = 64.
        if (depth > Deepest)
            Problem(plain, $"it lies deeper than {Deepest} groups");
        else if (result < 0)
            Problem(plain, $"the link cannot be read: {Hdf5Session.Reason()}");
        else if (info.Type == 0)
            Hard(group, name, info.AddressOrSize, depth, otherBytes);
        else if (info.Type is 1 or 64 && info.AddressOrSize <= 2 * LongestName)
            Named(group, name, info, depth, otherBytes);
        else
            Problem(plain, "a link of a kind that is not read");
    }

    /// <summary>An object of this file. Where it was listed before under another name, a soft link to that says so: what hard links make out of few
    /// groups would otherwise have no end.</summary>
    private void Hard(long group, byte[] name, ulong address, int depth, long otherBytes)
    {
        ReadOnlySpan<byte> plain = name.AsSpan(0, name.Length - 1);
        byte[] above = _path;
        _path = [.. above, (byte)'/', .. plain];
        // Addresses of other files mean other objects.
        if (otherBytes == 0 && !_seen.TryAdd(address, _path))
        {
            Head(Hdf5Kind.SoftLink, plain);
            Bytes(_seen[address]);
        }
        else if (Open(group, name) is var id && id < 0)
            Problem(plain, $"it cannot be opened: {Hdf5Session.Reason()}");
        else
            Object(id, plain, depth, otherBytes);
        _path = above;
    }

    private void Named(long group, byte[] name, Hdf5Native.LinkInfo info, int depth, long otherBytes)
    {
        ReadOnlySpan<byte> plain = name.AsSpan(0, name.Length - 1);
        byte[] value = new byte[info.AddressOrSize + 1];
        fixed (byte* n = name)
        fixed (byte* v = value)
        {
            if (Hdf5Native.H5Lget_val(group, n, v, (nuint)info.AddressOrSize, session.LinkAccess) < 0)
                Problem(plain, "the link cannot be read");
            else if (info.Type == 1)
            {
                Head(Hdf5Kind.SoftLink, plain);
                Bytes(Until0(value));
            }
            else if (Hdf5Native.H5Lunpack_elink_val(v, (nuint)info.AddressOrSize, out _, out byte* file, out byte* path) < 0)
                Problem(plain, "the link to another file cannot be read");
            else
                External(group, name, Marshal.PtrToStringUTF8((nint)file)!, Marshal.PtrToStringUTF8((nint)path)!, depth, otherBytes);
        }
    }

    private void External(long group, byte[] name, string file, string path, int depth, long otherBytes)
    {
        ReadOnlySpan<byte> plain = name.AsSpan(0, name.Length - 1);
        string where = $"a link to '{path}' in the file '{file}'";
        if (!Hdf5Session.Inside(file))
            Problem(plain, $"{where}, which is outside the folder of this one and is not opened");
        else if (new FileInfo(Path.Combine(session.Folder, file)) is not { Exists: true } other)
            Problem(plain, $"{where}, which is not beside this one");
        else if (Open(group, name) is var id && id < 0)
            Problem(plain, $"{where}, which cannot be opened: {Hdf5Session.Reason()}");
        else
            Object(id, plain, depth, otherBytes + other.Length);
    }

    private void Attributes(long id)
    {
        int count = Math.Clamp(Hdf5Native.H5Aget_num_attrs(id), 0, MostAttributes);
        byte[] name = new byte[LongestName + 1];
        for (int n = 0; n < count; n++)
        {
            long attribute;
            fixed (byte* self = ".\0"u8)
                attribute = Hdf5Native.H5Aopen_by_idx(id, self, 0, 0, (ulong)n, 0, 0);
            if (attribute < 0)
                throw new Hdf5Exception($"an attribute cannot be opened: {Hdf5Session.Reason()}");
            nint length;
            fixed (byte* b = name)
                length = Hdf5Native.H5Aget_name(attribute, (nuint)name.Length, b);
            if (length is > 0 and <= LongestName)
            {
                if (to.Length > MostBytes)
                    throw new Hdf5Exception("its attributes take more than 64 MB");
                Byte(1);
                Bytes(name.AsSpan(0, (int)length));
                Texts(_text.OfAttribute(attribute));
            }
            _ = Hdf5Native.H5Aclose(attribute);
        }
        Byte(0);
    }

    private void Problem(ReadOnlySpan<byte> name, string why)
    {
        Head(Hdf5Kind.Missing, name);
        Bytes(Encoding.UTF8.GetBytes(why));
    }

    private void Head(Hdf5Kind kind, ReadOnlySpan<byte> name)
    {
        Byte((byte)kind);
        Bytes(name);
    }

    /// <summary>One byte.</summary>
    public void Byte(byte value) => to.WriteByte(value);

    /// <summary>A 64-bit integer.</summary>
    public void Long(long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        to.Write(bytes);
    }

    /// <summary>Bytes with their length before them.</summary>
    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        Long(bytes.Length);
        to.Write(bytes);
    }

    /// <summary>Texts with their number before them.</summary>
    public void Texts(IReadOnlyList<byte[]> texts)
    {
        Long(texts.Count);
        foreach (byte[] text in texts)
            Bytes(text);
    }

    private static ReadOnlySpan<byte> Until0(ReadOnlySpan<byte> bytes) => bytes.IndexOf((byte)0) is >= 0 and int end ? bytes[..end] : bytes;
}
