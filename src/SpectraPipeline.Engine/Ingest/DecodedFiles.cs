using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;

namespace SpectraPipeline.Engine.Ingest;

/// <summary>Files of many spectra, decoded once while neighbouring blocks need them: two workers that want the same file wait for one decoding. What is
/// kept is bounded by bytes; only files in use may go beyond. Thread-safe.</summary>
/// <param name="decode">Reads and decodes a file.</param>
/// <param name="budget">Bytes of numbers to keep at most.</param>
internal sealed class DecodedFiles(Func<int, SpectrumFile> decode, long budget)
{
    private readonly Dictionary<int, Entry> _entries = [];
    private readonly Lock _lock = new();
    private long _bytes;

    /// <summary>Bytes of the numbers that are kept.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
                return _bytes;
        }
    }

    /// <summary>The file is kept.</summary>
    public bool Has(int file)
    {
        lock (_lock)
            return _entries.ContainsKey(file);
    }

    /// <summary>Keeps a file that was decoded for another reason, as long as there is room for it.</summary>
    public void Offer(int file, SpectrumFile content)
    {
        long bytes = SizeOf(content);
        lock (_lock)
            if (_bytes + bytes <= budget && !_entries.ContainsKey(file))
            {
                _entries[file] = new Entry { Content = content, Bytes = bytes };
                _bytes += bytes;
            }
    }

    /// <summary>A file for use until <see cref="Release"/>.</summary>
    /// <exception cref="FrameException">It cannot be read; nothing has to be released then.</exception>
    public SpectrumFile Take(int file)
    {
        Entry entry;
        lock (_lock)
        {
            if (!_entries.TryGetValue(file, out entry!))
                _entries[file] = entry = new Entry();
            entry.Users++;
        }
        try
        {
            lock (entry.Decoding)
                if (entry.Content is null)
                {
                    entry.Content = decode(file);
                    Count(file, entry);
                }
            return entry.Content;
        }
        catch
        {
            Release(file);
            throw;
        }
    }

    /// <summary>The file is not in use any more by who took it.</summary>
    public void Release(int file)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(file, out Entry? entry))
                return;
            entry.Users--;
            if (entry is { Users: 0, Content: null })
                _entries.Remove(file);
            MakeRoom(file);
        }
    }

    /// <summary>Forgets all files.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _entries.Clear();
            _bytes = 0;
        }
    }

    private void Count(int file, Entry entry)
    {
        lock (_lock)
        {
            entry.Bytes = SizeOf(entry.Content!);
            _bytes += entry.Bytes;
            MakeRoom(file);
        }
    }

    /// <summary>Blocks are read in ascending order: first goes what lies farthest behind the file in use, then what is needed last.</summary>
    private void MakeRoom(int current)
    {
        while (_bytes > budget)
        {
            int[] idle = [.. _entries.Where(e => e.Value is { Users: 0, Content: not null }).Select(e => e.Key)];
            // One file stays whatever its size: the next block begins where this one ended.
            if (idle.Length == 0 || _entries.Count(e => e.Value.Content is not null) == 1)
                return;
            int goes = idle.Min() < current ? idle.Min() : idle.Max();
            _bytes -= _entries[goes].Bytes;
            _entries.Remove(goes);
        }
    }

    /// <summary>Bytes of the numbers; an x that spectra share counts once.</summary>
    private static long SizeOf(SpectrumFile content)
    {
        long values = 0;
        double[]? x = null;
        foreach (SpectrumData spectrum in content.Spectra)
        {
            values += spectrum.Channels.Sum(c => (long)c.Values.Length);
            if (!ReferenceEquals(x, spectrum.X))
                values += spectrum.X.Length;
            x = spectrum.X;
        }
        return values * sizeof(double);
    }

    private sealed class Entry
    {
        public Lock Decoding { get; } = new();

        public SpectrumFile? Content { get; set; }

        public long Bytes { get; set; }

        public int Users { get; set; }
    }
}
