using System.Globalization;
using System.Text.Json;
using SpectraPipeline.Testing;

namespace SpectraPipeline.Kills;

/// <summary>What a study was asked for and on what it ran; kept beside its records.</summary>
/// <param name="Command">The command line.</param>
/// <param name="Day">Day.</param>
/// <param name="Version">Version and revision of the program.</param>
/// <param name="Machine">Processor, cores and runtime.</param>
/// <param name="Load">Load of the machine at the beginning.</param>
/// <param name="UnbrokenSeconds">Wall time of each unbroken run.</param>
/// <param name="Frames">Frames of each series.</param>
/// <param name="Compared">Tables, spectra and other parts that are compared.</param>
internal sealed record KillSettings(
    string Command,
    string Day,
    string Version,
    string Machine,
    string Load,
    List<double> UnbrokenSeconds,
    IReadOnlyDictionary<string, int> Frames,
    IReadOnlyList<string> Compared
);

/// <summary>The last study as it lies in artifacts/kills: the settings, and one file a kill, so that one that is stopped early loses nothing.</summary>
internal static class KillRun
{
    private const string SettingsName = "study.json";
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };

    /// <summary>Where records are kept.</summary>
    public static string Folder { get; } = Path.Combine(Corpus.Checkout, "artifacts", "kills");

    /// <summary>The page of the last study.</summary>
    public static string PagePath { get; } = Path.Combine(Corpus.Checkout, "docs", "kills.md");

    /// <summary>Forgets the study before.</summary>
    public static void Clear()
    {
        Directory.CreateDirectory(Folder);
        foreach (string file in Directory.GetFiles(Folder, "*.json"))
            File.Delete(file);
        foreach (string kept in Directory.GetDirectories(Folder, "finding-*"))
            Directory.Delete(kept, recursive: true);
    }

    public static void Save(KillSettings settings) =>
        File.WriteAllText(Path.Combine(Folder, SettingsName), JsonSerializer.Serialize(settings, s_json));

    public static void Save(KillRecord record) =>
        File.WriteAllText(
            Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"kill-{record.Number:D3}.json")),
            JsonSerializer.Serialize(record, s_json)
        );

    /// <summary>The page from what is kept; null when there is nothing.</summary>
    public static string? Page()
    {
        string settings = Path.Combine(Folder, SettingsName);
        if (!File.Exists(settings))
            return null;
        return KillPage.Of(
            JsonSerializer.Deserialize<KillSettings>(File.ReadAllText(settings))!,
            [
                .. Directory
                    .GetFiles(Folder, "kill-*.json")
                    .Order(StringComparer.Ordinal)
                    .Select(f => JsonSerializer.Deserialize<KillRecord>(File.ReadAllText(f))!),
            ]
        );
    }
}
