namespace SpectraPipeline.IO.Store;

/// <summary>Where things lie in a result folder (CONTRACT section 3), and how a file is made whole in one step.</summary>
internal static class StoreFolder
{
    internal const string ManifestName = "manifest.json";
    internal const string PartsName = ".parts";
    private const string Unfinished = ".tmp";

    internal static string Manifest(string folder) => Path.Combine(folder, ManifestName);

    internal static string Parts(string folder) => Path.Combine(folder, PartsName);

    internal static string Table(string folder, string table) => Path.Combine(folder, "tables", table + ".parquet");

    internal static string Spectra(string folder) => Path.Combine(folder, "spectra");

    internal static string Spectra(string folder, string series, string step) =>
        Path.Combine(Spectra(folder), FileNames.Encode(series), FileNames.Encode(step) + ".parquet");

    /// <summary>Writes beside and renames: a reader sees the old file or the new one, never half of one.</summary>
    internal static void WriteWhole(string path, Action<string> write)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string beside = path + Unfinished;
        write(beside);
        File.Move(beside, path, overwrite: true);
    }

    /// <summary>The same for text; it is on the disk before it gets its name.</summary>
    internal static void WriteWhole(string path, string text) =>
        WriteWhole(
            path,
            beside =>
            {
                using var file = new FileStream(beside, FileMode.Create, FileAccess.Write);
                file.Write(System.Text.Encoding.UTF8.GetBytes(text));
                file.Flush(flushToDisk: true);
            }
        );
}
