using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.Engine.Ingest;

/// <summary>A frame before it is read: which spectrum of which file; Missing says why there is none.</summary>
internal sealed record PlannedFrame(int File, FrameInfo Info, Fault? Missing = null);

/// <summary>The frames of a series in order, with what tables and file names say about them.</summary>
internal sealed class FramePlan
{
    /// <summary>The frames.</summary>
    public List<PlannedFrame> Frames { get; } = [];

    /// <summary>Files that are found but not wanted, with the reason.</summary>
    public List<(int File, string Reason)> Unlisted { get; } = [];

    /// <summary>Doubts on the series: code and message.</summary>
    public List<(string Code, string Message)> Notes { get; } = [];

    /// <summary>Times come from the table, so no other source may fill them.</summary>
    public bool HasTable { get; private init; }

    /// <summary>The file names state a time for every frame.</summary>
    public bool TimesInNames { get; private set; }

    /// <summary>The file names state a potential for every frame.</summary>
    public bool PotentialsInNames { get; private set; }

    /// <summary>Plans the frames.</summary>
    /// <param name="paths">Files relative to the base folder, in order.</param>
    /// <param name="counts">Spectra in each file (1 where the file cannot be read).</param>
    /// <param name="titles">Titles of the spectra when there is one file.</param>
    /// <param name="table">Table of frames, or null.</param>
    /// <param name="wanted">Titles or numbers of the spectra to take when there is one file; empty = all.</param>
    /// <exception cref="UserException">The table does not fit, or no spectrum is what was asked for.</exception>
    public static FramePlan Of(
        IReadOnlyList<string> paths,
        IReadOnlyList<int> counts,
        IReadOnlyList<string> titles,
        FramesTable? table,
        IReadOnlyList<string> wanted
    )
    {
        var plan = new FramePlan { HasTable = table is not null };
        var all = new List<(int File, int Index)>();
        for (int f = 0; f < paths.Count; f++)
        for (int i = 0; i < counts[f]; i++)
            all.Add((f, i));
        if (wanted.Count > 0)
            all = SpectrumSelection.Of(all, paths, titles, wanted);
        if (table is null)
            plan.InOrder(paths, all);
        else
            plan.ByTable(paths, counts, titles, all, table);
        return plan;
    }

    private void InOrder(IReadOnlyList<string> paths, List<(int File, int Index)> all)
    {
        foreach (var (file, index) in all)
            Frames.Add(
                new(
                    file,
                    new FrameInfo
                    {
                        Frame = Frames.Count,
                        File = paths[file],
                        IndexInFile = index,
                    }
                )
            );
        if (paths.Count < 2)
            return;
        string[] names = [.. paths.Select(p => Path.GetFileName(p))];
        double[]? potentials = FromNames(names, LabelWords.Potential, "potential", "V", constantMeansNothing: false);
        double[]? times = FromNames(names, LabelWords.Time, "time", "s", constantMeansNothing: true);
        (TimesInNames, PotentialsInNames) = (times is not null, potentials is not null);
        for (int i = 0; i < Frames.Count; i++)
            Frames[i] = Frames[i] with
            {
                Info = Frames[i].Info with
                {
                    PotentialV = potentials?[Frames[i].File] ?? double.NaN,
                    TimeS = times?[Frames[i].File] ?? double.NaN,
                },
            };
    }

    /// <summary>Values out of file names, only when every name gives exactly one.</summary>
    private double[]? FromNames(string[] names, Func<string, double?> read, string what, string unit, bool constantMeansNothing)
    {
        double?[] found = [.. names.Select(read)];
        int some = found.Count(v => v is not null);
        if (some == 0)
            return null;
        if (some < names.Length)
        {
            int without = Array.FindIndex(found, v => v is null);
            Notes.Add(
                (
                    $"{what}-in-names",
                    $"{some} of {names.Length} file names state a {what}, '{names[without]}' none or more than one; none is used. Give a table: frames: FILE.csv."
                )
            );
            return null;
        }
        if (constantMeansNothing && found.All(v => v == found[0]))
        {
            Notes.Add(
                (
                    $"{what}-in-names",
                    $"All file names state {found[0]!.Value.ToString(CultureInfo.InvariantCulture)} {unit}: taken as an exposure, not as the {what} of the frame."
                )
            );
            return null;
        }
        Notes.Add(($"{what}-in-names", $"The {what} ({unit}) of each frame is taken from its file name, as in '{names[0]}'."));
        return [.. found.Select(v => v!.Value)];
    }

    private void ByTable(
        IReadOnlyList<string> paths,
        IReadOnlyList<int> counts,
        IReadOnlyList<string> titles,
        List<(int File, int Index)> all,
        FramesTable table
    )
    {
        if (table.Ignored.Count > 0)
            Notes.Add(("frames-table-columns", $"{table.Name}: columns not used: {string.Join(", ", table.Ignored)}."));
        bool byFile = table.Rows.Exists(r => r.File is not null);
        bool byIndex = table.Rows.Exists(r => r.Index is not null);
        bool byLabel = !byFile && !byIndex && table.Rows.Exists(r => r.Label is not null);
        if (!byFile && !byIndex && !byLabel && table.Rows.Count != all.Count)
            throw new UserException(
                $"{table.Name}: {table.Rows.Count} rows for {all.Count} spectra and neither a column 'file' nor 'index' to match them by. Add one."
            );
        int origin = byIndex && !byFile && !table.Rows.Exists(r => r.Index == 0) && table.Rows.Exists(r => r.Index == all.Count) ? 1 : 0;
        if (origin == 1)
            Notes.Add(("frames-table-index", $"{table.Name}: index counts from 1."));
        var listed = new HashSet<(int File, int Index)>();
        Dictionary<string, List<int>> byEnding = byFile ? Endings(paths, table) : [];
        var byTitle = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; byLabel && i < titles.Count; i++)
            byTitle.TryAdd(titles[i], i);
        for (int k = 0; k < table.Rows.Count; k++)
        {
            FramesTableRow row = table.Rows[k];
            (int file, int index) = (0, 0);
            string? missing = null;
            if (byFile)
                missing = ByName(paths, counts, byEnding, row, out file, out index);
            else if (byLabel)
            {
                index = row.Label is string label && byTitle.TryGetValue(label, out int at) ? at : -1;
                missing = index < 0 ? $"no spectrum is called '{row.Label}'" : null;
            }
            else if ((row.Index - origin ?? k) is var n && n >= 0 && n < all.Count)
                (file, index) = all[n];
            else
                missing = $"there is no spectrum {row.Index}: the files hold {all.Count}";
            if (missing is null && !listed.Add((file, index)))
                throw new UserException($"{table.Name}({row.Line}): {paths[file]}, spectrum {index}, is listed twice.");
            Add(paths, table, row, missing is null ? file : -1, Math.Max(0, index), missing);
        }
        Leftovers(paths, all, listed, table);
        if (Frames.TrueForAll(f => f.Missing is not null))
            throw new UserException(
                $"{table.Name}: no row matches any of the {paths.Count} files (such as {paths[0]}); the first row says '{table.Rows[0].File ?? table.Rows[0].Label}'."
            );
    }

    /// <summary>Files by every ending of their name that a table of frames may give: the whole, and what follows each '/' (only of lengths that occur in the table).</summary>
    private static Dictionary<string, List<int>> Endings(IReadOnlyList<string> paths, FramesTable table)
    {
        HashSet<string> wanted = [.. table.Rows.Select(Wanted)];
        var files = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (int f = 0; f < paths.Count; f++)
        for (int at = 0; at >= 0; at = paths[f].IndexOf('/', at) is var slash and >= 0 ? slash + 1 : -1)
            if (wanted.TryGetValue(paths[f][at..], out string? name))
            {
                if (!files.TryGetValue(name, out List<int>? of))
                    files[name] = of = [];
                of.Add(f);
            }
        return files;
    }

    private static string Wanted(FramesTableRow row) => (row.File ?? "").Replace('\\', '/');

    private static string? ByName(
        IReadOnlyList<string> paths,
        IReadOnlyList<int> counts,
        Dictionary<string, List<int>> byEnding,
        FramesTableRow row,
        out int file,
        out int index
    )
    {
        index = row.Index ?? 0;
        string wanted = Wanted(row);
        List<int> ending = byEnding.GetValueOrDefault(wanted) ?? [];
        // The whole name goes before names that end so.
        int[] matches = [.. ending.Where(i => paths[i] == wanted)];
        if (matches.Length == 0)
            matches = [.. ending];
        file = matches.Length == 1 ? matches[0] : -1;
        return matches.Length switch
        {
            0 => $"the file '{wanted}' is not among the files of the series",
            > 1 => $"'{wanted}' fits {matches.Length} files; write the folder too",
            _ when index >= counts[file] => $"'{wanted}' holds {counts[file]} spectra, there is no index {index} (counted from 0)",
            _ => null,
        };
    }

    private void Add(IReadOnlyList<string> paths, FramesTable table, FramesTableRow row, int file, int index, string? missing)
    {
        var info = new FrameInfo
        {
            Frame = Frames.Count,
            File = file >= 0 ? paths[file] : row.File ?? table.Name,
            IndexInFile = index,
            TimeS = row.TimeS,
            PotentialV = row.PotentialV,
            PotentialSdV = row.PotentialSdV,
            CurrentA = row.CurrentA,
        };
        Fault? fault = missing is null ? null : new Fault("read", "file-missing", $"{table.Name}({row.Line}): {missing}.");
        Frames.Add(new(file, info, fault));
    }

    private void Leftovers(
        IReadOnlyList<string> paths,
        List<(int File, int Index)> all,
        HashSet<(int File, int Index)> listed,
        FramesTable table
    )
    {
        var left = all.FindAll(a => !listed.Contains(a));
        if (left.Count == 0)
            return;
        HashSet<int> files = [.. listed.Select(l => l.File)];
        foreach (int file in left.Select(a => a.File).Distinct().Where(f => !files.Contains(f)))
            Unlisted.Add((file, $"not listed in {table.Name}"));
        string names = string.Join(", ", left.Take(3).Select(a => paths[a.File] + (paths.Count == 1 ? $" spectrum {a.Index}" : "")));
        Notes.Add(
            (
                "frames-table-unlisted",
                $"{left.Count} spectra are not listed in {table.Name} and were left out: {names}{(left.Count > 3 ? " ..." : "")}."
            )
        );
    }
}
