namespace SpectraPipeline.Kills;

/// <summary>How far a run came, told by what lies in its folder and by nothing else. Hidden folders other than <c>.parts</c> are not looked at.</summary>
/// <param name="folder">Result folder; need not exist.</param>
/// <param name="since">Files older than this are of an earlier run that lies there, and do not count.</param>
public sealed class FolderState(string folder, DateTime since = default)
{
    private const string Unfinished = ".tmp";

    /// <summary>The phases in the order of a run.</summary>
    public static IReadOnlyList<string> Phases { get; } =
    ["start-up", "before the first block", "blocks", "storing spectra", "storing tables", "figures", "report page", "manifest", "finished"];

    public bool HasManifest => IsThere("manifest.json");

    /// <summary>The folder is still that of the earlier run, finished.</summary>
    public bool IsEarlier => !HasManifest && File.Exists(Path.Combine(folder, "manifest.json"));

    public bool HasParts => Directory.Exists(Path.Combine(folder, ".parts"));

    public bool HasReport => IsThere("report.html");

    /// <summary>A run has said what it is, so that it can be resumed.</summary>
    public bool HasBegun => File.Exists(Path.Combine(folder, ".parts", "run.json"));

    /// <summary>Blocks (or whatever stands for them) of all series that bear their final name.</summary>
    public int Blocks => Parts().Count(p => !IsUnfinished(p));

    /// <summary>Of some series there are blocks, but not all: the resume has to find where to go on.</summary>
    /// <param name="frames">Frames of each series.</param>
    public bool IsAmidSeries(IReadOnlyDictionary<string, int> frames) =>
        frames.Any(series =>
        {
            int blocks = Look(() => Directory.GetFileSystemEntries(Path.Combine(folder, ".parts", series.Key)))
                .Count(p => !IsUnfinished(p));
            return blocks > 0 && blocks * Workload.BlockFrames < series.Value;
        });

    /// <summary>A block is being written.</summary>
    public bool IsWriting => Parts().Any(IsUnfinished);

    public int Spectra => Count("spectra", "*.parquet");

    public int Tables => Count("tables", "*.parquet");

    public int Figures => Count("figures", "*.svg");

    /// <summary>One of <see cref="Phases"/>.</summary>
    public string Phase =>
        HasManifest
            ? HasParts
                ? "manifest"
                : "finished"
            : HasReport || Count(".", "report.html*") > 0
                ? "report page"
                : Count("figures", "*") > 0
                    ? "figures"
                    : Count("tables", "*") > 0
                        ? "storing tables"
                        : Count("spectra", "*") > 0
                            ? "storing spectra"
                            : Blocks > 0
                                ? "blocks"
                                : HasBegun
                                    ? "before the first block"
                                    : "start-up";

    /// <summary>What a finished run must not leave behind.</summary>
    public IEnumerable<string> Leftovers()
    {
        if (HasParts)
            yield return ".parts";
        foreach (string file in Visible().Where(IsUnfinished))
            yield return file;
    }

    /// <summary>Files of a finished folder, relative, without hidden folders.</summary>
    public IReadOnlyList<string> Visible() =>
        Directory.Exists(folder)
            ?
            [
                .. Directory
                    .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                    .Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/'))
                    .Where(f => !f.Split('/')[..^1].Any(part => part.StartsWith('.')))
                    .Order(StringComparer.Ordinal),
            ]
            : [];

    private bool IsThere(string name)
    {
        string path = Path.Combine(folder, name);
        return File.Exists(path) && File.GetLastWriteTimeUtc(path) >= since;
    }

    private static bool IsUnfinished(string path) => path.EndsWith(Unfinished, StringComparison.Ordinal);

    /// <summary>Entries one below the folders of the series in the parts.</summary>
    private List<string> Parts() =>
        Look(() =>
            Directory
                .GetDirectories(Path.Combine(folder, ".parts"))
                .Where(d => !Path.GetFileName(d).StartsWith('.'))
                .SelectMany(d => Directory.GetFileSystemEntries(d))
        );

    private int Count(string below, string pattern) =>
        Look(() =>
            Directory
                .GetFiles(Path.Combine(folder, below), pattern, SearchOption.AllDirectories)
                .Where(f => IsShown(f) && File.GetLastWriteTimeUtc(f) >= since)
        ).Count;

    private bool IsShown(string path) => !Path.GetRelativePath(folder, path).StartsWith('.');

    /// <summary>The folder changes while it is looked at.</summary>
    private static List<string> Look(Func<IEnumerable<string>> list)
    {
        try
        {
            return [.. list()];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }
}
