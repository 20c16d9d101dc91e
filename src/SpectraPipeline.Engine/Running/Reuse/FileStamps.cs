using System.Globalization;
using System.Text;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Engine.Ingest;

namespace SpectraPipeline.Engine.Running.Reuse;

/// <summary>The files of a series: size, time of change and SHA-256 of each. A file of the same size and time is the same; of another time it is looked
/// into, so that a copied folder or a touched file costs nothing but the reading.</summary>
internal sealed class FileStamps
{
    private const string NeverSame = "never";

    private readonly record struct Stamp(FileStamp File, string? Sha256);

    private readonly Dictionary<string, Stamp> _files;

    private FileStamps(Dictionary<string, Stamp> files) => _files = files;

    /// <summary>Stamps of files before they were read. A file that changes later has another time then.</summary>
    /// <param name="files">Full path and stamp.</param>
    /// <param name="folder">Folder that names start from.</param>
    public static FileStamps Before(IReadOnlyDictionary<string, FileStamp> files, string folder) =>
        new(files.ToDictionary(f => Name(f.Key, folder), f => new Stamp(f.Value, null), StringComparer.Ordinal));

    /// <summary>The same with the hashes that reading found. A file that could not be opened or that changed while the run went on is no file that can be the
    /// same later, whatever its size and time.</summary>
    public FileStamps With(IEnumerable<FileRow> rows)
    {
        var hashes = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (FileRow row in rows)
            hashes[row.File] =
                row.Status == "refused" && row.Sha256 is null
                || row.Message?.Contains(SourceFiles.Changed, StringComparison.Ordinal) == true
                    ? NeverSame
                    : row.Sha256;
        return new(_files.ToDictionary(f => f.Key, f => f.Value with { Sha256 = hashes.GetValueOrDefault(f.Key) }, StringComparer.Ordinal));
    }

    /// <summary>Files that are not as they were in an earlier run.</summary>
    /// <param name="earlier">The stamps then.</param>
    /// <param name="folder">Folder that names start from.</param>
    /// <param name="trustTimes">Names stand for the same places, so that size and time tell; else the bytes are compared.</param>
    public ChangedFiles ChangedFrom(FileStamps earlier, string folder, bool trustTimes)
    {
        List<string> fresh = [.. _files.Keys.Where(f => !earlier._files.ContainsKey(f))],
            gone = [.. earlier._files.Keys.Where(f => !_files.ContainsKey(f))],
            changed =

            [
                .. _files.Keys.Where(f =>
                    earlier._files.TryGetValue(f, out Stamp old) && !IsSame(_files[f], old, Path.Combine(folder, f), trustTimes)
                ),
            ];
        return new(
            [.. fresh, .. gone, .. changed],
            string.Join(", ", new[] { Count(fresh, "new"), Count(gone, "gone"), Count(changed, "changed") }.Where(s => s.Length > 0))
        );
    }

    public string ToText()
    {
        var text = new StringBuilder();
        foreach (var (name, stamp) in _files)
            text.Append(CultureInfo.InvariantCulture, $"{stamp.File.Length}\t{stamp.File.Changed}\t{stamp.Sha256}\t{name}\n");
        return text.ToString();
    }

    /// <summary>Reads what <see cref="ToText"/> wrote; lines that do not fit are left out, and their files count as new.</summary>
    public static FileStamps Of(string text)
    {
        var files = new Dictionary<string, Stamp>(StringComparer.Ordinal);
        foreach (string line in text.Split('\n'))
        {
            string[] cells = line.Split('\t', 4);
            if (
                cells.Length == 4
                && long.TryParse(cells[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long size)
                && long.TryParse(cells[1], NumberStyles.None, CultureInfo.InvariantCulture, out long ticks)
            )
                files[cells[3]] = new(new(size, ticks), cells[2].Length == 0 ? null : cells[2]);
        }
        return new(files);
    }

    private static bool IsSame(Stamp now, Stamp before, string path, bool trustTimes)
    {
        if (now.File.Length != before.File.Length || before.Sha256 == NeverSame)
            return false;
        if (trustTimes && now.File == before.File)
            return true;
        try
        {
            return before.Sha256 is not null && Hash.OfFile(path) == before.Sha256;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Count(List<string> files, string what) =>
        files.Count switch
        {
            0 => "",
            1 => $"{files[0]} is {what}",
            _ => string.Create(CultureInfo.InvariantCulture, $"{files.Count} files are {what} ({files[0]} ...)"),
        };

    private static string Name(string path, string folder) => Path.GetRelativePath(folder, path).Replace('\\', '/');
}

/// <summary>Files that are not as they were.</summary>
/// <param name="Names">Their names, relative to the pipeline file.</param>
/// <param name="Words">The same for people; empty when there are none.</param>
internal sealed record ChangedFiles(IReadOnlySet<string> Names, string Words)
{
    public ChangedFiles(IEnumerable<string> names, string words)
        : this(names.ToHashSet(StringComparer.Ordinal), words) { }

    public static ChangedFiles None { get; } = new(new HashSet<string>(), "");

    public bool Any => Names.Count > 0;
}
