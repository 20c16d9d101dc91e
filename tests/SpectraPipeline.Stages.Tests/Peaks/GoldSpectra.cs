using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using SpectraPipeline.Testing;

namespace SpectraPipeline.Stages.Tests.Peaks;

/// <summary>The spectra of CO on gold in the order in which a peer fitted them, with the peer's records.</summary>
internal sealed record GoldSpectra(double[] X, List<double[]> Frames, JsonElement[] Peer)
{
    // lmfit's record i belongs to the column whose file number is its id.
    public static GoldSpectra? Read()
    {
        string? csv = Corpus.Path("corpus/vibrational/ec_ir/co_au_seiras_clean.csv.gz");
        string? json = Corpus.Path("reference/vibrational/series_co_au_stark.json");
        if (csv is null || json is null)
            return null;
        using var reader = new StreamReader(new GZipStream(File.OpenRead(csv), CompressionMode.Decompress));
        string[] ids = reader.ReadLine()!.Split(',');
        var rows = new List<double[]>();
        while (reader.ReadLine() is { } line)
            rows.Add([.. line.Split(',').Select(w => double.Parse(w, CultureInfo.InvariantCulture))]);
        rows.Sort((a, b) => a[0].CompareTo(b[0]));
        JsonElement[] peer =
        [
            .. JsonDocument
                .Parse(File.ReadAllText(json))
                .RootElement.GetProperty("series")
                .GetProperty("clean")
                .GetProperty("records")
                .EnumerateArray(),
        ];
        var frames = new List<double[]>();
        foreach (JsonElement record in peer)
        {
            int column = Array.IndexOf(ids, record.GetProperty("id").GetInt32().ToString(CultureInfo.InvariantCulture));
            frames.Add([.. rows.Select(r => r[column])]);
        }
        return new([.. rows.Select(r => r[0])], frames, peer);
    }
}
