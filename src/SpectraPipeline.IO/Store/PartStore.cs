using System.Collections;
using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.IO.Store.DuckDb;

namespace SpectraPipeline.IO.Store;

/// <summary>A result folder while a run writes it: blocks of frames land in <c>.parts/</c>, each by one rename, and are compacted into the files
/// of the contract at the end; the manifest goes last. Thread-safe for <see cref="Begin"/>; the rest is called by one thread at a time.</summary>
public sealed class PartStore : IDisposable
{
    internal const string Unfinished = ".tmp";
    private const string FinalCodec = "zstd";
    private const string LockName = ".lock";
    private readonly string _parts;
    private readonly FolderLock _lock;
    private readonly DuckDatabase _database;
    private readonly List<string> _written = [];

    /// <summary>Opens or makes a result folder for writing.</summary>
    /// <param name="folder">Result folder.</param>
    /// <param name="threads">Threads of DuckDB beside the callers'.</param>
    /// <param name="memoryMebibytes">Memory of DuckDB before it spills into the folder.</param>
    /// <exception cref="UserException">Another process writes there.</exception>
    public PartStore(string folder, int threads = 1, int memoryMebibytes = 1024)
    {
        Folder = Path.GetFullPath(folder);
        _parts = StoreFolder.Parts(Folder);
        Directory.CreateDirectory(_parts);
        _lock = FolderLock.Take(Path.Combine(_parts, LockName), folder);
        try
        {
            _database = new DuckDatabase(
                new()
                {
                    Threads = threads,
                    MemoryMebibytes = memoryMebibytes,
                    TemporaryFolder = Path.Combine(_parts, ".duckdb"),
                }
            );
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    /// <summary>Full path of the result folder.</summary>
    public string Folder { get; }

    /// <summary>Final spectra are compressed (zstd). Noisy spectra shrink by 6 % for three times the time; without it their bytes are copied.</summary>
    public bool CompressSpectra { get; init; } = true;

    /// <summary>A manifest lies there: an earlier run was finished.</summary>
    public bool IsFinished => File.Exists(StoreFolder.Manifest(Folder));

    /// <summary>Forgets an earlier run: manifest first, then its tables, spectra and parts. Only files that a run writes are deleted; whatever else
    /// lies there stays.</summary>
    public void Reset()
    {
        File.Delete(StoreFolder.Manifest(Folder));
        foreach (string part in Directory.GetDirectories(_parts))
            Directory.Delete(part, recursive: true);
        DeleteParquet(Path.Combine(Folder, "tables"));
        if (Directory.Exists(StoreFolder.Spectra(Folder)))
            foreach (string series in Directory.GetDirectories(StoreFolder.Spectra(Folder)))
                DeleteParquet(series);
    }

    private static void DeleteParquet(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (string file in Directory.GetFiles(folder, "*.parquet").Concat(Directory.GetFiles(folder, "*.parquet.tmp")))
            File.Delete(file);
        if (Directory.GetFileSystemEntries(folder).Length == 0)
            Directory.Delete(folder);
    }

    /// <summary>Starts a block; leftovers of a broken attempt are dropped.</summary>
    /// <exception cref="IOException">The folder was removed while the run wrote into it; a block would make a new one without the others.</exception>
    public BlockWriter Begin(string series, int block)
    {
        if (!File.Exists(Path.Combine(_parts, LockName)))
            throw new DirectoryNotFoundException($"'{_parts}' is not there any more");
        return new(Block(series, block));
    }

    /// <summary>Makes sure that all blocks of a series are there, which somebody may have removed since.</summary>
    /// <exception cref="IOException">Some are gone.</exception>
    public void Demand(string series, int blocks)
    {
        int[] gone = [.. Enumerable.Range(0, blocks).Except(CommittedBlocks(series))];
        if (gone.Length > 0)
            throw new DirectoryNotFoundException(
                $"of {blocks} finished blocks of series '{series}' {gone.Length} are not there any more in '{_parts}'"
            );
    }

    /// <summary>Numbers of the committed blocks of a series, ascending.</summary>
    public IReadOnlyList<int> CommittedBlocks(string series)
    {
        string folder = Path.Combine(_parts, FileNames.Encode(series));
        if (!Directory.Exists(folder))
            return [];
        return
        [
            .. Directory
                .EnumerateDirectories(folder)
                .Select(d => int.TryParse(Path.GetFileName(d), NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : -1)
                .Where(n => n >= 0)
                .Order(),
        ];
    }

    /// <summary>A text stored with a committed block, or null.</summary>
    public string? ReadJson(string series, int block, string name)
    {
        string path = Path.Combine(Block(series, block), JsonName(name));
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }

    /// <summary>Rows of all committed blocks of a series, in order of block and writing.</summary>
    public List<TRow> ReadRows<TRow>(string series)
        where TRow : struct => (List<TRow>)ReadRows(typeof(TRow), series);

    /// <summary>The same for a type known only at run time: a List of it.</summary>
    public IList ReadRows(Type rowType, string series)
    {
        ParquetTable table = ParquetTable.For(rowType);
        return table.Load(RowFiles(table, series));
    }

    /// <summary>A stored step of all committed blocks as one series in memory; null when no block holds it.</summary>
    /// <param name="series">Id of the series.</param>
    /// <param name="step">Id of the step.</param>
    /// <param name="channels">Channels wanted; null = all.</param>
    public SpectralSeries? ReadSpectra(string series, string step, IReadOnlyCollection<string>? channels = null)
    {
        using DuckConnection connection = _database.Connect();
        return SpectraParts.Read(connection, series, SpectraFiles(series, step), channels);
    }

    /// <summary>Writes <c>tables/&lt;table&gt;.parquet</c> from the parts: series in the order given, then blocks, then order of writing. A
    /// table without rows gets a file too.</summary>
    public void CompactRows(Type rowType, IReadOnlyList<string> seriesOrder)
    {
        ParquetTable table = ParquetTable.For(rowType);
        Write(table, seriesOrder.SelectMany(s => RowFiles(table, s)).Select(f => table.Load([f])));
    }

    /// <summary>Writes <c>tables/&lt;table&gt;.parquet</c> from rows in memory (a List or array of the type), sorted by series in the order
    /// given (stable); series not named come last, rows without a series keep their order.</summary>
    public void CompactRows(Type rowType, IList rows, IReadOnlyList<string> seriesOrder)
    {
        ParquetTable table = ParquetTable.For(rowType);
        if (typeof(ISeriesRow).IsAssignableFrom(rowType) && seriesOrder.Count > 0)
        {
            var place = seriesOrder.Select((s, i) => (s, i)).DistinctBy(p => p.s).ToDictionary(p => p.s, p => p.i);
            object[] sorted = [.. rows.Cast<object>().OrderBy(r => place.GetValueOrDefault(((ISeriesRow)r).Series, int.MaxValue))];
            Array typed = Array.CreateInstance(rowType, sorted.Length);
            Array.Copy(sorted, typed, sorted.Length);
            rows = typed;
        }
        Write(table, [rows]);
    }

    /// <summary>Writes <c>spectra/&lt;series&gt;/&lt;step&gt;.parquet</c> from the parts.</summary>
    /// <returns>The row of the table <c>axes</c> that belongs to it; null when no block holds the step.</returns>
    /// <param name="series">Name under which the blocks lie in the parts.</param>
    /// <param name="step">Id of the step.</param>
    /// <param name="target">Id of the series in the result; the same when left out.</param>
    public AxisRow? CompactSpectra(string series, string step, string? target = null)
    {
        IReadOnlyList<string> files = SpectraFiles(series, step);
        if (files.Count == 0)
            return null;
        return Compact(target ?? series, step, [.. files.Select(f => (f, SpectraParts.CardOf(f)))]);
    }

    /// <summary>The same for a whole series in memory (what a series stage gave).</summary>
    public AxisRow CompactSpectra(string step, SpectralSeries whole, Predicate<int>? isFlagged = null)
    {
        string part = Path.Combine(_parts, $"{FileNames.Encode(whole.Id)}.{FileNames.Encode(step)}.whole.parquet");
        SpectraCard card = SpectraCard.From(whole) with { Groups = SpectraTable.WritePart(whole, isFlagged, part) };
        AxisRow axis = Compact(whole.Id, step, [(part, card)]);
        File.Delete(part);
        return axis;
    }

    /// <summary>The last act: writes the manifest in one step, then removes the parts. The store is closed afterwards.</summary>
    public void WriteManifest(string json)
    {
        if (_written.Find(file => !File.Exists(file)) is { } gone)
            throw new FileNotFoundException($"'{gone}' is not there any more");
        StoreFolder.WriteWhole(StoreFolder.Manifest(Folder), json);
        RemoveParts();
    }

    /// <summary>Removes the parts of a run that is finished, or what a kill between manifest and removal left of them. The store is closed afterwards.</summary>
    public void RemoveParts()
    {
        Dispose();
        Directory.Delete(_parts, recursive: true);
    }

    /// <summary>Closes; the parts stay for a resume.</summary>
    public void Dispose()
    {
        _database.Dispose();
        _lock.Dispose();
    }

    private AxisRow Compact(string series, string step, IReadOnlyList<(string Path, SpectraCard Card)> parts)
    {
        using DuckConnection connection = _database.Connect();
        string target = StoreFolder.Spectra(Folder, series, step);
        StoreFolder.WriteWhole(target, path => SpectraTable.Compact(connection, parts, path, CompressSpectra));
        _written.Add(target);
        return Axes(parts[0].Card, series, step);
    }

    private void Write(ParquetTable table, IEnumerable<IList> batches)
    {
        using DuckConnection connection = _database.Connect();
        string target = StoreFolder.Table(Folder, table.Name);
        StoreFolder.WriteWhole(target, path => table.Write(connection, batches, path, FinalCodec));
        _written.Add(target);
    }

    internal static string SpectraName(string step, string extension) => $"spectra.{FileNames.Encode(step)}.{extension}";

    internal static string JsonName(string name) => $"json.{FileNames.Encode(name)}.json";

    private static AxisRow Axes(SpectraCard card, string series, string step) =>
        new()
        {
            Series = series,
            Step = step,
            Name = card.Axis.Name,
            Unit = card.Axis.Unit,
            Values = card.Axis.Values,
            Values2 = card.Axis2?.Values,
            Unit2 = card.Axis2?.Unit,
        };

    private string Block(string series, int block) =>
        Path.Combine(_parts, FileNames.Encode(series), block.ToString("D6", CultureInfo.InvariantCulture));

    private IReadOnlyList<string> RowFiles(ParquetTable table, string series) =>
        [
            .. CommittedBlocks(series)
                .SelectMany(b => Directory.GetFiles(Block(series, b), $"rows.{table.Name}.*.bin").Order(StringComparer.Ordinal)),
        ];

    private IReadOnlyList<string> SpectraFiles(string series, string step) =>
        [.. CommittedBlocks(series).Select(b => Path.Combine(Block(series, b), SpectraName(step, "parquet"))).Where(File.Exists)];
}
