using System.Text.RegularExpressions;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Store.DuckDb;

namespace SpectraPipeline.IO.Store;

/// <summary>SQL over result folders: one view a table, and <c>spectra</c>. Nothing can be written and nothing outside the folders be read: only
/// statements that select are accepted, and DuckDB's own access to files is limited to the folder before the user's text is seen.</summary>
internal sealed partial class ResultQuery : IDisposable
{
    private const string Spectra = "spectra";
    private static readonly QueryColumn[] s_described =
    [
        new("column_name", "VARCHAR", false),
        new("column_type", "VARCHAR", false),
        new("unit", "VARCHAR", false),
        new("help", "VARCHAR", false),
    ];
    private static readonly string[] s_selecting =
    [
        "(",
        "select",
        "from",
        "with",
        "values",
        "table",
        "describe",
        "desc",
        "show",
        "summarize",
        "pivot",
        "unpivot",
    ];
    private readonly DuckDatabase _database;
    private readonly DuckConnection _connection;
    private readonly Dictionary<string, List<(ResultRun Run, string Path)>> _tables = new(StringComparer.OrdinalIgnoreCase);

    internal ResultQuery(string folder, IReadOnlyList<ResultRun> runs, bool isMany, int threads)
    {
        foreach (ResultRun run in runs)
        foreach (var (table, path) in run.TableFiles())
        {
            if (!_tables.TryGetValue(table, out var files))
                _tables[table] = files = [];
            files.Add((run, path));
        }
        _database = new DuckDatabase(new() { Threads = threads });
        _connection = _database.Connect();
        foreach (var (table, files) in _tables)
            _connection.Execute(
                $"CREATE VIEW {SqlText.Name(table)} AS "
                    + string.Join(" UNION ALL BY NAME ", files.Select(f => $"SELECT {Run(f.Run, isMany)}* FROM {SqlText.Parquet(f.Path)}"))
            );
        _connection.Execute($"CREATE VIEW {Spectra} AS {SpectraSql(runs, isMany)}");
        _connection.Execute($"SET allowed_directories = [{SqlText.Literal(folder)}]");
        _connection.Execute("SET enable_external_access = false");
        _connection.Execute("SET lock_configuration = true");
    }

    internal QueryResult Run(string sql)
    {
        try
        {
            if (Described().Match(sql) is { Success: true } d && Describe(d.Groups["name"].Value) is { } described)
                return described;
            Refuse(sql);
            using DuckRows rows = _connection.Query(sql);
            return rows.Columns.All(c => c.Type.IsReadable) ? Collect(rows) : AsText(sql, rows.Columns);
        }
        catch (DuckException e)
        {
            throw new UserException(FirstLines(e.Message) + Hint(e));
        }
    }

    /// <summary>describe TABLE: DuckDB's names and types with the unit and the meaning from the file.</summary>
    private QueryResult? Describe(string name)
    {
        name = name.Trim('"');
        Dictionary<string, string> footer = [];
        if (_tables.TryGetValue(name, out var files))
            footer = StoredSpectra.Footer(_connection, files[0].Path);
        else if (!name.Equals(Spectra, StringComparison.OrdinalIgnoreCase))
            return null;
        var rows = new List<object?[]>();
        using DuckRows columns = _connection.Query($"DESCRIBE {SqlText.Name(name)}");
        while (columns.Next())
            for (int i = 0; i < columns.Count; i++)
            {
                string column = columns[0].Text(i);
                rows.Add([
                    column,
                    columns[1].Text(i),
                    footer.GetValueOrDefault("unit." + column, ""),
                    footer.GetValueOrDefault("help." + column) ?? Known(column),
                ]);
            }
        return new(s_described, rows);
    }

    private static string Known(string column) =>
        column switch
        {
            "run" => "Name of the result folder.",
            "series" => "Id of the series.",
            "step" => "Id of the step.",
            "frame" => "Frame number, counted from 0.",
            "y" => "The spectrum on the axis of the step (table axes); NULL when the frame is faulted.",
            "status" => "ok, flagged or faulted.",
            _ => "",
        };

    /// <summary>Only what selects may run. The first word is looked at before DuckDB sees the text, because merely preparing an EXPORT makes
    /// a folder; the statement's type after that, because WITH may precede an INSERT. EXPLAIN ANALYZE runs what follows it.</summary>
    private void Refuse(string sql)
    {
        Match start = Start().Match(sql);
        string inner = sql[start.Groups["word"].Index..];
        bool known = !start.Success || s_selecting.Contains(start.Groups["word"].Value, StringComparer.OrdinalIgnoreCase);
        if (known && _connection.StatementType(inner) == DuckConnection.SelectStatement)
            return;
        throw new UserException(
            $"Only statements that select are allowed here ({string.Join(", ", s_selecting.Skip(1)).ToUpperInvariant()}), optionally after EXPLAIN or EXPLAIN ANALYZE; found '{start.Groups["word"].Value}'."
        );
    }

    /// <summary>All rows of a statement of ours.</summary>
    internal static QueryResult Collect(DuckConnection connection, string sql)
    {
        using DuckRows rows = connection.Query(sql);
        return Collect(rows);
    }

    private static QueryResult Collect(DuckRows found)
    {
        QueryColumn[] columns = [.. found.Columns.Select(c => new QueryColumn(c.Name, c.Type.Sql, c.Type.IsNumber))];
        var rows = new List<object?[]>();
        while (found.Next())
        {
            int first = rows.Count;
            for (int i = 0; i < found.Count; i++)
                rows.Add(new object?[columns.Length]);
            for (int c = 0; c < columns.Length; c++)
            {
                DuckVector vector = found[c];
                for (int i = 0; i < found.Count; i++)
                    rows[first + i][c] = vector.Value(found.Columns[c].Type, i);
            }
        }
        return new(columns, rows);
    }

    /// <summary>Dates, structs, maps ... as DuckDB writes them.</summary>
    private QueryResult AsText(string sql, IReadOnlyList<DuckColumn> columns)
    {
        string list = string.Join(
            ", ",
            columns.Select((c, i) => c.Type.IsReadable ? $"#{i + 1}" : $"CAST(#{i + 1} AS VARCHAR) AS {SqlText.Name(c.Name)}")
        );
        using DuckRows rows = _connection.Query($"SELECT {list} FROM ({sql.Trim().TrimEnd(';')}\n)");
        return Collect(rows);
    }

    private static string SpectraSql(IReadOnlyList<ResultRun> runs, bool isMany)
    {
        string[] selects =
        [
            .. runs.SelectMany(r =>
                r.SpectraFiles()
                    .Select(f =>
                        $"SELECT {Run(r, isMany)}{SqlText.Literal(f.Series)} AS series, {SqlText.Literal(f.Step)} AS step, frame, y, status FROM {SqlText.Parquet(f.Path)}"
                    )
            ),
        ];
        return selects.Length > 0
            ? string.Join(" UNION ALL ", selects)
            : $"SELECT {(isMany ? "'' AS run, " : "")}'' AS series, '' AS step, 0::BIGINT AS frame, []::DOUBLE[] AS y, '' AS status WHERE false";
    }

    private static string Run(ResultRun run, bool isMany) => isMany ? $"{SqlText.Literal(run.Name)} AS run, " : "";

    private static string FirstLines(string message) =>
        string.Join(
            "\n",
            message
                .Split('\n')
                .Select(l => l.TrimEnd())
                .Where(l => l.Length > 0 && !l.StartsWith("Stack Trace", StringComparison.Ordinal))
                .Take(4)
        );

    private string Hint(DuckException e) =>
        e.Kind == "Catalog" ? $"\nTables here: {string.Join(", ", _tables.Keys.Append(Spectra).Order(StringComparer.Ordinal))}." : "";

    [GeneratedRegex("""^\s*desc(ribe)?\s+(?<name>"?\w+"?)\s*;?\s*$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Described();

    /// <summary>Blanks, comments and EXPLAIN; then the word that says what the statement is.</summary>
    [GeneratedRegex(
        @"^(\s|--[^\n]*(\n|$)|/\*.*?\*/)*(explain\s+(analyze\s+)?)?(\s|--[^\n]*(\n|$)|/\*.*?\*/)*(?<word>\(|\w+)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Start();

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }
}
