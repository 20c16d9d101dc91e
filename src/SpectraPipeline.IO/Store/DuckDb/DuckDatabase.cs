using System.Globalization;
using SpectraPipeline.Core;
using static SpectraPipeline.IO.Store.DuckDb.DuckNative;

namespace SpectraPipeline.IO.Store.DuckDb;

/// <summary>How much of the machine DuckDB may use.</summary>
public sealed record DuckOptions
{
    /// <summary>Threads of DuckDB; 1 = only the calling one.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Memory that DuckDB may hold before it spills to <see cref="TemporaryFolder"/> (MiB).</summary>
    public int MemoryMebibytes { get; init; } = 1024;

    /// <summary>Where it spills; empty = nowhere, it fails instead.</summary>
    public string TemporaryFolder { get; init; } = "";
}

/// <summary>An in-memory DuckDB. Thread-safe; a <see cref="DuckConnection"/> is not, so every worker opens its own.</summary>
public sealed class DuckDatabase : IDisposable
{
    private nint _handle;
    private int _sources;

    /// <summary>Opens an empty database in memory.</summary>
    /// <exception cref="UserException">The native library is missing or an option is refused.</exception>
    public DuckDatabase(DuckOptions options)
    {
        var settings = new Dictionary<string, string>
        {
            ["threads"] = options.Threads.ToString(CultureInfo.InvariantCulture),
            ["memory_limit"] = options.MemoryMebibytes.ToString(CultureInfo.InvariantCulture) + "MiB",
            ["temp_directory"] = options.TemporaryFolder,
            // A batch program must never fetch code at run time.
            ["autoinstall_known_extensions"] = "false",
        };
        nint config = 0;
        try
        {
            if (duckdb_create_config(out config) != 0)
                throw new DuckException("duckdb_create_config failed");
            foreach (var (name, value) in settings)
                if (duckdb_set_config(config, name, value) != 0)
                    throw new UserException($"DuckDB refuses the setting {name} = '{value}'.");
            if (duckdb_open_ext(null, out _handle, config, out nint error) != 0)
            {
                string message = Text(error);
                duckdb_free(error);
                throw new DuckException(message);
            }
        }
        catch (DllNotFoundException e)
        {
            throw new UserException(
                "DuckDB's native library (libduckdb.so, duckdb.dll or libduckdb.dylib) is not beside the program. "
                    + $"Build again with npm installed, or copy the library there. ({e.Message.Split('\n')[0].Trim()})"
            );
        }
        finally
        {
            if (config != 0)
                duckdb_destroy_config(ref config);
        }
    }

    /// <summary>Version of the native library, as in <c>v1.5.5</c>.</summary>
    public static string Version => Text(duckdb_library_version());

    /// <summary>Opens a connection; its temporary tables are its own.</summary>
    public DuckConnection Connect()
    {
        ObjectDisposedException.ThrowIf(_handle == 0, this);
        if (duckdb_connect(_handle, out nint connection) != 0)
            throw new DuckException("duckdb_connect failed");
        return new DuckConnection(connection, this);
    }

    /// <summary>A name for a <see cref="ChunkSource"/>; they stay known to the whole database.</summary>
    internal string NextSource() => string.Create(CultureInfo.InvariantCulture, $"rows_{Interlocked.Increment(ref _sources)}");

    public void Dispose()
    {
        if (_handle != 0)
            duckdb_close(ref _handle);
    }
}
