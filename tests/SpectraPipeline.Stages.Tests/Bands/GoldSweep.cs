using System.Text.Json;
using SpectraPipeline.Testing;

namespace SpectraPipeline.Stages.Tests.Bands;

/// <summary>Per-frame fits of CO on gold that a peer (lmfit) recorded, with its slopes.</summary>
internal sealed class GoldSweep
{
    public required BandTables Tables { get; init; }

    public required JsonElement Sweep { get; init; }

    public static GoldSweep? Read(string sweep)
    {
        if (Corpus.Path("reference/vibrational/series_co_au_stark.json") is not { } path)
            return null;
        JsonElement root = JsonDocument.Parse(File.ReadAllText(path)).RootElement.GetProperty("series").GetProperty(sweep);
        JsonElement[] records = [.. root.GetProperty("records").EnumerateArray()];
        var tables = new BandTables(records.Length, f => records[f].GetProperty("E").GetDouble());
        for (int f = 0; f < records.Length; f++)
        {
            JsonElement r = records[f];
            tables.Band(f, Number(r, "center"), Number(r, "height"), Number(r, "fwhm"), Number(r, "center_se"), Number(r, "snr"));
        }
        return new() { Tables = tables, Sweep = root };
    }

    public double Peer(string selection, string what) => Sweep.GetProperty(selection).GetProperty(what).GetDouble();

    private static double Number(JsonElement record, string name) =>
        record.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.NaN;
}
