using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Text;
using static SpectraPipeline.IO.Store.DuckDb.DuckNative;

namespace SpectraPipeline.IO.Store.DuckDb;

/// <summary>Fills the columns of the next chunk, at most <see cref="ChunkSource.Capacity"/> rows, and says how many it filled; 0 ends it.</summary>
internal delegate int ChunkFiller(ChunkWriter chunk);

/// <summary>Rows of ours as a table that one statement reads: DuckDB asks for a chunk when it wants the next, so that no more than a chunk is ever
/// held here. It asks in order, from one thread at a time, which may be one of its own.</summary>
internal sealed unsafe class ChunkSource : IDisposable
{
    /// <summary>DuckDB's standard vector size.</summary>
    internal const int Capacity = 2048;

    private readonly IReadOnlyList<(string Name, DuckType Type)> _columns;
    private readonly ChunkFiller _fill;
    private GCHandle _self;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Makes it known to a connection under a name that no other source of the database has.</summary>
    internal ChunkSource(nint connection, string name, IReadOnlyList<(string Name, DuckType Type)> columns, ChunkFiller fill)
    {
        (_columns, _fill) = (columns, fill);
        _self = GCHandle.Alloc(this);
        nint function = duckdb_create_table_function();
        duckdb_table_function_set_name(function, name);
        duckdb_table_function_set_extra_info(function, GCHandle.ToIntPtr(_self), 0);
        duckdb_table_function_set_bind(function, &Bind);
        duckdb_table_function_set_init(function, &Begin);
        duckdb_table_function_set_function(function, &Next);
        int failed = duckdb_register_table_function(connection, function);
        duckdb_destroy_table_function(ref function);
        if (failed == 0)
            return;
        Dispose();
        throw new DuckException($"duckdb_register_table_function refuses {name}");
    }

    /// <summary>Throws what the rows' own code threw; DuckDB knows its message only.</summary>
    internal void ThrowIfFailed() => _failure?.Throw();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Bind(nint info)
    {
        foreach (var (name, type) in Of(duckdb_bind_get_extra_info(info))._columns)
        {
            nint native = type.Create();
            duckdb_bind_add_result_column(info, name, native);
            duckdb_destroy_logical_type(ref native);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Begin(nint info) => duckdb_init_set_max_threads(info, 1);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Next(nint info, nint chunk)
    {
        ChunkSource source = Of(duckdb_function_get_extra_info(info));
        try
        {
            duckdb_data_chunk_set_size(chunk, (ulong)source._fill(new ChunkWriter(chunk)));
        }
#pragma warning disable CA1031 // No exception may cross native code; it is thrown again by ThrowIfFailed.
        catch (Exception e)
#pragma warning restore CA1031
        {
            source._failure = ExceptionDispatchInfo.Capture(e);
            duckdb_function_set_error(info, e.Message);
        }
    }

    private static ChunkSource Of(nint self) => (ChunkSource)GCHandle.FromIntPtr(self).Target!;

    public void Dispose()
    {
        if (_self.IsAllocated)
            _self.Free();
    }
}

/// <summary>A chunk, being filled.</summary>
internal readonly struct ChunkWriter(nint chunk)
{
    internal VectorWriter this[int column] => new(duckdb_data_chunk_get_vector(chunk, (ulong)column));
}

/// <summary>One column of a chunk, being filled.</summary>
internal readonly unsafe ref struct VectorWriter(nint vector)
{
    private readonly byte* _data = (byte*)duckdb_vector_get_data(vector);

    internal void SetNull(int row)
    {
        duckdb_vector_ensure_validity_writable(vector);
        duckdb_vector_get_validity(vector)[row >> 6] &= ~(1UL << (row & 63));
    }

    internal void Set<T>(int row, T value)
        where T : unmanaged => ((T*)_data)[row] = value;

    internal void Set(int row, string text)
    {
        int size = Encoding.UTF8.GetByteCount(text);
        byte[]? rented = size > 512 ? System.Buffers.ArrayPool<byte>.Shared.Rent(size) : null;
        Span<byte> bytes = rented ?? stackalloc byte[512];
        Encoding.UTF8.GetBytes(text, bytes);
        fixed (byte* b = bytes)
            duckdb_vector_assign_string_element_len(vector, (ulong)row, b, (ulong)size);
        if (rented is not null)
            System.Buffers.ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>Makes room for all items of the chunk and returns them; then <see cref="SetList"/> says which row owns which.</summary>
    internal Span<T> Items<T>(int count)
        where T : unmanaged
    {
        if (duckdb_list_vector_reserve(vector, (ulong)count) != 0 || duckdb_list_vector_set_size(vector, (ulong)count) != 0)
            throw new DuckException($"Out of Memory Error: no room for {count} list items");
        return new((T*)duckdb_vector_get_data(duckdb_list_vector_get_child(vector)), count);
    }

    internal void SetList(int row, long offset, int length) =>
        ((ListEntry*)_data)[row] = new() { Offset = (ulong)offset, Length = (ulong)length };
}
