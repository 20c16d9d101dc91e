using System.Text.Json;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.IO.Store.DuckDb;

namespace SpectraPipeline.IO.Store;

/// <summary>A finished result folder, or a folder of them, read-only. Not thread-safe.</summary>
public sealed class ResultStore : IDisposable
{
    private readonly DuckDatabase _database;
    private readonly DuckConnection _connection;
    private readonly Lazy<ResultQuery> _query;
    private readonly Lazy<JsonDocument> _manifest;
    private readonly Lazy<List<AxisRow>> _axes;

    private ResultStore(string folder, IReadOnlyList<ResultRun> runs, bool isMany, int threads, string? manifest = null)
    {
        (Folder, Runs, IsMany) = (folder, runs, isMany);
        _database = new DuckDatabase(new() { Threads = threads });
        _connection = _database.Connect();
        _query = new(() => new ResultQuery(folder, runs, isMany, threads));
        _manifest = new(() =>
            manifest is null ? JsonDocument.Parse(File.ReadAllBytes(StoreFolder.Manifest(One))) : JsonDocument.Parse(manifest)
        );
        _axes = new(() => Read<AxisRow>());
    }

    /// <summary>Full path that was opened.</summary>
    public string Folder { get; }

    /// <summary>The result folders: one, or those below a folder of result folders, by name.</summary>
    public IReadOnlyList<ResultRun> Runs { get; }

    /// <summary>A folder of result folders: every view has a leading column <c>run</c>.</summary>
    public bool IsMany { get; }

    /// <summary>The manifest.</summary>
    /// <exception cref="UserException">A folder of result folders has none; open one of them.</exception>
    public JsonDocument Manifest => _manifest.Value;

    /// <summary>Opens a result folder, or a folder of result folders.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="threads">Threads of DuckDB.</param>
    /// <exception cref="UserException">It is missing, not finished or no result folder.</exception>
    public static ResultStore Open(string folder, int threads = 2)
    {
        string full = Path.GetFullPath(folder);
        if (!Directory.Exists(full))
            throw new UserException($"{folder}: there is no such folder.");
        if (File.Exists(StoreFolder.Manifest(full)))
            return new ResultStore(full, [new(Path.GetFileName(full), full)], isMany: false, threads);
        if (Directory.Exists(StoreFolder.Parts(full)))
            throw new UserException($"{folder}: this run is not finished (it has no {StoreFolder.ManifestName}). Finish it with --resume.");
        ResultRun[] runs =
        [
            .. Directory
                .GetDirectories(full)
                .Where(d => File.Exists(StoreFolder.Manifest(d)))
                .Order(StringComparer.Ordinal)
                .Select(d => new ResultRun(Path.GetFileName(d), d)),
        ];
        if (runs.Length == 0)
            throw new UserException(
                $"{folder}: neither a result folder nor a folder of them (no {StoreFolder.ManifestName} there or one level below). "
                    + "A run that was broken off is finished with --resume."
            );
        return new ResultStore(full, runs, isMany: true, threads);
    }

    /// <summary>Opens a folder whose run is at its last step: everything is there but the manifest, which is written when the report is drawn.</summary>
    public static ResultStore OpenUnfinished(string folder, string manifest, int threads = 2)
    {
        string full = Path.GetFullPath(folder);
        return new ResultStore(full, [new(Path.GetFileName(full), full)], isMany: false, threads, manifest);
    }

    /// <summary>Ids of the series with stored spectra or axes, in order of the table <c>axes</c>, then by name.</summary>
    public IReadOnlyList<string> Series =>
        [.. _axes.Value.Select(a => a.Series).Concat(new ResultRun("", One).SpectraFiles().Select(f => f.Series)).Distinct()];

    /// <summary>Ids of the stored steps of a series, in order of the table <c>axes</c>.</summary>
    public IReadOnlyList<string> Steps(string series)
    {
        string[] stored = [.. new ResultRun("", One).SpectraFiles().Where(f => f.Series == series).Select(f => f.Step)];
        return [.. _axes.Value.Where(a => a.Series == series && stored.Contains(a.Step)).Select(a => a.Step).Concat(stored).Distinct()];
    }

    /// <summary>All rows of a table, in stored order; empty when the folder has no such table.</summary>
    public List<TRow> Read<TRow>()
        where TRow : struct => Read<TRow>("");

    /// <summary>Some rows of a table: those of a long series need not all be in memory.</summary>
    /// <param name="which">What follows FROM in SQL: <c>WHERE ...</c>, <c>ORDER BY ...</c>, <c>LIMIT ...</c>. Names and texts in it by
    /// <see cref="Text"/>; never the user's words.</param>
    public List<TRow> Read<TRow>(string which)
        where TRow : struct
    {
        ParquetTable<TRow> table = ParquetTable.For<TRow>();
        string path = StoreFolder.Table(One, table.Name);
        return File.Exists(path) ? (List<TRow>)table.Read(_connection, [path], which) : [];
    }

    /// <summary>Rows of a table are there.</summary>
    public bool Has<TRow>()
        where TRow : struct => File.Exists(StoreFolder.Table(One, ParquetTable.For<TRow>().Name));

    /// <summary>A text as SQL writes it.</summary>
    public static string Text(string text) => SqlText.Literal(text);

    /// <summary>Stored spectra of a step with their axis, or those of some frames.</summary>
    /// <param name="series">Id of the series.</param>
    /// <param name="step">Id of the step.</param>
    /// <param name="frames">Frame numbers wanted; null = all. Rows come in stored order.</param>
    /// <exception cref="UserException">They were not stored.</exception>
    public SpectralSeries ReadSpectra(string series, string step, IReadOnlyCollection<int>? frames = null)
    {
        string path = StoreFolder.Spectra(One, series, step);
        if (!File.Exists(path))
            throw new UserException(
                $"Spectra of series '{series}', step '{step}' are not stored. Stored: {string.Join(", ", Steps(series))}. The key 'keep' of a series chooses."
            );
        AxisRow axis = _axes.Value.Find(a => a.Series == series && a.Step == step);
        if (axis.Values is null)
            throw new UserException($"{Folder}: the table 'axes' has no row for series '{series}', step '{step}'.");
        return StoredSpectra.Read(_connection, path, axis, frames, FramesOf(series, frames));
    }

    private List<FrameRow> FramesOf(string series, IReadOnlyCollection<int>? frames) =>
        frames is { Count: 0 }
            ? []
            : Read<FrameRow>($"WHERE series = {Text(series)}{(frames is null ? "" : $" AND frame IN ({string.Join(", ", frames)})")}");

    /// <summary>Runs one SELECT (also FROM, SHOW, DESCRIBE, SUMMARIZE, EXPLAIN) over the views: every table by its name, and <c>spectra</c>.</summary>
    /// <exception cref="UserException">DuckDB refuses it, or it would write.</exception>
    public QueryResult Query(string sql) => _query.Value.Run(sql);

    private string One =>
        IsMany
            ? throw new UserException($"{Folder} holds {Runs.Count} result folders; open one of them ({Runs[0].Name} ...).")
            : Runs[0].Folder;

    public void Dispose()
    {
        if (_query.IsValueCreated)
            _query.Value.Dispose();
        if (_manifest.IsValueCreated)
            _manifest.Value.Dispose();
        _connection.Dispose();
        _database.Dispose();
    }
}

/// <summary>One result folder.</summary>
/// <param name="Name">Name of the folder.</param>
/// <param name="Folder">Full path.</param>
public sealed record ResultRun(string Name, string Folder)
{
    /// <summary>Table files by table name.</summary>
    internal IEnumerable<(string Table, string Path)> TableFiles() =>
        Files(Path.Combine(Folder, "tables")).Select(p => (Path.GetFileNameWithoutExtension(p), p));

    /// <summary>Spectra files with the ids they stand for.</summary>
    internal IEnumerable<(string Series, string Step, string Path)> SpectraFiles()
    {
        string root = StoreFolder.Spectra(Folder);
        return Directory.Exists(root)
            ? Directory
                .GetDirectories(root)
                .Order(StringComparer.Ordinal)
                .SelectMany(d =>
                    Files(d).Select(p => (FileNames.Decode(Path.GetFileName(d)), FileNames.Decode(Path.GetFileNameWithoutExtension(p)), p))
                )
            : [];
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.Exists(folder) ? Directory.GetFiles(folder, "*.parquet").Order(StringComparer.Ordinal) : [];
}
