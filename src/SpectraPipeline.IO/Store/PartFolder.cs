using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;

namespace SpectraPipeline.IO.Store;

/// <summary>The committed blocks below <c>.parts/</c>. Each is proved once: by the process that wrote it, or when it is first asked for; one that is
/// not what was written is deleted. Thread-safe, but a damaged block must not be asked for while it is written anew.</summary>
internal sealed class PartFolder(string folder)
{
    private readonly ConcurrentDictionary<string, StoredBlock> _proved = new(StringComparer.Ordinal);

    /// <summary>Starts a block; leftovers of a broken attempt are dropped.</summary>
    internal BlockWriter Begin(string series, int block)
    {
        string path = PathOf(series, block);
        return new(path, committed => _proved[path] = committed);
    }

    /// <summary>Names under which blocks lie, sorted.</summary>
    internal IEnumerable<string> Series =>
        Directory
            .EnumerateDirectories(folder)
            .Select(d => Path.GetFileName(d)!)
            .Where(name => name[0] != '.')
            .Order(StringComparer.Ordinal)
            .Select(FileNames.Decode);

    /// <summary>Numbers of the blocks that are whole, ascending.</summary>
    internal IEnumerable<int> Numbers(string series)
    {
        string path = Path.Combine(folder, FileNames.Encode(series));
        if (!Directory.Exists(path))
            return [];
        return Directory
            .EnumerateDirectories(path)
            .Select(d => int.TryParse(Path.GetFileName(d), NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : -1)
            .Where(n => n >= 0)
            .Order()
            .Where(n => Block(series, n) is not null);
    }

    /// <summary>The blocks that are whole, in order.</summary>
    internal IEnumerable<StoredBlock> Blocks(string series) => Numbers(series).Select(n => Block(series, n)!);

    /// <summary>A block; null when it is absent or damaged.</summary>
    internal StoredBlock? Block(string series, int block)
    {
        string path = PathOf(series, block);
        if (_proved.TryGetValue(path, out StoredBlock? known))
            return known;
        if (!Directory.Exists(path))
            return null;
        if (StoredBlock.OfFolder(path) is { } proved)
            return _proved.GetOrAdd(path, proved);
        Directory.Delete(path, recursive: true);
        return null;
    }

    /// <summary>Forgets a block.</summary>
    internal void Drop(string series, int block)
    {
        string path = PathOf(series, block);
        _proved.TryRemove(path, out _);
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
    }

    /// <summary>Forgets all blocks.</summary>
    internal void DropAll()
    {
        _proved.Clear();
        foreach (string part in Directory.GetDirectories(folder).Where(d => Path.GetFileName(d)[0] != '.'))
            Directory.Delete(part, recursive: true);
    }

    /// <summary>Rows of one table, block by block; each a List of the type.</summary>
    internal IEnumerable<IList> Rows(ParquetTable table, string series)
    {
        foreach (StoredBlock block in Blocks(series))
        {
            IList rows = table.NewList();
            block.AddRows(rows, table);
            yield return rows;
        }
    }

    /// <summary>Stored spectra of one step, block by block.</summary>
    internal IEnumerable<StoredPart> Spectra(string series, string step)
    {
        foreach (int number in Numbers(series))
            if (Block(series, number) is { } block && block.Card(step) is { } card)
                yield return new(number, block.PartOf(step), card);
    }

    private string PathOf(string series, int block) =>
        Path.Combine(folder, FileNames.Encode(series), block.ToString("D6", CultureInfo.InvariantCulture));
}

/// <summary>The spectra of one step in one block.</summary>
internal sealed record StoredPart(int Block, string Path, SpectraCard Card);
