using System.Globalization;
using System.Text.Json;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Reference;

/// <summary>The peers' vibrational numbers of the shared corpus: exact inputs, and results with every parameter.</summary>
internal static class VibrationalReference
{
    private const string Folder = "reference/vibrational/";

    /// <summary>Spectra of which the corpus holds the input and a file of baselines.</summary>
    public static IEnumerable<string> BaselineSpectra() => Names("baseline/*.json").Intersect(Names("inputs/*.csv"));

    /// <summary>Names of the inputs.</summary>
    public static IEnumerable<string> Inputs() => Names("inputs/*.csv");

    /// <summary>One JSON file; skips the test where the corpus is absent.</summary>
    public static JsonElement Json(string name)
    {
        string? path = Corpus.Path(Folder + name);
        Assert.SkipWhen(path is null, "needs the shared corpus: " + Folder + name);
        return JsonDocument.Parse(File.ReadAllBytes(path!)).RootElement;
    }

    /// <summary>x and y of one input; skips the test where the corpus is absent.</summary>
    public static (double[] X, double[] Y) Input(string name)
    {
        string? path = Corpus.Path($"{Folder}inputs/{name}.csv");
        Assert.SkipWhen(path is null, $"needs the shared corpus: {Folder}inputs/{name}.csv");
        string[][] rows = [.. File.ReadLines(path!).Skip(1).Where(l => l.Length > 0).Select(l => l.Split(','))];
        return ([.. rows.Select(r => Parse(r[0]))], [.. rows.Select(r => Parse(r[1]))]);
    }

    /// <summary>A JSON list of numbers.</summary>
    public static double[] Numbers(this JsonElement list) => [.. list.EnumerateArray().Select(v => v.GetDouble())];

    /// <summary>A JSON list of whole numbers.</summary>
    public static int[] Integers(this JsonElement list) => [.. list.EnumerateArray().Select(v => v.GetInt32())];

    /// <summary>Highest minus lowest.</summary>
    public static double Range(ReadOnlySpan<double> values)
    {
        double low = double.MaxValue,
            high = double.MinValue;
        foreach (double v in values)
            (low, high) = (Math.Min(low, v), Math.Max(high, v));
        return high - low;
    }

    private static double Parse(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static IEnumerable<string> Names(string pattern)
    {
        string? folder = Corpus.Path(Folder + Path.GetDirectoryName(pattern));
        return folder is null
            ? []
            : Directory
                .EnumerateFiles(folder, Path.GetFileName(pattern))
                .Select(f => Path.GetFileNameWithoutExtension(f))
                .Order(StringComparer.Ordinal);
    }
}
