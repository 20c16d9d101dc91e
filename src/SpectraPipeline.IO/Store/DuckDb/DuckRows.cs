using static SpectraPipeline.IO.Store.DuckDb.DuckNative;

namespace SpectraPipeline.IO.Store.DuckDb;

/// <summary>Column of a result.</summary>
/// <param name="Name">Name.</param>
/// <param name="Type">Type.</param>
internal sealed record DuckColumn(string Name, DuckType Type);

/// <summary>A running result: chunks of up to 2048 rows, column by column. <see cref="Next"/> before the first.</summary>
internal sealed unsafe class DuckRows : IDisposable
{
    private Result _result;
    private nint _chunk;
    private bool _open = true;

    internal DuckRows(Result result)
    {
        _result = result;
        fixed (Result* r = &_result)
        {
            var columns = new DuckColumn[duckdb_column_count(r)];
            for (int i = 0; i < columns.Length; i++)
            {
                nint type = duckdb_column_logical_type(r, (ulong)i);
                columns[i] = new(Text(duckdb_column_name(r, (ulong)i)), DuckType.From(type));
                duckdb_destroy_logical_type(ref type);
            }
            Columns = columns;
        }
    }

    /// <summary>Columns of the result.</summary>
    public IReadOnlyList<DuckColumn> Columns { get; }

    /// <summary>Rows in the current chunk.</summary>
    public int Count { get; private set; }

    /// <summary>Fetches the next chunk; false after the last.</summary>
    /// <exception cref="DuckException">The statement failed while running.</exception>
    public bool Next()
    {
        Free();
        _chunk = duckdb_fetch_chunk(_result);
        Count = _chunk == 0 ? 0 : (int)duckdb_data_chunk_get_size(_chunk);
        if (_chunk == 0)
            fixed (Result* r = &_result)
                if (duckdb_result_error(r) is not 0 and var error)
                    throw new DuckException(Text(error));
        return Count > 0;
    }

    /// <summary>A column of the current chunk; valid until <see cref="Next"/>.</summary>
    public DuckVector this[int column] => new(duckdb_data_chunk_get_vector(_chunk, (ulong)column));

    /// <summary>Place of a column, or -1.</summary>
    public int IndexOf(string name)
    {
        for (int i = 0; i < Columns.Count; i++)
            if (Columns[i].Name == name)
                return i;
        return -1;
    }

    private void Free()
    {
        if (_chunk != 0)
            duckdb_destroy_data_chunk(ref _chunk);
        (_chunk, Count) = (0, 0);
    }

    public void Dispose()
    {
        if (!_open)
            return;
        _open = false;
        Free();
        fixed (Result* r = &_result)
            duckdb_destroy_result(r);
    }
}
