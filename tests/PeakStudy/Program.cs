using System.Diagnostics;
using System.Globalization;
using SpectraPipeline.PeakStudy;
using SpectraPipeline.Testing;

// ./peak-study [--fits N] [--detection N] [--seed S] [--page]
var options = new Dictionary<string, string>(StringComparer.Ordinal)
{
    ["--fits"] = "20000",
    ["--detection"] = "",
    ["--seed"] = "1",
};
bool page = args.Contains("--page");
string[] pairs = [.. args.Where(a => a != "--page")];
for (int i = 0; i < pairs.Length; i += 2)
{
    if (i + 1 >= pairs.Length || !options.ContainsKey(pairs[i]))
    {
        Console.Error.WriteLine($"'{pairs[i]}' is not known or has nothing behind it; ./peak-study --help tells what is.");
        return 1;
    }
    options[pairs[i]] = pairs[i + 1];
}
int fits = int.Parse(options["--fits"], CultureInfo.InvariantCulture);
int detection = options["--detection"] is { Length: > 0 } d ? int.Parse(d, CultureInfo.InvariantCulture) : Math.Max(100, fits * 3 / 10);
ulong seed = ulong.Parse(options["--seed"], CultureInfo.InvariantCulture);
TimeSpan start = Process.GetCurrentProcess().TotalProcessorTime;
CoverageResult coverage = CoverageStudy.Of(fits, seed);
IReadOnlyList<DetectionResult> limits = DetectionStudy.Of(detection, seed);
double seconds = (Process.GetCurrentProcess().TotalProcessorTime - start).TotalSeconds;
string text = CoveragePage.Of(string.Join(' ', args.Prepend("./peak-study")), coverage, limits, seconds);
Console.WriteLine(text);
if (page)
{
    string docs = Path.Combine(Corpus.Checkout, "docs");
    File.WriteAllText(Path.Combine(docs, "peak-coverage.md"), text);
    File.WriteAllText(Path.Combine(docs, "peak-coverage.svg"), CoverageMap.Of(coverage));
}
return 0;
