using System.Collections;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.IO.Store.DuckDb;

namespace SpectraPipeline.IO.Store;

/// <summary>A result folder while a run writes it: blocks of frames land in <c>.parts/</c>, each by one rename, and are compacted into the files
/// of the contract at the end; the manifest goes last. Thread-safe for <see cref="Begin"/> and <see cref="Block"/>; the rest is called by one thread at a time.</summary>
public sealed class PartStore : IDisposable
{
    internal const string Unfinished = StoreFolder.Unfinished;
    private const string LockName = ".lock";
    private const string FinalCodec = "zstd";
    private readonly string _partsPath;
    private readonly PartFolder _parts;
    private readonly FolderLock _lock;
    private readonly DuckDatabase _database;
    private readonly Dictionary<(string Series, string Step), CompactedSpectra> _compacted = [];
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    /// <summary>Opens or makes a result folder for writing.</summary>
    /// <param name="folder">Result folder.</param>
    /// <param name="threads">Threads of DuckDB beside the callers'.</param>
    /// <param name="memoryMebibytes">Memory of DuckDB before it spills into the folder.</param>
    /// <exception cref="UserException">Another process writes there.</exception>
    public PartStore(string folder, int threads = 1, int memoryMebibytes = 1024)
    {
        Folder = Path.GetFullPath(folder);
        _partsPath = StoreFolder.Parts(Folder);
        _parts = new PartFolder(_partsPath);
        _lock = FolderLock.Take(Path.Combine(_partsPath, LockName), folder);
        try
        {
            if (IsFinished)
                // Killed between the manifest and the end: its parts are in their final place.
                EmptyParts();
            _database = new DuckDatabase(
                new()
                {
                    Threads = threads,
                    MemoryMebibytes = memoryMebibytes,
                    TemporaryFolder = Path.Combine(_partsPath, ".duckdb"),
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

    /// <summary>Forgets the blocks of a broken run.</summary>
    public void DropBlocks() => _parts.DropAll();

    /// <summary>Forgets one block.</summary>
    public void DropBlock(string series, int block) => _parts.Drop(series, block);

    /// <summary>Forgets an earlier run: manifest first, then its tables, spectra and parts. Only files that a run writes are deleted; whatever else
    /// lies there stays.</summary>
    /// <param name="keepForReuse">Spectra and <c>.reuse</c> stay as a source of results (<see cref="ReusableRun"/>) until the new run replaces
    /// them; <see cref="WriteManifest"/> removes what it did not replace.</param>
    public void Reset(bool keepForReuse = false)
    {
        File.Delete(StoreFolder.Manifest(Folder));
        _parts.DropAll();
        DeleteParquet(Path.Combine(Folder, "tables"));
        ReuseFolder.Delete(StoreFolder.Reuse(Folder) + Unfinished);
        if (keepForReuse)
            return;
        ReuseFolder.Delete(StoreFolder.Reuse(Folder));
        DeleteOtherSpectra();
    }

    /// <summary>Removes final spectra that this run did not write: once all tables stand, nothing of an earlier run is of use, and no table knows them.</summary>
    public void DeleteOtherSpectra()
    {
        if (Directory.Exists(StoreFolder.Spectra(Folder)))
            foreach (string series in Directory.GetDirectories(StoreFolder.Spectra(Folder)))
                DeleteParquet(series);
    }

    private void DeleteParquet(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (string file in Directory.GetFiles(folder, "*.parquet").Concat(Directory.GetFiles(folder, "*.parquet" + Unfinished)))
            if (!_written.Contains(file))
                File.Delete(file);
        if (Directory.GetFileSystemEntries(folder).Length == 0)
            Directory.Delete(folder);
    }

    /// <summary>Starts a block; leftovers of a broken attempt are dropped.</summary>
    /// <exception cref="IOException">The folder was removed while the run wrote into it; a block would make a new one without the others.</exception>
    public BlockWriter Begin(string series, int block)
    {
        if (!File.Exists(Path.Combine(_partsPath, LockName)))
            throw new DirectoryNotFoundException($"'{_partsPath}' is not there any more");
        return _parts.Begin(series, block);
    }

    /// <summary>Makes sure that all blocks of a series are there, which somebody may have removed since.</summary>
    /// <exception cref="IOException">Some are gone.</exception>
    public void Demand(string series, int blocks)
    {
        int[] gone = [.. Enumerable.Range(0, blocks).Except(CommittedBlocks(series))];
        if (gone.Length > 0)
            throw new DirectoryNotFoundException(
                $"of {blocks} finished blocks of series '{series}' {gone.Length} are not there any more in '{_partsPath}'"
            );
    }

    /// <summary>Numbers of the committed blocks of a series, ascending. A block that is not what was written is deleted and not named.</summary>
    public IReadOnlyList<int> CommittedBlocks(string series) => [.. _parts.Numbers(series)];

    /// <summary>A committed block; null when it is absent, or damaged: then it is deleted, to be computed again.</summary>
    public StoredBlock? Block(string series, int block) => _parts.Block(series, block);

    /// <summary>Rows of all committed blocks of a series, in order of block and writing.</summary>
    public List<TRow> ReadRows<TRow>(string series)
        where TRow : struct => (List<TRow>)ReadRows(typeof(TRow), series);

    /// <summary>The same for a type known only at run time: a List of it.</summary>
    public IList ReadRows(Type rowType, string series)
    {
        ParquetTable table = ParquetTable.For(rowType);
        IList rows = table.NewList();
        foreach (StoredBlock block in _parts.Blocks(series))
            block.AddRows(rows, table);
        return rows;
    }

    /// <summary>A stored step of all committed blocks as one series in memory; null when no block holds it.</summary>
    /// <param name="series">Id of the series.</param>
    /// <param name="step">Id of the step.</param>
    /// <param name="channels">Channels wanted; null = all.</param>
    public SpectralSeries? ReadSpectra(string series, string step, IReadOnlyCollection<string>? channels = null) =>
        SpectraParts.Read(series, [.. _parts.Spectra(series, step).Select(p => (p.Path, p.Card))], channels);

    /// <summary>Writes <c>tables/&lt;table&gt;.parquet</c> from the parts: series in the order given, then blocks, then order of writing. A
    /// table without rows gets a file too.</summary>
    public void CompactRows(Type rowType, IReadOnlyList<string> seriesOrder)
    {
        ParquetTable table = ParquetTable.For(rowType);
        Write(table, seriesOrder.SelectMany(s => _parts.Rows(table, s)));
    }

    /// <summary>Writes <c>tables/&lt;table&gt;.parquet</c> from rows in memory (a List or array of the type), sorted by series in the order
    /// given (stable); series not named come last, rows without a series keep their order.</summary>
    public void CompactRows(Type rowType, IList rows, IReadOnlyList<string> seriesOrder)
    {
        ParquetTable table = ParquetTable.For(rowType);
        Write(table, table.InOrder(rows, seriesOrder));
    }

    /// <summary>Writes <c>tables/&lt;table&gt;.parquet</c> from batches of rows (each a List or array of the type) as they come; no two of them are
    /// held at once.</summary>
    public void WriteTable(Type rowType, IEnumerable<IList> batches) => Write(ParquetTable.For(rowType), batches);

    /// <summary>Writes <c>spectra/&lt;series&gt;/&lt;step&gt;.parquet</c> from the parts.</summary>
    /// <returns>The row of the table <c>axes</c> that belongs to it; null when no block holds the step.</returns>
    /// <param name="series">Name under which the blocks lie in the parts.</param>
    /// <param name="step">Id of the step.</param>
    /// <param name="target">Id of the series in the result; the same when left out.</param>
    public AxisRow? CompactSpectra(string series, string step, string? target = null)
    {
        if (_parts.Spectra(series, step).FirstOrDefault() is not { Card: var first })
            return null;
        string path = StoreFolder.Spectra(Folder, target ?? series, step);
        var blocks = new List<int>();
        List<long[]>? begins = WriteSpectra(
            path,
            first,
            _parts
                .Spectra(series, step)
                .Select(p =>
                {
                    blocks.Add(p.Block);
                    return (p.Path, p.Card);
                })
        );
        _compacted.Remove((series, step));
        if (begins is not null)
            _compacted[(series, step)] = new(path, blocks.Zip(begins).ToDictionary());
        return Axes(first, target ?? series, step);
    }

    /// <summary>The same for a whole series in memory (what a series stage gave).</summary>
    public AxisRow CompactSpectra(string step, SpectralSeries whole, Predicate<int>? isFlagged = null)
    {
        string part = Path.Combine(_partsPath, $"{FileNames.Encode(whole.Id)}.{FileNames.Encode(step)}.whole.parquet");
        SpectraCard card = SpectraCard.From(whole, SpectraTable.WritePart(whole, isFlagged, part));
        WriteSpectra(StoreFolder.Spectra(Folder, whole.Id, step), card, [(part, card)]);
        File.Delete(part);
        return Axes(card, whole.Id, step);
    }

    /// <summary>Ends the run: what it found is packed to be used again, then the manifest is written in one step and the parts are removed. Killed
    /// anywhere, the folder is either one to resume or a finished one. The store is closed afterwards.</summary>
    /// <param name="json">The manifest.</param>
    /// <param name="notes">What <see cref="ReusableRun.Notes"/> will say.</param>
    public void WriteManifest(string json, string? notes = null)
    {
        if (_written.FirstOrDefault(file => !File.Exists(file)) is { } gone)
            throw new FileNotFoundException($"'{gone}' is not there any more");
        try
        {
            ReuseFolder.Write(Folder, _parts, _compacted, notes ?? "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A help for later runs must not break off a finished night: without it they compute everything.
            ReuseFolder.Drop(Folder);
        }
        DeleteOtherSpectra();
        StoreFolder.WriteWhole(StoreFolder.Manifest(Folder), json);
        Dispose();
    }

    /// <summary>Closes. The parts of an unfinished run stay for a resume; those of a finished one go, also what a kill between manifest and removal left.</summary>
    public void Dispose()
    {
        _database.Dispose();
        if (_lock.IsHeld && IsFinished)
        {
            EmptyParts();
            _lock.DisposeAndDelete();
        }
        else
            _lock.Dispose();
    }

    private void EmptyParts()
    {
        foreach (string folder in Directory.GetDirectories(_partsPath))
            Directory.Delete(folder, recursive: true);
        foreach (string file in Directory.GetFiles(_partsPath))
            if (Path.GetFileName(file) != LockName)
                File.Delete(file);
    }

    /// <returns>Of every part, where its row groups begin; null when they were written anew.</returns>
    private List<long[]>? WriteSpectra(string path, SpectraCard first, IEnumerable<(string Path, SpectraCard Card)> parts)
    {
        List<long[]>? begins = null;
        StoreFolder.WriteWhole(
            path,
            beside =>
            {
                if (CompressSpectra)
                {
                    using DuckConnection connection = _database.Connect();
                    SpectraTable.Compress(connection, first, parts.Select(p => p.Path), beside);
                }
                else
                    begins = SpectraTable.Compact(first, parts, beside);
            }
        );
        _written.Add(path);
        return begins;
    }

    private void Write(ParquetTable table, IEnumerable<IList> batches)
    {
        using DuckConnection connection = _database.Connect();
        string target = StoreFolder.Table(Folder, table.Name);
        StoreFolder.WriteWhole(target, path => table.Write(connection, batches, path, FinalCodec));
        _written.Add(target);
    }

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
}
