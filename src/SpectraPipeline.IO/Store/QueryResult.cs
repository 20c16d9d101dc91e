namespace SpectraPipeline.IO.Store;

/// <summary>Column of a query's answer.</summary>
/// <param name="Name">Name.</param>
/// <param name="Type">SQL type.</param>
/// <param name="IsNumber">Numbers are aligned right.</param>
public sealed record QueryColumn(string Name, string Type, bool IsNumber);

/// <summary>Answer of a query. A cell is null, bool, long, double, decimal, Int128, string, or an object?[] of these.</summary>
/// <param name="Columns">Columns in order.</param>
/// <param name="Rows">Rows in order.</param>
public sealed record QueryResult(IReadOnlyList<QueryColumn> Columns, IReadOnlyList<object?[]> Rows)
{
    /// <summary>Aligned text for a terminal: rounded to 9 digits, long cells cut. For people; programs take csv or json.</summary>
    public string ToTable() => QueryFormat.Table(this);

    /// <summary>RFC 4180: comma, CRLF, quotes where needed; NULL and NaN are empty, lists are JSON in quotes; numbers round-trip.</summary>
    public string ToCsv() => QueryFormat.Csv(this);

    /// <summary>A JSON array of objects; NULL, NaN and infinities are null, lists are arrays; numbers round-trip.</summary>
    public string ToJson() => QueryFormat.Json(this);
}
