using System.Text.Json;

namespace SpectraPipeline.Fuzz;

/// <summary>The last run of one format, kept so that formats can be run one by one.</summary>
/// <param name="Format">Format.</param>
/// <param name="Seeds">Number of seed files.</param>
/// <param name="Settings">What was asked for.</param>
/// <param name="Date">Day of the run.</param>
/// <param name="Result">What was found.</param>
internal sealed record FuzzRecord(string Format, int Seeds, FuzzSettings Settings, string Date, FuzzResult Result)
{
    /// <summary>Keeps it.</summary>
    public void Save(string folder) => File.WriteAllText(Path.Combine(folder, $"{Format}.json"), JsonSerializer.Serialize(this));

    /// <summary>All that are kept, by family and format.</summary>
    public static IReadOnlyList<FuzzRecord> Load(string folder) =>
        [
            .. Directory
                .EnumerateFiles(folder, "*.json")
                .Select(p => JsonSerializer.Deserialize<FuzzRecord>(File.ReadAllText(p))!)
                .OrderBy(r => FormatFamilies.Of(r.Format), StringComparer.Ordinal)
                .ThenBy(r => r.Format, StringComparer.Ordinal),
        ];
}
