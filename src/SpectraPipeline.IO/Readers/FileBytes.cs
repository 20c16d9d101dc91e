using System.Buffers.Binary;
using System.Runtime.InteropServices;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers;

/// <summary>A binary file (or a part of one) that is read by offset: whatever a header claims, reading past the end is a <see cref="BadFileException"/>
/// that names the field, and nothing is allocated before the bytes are known to be there.</summary>
/// <remarks>Offsets are those of the whole file, also in a part. Multi-byte values are little-endian unless <see cref="BigEndian"/>.</remarks>
/// <param name="bytes">The whole file.</param>
internal readonly struct FileBytes(ReadOnlyMemory<byte> bytes)
{
    // Formats that store a repeat count or a step instead of every value decode to more than the file holds, but not to this many times more.
    private const long MostDecoded = 200;
    private const long MostDecodedBytes = 1L << 31;

    /// <summary>Multi-byte values have their high byte first.</summary>
    public bool BigEndian { get; init; }

    /// <summary>Length of the file in bytes.</summary>
    public long Length => bytes.Length;

    /// <summary>The whole file.</summary>
    public ReadOnlyMemory<byte> Memory => bytes;

    /// <summary>Bytes of a field.</summary>
    /// <param name="offset">First byte.</param>
    /// <param name="length">Number of bytes.</param>
    /// <param name="what">What they hold, for the message: "the spectrum", "block ORGN".</param>
    /// <exception cref="BadFileException">They are not all in the file.</exception>
    public ReadOnlySpan<byte> Slice(long offset, long length, string what)
    {
        if (offset < 0 || length < 0 || offset > bytes.Length || length > bytes.Length - offset)
            throw new BadFileException(
                Math.Clamp(offset, 0, bytes.Length),
                $"{length} bytes for {what} from byte {offset} on",
                $"a file of {bytes.Length} bytes"
            );
        return bytes.Span.Slice((int)offset, (int)length);
    }

    /// <summary>True when all these bytes are in the file.</summary>
    public bool Holds(long offset, long length) => offset >= 0 && length >= 0 && offset <= bytes.Length && length <= bytes.Length - offset;

    /// <summary>True when the bytes at an offset are these.</summary>
    public bool Has(long offset, ReadOnlySpan<byte> signature) =>
        Holds(offset, signature.Length) && bytes.Span.Slice((int)offset, signature.Length).SequenceEqual(signature);

    /// <summary>An unsigned byte.</summary>
    public byte U8(long offset, string what) => Slice(offset, 1, what)[0];

    /// <summary>A signed byte.</summary>
    public sbyte I8(long offset, string what) => (sbyte)Slice(offset, 1, what)[0];

    /// <summary>A 16-bit unsigned integer.</summary>
    public ushort U16(long offset, string what) =>
        BigEndian
            ? BinaryPrimitives.ReadUInt16BigEndian(Slice(offset, 2, what))
            : BinaryPrimitives.ReadUInt16LittleEndian(Slice(offset, 2, what));

    /// <summary>A 16-bit integer.</summary>
    public short I16(long offset, string what) => (short)U16(offset, what);

    /// <summary>A 32-bit unsigned integer.</summary>
    public uint U32(long offset, string what) =>
        BigEndian
            ? BinaryPrimitives.ReadUInt32BigEndian(Slice(offset, 4, what))
            : BinaryPrimitives.ReadUInt32LittleEndian(Slice(offset, 4, what));

    /// <summary>A 32-bit integer.</summary>
    public int I32(long offset, string what) => (int)U32(offset, what);

    /// <summary>A 64-bit unsigned integer.</summary>
    public ulong U64(long offset, string what) =>
        BigEndian
            ? BinaryPrimitives.ReadUInt64BigEndian(Slice(offset, 8, what))
            : BinaryPrimitives.ReadUInt64LittleEndian(Slice(offset, 8, what));

    /// <summary>A 64-bit integer.</summary>
    public long I64(long offset, string what) => (long)U64(offset, what);

    /// <summary>A 32-bit floating-point number.</summary>
    public float F32(long offset, string what) => BitConverter.UInt32BitsToSingle(U32(offset, what));

    /// <summary>A 64-bit floating-point number.</summary>
    public double F64(long offset, string what) => BitConverter.UInt64BitsToDouble(U64(offset, what));

    /// <summary>A text field of fixed length (UTF-8, else cp1252) up to its first NUL, without blanks around it.</summary>
    public string Text(long offset, long length, string what)
    {
        ReadOnlySpan<byte> field = Slice(offset, length, what);
        int end = field.IndexOf((byte)0);
        return TextLines.Decode(end < 0 ? field : field[..end]).Trim();
    }

    /// <summary>32-bit floating-point numbers as doubles, each times a factor.</summary>
    public double[] F32s(long offset, long count, string what, double factor = 1)
    {
        ReadOnlySpan<byte> from = Slice(offset, Bytes(count, 4), what);
        double[] values = GC.AllocateUninitializedArray<double>((int)count);
        if (BigEndian || !BitConverter.IsLittleEndian)
            for (int i = 0; i < values.Length; i++)
                values[i] = factor * F32(offset + 4L * i, what);
        else
        {
            ReadOnlySpan<float> floats = MemoryMarshal.Cast<byte, float>(from);
            for (int i = 0; i < values.Length; i++)
                values[i] = factor * floats[i];
        }
        return values;
    }

    /// <summary>64-bit floating-point numbers.</summary>
    public double[] F64s(long offset, long count, string what)
    {
        ReadOnlySpan<byte> from = Slice(offset, Bytes(count, 8), what);
        double[] values = GC.AllocateUninitializedArray<double>((int)count);
        if (BigEndian || !BitConverter.IsLittleEndian)
            for (int i = 0; i < values.Length; i++)
                values[i] = F64(offset + 8L * i, what);
        else
            from.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>Evenly spaced values, both ends exact: x[i] = first + i (last - first)/(n - 1).</summary>
    public double[] Even(double first, double last, long count, long offset, string what)
    {
        Allow(count, offset, what);
        double[] x = GC.AllocateUninitializedArray<double>((int)count);
        double step = count > 1 ? (last - first) / (count - 1) : 0;
        for (int i = 0; i < x.Length; i++)
            x[i] = first + i * step;
        if (count > 1)
            x[^1] = last;
        return x;
    }

    /// <summary>Refuses a number of values that no file of this size can mean; to be called before values are made that the file does not store one by one.</summary>
    /// <param name="values">Number of doubles that would be made.</param>
    /// <param name="offset">Where the claim stands.</param>
    /// <param name="what">What they would be.</param>
    /// <exception cref="BadFileException">More than 200 times the file or 2 GiB.</exception>
    public void Allow(long values, long offset, string what) => Allow(bytes.Length, values, offset, what);

    /// <inheritdoc cref="Allow(long, long, string)" />
    public static void Allow(long fileLength, long values, long offset, string what)
    {
        // Four kilobytes are free: a header alone may describe a short even axis.
        long most = Math.Min(MostDecodedBytes, MostDecoded * fileLength + 4096) / sizeof(double);
        if (values < 0 || values > most)
            throw new BadFileException(offset, $"at most {most} values of {what} in a file of {fileLength} bytes", $"{values}");
    }

    private static long Bytes(long count, int size) => count is < 0 or > int.MaxValue ? -1 : count * size;
}
