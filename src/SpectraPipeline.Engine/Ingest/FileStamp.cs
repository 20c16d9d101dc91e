namespace SpectraPipeline.Engine.Ingest;

/// <summary>What tells without reading whether a file is still the one that was planned.</summary>
/// <param name="Length">Bytes; -1 = not there.</param>
/// <param name="Changed">Time of the last change in ticks; 0 = not there.</param>
public readonly record struct FileStamp(long Length, long Changed)
{
    /// <summary>A file as it is now.</summary>
    public static FileStamp Of(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? new(file.Length, file.LastWriteTimeUtc.Ticks) : new(-1, 0);
    }

    /// <summary>Files as they are now.</summary>
    public static IReadOnlyDictionary<string, FileStamp> Of(IEnumerable<string> paths)
    {
        var stamps = new Dictionary<string, FileStamp>(StringComparer.Ordinal);
        foreach (string path in paths)
            stamps[path] = Of(path);
        return stamps;
    }
}
