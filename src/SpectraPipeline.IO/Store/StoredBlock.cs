using System.Collections;
using System.Collections.Frozen;
using System.Reflection;
using Microsoft.Win32.SafeHandles;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.IO.Store;

/// <summary>A committed block whose container was proved whole: rows and spectra by the step that gave them, and texts. Of a broken run or of a
/// finished one. Thread-safe.</summary>
public sealed class StoredBlock
{
    internal const string ContainerName = "block.bin";

    private static readonly FrozenDictionary<string, Type> s_tables = typeof(TableAttribute)
        .Assembly.GetTypes()
        .Where(t => t.GetCustomAttribute<TableAttribute>() is not null)
        .ToFrozenDictionary(t => t.GetCustomAttribute<TableAttribute>()!.Name);

    private readonly BlockEntry[] _entries;
    private readonly string? _folder;
    private readonly ReadOnlyMemory<byte> _payload;
    private readonly Dictionary<string, SpectraPlace> _places = [];

    /// <summary>A block of the parts, proved before: only its directory is kept in memory.</summary>
    private StoredBlock(BlockEntry[] entries, string folder) => (_entries, _folder) = (entries, folder);

    private StoredBlock(BlockEntry[] entries, ReadOnlyMemory<byte> payload, Dictionary<string, SpectraPlace> places) =>
        (_entries, _payload, _places) = (entries, payload, places);

    /// <summary>What a writer has just committed.</summary>
    internal static StoredBlock Committed(IReadOnlyList<BlockEntry> entries, string folder) => new([.. entries], folder);

    /// <summary>Proves a block of the parts, its spectra too; null when anything of it is not what was written.</summary>
    internal static StoredBlock? OfFolder(string folder)
    {
        byte[] container;
        try
        {
            container = File.ReadAllBytes(Path.Combine(folder, ContainerName));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
        if (Open(container, []) is not { } inMemory)
            return null;
        var block = new StoredBlock(inMemory._entries, folder);
        return block._entries.All(e =>
            e.Kind != EntryKind.Card || SpectraParquetReader.IsWhole(block.PartOf(e.Step), inMemory.Card(e).Layout)
        )
            ? block
            : null;
    }

    /// <summary>Proves a container in memory; its spectra are proved when they are read.</summary>
    internal static StoredBlock? Open(byte[] container, Dictionary<string, SpectraPlace> places)
    {
        if (BlockContainer.Payload(container) is not { } payload)
            return null;
        var block = new StoredBlock(BlockPayload.EntriesOf(payload), payload, places);
        return block._entries.All(e => e.Kind != EntryKind.Rows || block.IsReadable(e)) ? block : null;
    }

    /// <summary>Tables in which a step left rows, in order of writing.</summary>
    public IReadOnlyList<Type> TablesOf(string step) => [.. Find(EntryKind.Rows, step).Select(e => s_tables[e.Name]).Distinct()];

    /// <summary>Rows that a step left in a table: a List of the type, empty when there are none.</summary>
    public IList Rows(string step, Type rowType)
    {
        IList rows = ParquetTable.For(rowType).NewList();
        AddRows(rows, ParquetTable.For(rowType), Find(EntryKind.Rows, step));
        return rows;
    }

    /// <summary>A text; null when the block has none of this name.</summary>
    public string? Json(string name) =>
        Array.Find(_entries, e => e.Kind == EntryKind.Text && e.Name == name) is { } entry ? Reader(entry).ReadString() : null;

    /// <summary>The spectra of a step are there and, of a finished run, their file still has its length. Reading them proves the bytes.</summary>
    public bool HasSpectra(string step) =>
        Find(EntryKind.Card, step).Any()
        && (
            _folder is not null
            || (
                _places.TryGetValue(step, out SpectraPlace? place)
                && new FileInfo(place.Path) is { Exists: true } file
                && file.Length == place.Bytes
            )
        );

    /// <summary>The spectra of a step, bit for bit what was written; null when they are not there, or are not what was written.</summary>
    public SpectralSeries? Spectra(string step)
    {
        if (!HasSpectra(step))
            return null;
        SpectraCard card = Card(step)!;
        Channel[] channels = [.. card.Channels.Select(c => c.NewChannel(card.Info.Length, card.Points))];
        return SpectraParquetReader.Read(card, PlaceOf(step, card)!, channels, 0) ? card.With(channels) : null;
    }

    /// <summary>Everything of the spectra of a step but their numbers; null when the block has none.</summary>
    internal SpectraCard? Card(string step) => Find(EntryKind.Card, step).FirstOrDefault() is { } entry ? Card(entry) : null;

    /// <summary>Where the numbers lie; null when nobody knows.</summary>
    internal SpectraPlace? PlaceOf(string step, SpectraCard card) =>
        _folder is not null ? SpectraPlace.OfPart(PartOf(step), card) : _places.GetValueOrDefault(step);

    /// <summary>Steps with spectra.</summary>
    internal IEnumerable<string> StepsWithSpectra => _entries.Where(e => e.Kind == EntryKind.Card).Select(e => e.Step);

    /// <summary>Adds the rows of all steps, in order of writing.</summary>
    internal void AddRows(IList rows, ParquetTable table) => AddRows(rows, table, _entries.Where(e => e.Kind == EntryKind.Rows));

    /// <summary>File of the spectra of a step in a block of the parts.</summary>
    internal string PartOf(string step) => Path.Combine(_folder!, PartName(step));

    /// <summary>The container's file of a block of the parts.</summary>
    internal string Container => Path.Combine(_folder!, ContainerName);

    internal static string PartName(string step) => $"spectra.{FileNames.Encode(step)}.parquet";

    private void AddRows(IList rows, ParquetTable table, IEnumerable<BlockEntry> entries)
    {
        foreach (BlockEntry entry in entries.Where(e => e.Name == table.Name))
            if (!table.Load(Reader(entry), rows))
                throw new InvalidOperationException($"Rows of '{table.Name}' changed their layout after they were proved.");
    }

    private IEnumerable<BlockEntry> Find(EntryKind kind, string step) => _entries.Where(e => e.Kind == kind && e.Step == step);

    private bool IsReadable(BlockEntry entry) =>
        s_tables.TryGetValue(entry.Name, out Type? type) && ParquetTable.For(type).Layout == Reader(entry).ReadString();

    private SpectraCard Card(BlockEntry entry) => SpectraCard.Read(Reader(entry));

    private BinaryReader Reader(BlockEntry entry)
    {
        if (_folder is null)
            return BlockPayload.Reader(_payload.Slice(entry.Offset, entry.Length));
        byte[] bytes = new byte[entry.Length];
        using SafeFileHandle file = File.OpenHandle(Container);
        for (int done = 0; done < bytes.Length; )
        {
            int some = RandomAccess.Read(file, bytes.AsSpan(done), BlockContainer.HeaderBytes + entry.Offset + done);
            done += some > 0 ? some : throw new EndOfStreamException($"{_folder}: the block became shorter while the run went on.");
        }
        return BlockPayload.Reader(bytes);
    }
}
