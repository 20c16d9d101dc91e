using System.Runtime.InteropServices;
using System.Text;
using static SpectraPipeline.IO.Store.DuckDb.DuckNative;

namespace SpectraPipeline.IO.Store.DuckDb;

/// <summary>One column of a chunk, read in place. Valid until the chunk goes.</summary>
internal readonly unsafe ref struct DuckVector
{
    private const int InlineBytes = 12;
    private readonly nint _vector;
    private readonly byte* _data;
    private readonly ulong* _validity;

    internal DuckVector(nint vector)
    {
        _vector = vector;
        _data = (byte*)duckdb_vector_get_data(vector);
        _validity = duckdb_vector_get_validity(vector);
    }

    /// <summary>The value is NULL.</summary>
    public bool IsNull(long row) => _validity != null && (_validity[row >> 6] >> (int)(row & 63) & 1) == 0;

    /// <summary>A value whose C layout is T.</summary>
    public T Get<T>(long row)
        where T : unmanaged => ((T*)_data)[row];

    /// <summary>A text; short ones lie in the vector, long ones behind a pointer.</summary>
    public string Text(long row)
    {
        byte* cell = _data + row * 16;
        int length = (int)*(uint*)cell;
        byte* bytes = length <= InlineBytes ? cell + 4 : *(byte**)(cell + 8);
        return Encoding.UTF8.GetString(bytes, length);
    }

    /// <summary>Items of a list whose C layout is T.</summary>
    public ReadOnlySpan<T> List<T>(long row)
        where T : unmanaged
    {
        ListEntry entry = ((ListEntry*)_data)[row];
        return new((T*)duckdb_vector_get_data(duckdb_list_vector_get_child(_vector)) + entry.Offset, checked((int)entry.Length));
    }

    /// <summary>A value as .NET sees it: null, bool, long, double, decimal, Int128, string, or an array of these.</summary>
    public object? Value(DuckType type, long row)
    {
        if (IsNull(row))
            return null;
        return type.Id switch
        {
            DuckTypeId.Boolean => Get<byte>(row) != 0,
            DuckTypeId.TinyInt => (long)Get<sbyte>(row),
            DuckTypeId.SmallInt => (long)Get<short>(row),
            DuckTypeId.Integer => (long)Get<int>(row),
            DuckTypeId.BigInt => Get<long>(row),
            DuckTypeId.UTinyInt => (long)Get<byte>(row),
            DuckTypeId.USmallInt => (long)Get<ushort>(row),
            DuckTypeId.UInteger => (long)Get<uint>(row),
            DuckTypeId.UBigInt => (Int128)Get<ulong>(row),
            DuckTypeId.Float => (double)Get<float>(row),
            DuckTypeId.Double => Get<double>(row),
            DuckTypeId.HugeInt => Huge(row),
            DuckTypeId.Varchar => Text(row),
            DuckTypeId.Decimal => Decimal(type, row),
            DuckTypeId.List => Items(type, row),
            _ => throw new InvalidOperationException($"Type {type.Id} must be cast to text first."),
        };
    }

    private object?[] Items(DuckType type, long row)
    {
        ListEntry entry = ((ListEntry*)_data)[row];
        var child = new DuckVector(duckdb_list_vector_get_child(_vector));
        var items = new object?[entry.Length];
        for (int i = 0; i < items.Length; i++)
            items[i] = child.Value(type.Item!, (long)entry.Offset + i);
        return items;
    }

    private Int128 Huge(long row)
    {
        var halves = Get<HugeInt>(row);
        return new Int128((ulong)halves.Upper, halves.Lower);
    }

    private decimal Decimal(DuckType type, long row)
    {
        Int128 unscaled = type.Storage switch
        {
            DuckTypeId.SmallInt => Get<short>(row),
            DuckTypeId.Integer => Get<int>(row),
            DuckTypeId.BigInt => Get<long>(row),
            _ => Huge(row),
        };
        UInt128 size = (UInt128)Int128.Abs(unscaled);
        return new decimal((int)(uint)size, (int)(uint)(size >> 32), (int)(uint)(size >> 64), unscaled < 0, (byte)type.Scale);
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct HugeInt
    {
        public readonly ulong Lower;
        public readonly long Upper;
    }
}
