using System.Runtime.InteropServices;

namespace SpectraPipeline.IO.Store.DuckDb;

/// <summary>The functions of DuckDB's C API (duckdb.h, 1.5) that the store uses. Handles are opaque pointers; 0 from a call = success.</summary>
internal static unsafe partial class DuckNative
{
    private const string Library = "duckdb";

    /// <summary>duckdb_result: 48 bytes, passed by value to duckdb_fetch_chunk.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Result
    {
        private readonly ulong _columns,
            _rows,
            _changed;
        private readonly nint _columnData,
            _error,
            _internal;
    }

    /// <summary>Where a list begins in the child vector and how long it is.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct ListEntry
    {
        public ulong Offset;
        public ulong Length;
    }

    [LibraryImport(Library)]
    internal static partial nint duckdb_library_version();

    [LibraryImport(Library)]
    internal static partial void duckdb_free(nint memory);

    [LibraryImport(Library)]
    internal static partial int duckdb_create_config(out nint config);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int duckdb_set_config(nint config, string name, string option);

    [LibraryImport(Library)]
    internal static partial void duckdb_destroy_config(ref nint config);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int duckdb_open_ext(string? path, out nint database, nint config, out nint error);

    [LibraryImport(Library)]
    internal static partial void duckdb_close(ref nint database);

    [LibraryImport(Library)]
    internal static partial int duckdb_connect(nint database, out nint connection);

    [LibraryImport(Library)]
    internal static partial void duckdb_disconnect(ref nint connection);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int duckdb_query(nint connection, string sql, Result* result);

    [LibraryImport(Library)]
    internal static partial void duckdb_destroy_result(Result* result);

    [LibraryImport(Library)]
    internal static partial nint duckdb_result_error(Result* result);

    [LibraryImport(Library)]
    internal static partial ulong duckdb_column_count(Result* result);

    [LibraryImport(Library)]
    internal static partial nint duckdb_column_name(Result* result, ulong column);

    [LibraryImport(Library)]
    internal static partial nint duckdb_column_logical_type(Result* result, ulong column);

    [LibraryImport(Library)]
    internal static partial nint duckdb_fetch_chunk(Result result);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial ulong duckdb_extract_statements(nint connection, string sql, out nint statements);

    [LibraryImport(Library)]
    internal static partial int duckdb_prepare_extracted_statement(nint connection, nint statements, ulong index, out nint prepared);

    [LibraryImport(Library)]
    internal static partial nint duckdb_extract_statements_error(nint statements);

    [LibraryImport(Library)]
    internal static partial void duckdb_destroy_extracted(ref nint statements);

    [LibraryImport(Library)]
    internal static partial nint duckdb_prepare_error(nint prepared);

    [LibraryImport(Library)]
    internal static partial void duckdb_destroy_prepare(ref nint prepared);

    [LibraryImport(Library)]
    internal static partial int duckdb_prepared_statement_type(nint prepared);

    [LibraryImport(Library)]
    internal static partial int duckdb_pending_prepared_streaming(nint prepared, out nint pending);

    [LibraryImport(Library)]
    internal static partial nint duckdb_pending_error(nint pending);

    [LibraryImport(Library)]
    internal static partial int duckdb_execute_pending(nint pending, Result* result);

    [LibraryImport(Library)]
    internal static partial void duckdb_destroy_pending(ref nint pending);

    [LibraryImport(Library)]
    internal static partial nint duckdb_create_logical_type(int type);

    [LibraryImport(Library)]
    internal static partial nint duckdb_create_list_type(nint child);

    [LibraryImport(Library)]
    internal static partial int duckdb_get_type_id(nint logicalType);

    [LibraryImport(Library)]
    internal static partial nint duckdb_list_type_child_type(nint logicalType);

    [LibraryImport(Library)]
    internal static partial byte duckdb_decimal_width(nint logicalType);

    [LibraryImport(Library)]
    internal static partial byte duckdb_decimal_scale(nint logicalType);

    [LibraryImport(Library)]
    internal static partial int duckdb_decimal_internal_type(nint logicalType);

    [LibraryImport(Library)]
    internal static partial void duckdb_destroy_logical_type(ref nint logicalType);

    [LibraryImport(Library)]
    internal static partial void duckdb_destroy_data_chunk(ref nint chunk);

    [LibraryImport(Library)]
    internal static partial nint duckdb_data_chunk_get_vector(nint chunk, ulong column);

    [LibraryImport(Library)]
    internal static partial ulong duckdb_data_chunk_get_size(nint chunk);

    [LibraryImport(Library)]
    internal static partial void duckdb_data_chunk_set_size(nint chunk, ulong size);

    [LibraryImport(Library)]
    internal static partial nint duckdb_vector_get_data(nint vector);

    [LibraryImport(Library)]
    internal static partial ulong* duckdb_vector_get_validity(nint vector);

    [LibraryImport(Library)]
    internal static partial void duckdb_vector_ensure_validity_writable(nint vector);

    [LibraryImport(Library)]
    internal static partial void duckdb_vector_assign_string_element_len(nint vector, ulong index, byte* text, ulong length);

    [LibraryImport(Library)]
    internal static partial nint duckdb_list_vector_get_child(nint vector);

    [LibraryImport(Library)]
    internal static partial int duckdb_list_vector_set_size(nint vector, ulong size);

    [LibraryImport(Library)]
    internal static partial int duckdb_list_vector_reserve(nint vector, ulong capacity);

    [LibraryImport(Library)]
    internal static partial nint duckdb_create_table_function();

    [LibraryImport(Library)]
    internal static partial void duckdb_destroy_table_function(ref nint function);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void duckdb_table_function_set_name(nint function, string name);

    [LibraryImport(Library)]
    internal static partial void duckdb_table_function_set_extra_info(nint function, nint extra, nint destroy);

    [LibraryImport(Library)]
    internal static partial void duckdb_table_function_set_bind(nint function, delegate* unmanaged[Cdecl]<nint, void> bind);

    [LibraryImport(Library)]
    internal static partial void duckdb_table_function_set_init(nint function, delegate* unmanaged[Cdecl]<nint, void> init);

    [LibraryImport(Library)]
    internal static partial void duckdb_table_function_set_function(nint function, delegate* unmanaged[Cdecl]<nint, nint, void> next);

    [LibraryImport(Library)]
    internal static partial int duckdb_register_table_function(nint connection, nint function);

    [LibraryImport(Library)]
    internal static partial nint duckdb_bind_get_extra_info(nint info);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void duckdb_bind_add_result_column(nint info, string name, nint type);

    [LibraryImport(Library)]
    internal static partial void duckdb_init_set_max_threads(nint info, ulong threads);

    [LibraryImport(Library)]
    internal static partial nint duckdb_function_get_extra_info(nint info);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void duckdb_function_set_error(nint info, string message);

    /// <summary>Copy of a C string that DuckDB owns.</summary>
    internal static string Text(nint utf8) => Marshal.PtrToStringUTF8(utf8) ?? "";
}
