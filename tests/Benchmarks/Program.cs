using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;
using SpectraPipeline.Testing;

namespace SpectraPipeline.Benchmarks;

/// <summary>
/// Behind <c>./bench</c>: <c>run [WORD] [--full]</c> times the benchmarks whose class holds the word and writes a table a class to <c>artifacts/bench/</c>;
/// <c>checks</c> prints what our kernels give on the peers' input; <c>fits</c> writes the compiled peers' data and times our fits of them; <c>xas</c> times our XAS kernels on Larch's spectra; <c>machine</c> what it runs on; <c>page</c> puts the tables into <c>docs/benchmarks.md</c>.
/// </summary>
public static class Program
{
    private const string Usage = "run [WORD] [--quick|--full] | checks | fits FOLDER | xas FOLDER | machine | page";

    internal static string Output { get; } = Path.Combine(Corpus.Checkout, "artifacts", "bench");

    public static int Main(string[] arguments)
    {
        string[] words = [.. arguments.Where(a => !a.StartsWith("--", StringComparison.Ordinal))];
        switch (words)
        {
            case ["run"]:
                return Run("", arguments.Contains("--full"));
            case ["run", string word]:
                return Run(word, arguments.Contains("--full"));
            case ["checks"]:
                Console.Out.WriteLine(PeerChecks.ToJson());
                return 0;
            case ["fits", string folder]:
                Console.Out.WriteLine(PeakFitPeers.Run(folder));
                return 0;
            case ["xas", string folder]:
                Console.Out.WriteLine(XasPeers.Run(folder));
                return 0;
            case ["machine"]:
                Console.Out.WriteLine(Machine.Words());
                return 0;
            case ["page"]:
                return BenchPage.Fill(Path.Combine(Corpus.Checkout, "docs", "benchmarks.md"), Output);
            default:
                Console.Error.WriteLine(Usage);
                return 1;
        }
    }

    private static int Run(string word, bool full)
    {
        Type[] all =
        [
            .. typeof(Program).Assembly.GetTypes().Where(t => t.IsPublic && t.Name.EndsWith(BenchTable.Suffix, StringComparison.Ordinal)),
        ];
        Type[] chosen = [.. all.Where(t => BenchTable.NameOf(t).Contains(word, StringComparison.OrdinalIgnoreCase)).OrderBy(t => t.Name)];
        if (chosen.Length == 0)
        {
            Console.Error.WriteLine($"No benchmark holds '{word}'; there are {string.Join(", ", all.Select(BenchTable.NameOf).Order())}.");
            return 1;
        }
        Directory.CreateDirectory(Output);
        bool failed = false;
        foreach (Type type in chosen)
        {
            Console.Error.WriteLine($"{BenchTable.NameOf(type)} ...");
            string log = Path.Combine(Output, BenchTable.NameOf(type) + ".log");
            Summary summary = BenchmarkRunner.Run(type, Configuration(log, full));
            BenchTable table = BenchTable.From(type, summary);
            if (table.IsIncomplete)
            {
                failed = true;
                Console.Error.WriteLine($"{table.Name}: not all cases ran; see {log}");
            }
            table.Write(Output, full);
            Console.Out.WriteLine(table.ToMarkdown());
        }
        return failed ? 1 : 0;
    }

    /// <summary>In this process: a child project would inherit the house's build settings (artifact paths, pinned packages), which BenchmarkDotNet does not expect.</summary>
    private static ManualConfig Configuration(string log, bool full)
    {
        Job job = Job
            .Default.WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(full ? 8 : 3)
            .WithIterationCount(full ? 15 : 5)
            .WithIterationTime(TimeInterval.FromMilliseconds(full ? 250 : 80));
        return ManualConfig
            .CreateEmpty()
            .AddJob(job)
            .AddLogger(new StreamLogger(log))
            .WithArtifactsPath(Path.Combine(Output, "bdn"))
            .WithCultureInfo(CultureInfo.InvariantCulture)
            .WithOption(ConfigOptions.DisableLogFile, true);
    }
}
