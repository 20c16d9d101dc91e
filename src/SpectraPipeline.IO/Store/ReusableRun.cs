using Microsoft.Win32.SafeHandles;

namespace SpectraPipeline.IO.Store;

/// <summary>A finished result folder as a source of earlier results, also while a new run replaces it. Nothing comes out of it that is not bit for
/// bit what the earlier run wrote. Thread-safe; dispose it before the new run ends.</summary>
public sealed class ReusableRun : IDisposable
{
    private readonly Dictionary<string, SortedDictionary<int, PackedBlock>> _series;
    private readonly Dictionary<string, SafeFileHandle> _packs = new(StringComparer.Ordinal);

    private ReusableRun(string notes, Dictionary<string, SortedDictionary<int, PackedBlock>> series) => (Notes, _series) = (notes, series);

    /// <summary>Opens what a finished run left to be used again; null when there is nothing (an earlier version of the program, a run that never
    /// ended) or its index is damaged.</summary>
    public static ReusableRun? Open(string folder)
    {
        string full = Path.GetFullPath(folder);
        if (ReuseFolder.ReadIndex(full) is not { } index)
            return null;
        var run = new ReusableRun(index.Notes, index.Series);
        try
        {
            foreach (string series in index.Series.Keys)
                run._packs[series] = File.OpenHandle(ReuseFolder.PackOf(full, series), share: FileShare.Read | FileShare.Delete);
            // A run that ended just now has put others in their place: an index of then and blocks of now must not meet.
            if (ReuseFolder.ReadIndex(full) is { } still && still.Notes == index.Notes)
                return run;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A pack is missing.
        }
        run.Dispose();
        return null;
    }

    /// <summary>What the engine wrote about this run.</summary>
    public string Notes { get; }

    /// <summary>Numbers of the blocks under a name in the parts, ascending.</summary>
    public IReadOnlyList<int> Blocks(string series) => _series.TryGetValue(series, out var blocks) ? [.. blocks.Keys] : [];

    /// <summary>A block; null when it is absent or damaged. Its spectra are proved when they are read.</summary>
    public StoredBlock? Block(string series, int block)
    {
        if (!_series.TryGetValue(series, out var blocks) || !blocks.TryGetValue(block, out PackedBlock? packed))
            return null;
        try
        {
            SafeFileHandle file = _packs[series];
            byte[] container = new byte[packed.Length];
            for (int done = 0; done < container.Length; )
            {
                int some = RandomAccess.Read(file, container.AsSpan(done), packed.Offset + done);
                if (some == 0)
                    return null;
                done += some;
            }
            return StoredBlock.Open(container, packed.Spectra);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        foreach (SafeFileHandle file in _packs.Values)
            file.Dispose();
        _packs.Clear();
    }
}
