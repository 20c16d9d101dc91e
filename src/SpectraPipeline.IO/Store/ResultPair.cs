using System.Text.Json;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Store.DuckDb;

namespace SpectraPipeline.IO.Store;

/// <summary>Two finished result folders side by side, read-only: each table as <c>before.NAME</c> and <c>after.NAME</c>, so that one SELECT can hold
/// one against the other. A table or column that only one of them has is there in both, empty. Frames carry the number that the second run gives to
/// the same spectrum of the same file, so that a file less does not shift all that follow. Not thread-safe.</summary>
public sealed class ResultPair : IDisposable
{
    private readonly ResultStore _before;
    private readonly ResultStore _after;
    private readonly DirectoryInfo _temporary;
    private readonly DuckDatabase _database;
    private readonly DuckConnection _connection;
    private readonly Dictionary<string, (IReadOnlyList<string> Columns, Dictionary<string, string> Units)> _tables = [];

    private ResultPair(ResultStore before, ResultStore after, int threads)
    {
        (_before, _after) = (before, after);
        _temporary = Directory.CreateTempSubdirectory("spectra-diff-");
        _database = new DuckDatabase(new() { Threads = threads, TemporaryFolder = _temporary.FullName });
        _connection = _database.Connect();
        try
        {
            Telling(CreateTables);
        }
        catch
        {
            Close();
            throw;
        }
    }

    private void CreateTables()
    {
        _connection.Execute("CREATE SCHEMA before");
        _connection.Execute("CREATE SCHEMA after");
        var paths = Side(_before).ToDictionary(t => t.Table, t => (Before: t.Path, After: ""));
        foreach (var (table, path) in Side(_after))
            paths[table] = (paths.TryGetValue(table, out var known) ? known.Before : "", path);
        Renumber(paths.GetValueOrDefault("frames"));
        foreach (var (table, (one, other)) in paths)
        {
            Create("before", table, one, other);
            Create("after", table, other, one);
            string[] columns = ColumnsOf(one.Length > 0 ? one : other);
            _tables[table] = (
                one.Length > 0 && other.Length > 0 ? [.. columns.Intersect(ColumnsOf(other))] : columns,
                StoredSpectra.Footer(_connection, other.Length > 0 ? other : one)
            );
        }
    }

    /// <summary>Opens two result folders.</summary>
    /// <exception cref="UserException">One is missing, unfinished, no result folder, or a folder of several.</exception>
    public static ResultPair Open(string before, string after, int threads = 2)
    {
        ResultStore one = OpenOne(before);
        ResultStore? other = null;
        try
        {
            other = OpenOne(after);
            return new ResultPair(one, other, threads);
        }
        catch
        {
            other?.Dispose();
            one.Dispose();
            throw;
        }
    }

    /// <summary>Manifest of the first.</summary>
    public JsonElement ManifestBefore => _before.Manifest.RootElement;

    /// <summary>Manifest of the second.</summary>
    public JsonElement ManifestAfter => _after.Manifest.RootElement;

    /// <summary>Tables that at least one of them has.</summary>
    public IReadOnlyCollection<string> Tables => _tables.Keys;

    /// <summary>Columns of a table that both have; all of them where only one has the table; none where nobody has it.</summary>
    public IReadOnlyList<string> Columns(string table) => _tables.TryGetValue(table, out var known) ? known.Columns : [];

    /// <summary>Unit of a column as its file says: a symbol, <c>axis</c>, <c>y</c>, or empty.</summary>
    public string Unit(string table, string column) =>
        _tables.TryGetValue(table, out var known) ? known.Units.GetValueOrDefault("unit." + column, "") : "";

    /// <summary>Runs one SELECT over both.</summary>
    /// <exception cref="UserException">A table cannot be read; the message names it with its folder.</exception>
    public QueryResult Query(string sql)
    {
        QueryResult? result = null;
        Telling(() => result = ResultQuery.Collect(_connection, sql));
        return result!;
    }

    /// <summary>What DuckDB says of a damaged file does not always name it: then each is read alone, until one fails.</summary>
    private void Telling(Action work)
    {
        try
        {
            work();
        }
        catch (DuckException e)
        {
            foreach (ResultStore store in new[] { _before, _after })
            foreach (
                var (name, path) in Side(store)
                    .Select(t => ("table " + t.Table, t.Path))
                    .Concat(store.Runs[0].SpectraFiles().Select(f => ($"spectra of {f.Series}, {f.Step}", f.Path)))
            )
                if (Damage(path) is { } damage)
                    throw new UserException(
                        $"{store.Folder}: the {name} ({Path.GetFileName(path)}) cannot be read: {damage} Restore it, or run the pipeline again into this folder."
                    );
            throw new UserException($"{_before.Folder} and {_after.Folder} could not be compared: {FirstLine(e)}");
        }
    }

    private string? Damage(string path)
    {
        try
        {
            ResultQuery.Collect(_connection, $"SELECT count(COLUMNS(*)) FROM {SqlText.Parquet(path)}");
            return null;
        }
        catch (DuckException e)
        {
            return FirstLine(e);
        }
    }

    private static string FirstLine(DuckException e) => e.Message.Split('\n')[0].TrimEnd();

    /// <summary>Stored spectra that both have, by series and step: frames compared, and those of them that differ beyond <paramref name="relative"/>
    /// of the spectrum's length as a vector.</summary>
    public IEnumerable<(string Series, string Step, long Frames, long Different)> Spectra(double relative)
    {
        var other = _after.Runs[0].SpectraFiles().ToDictionary(f => (f.Series, f.Step), f => f.Path);
        foreach (var (series, step, path) in _before.Runs[0].SpectraFiles())
        {
            if (!other.TryGetValue((series, step), out string? twin))
                continue;
            object?[] row = Query(
                string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"""
                    SELECT count(*), count(*) FILTER (WHERE CASE
                        WHEN a.y IS NOT DISTINCT FROM b.y THEN false
                        WHEN a.y IS NULL OR b.y IS NULL OR len(a.y) <> len(b.y) THEN true
                        ELSE list_distance(a.y, b.y) > {relative:R} * sqrt(list_inner_product(a.y, a.y)) END)
                    FROM {SqlText.Parquet(path)} a LEFT JOIN (FROM renumbered WHERE series = {SqlText.Literal(series)}) r ON r.own = a.frame
                    JOIN {SqlText.Parquet(twin)} b
                    ON b.frame = CASE WHEN {SqlText.Literal(series)} IN (SELECT series FROM renumbered) THEN r.number ELSE a.frame END
                    """
                )
            ).Rows[0];
            yield return (series, step, (long)row[0]!, (long)row[1]!);
        }
    }

    private static ResultStore OpenOne(string folder)
    {
        ResultStore store = ResultStore.Open(folder);
        try
        {
            if (store.IsMany)
                throw new UserException(
                    $"{folder}: this is a folder of {store.Runs.Count} result folders; name one of them, as in {Path.Combine(folder, store.Runs[0].Name)}."
                );
            if (!store.Manifest.RootElement.TryGetProperty("series", out _))
                throw new UserException(
                    $"{folder}: its manifest.json was not written by this program. Name a folder that 'spectra run' wrote."
                );
            return store;
        }
        catch (JsonException e)
        {
            store.Dispose();
            throw new UserException($"{folder}: its manifest.json is damaged ({e.Message}). Run the pipeline again into this folder.");
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    private static IEnumerable<(string Table, string Path)> Side(ResultStore store) => store.Runs[0].TableFiles();

    /// <summary>Numbers that the second run gives to frames of the first, for series where any number differs.</summary>
    private void Renumber((string Before, string After) frames)
    {
        _connection.Execute("CREATE TABLE renumbered (series VARCHAR, own BIGINT, number BIGINT)");
        if (frames.Before is not { Length: > 0 } || frames.After is not { Length: > 0 })
            return;
        _connection.Execute(
            $"""
            INSERT INTO renumbered
            SELECT a.series, a.frame, b.frame
            FROM {SqlText.Parquet(frames.Before)} a JOIN {SqlText.Parquet(frames.After)} b USING (series, file, index_in_file)
            QUALIFY bool_or(a.frame <> b.frame) OVER (PARTITION BY a.series)
            """
        );
    }

    /// <summary>Rows of the first run under the frame numbers of the second; a frame that it does not have gets a number that nobody has.</summary>
    private string Renumbered(string rows, string own) =>
        ColumnsOf(own) is var columns && columns.Contains("frame") && columns.Contains("series")
            ? "SELECT t.* REPLACE (CASE WHEN t.series IN (SELECT series FROM renumbered) THEN coalesce(r.number, -1 - t.frame) ELSE t.frame END AS frame) "
                + $"FROM ({rows}) t LEFT JOIN renumbered r ON r.series = t.series AND r.own = t.frame"
            : rows;

    private void Create(string schema, string table, string own, string other)
    {
        string rows =
            own.Length > 0
                ? Side(schema, $"SELECT * FROM {SqlText.Parquet(own)}", own)
                : $"SELECT * FROM {SqlText.Parquet(other)} WHERE false";
        if (own.Length > 0 && other.Length > 0)
            rows += $" UNION ALL BY NAME SELECT * FROM {SqlText.Parquet(other)} WHERE false";
        _connection.Execute($"CREATE VIEW {schema}.{SqlText.Name(table)} AS {rows}");
    }

    private string Side(string schema, string rows, string own) => schema == "before" ? Renumbered(rows, own) : rows;

    private string[] ColumnsOf(string path) =>
        [.. Query($"DESCRIBE SELECT * FROM {SqlText.Parquet(path)}").Rows.Select(r => (string)r[0]!)];

    private void Close()
    {
        _connection.Dispose();
        _database.Dispose();
        _temporary.Delete(recursive: true);
    }

    public void Dispose()
    {
        Close();
        _before.Dispose();
        _after.Dispose();
    }
}
