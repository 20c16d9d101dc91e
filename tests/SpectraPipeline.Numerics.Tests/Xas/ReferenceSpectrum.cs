using System.Globalization;
using System.Text.Json;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Xas;

/// <summary>A real spectrum of the shared corpus with the numbers that Larch gives for it under explicit parameters.</summary>
public sealed class ReferenceSpectrum
{
    public const string Folder = "reference/xas/spectra";

    private ReferenceSpectrum(string path)
    {
        Name = Path.GetFileNameWithoutExtension(path);
        Truth = JsonDocument.Parse(File.ReadAllText(path)).RootElement;
        string csv = Path.Combine(Path.GetDirectoryName(path)!, "..", Truth.GetProperty("input").GetProperty("csv").GetString()!);
        double[][] rows = File.ReadLines(csv).Skip(1).Select(Numbers).ToArray();
        Energy = rows.Select(r => r[0]).ToArray();
        Mu = rows.Select(r => r[1]).ToArray();
        SampleIndex = Truth.GetProperty("sample_index").EnumerateArray().Select(v => v.GetInt32()).ToArray();
    }

    public string Name { get; }
    public JsonElement Truth { get; }
    public double[] Energy { get; }
    public double[] Mu { get; }
    public int[] SampleIndex { get; }

    /// <summary>Every spectrum at hand; empty where the corpus is absent.</summary>
    public static IReadOnlyList<ReferenceSpectrum> All { get; } =
        Corpus.Path(Folder) is { } folder
            ? Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(f => new ReferenceSpectrum(f)).ToArray()
            : [];

    public static void SkipWithoutCorpus() => Assert.SkipWhen(All.Count == 0, "needs the shared corpus: " + Folder);

    /// <summary>Blocks of the truth whose name starts so: autobk, autobk_kw2 ...</summary>
    public IEnumerable<(string Name, JsonElement Block)> Blocks(string prefix) =>
        Truth
            .EnumerateObject()
            .Where(p =>
                p.Value.ValueKind == JsonValueKind.Object && (p.Name == prefix || p.Name.StartsWith(prefix + "_", StringComparison.Ordinal))
            )
            .Select(p => (p.Name, p.Value));

    public static double[] Array(JsonElement block, string name) =>
        block.GetProperty(name).EnumerateArray().Select(v => v.GetDouble()).ToArray();

    public static double Number(JsonElement block, string name) => block.GetProperty(name).GetDouble();

    /// <summary>Largest difference of two series, each entry a value and what it should be.</summary>
    public static double Worst(ReadOnlySpan<double> ours, ReadOnlySpan<double> theirs)
    {
        Assert.Equal(theirs.Length, ours.Length);
        double worst = 0;
        for (int i = 0; i < ours.Length; i++)
            worst = Math.Max(worst, Math.Abs(ours[i] - theirs[i]));
        return worst;
    }

    public static double Largest(ReadOnlySpan<double> values)
    {
        double largest = 0;
        foreach (double v in values)
            largest = Math.Max(largest, Math.Abs(v));
        return largest;
    }

    private static double[] Numbers(string line) => line.Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray();
}
