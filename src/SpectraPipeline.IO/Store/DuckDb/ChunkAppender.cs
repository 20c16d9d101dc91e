using System.Text;
using static SpectraPipeline.IO.Store.DuckDb.DuckNative;

namespace SpectraPipeline.IO.Store.DuckDb;

/// <summary>Fills chunks of up to <see cref="Capacity"/> rows and appends them to a temporary table. Fill every column of rows 0..n-1, then
/// <see cref="Flush"/>(n); at the end <see cref="Close"/>.</summary>
internal sealed unsafe class ChunkAppender : IDisposable
{
    /// <summary>DuckDB's standard vector size.</summary>
    internal const int Capacity = 2048;

    private nint _appender;
    private nint _chunk;

    internal ChunkAppender(nint connection, string table, ReadOnlySpan<DuckType> columns)
    {
        if (duckdb_appender_create_ext(connection, "temp", null, table, out _appender) != 0)
        {
            string message = Text(duckdb_appender_error(_appender));
            duckdb_appender_destroy(ref _appender);
            throw new DuckException(message);
        }
        nint[] types = new nint[columns.Length];
        for (int i = 0; i < types.Length; i++)
            types[i] = columns[i].Create();
        fixed (nint* t = types)
            _chunk = duckdb_create_data_chunk(t, (ulong)types.Length);
        for (int i = 0; i < types.Length; i++)
            duckdb_destroy_logical_type(ref types[i]);
    }

    /// <summary>Column to fill; take it again after each <see cref="Flush"/>.</summary>
    internal VectorWriter this[int column] => new(duckdb_data_chunk_get_vector(_chunk, (ulong)column));

    /// <summary>Appends the first rows of the chunk and empties it.</summary>
    internal void Flush(int rows)
    {
        duckdb_data_chunk_set_size(_chunk, (ulong)rows);
        Check(duckdb_append_data_chunk(_appender, _chunk));
        duckdb_data_chunk_reset(_chunk);
    }

    /// <summary>Makes everything appended visible.</summary>
    internal void Close() => Check(duckdb_appender_close(_appender));

    private void Check(int state)
    {
        if (state != 0)
            throw new DuckException(Text(duckdb_appender_error(_appender)));
    }

    public void Dispose()
    {
        if (_chunk != 0)
            duckdb_destroy_data_chunk(ref _chunk);
        if (_appender != 0)
            duckdb_appender_destroy(ref _appender);
    }
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
