using static SpectraPipeline.IO.Store.DuckDb.DuckNative;

namespace SpectraPipeline.IO.Store.DuckDb;

/// <summary>One connection: run statements, stream results, give rows. Not thread-safe.</summary>
public sealed unsafe class DuckConnection : IDisposable
{
    /// <summary>duckdb_statement_type of a SELECT (also DESCRIBE, SHOW, FROM, VALUES).</summary>
    internal const int SelectStatement = 1;

    private readonly DuckDatabase _database;
    private nint _handle;

    internal DuckConnection(nint handle, DuckDatabase database) => (_handle, _database) = (handle, database);

    /// <summary>Runs statements and drops what they return.</summary>
    /// <exception cref="DuckException">DuckDB's message.</exception>
    public void Execute(string sql)
    {
        Result result;
        int failed = duckdb_query(Handle, sql, &result);
        string message = failed != 0 ? Text(duckdb_result_error(&result)) : "";
        duckdb_destroy_result(&result);
        if (failed != 0)
            throw new DuckException(message);
    }

    /// <summary>Runs one statement; its rows come chunk by chunk, never all at once.</summary>
    /// <exception cref="DuckException">DuckDB's message; also for none or several statements.</exception>
    internal DuckRows Query(string sql)
    {
        nint prepared = Prepare(sql);
        nint pending = 0;
        try
        {
            if (duckdb_pending_prepared_streaming(prepared, out pending) != 0)
                throw new DuckException(Text(duckdb_pending_error(pending)));
            Result result;
            if (duckdb_execute_pending(pending, &result) != 0)
            {
                string message = Text(duckdb_result_error(&result));
                duckdb_destroy_result(&result);
                throw new DuckException(message);
            }
            return new DuckRows(result);
        }
        finally
        {
            if (pending != 0)
                duckdb_destroy_pending(ref pending);
            duckdb_destroy_prepare(ref prepared);
        }
    }

    /// <summary>Kind of a single statement (duckdb_statement_type), without running it.</summary>
    /// <exception cref="DuckException">It does not parse or bind, or is not a single statement.</exception>
    internal int StatementType(string sql)
    {
        nint prepared = Prepare(sql);
        int type = duckdb_prepared_statement_type(prepared);
        duckdb_destroy_prepare(ref prepared);
        return type;
    }

    /// <summary>Runs a statement that reads rows of ours.</summary>
    /// <param name="columns">Names and types of the columns.</param>
    /// <param name="fill">Gives the rows, chunk by chunk.</param>
    /// <param name="sql">The statement, made with what stands for the rows behind FROM.</param>
    /// <exception cref="DuckException">DuckDB's message; what <paramref name="fill"/> throws comes out as it is.</exception>
    internal void Execute(IReadOnlyList<(string Name, DuckType Type)> columns, ChunkFiller fill, Func<string, string> sql)
    {
        string name = _database.NextSource();
        using var source = new ChunkSource(Handle, name, columns, fill);
        try
        {
            Execute(sql(name + "()"));
        }
        catch (DuckException)
        {
            source.ThrowIfFailed();
            throw;
        }
    }

    private nint Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle == 0, this);
            return _handle;
        }
    }

    private nint Prepare(string sql)
    {
        ulong count = duckdb_extract_statements(Handle, sql, out nint statements);
        nint prepared = 0;
        try
        {
            if (count == 0)
                throw new DuckException(
                    Text(duckdb_extract_statements_error(statements)) is { Length: > 0 } m ? m : "There is no statement."
                );
            if (count > 1)
                throw new DuckException("Give one statement at a time.");
            if (duckdb_prepare_extracted_statement(Handle, statements, 0, out prepared) == 0)
                return prepared;
            string message = Text(duckdb_prepare_error(prepared));
            duckdb_destroy_prepare(ref prepared);
            throw new DuckException(message);
        }
        finally
        {
            duckdb_destroy_extracted(ref statements);
        }
    }

    public void Dispose()
    {
        if (_handle != 0)
            duckdb_disconnect(ref _handle);
    }
}
