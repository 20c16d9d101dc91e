using System.Diagnostics;
using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.ExafsStudy;
using SpectraPipeline.Testing;

// ./exafs-study [--sites N] [--draws N] [--seed S] [--page]
var options = new Dictionary<string, string>(StringComparer.Ordinal)
{
    ["--sites"] = "200",
    ["--draws"] = "10",
    ["--seed"] = "1",
};
bool page = args.Contains("--page");
string[] pairs = [.. args.Where(a => a != "--page")];
for (int i = 0; i < pairs.Length; i += 2)
{
    if (i + 1 >= pairs.Length || !options.ContainsKey(pairs[i]) || !uint.TryParse(pairs[i + 1], out uint number) || number == 0)
    {
        Console.Error.WriteLine($"'{pairs[i]}' is not known or has no number behind it; ./exafs-study --help tells what is.");
        return 1;
    }
    options[pairs[i]] = pairs[i + 1];
}
int Number(string option) => int.Parse(options[option], CultureInfo.InvariantCulture);
var size = new StudySize(
    Number("--sites"),
    Number("--draws"),
    (ulong)Number("--seed"),
    Path.Combine(Corpus.Checkout, "artifacts", "exafs-study")
);
try
{
    TimeSpan start = Process.GetCurrentProcess().TotalProcessorTime;
    ExafsResult result = ExafsResult.Of(size, Console.Error.WriteLine);
    double seconds = (Process.GetCurrentProcess().TotalProcessorTime - start).TotalSeconds;
    string text = ExafsPage.Of(string.Join(' ', args.Prepend("./exafs-study")), size, result, seconds);
    Console.WriteLine(text);
    if (page)
        File.WriteAllText(Path.Combine(Corpus.Checkout, "docs", "exafs-coverage.md"), text);
    return 0;
}
catch (UserException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
