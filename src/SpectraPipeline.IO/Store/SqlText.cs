using System.Text.Json;

namespace SpectraPipeline.IO.Store;

/// <summary>Names, texts and options as DuckDB's SQL wants them written.</summary>
internal static class SqlText
{
    /// <summary>"name" with quotes doubled.</summary>
    internal static string Name(string name) => '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    /// <summary>'text' with quotes doubled.</summary>
    internal static string Literal(string text) => '\'' + text.Replace("'", "''", StringComparison.Ordinal) + '\'';

    /// <summary>read_parquet over files in the order given. A folder called <c>a=b</c> is a folder, not a partition.</summary>
    internal static string Parquet(params IEnumerable<string> files) =>
        $"read_parquet([{string.Join(", ", files.Select(f => Literal(f)))}], hive_partitioning = false)";

    /// <summary>Options of COPY ... TO a Parquet file.</summary>
    internal static string CopyOptions(string codec, IReadOnlyDictionary<string, string> metadata, int rowGroup)
    {
        string options = $"FORMAT parquet, COMPRESSION {codec}, ROW_GROUP_SIZE {rowGroup}";
        if (metadata.Count > 0)
            options += $", KV_METADATA {{{string.Join(", ", metadata.Select(m => $"{Literal(m.Key)}: {Literal(m.Value)}"))}}}";
        return options;
    }

    /// <summary>The footer entries of a table: <c>units</c> as one JSON object, and <c>unit.*</c>, <c>help.*</c> each column.</summary>
    internal static Dictionary<string, string> Metadata(IEnumerable<TableColumn> columns)
    {
        var units = new Dictionary<string, string>();
        var metadata = new Dictionary<string, string>();
        foreach (TableColumn c in columns)
        {
            units[c.Name] = c.Unit;
            metadata["unit." + c.Name] = c.Unit;
            metadata["help." + c.Name] = c.Help;
        }
        metadata["units"] = JsonSerializer.Serialize(units, StoreJson.Options);
        return metadata;
    }
}
