using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;

namespace SpectraPipeline.IO.Store;

/// <summary>A finished result folder as a source of earlier results, also while a new run replaces it. Nothing comes out of it that is not bit for
/// bit what the earlier run wrote. Thread-safe; dispose it before the new run ends.</summary>
public sealed class ReusableRun : IDisposable
{
    private readonly string _folder;
    private readonly Dictionary<string, SortedDictionary<int, PackedBlock>> _series;
    private readonly ConcurrentDictionary<string, SafeFileHandle> _packs = new(StringComparer.Ordinal);

    private ReusableRun(string folder, string notes, Dictionary<string, SortedDictionary<int, PackedBlock>> series) =>
        (_folder, Notes, _series) = (folder, notes, series);

    /// <summary>Opens what a finished run left to be used again; null when there is nothing (an earlier version of the program, a run that never
    /// ended) or its index is damaged.</summary>
    public static ReusableRun? Open(string folder)
    {
        string full = Path.GetFullPath(folder);
        return ReuseFolder.ReadIndex(full) is { } index ? new(full, index.Notes, index.Series) : null;
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
            SafeFileHandle file = _packs.GetOrAdd(series, Open, _folder);
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

    private static SafeFileHandle Open(string series, string folder) =>
        File.OpenHandle(ReuseFolder.PackOf(folder, series), share: FileShare.Read | FileShare.Delete);
}
