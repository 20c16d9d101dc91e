using System.Globalization;
using SpectraPipeline.Testing.Generators;
using SpectraPipeline.Testing.Generators.Series;

namespace SpectraPipeline.Testing;

/// <summary>
/// Writes generated data: <c>dotnet run --project tests/SpectraPipeline.Testing -- data-samples</c> the committed samples, bit for bit,
/// <c>-- series --frames 5000 --points 1000 --layout columns --out PATH</c> a long series for runs of speed and memory.
/// </summary>
public static class Program
{
    private const string Usage = "data-samples | series --frames N --points N --layout columns|rows|files --out PATH [--seed N]";

    public static int Main(string[] arguments)
    {
        switch (arguments.FirstOrDefault())
        {
            case "data-samples":
                DataSamples.Write(Path.Combine(Corpus.Checkout, "data-samples"));
                return 0;
            case "series" when Options(arguments.AsSpan(1)) is { } options && options.TryGetValue("out", out string? path):
                int Number(string name, int missing) =>
                    options.TryGetValue(name, out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : missing;
                ulong seed = options.TryGetValue("seed", out string? given)
                    ? ulong.Parse(given, CultureInfo.InvariantCulture)
                    : DataSamples.Seed;
                SeriesLayout layout = Enum.Parse<SeriesLayout>(options.GetValueOrDefault("layout", "columns"), ignoreCase: true);
                BandSeriesFiles.Write(new BandSeries(Number("frames", 5000), Number("points", 1000), seed), layout, path);
                return 0;
            default:
                Console.Error.WriteLine(Usage);
                return 1;
        }
    }

    /// <summary>Pairs of --name value, null when something else is there.</summary>
    private static Dictionary<string, string>? Options(ReadOnlySpan<string> words)
    {
        Dictionary<string, string> options = [];
        for (int i = 0; i < words.Length; i += 2)
        {
            if (i + 1 >= words.Length || !words[i].StartsWith("--", StringComparison.Ordinal))
                return null;
            options[words[i][2..]] = words[i + 1];
        }
        return options;
    }
}
