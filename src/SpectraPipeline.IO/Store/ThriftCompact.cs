using System.Buffers;
using System.Text;

namespace SpectraPipeline.IO.Store;

/// <summary>Writes Thrift's compact protocol, as far as Parquet's headers and footer need it. A field header is the distance from the last field
/// id and a type in one byte; integers are zigzag varints; a struct ends with 0.</summary>
internal sealed class ThriftCompact
{
    private const int TypeI32 = 5,
        TypeI64 = 6,
        TypeBinary = 8,
        TypeList = 9,
        TypeStruct = 12;
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly Stack<int> _outer = new();
    private int _last;

    internal ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    internal void I32(int field, int value)
    {
        Header(field, TypeI32);
        ZigZag(value);
    }

    internal void I64(int field, long value)
    {
        Header(field, TypeI64);
        ZigZag(value);
    }

    internal void Text(int field, string value) => Binary(field, Encoding.UTF8.GetBytes(value));

    internal void Binary(int field, ReadOnlySpan<byte> value)
    {
        Header(field, TypeBinary);
        Item(value);
    }

    /// <summary>A struct as a field; close it with <see cref="End"/>.</summary>
    internal void Begin(int field)
    {
        Header(field, TypeStruct);
        BeginItem();
    }

    /// <summary>A struct as an item of a list; close it with <see cref="End"/>.</summary>
    internal void BeginItem()
    {
        _outer.Push(_last);
        _last = 0;
    }

    internal void End()
    {
        Put(0);
        _last = _outer.Pop();
    }

    /// <summary>Ends the outermost struct.</summary>
    internal void EndAll() => Put(0);

    internal void ListOfStructs(int field, int count) => List(field, TypeStruct, count);

    internal void ListOfI32(int field, params ReadOnlySpan<int> values)
    {
        List(field, TypeI32, values.Length);
        foreach (int v in values)
            ZigZag(v);
    }

    internal void ListOfTexts(int field, params ReadOnlySpan<string> values)
    {
        List(field, TypeBinary, values.Length);
        foreach (string v in values)
            Item(Encoding.UTF8.GetBytes(v));
    }

    private void List(int field, int type, int count)
    {
        Header(field, TypeList);
        if (count < 15)
            Put((byte)(count << 4 | type));
        else
        {
            Put((byte)(0xF0 | type));
            VarInt((ulong)count);
        }
    }

    private void Item(ReadOnlySpan<byte> value)
    {
        VarInt((ulong)value.Length);
        _bytes.Write(value);
    }

    private void Header(int field, int type)
    {
        // Parquet's ids rise by less than 16 within a struct, so the long form is never needed.
        Put((byte)((field - _last) << 4 | type));
        _last = field;
    }

    private void ZigZag(long value) => VarInt((ulong)(value << 1 ^ value >> 63));

    private void VarInt(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            Put((byte)(value | 0x80));
        Put((byte)value);
    }

    private void Put(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }
}
