using SpectraPipeline.Core;

namespace SpectraPipeline.Engine.Running;

/// <summary>A run writes its result folder anew: <c>tables</c>, <c>spectra</c>, <c>figures</c> and the report of an earlier run go. Whatever no run
/// wrote must not go with them, least of all the measured files.</summary>
internal static class ResultFolderCheck
{
    private static readonly string[] s_written = ["tables", "spectra", "figures", ".parts", "report.html"];

    /// <exception cref="UserException">An input lies where results are written, or the folder holds such names without being a result folder.</exception>
    public static void Check(string folder, IEnumerable<string> inputs)
    {
        string full = Path.GetFullPath(folder);
        foreach (string input in inputs)
        foreach (string name in s_written)
            if (Path.GetFullPath(input).StartsWith(Path.Combine(full, name) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                throw new UserException(
                    $"--out {folder}: the input {input} lies in its folder '{name}', which a run writes anew. Give the results a folder of their own, as in --out results."
                );
        if (File.Exists(Path.Combine(full, "manifest.json")) || Directory.Exists(Path.Combine(full, ".parts")))
            return;
        foreach (string name in s_written)
            if (Holds(Path.Combine(full, name)))
                throw new UserException(
                    $"--out {folder}: '{name}' is there already and no run wrote it (there is no manifest.json); a run would delete it. Give the results a folder of their own, as in --out results."
                );
    }

    private static bool Holds(string path) =>
        File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any());
}
