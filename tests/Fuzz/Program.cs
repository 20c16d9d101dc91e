using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using SpectraPipeline.Fuzz;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Testing;

// ./fuzz [--mutations N] [--minutes M a family] [--seed S] [--page] [FORMAT...]; workers: worker FORMAT FOLDER N SECONDS SEED
if (args is ["worker", var own, var place, .. var rest])
    return new FuzzWorker(FuzzSettings.Of(rest), place).Run(own);
return new FuzzRun(args).Run();

/// <summary>The whole run: a worker process a format, two at a time, and a table of what they found.</summary>
internal sealed class FuzzRun
{
    private readonly string _folder = Path.Combine(Corpus.Checkout, "artifacts", "fuzz");
    private readonly int _mutations = 2000;
    private readonly double _minutes = 10;
    private readonly int _seed = 1;
    private readonly bool _page;
    private readonly List<string> _formats = [];

    public FuzzRun(string[] arguments)
    {
        for (int i = 0; i < arguments.Length; i++)
            switch (arguments[i])
            {
                case "--mutations":
                    _mutations = int.Parse(arguments[++i], CultureInfo.InvariantCulture);
                    break;
                case "--minutes":
                    _minutes = double.Parse(arguments[++i], CultureInfo.InvariantCulture);
                    break;
                case "--seed":
                    _seed = int.Parse(arguments[++i], CultureInfo.InvariantCulture);
                    break;
                case "--page":
                    _page = true;
                    break;
                default:
                    _formats.Add(arguments[i]);
                    break;
            }
        if (_formats.Count == 0)
            _formats.AddRange(ReaderCatalog.Default.Formats);
    }

    public int Run()
    {
        if (_formats.Except(ReaderCatalog.Default.Formats).ToList() is { Count: > 0 } unknown)
        {
            Console.Error.WriteLine(
                $"No format is called {string.Join(", ", unknown)}. Known: {string.Join(", ", ReaderCatalog.Default.Formats)}."
            );
            return 1;
        }
        Directory.CreateDirectory(_folder);
        var results = new SortedDictionary<string, (int Seeds, FuzzResult Result)>(StringComparer.Ordinal);
        var queue = new Queue<string>(_formats);
        var workers = Enumerable
            .Range(0, Math.Max(1, Math.Min(2, Environment.ProcessorCount)))
            .Select(_ => new Thread(() => Work(queue, results)))
            .ToList();
        workers.ForEach(w => w.Start());
        workers.ForEach(w => w.Join());
        string page = Page(results);
        Console.Write(page);
        if (_page)
            File.WriteAllText(Path.Combine(Corpus.Checkout, "docs", "fuzz.md"), page);
        return results.Values.All(r => r.Result.Findings.Count == 0) ? 0 : 2;
    }

    private void Work(Queue<string> queue, SortedDictionary<string, (int Seeds, FuzzResult Result)> results)
    {
        while (true)
        {
            string format;
            lock (queue)
                if (!queue.TryDequeue(out format!))
                    return;
            int family = _formats.Count(f => FormatFamilies.Of(f) == FormatFamilies.Of(format));
            FuzzResult result = Child(format, new FuzzSettings(_mutations, 60 * _minutes / family, _seed));
            int seeds = FuzzSeeds.Of(format).Count;
            lock (results)
                results[format] = (seeds, result);
            Console.Error.WriteLine($"{format}: {result.Reads} reads, {result.Findings.Count} findings");
        }
    }

    private FuzzResult Child(string format, FuzzSettings settings)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        // Memory that runs away ends the worker, not the machine.
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x60000000";
        foreach (string word in (string[])[typeof(FuzzRun).Assembly.Location, "worker", format, _folder, .. settings.Words])
            start.ArgumentList.Add(word);
        using Process child = Process.Start(start)!;
        string last = child.StandardOutput.ReadToEnd().TrimEnd().Split('\n')[^1];
        child.WaitForExit();
        if (child.ExitCode == 0 && last.StartsWith('{'))
            return JsonSerializer.Deserialize<FuzzResult>(last)!;
        string kept = Path.Combine(_folder, $"{format}-dead");
        File.Copy(Path.Combine(_folder, $"{format}.last"), kept, overwrite: true);
        return new FuzzResult { Findings = [$"the process died with code {child.ExitCode}; the file is kept as {Path.GetFileName(kept)}"] };
    }

    private string Page(SortedDictionary<string, (int Seeds, FuzzResult Result)> results)
    {
        var text = new StringBuilder("# Last run of ./fuzz\n\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"`./fuzz --mutations {_mutations} --minutes {_minutes} --seed {_seed}`, {TimeProvider.System.GetUtcNow():yyyy-MM-dd}, {RuntimeInformation.OSDescription.Split(' ')[0]}, {Environment.ProcessorCount} cores, .NET {Environment.Version}, corpus {(Corpus.Root is null ? "absent" : "present")}.\n\n"
        );
        text.Append(
            "Every seed file (our samples, and the real files of up to 600 kB that the reader claims) is damaged: bytes changed, stretches lost, doubled,\n"
                + "blanked or taken from another file, four-byte fields set to extremes, words put in. A finding is an exception other than BadFileException, a dead\n"
                + "process, more than 2 s, more than 64 MiB + 8 x decoded bytes allocated in total, or more decoded than 200 x the file.\n\n"
        );
        text.Append("| family | format | seed files | reads | refused | slowest (s) | findings |\n|---|---|---|---|---|---|---|\n");
        foreach (var (format, (seeds, r)) in results.OrderBy(r => FormatFamilies.Of(r.Key), StringComparer.Ordinal))
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {FormatFamilies.Of(format)} | {format} | {seeds} | {r.Reads} | {(r.Reads == 0 ? 0 : 100.0 * r.Refused / r.Reads):F0} % | {r.SlowestSeconds:F2} | {r.Findings.Count} |\n"
            );
        text.Append(
            CultureInfo.InvariantCulture,
            $"| **all** | | {results.Values.Sum(r => r.Seeds)} | {results.Values.Sum(r => r.Result.Reads)} | | {results.Values.Max(r => r.Result.SlowestSeconds):F2} | {results.Values.Sum(r => r.Result.Findings.Count)} |\n"
        );
        foreach (var (format, (_, r)) in results)
        foreach (string finding in r.Findings.Take(10))
            text.Append(CultureInfo.InvariantCulture, $"\n- {format}: {finding}");
        return text.Append('\n').ToString();
    }
}
