using System.Globalization;
using SpectraPipeline.BaselineStudy;
using SpectraPipeline.Testing;
using SpectraPipeline.Testing.Generators.Baselines;

// ./baseline-study [--spectra N] [--seed S] [--variety wide|narrow|both] [--page]
var options = new Dictionary<string, string>(StringComparer.Ordinal)
{
    ["--spectra"] = "300",
    ["--seed"] = "1",
    ["--variety"] = "both",
};
bool page = args.Contains("--page");
string[] pairs = [.. args.Where(a => a != "--page")];
for (int i = 0; i < pairs.Length; i += 2)
{
    if (i + 1 >= pairs.Length || !options.ContainsKey(pairs[i]))
    {
        Console.Error.WriteLine($"'{pairs[i]}' is not known or has nothing behind it; ./baseline-study --help tells what is.");
        return 1;
    }
    options[pairs[i]] = pairs[i + 1];
}
int count = int.Parse(options["--spectra"], CultureInfo.InvariantCulture);
ulong seed = ulong.Parse(options["--seed"], CultureInfo.InvariantCulture);
BaselineVariety[] varieties = options["--variety"] switch
{
    "wide" => [BaselineVariety.Wide],
    "narrow" => [BaselineVariety.Narrow],
    _ => [BaselineVariety.Wide, BaselineVariety.Narrow],
};
IReadOnlyList<SingleMethod> methods = SingleMethods.All();
IReadOnlyList<PublishedResult> published = PublishedSpectra.Study(methods);
if (page && published.Count == 0)
{
    Console.Error.WriteLine(
        "The published spectra S1 to S6 are not in reach, and the page must report them: set SPECTRA_CORPUS, or put the shared folder beside the checkout."
    );
    return 2;
}
var results = new List<KindResult>();
foreach (BaselineVariety variety in varieties)
foreach (BaselineKind kind in Enum.GetValues<BaselineKind>())
{
    KindResult result = KindStudy.Of(kind, variety, count, seed, methods);
    results.Add(result);
    Console.WriteLine(StudyPage.Line(result));
}
foreach (PublishedResult result in published)
    Console.WriteLine(StudyPage.Line(result));
if (page)
    File.WriteAllText(
        Path.Combine(Corpus.Checkout, "docs", "baseline-auto.md"),
        StudyPage.Of(string.Join(' ', args.Prepend("./baseline-study")), count, methods, results, published)
    );
return 0;
