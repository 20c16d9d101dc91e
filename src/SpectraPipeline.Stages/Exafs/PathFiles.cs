using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Exafs;
using SpectraPipeline.Stages.Shape;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>Files that FEFF wrote, and what other paths of the same calculation lie beside them.</summary>
internal static class PathFiles
{
    // A path file is some 6 kB; FEFF's other output beside it is not opened.
    private const long LargestFile = 200_000;
    private const int MostBeside = 400;

    /// <summary>Reads a path.</summary>
    /// <param name="file">Relative to the pipeline file.</param>
    /// <param name="run">Folders.</param>
    /// <exception cref="UserException">It is missing, or no path of FEFF.</exception>
    public static FeffPath Read(string file, RunContext run)
    {
        string path = CurveFile.PathOf(file, run);
        if (!File.Exists(path))
            throw new UserException(
                $"'{file}' is not there (looked for {path}; a relative path starts at the pipeline file). FEFF writes such files as feff0001.dat; 'spectra feff STRUCTURE' makes them where feff85exafs is installed."
            );
        try
        {
            return FeffPathText.Parse(File.ReadAllText(path), Path.GetFileNameWithoutExtension(file));
        }
        catch (FeffFormatException e)
        {
            throw new UserException($"'{file}' is no path file of FEFF (feffNNNN.dat): {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"'{file}' cannot be read: {e.Message}");
        }
    }

    /// <summary>Files beside these that FEFF wrote in the same calculation: their heads are the same but for the number of the path.</summary>
    /// <param name="files">Relative to the pipeline file.</param>
    /// <param name="run">Folders.</param>
    /// <returns>Full paths, in order of name.</returns>
    public static IReadOnlyList<string> Beside(IEnumerable<string> files, RunContext run)
    {
        string[] listed = [.. files.Select(f => CurveFile.PathOf(f, run)).Distinct().Where(File.Exists)];
        var beside = new List<string>();
        foreach (var folder in listed.GroupBy(f => Path.GetDirectoryName(f)!))
        {
            HashSet<string> heads = [.. folder.Select(HeadOf).OfType<string>()];
            beside.AddRange(
                new DirectoryInfo(folder.Key)
                    .EnumerateFiles("*.dat")
                    .Where(f => f.Length <= LargestFile && !listed.Contains(f.FullName))
                    .OrderBy(f => f.Name, StringComparer.Ordinal)
                    .Take(MostBeside)
                    .Select(f => f.FullName)
                    .Where(f => HeadOf(f) is { } head && heads.Contains(head))
            );
        }
        return beside;
    }

    /// <summary>Titles and potentials of a path file; null when it is none or cannot be read.</summary>
    private static string? HeadOf(string file)
    {
        const int MostLines = 60;
        try
        {
            string[] lines = [.. File.ReadLines(file).Take(MostLines).Select(l => l.TrimStart('#', ' ').TrimEnd())];
            int rule = Array.FindIndex(lines, l => l.StartsWith("-----", StringComparison.Ordinal));
            if (rule < 1 || !lines[rule - 1].StartsWith("Path", StringComparison.OrdinalIgnoreCase) || rule + 1 >= lines.Length)
                return null;
            return lines[rule + 1].Contains("nleg", StringComparison.Ordinal) ? string.Join('\n', lines[..(rule - 1)]) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What cannot be read is not offered.
            return null;
        }
    }
}
