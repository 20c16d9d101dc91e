namespace SpectraPipeline.Engine.Ingest;

/// <summary>Fetches the bytes of the files of coming blocks in a few threads of its own while the workers compute, so that a slow disk or a network folder is
/// waited for beside the work and not before it, and for several files at a time. Bounded by bytes and files; idle as long as files come at once, when it
/// could only take time from the workers.</summary>
/// <remarks>What it cannot fetch it leaves alone: who needs the file reads it and says what is wrong. Thread-safe.</remarks>
/// <param name="frames">Number of frames.</param>
/// <param name="fileOf">File of a frame; negative = none to fetch.</param>
/// <param name="fetch">Reads a file; null = not worth it.</param>
/// <param name="clock">Tells slow files from fast ones; has no influence on what is read.</param>
internal sealed class ReadAhead(int frames, Func<int, int> fileOf, Func<int, byte[]?> fetch, TimeProvider clock) : IDisposable
{
    /// <summary>A file that takes longer is slow. From memory it takes 15 µs, from a disk 150, from a disk in the next room 500.</summary>
    internal static readonly TimeSpan Slow = TimeSpan.FromMicroseconds(75);

    // Share of slow files, a running mean over about sixteen; one late file on a busy machine means nothing.
    private const double Weight = 1.0 / 16;
    private const double MostlySlow = 0.5;

    private readonly object _lock = new();
    private readonly Dictionary<int, (int Frame, byte[] Bytes)> _held = [];
    private readonly List<(int First, int End)> _open = [];
    private readonly HashSet<int> _fetching = [];
    private Thread[] _threads = [];
    private int _next;

    // What a file on its way is taken to hold; 0 = none came yet, and one alone is fetched to see.
    private long _largest;
    private double _slowShare;
    private bool _stop;

    /// <summary>Files that are fetched at a time. A file costs a disk the time of its way there and back, hardly that of its bytes: four come in the time of
    /// one. The threads wait, they do not compute.</summary>
    public int Threads { get; init; } = 4;

    /// <summary>Bytes that may wait for the workers, with those on their way.</summary>
    public long MostBytes { get; init; } = 32 << 20;

    /// <summary>Files that may wait for the workers, with those on their way.</summary>
    public int MostFiles { get; init; } = 1024;

    /// <summary>Bytes that wait for the workers.</summary>
    public long HeldBytes { get; private set; }

    /// <summary>Files that wait for the workers.</summary>
    public int HeldFiles
    {
        get
        {
            lock (_lock)
                return _held.Count;
        }
    }

    /// <summary>Files were slow enough for the threads to be started.</summary>
    public bool IsAtWork
    {
        get
        {
            lock (_lock)
                return _threads.Length > 0;
        }
    }

    /// <summary>A worker begins a block: what comes behind it is worth fetching, what lies before all blocks at work is not.</summary>
    public void Begin(int first, int count)
    {
        lock (_lock)
        {
            _open.Add((first, first + count));
            // What is held already is passed over; a look at some frame far away must not lead astray for good.
            _next = _open.Max(o => o.End);
            int oldest = _open.Min(o => o.First);
            foreach (int file in _held.Where(h => h.Value.Frame < oldest).Select(h => h.Key).ToList())
                Drop(file);
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>The worker has read the block that began there.</summary>
    public void End(int first)
    {
        lock (_lock)
            _open.RemoveAt(_open.FindIndex(o => o.First == first));
    }

    /// <summary>The bytes of a file when they were fetched; waits when they are on their way. Null = read it.</summary>
    public byte[]? Take(int file)
    {
        lock (_lock)
        {
            while (_fetching.Contains(file) && !_stop)
                Monitor.Wait(_lock);
            if (!_held.TryGetValue(file, out (int, byte[] Bytes) held))
                return null;
            Drop(file);
            Monitor.PulseAll(_lock);
            return held.Bytes;
        }
    }

    /// <summary>Reads a file and notes how long that took.</summary>
    public T Timed<T>(Func<T> read)
    {
        long begin = clock.GetTimestamp();
        T result = read();
        bool slow = clock.GetElapsedTime(begin) > Slow;
        lock (_lock)
        {
            _slowShare += Weight * ((slow ? 1 : 0) - _slowShare);
            if (_slowShare > MostlySlow && !_stop)
            {
                if (_threads.Length == 0)
                {
                    _threads =
                    [
                        .. Enumerable.Range(0, Threads).Select(_ => new Thread(Fetch) { IsBackground = true, Name = "read ahead" }),
                    ];
                    foreach (Thread thread in _threads)
                        thread.Start();
                }
                Monitor.PulseAll(_lock);
            }
        }
        return result;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_lock)
        {
            _stop = true;
            _held.Clear();
            HeldBytes = 0;
            Monitor.PulseAll(_lock);
        }
        foreach (Thread thread in _threads)
            thread.Join();
    }

    private void Fetch()
    {
        while (Next() is var (frame, file))
        {
            byte[]? bytes = null;
            try
            {
                bytes = Timed(() => fetch(file));
            }
#pragma warning disable CA1031 // Whatever is wrong with the file, the worker who needs it will meet it again and say it with the frame.
            catch (Exception)
#pragma warning restore CA1031
            {
                // Nothing was fetched.
            }
            lock (_lock)
            {
                _fetching.Remove(file);
                _largest = Math.Max(_largest, bytes?.Length ?? 0);
                if (bytes is not null && !_stop && _held.TryAdd(file, (frame, bytes)))
                    HeldBytes += bytes.Length;
                Monitor.PulseAll(_lock);
            }
        }
    }

    /// <summary>Waits for room and a reason; null = stop.</summary>
    private (int Frame, int File)? Next()
    {
        lock (_lock)
            while (true)
            {
                while (
                    _next < frames
                    && (
                        fileOf(_next) is var f
                        && (f < 0 || _held.ContainsKey(f) || _fetching.Contains(f) || (_next > 0 && fileOf(_next - 1) == f))
                    )
                )
                    _next++;
                if (_stop)
                    return null;
                if (_next < frames && _slowShare > MostlySlow && HasRoom)
                {
                    int file = fileOf(_next);
                    _fetching.Add(file);
                    return (_next++, file);
                }
                Monitor.Wait(_lock);
            }
    }

    private bool HasRoom =>
        _held.Count + _fetching.Count < MostFiles
        && (_largest == 0 ? _fetching.Count == 0 : HeldBytes + (_fetching.Count * _largest) < MostBytes);

    private void Drop(int file)
    {
        if (_held.Remove(file, out (int, byte[] Bytes) held))
            HeldBytes -= held.Bytes.Length;
    }
}
