namespace SpectraPipeline.IO.Store.DuckDb;

/// <summary>DuckDB refused a statement. The message is DuckDB's own; <see cref="Kind"/> is its first word (Binder, Parser, Catalog, IO,
/// Permission, Out of Memory ...), empty when it has none.</summary>
public sealed class DuckException : Exception
{
    private const string KindEnds = " Error: ";

    public DuckException(string message)
        : base(message)
    {
        int end = message.IndexOf(KindEnds, StringComparison.Ordinal);
        Kind = end is > 0 and < 40 ? message[..end] : "";
    }

    /// <summary>Kind of error as DuckDB names it.</summary>
    public string Kind { get; }
}
