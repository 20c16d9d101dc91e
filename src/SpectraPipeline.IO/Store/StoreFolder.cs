using System.Text;
using Microsoft.Win32.SafeHandles;

namespace SpectraPipeline.IO.Store;

/// <summary>Where things lie in a result folder (CONTRACT section 3), and how a file is made whole in one step.</summary>
internal static class StoreFolder
{
    internal const string ManifestName = "manifest.json";
    internal const string PartsName = ".parts";
    internal const string ReuseName = ".reuse";
    internal const string Unfinished = ".tmp";

    internal static string Manifest(string folder) => Path.Combine(folder, ManifestName);

    internal static string Parts(string folder) => Path.Combine(folder, PartsName);

    internal static string Reuse(string folder) => Path.Combine(folder, ReuseName);

    internal static string Table(string folder, string table) => Path.Combine(folder, "tables", table + ".parquet");

    internal static string Spectra(string folder) => Path.Combine(folder, "spectra");

    internal static string Spectra(string folder, string series, string step) =>
        Path.Combine(Spectra(folder), FileNames.Encode(series), FileNames.Encode(step) + ".parquet");

    /// <summary>Writes beside and renames: a reader sees the old file or the new one, never half of one. The bytes are on the disk before the file
    /// gets its name, so that a power loss cannot leave a manifest whose files are empty.</summary>
    internal static void WriteWhole(string path, Action<string> write)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string beside = path + Unfinished;
        write(beside);
        Flush(beside);
        File.Move(beside, path, overwrite: true);
    }

    /// <summary>The same for text.</summary>
    internal static void WriteWhole(string path, string text) =>
        WriteWhole(path, beside => File.WriteAllBytes(beside, Encoding.UTF8.GetBytes(text)));

    /// <summary>Returns when the bytes of a file are on the disk.</summary>
    internal static void Flush(string path)
    {
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(file);
    }
}
