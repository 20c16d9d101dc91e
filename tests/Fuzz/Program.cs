using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SpectraPipeline.Fuzz;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Testing;

// ./fuzz [--mutations N] [--minutes M a family] [--seed S] [--page] [FORMAT...]; workers: worker FORMAT FOLDER N SECONDS SEED
if (args is ["worker", var own, var place, .. var rest])
    return new FuzzWorker(FuzzSettings.Of(rest), place).Run(own);
if (args is ["page"])
{
    File.WriteAllText(FuzzRun.PagePath, FuzzPage.Of(FuzzRecord.Load(FuzzRun.Folder)));
    return 0;
}
return new FuzzRun(args).Run();

/// <summary>The whole run: a worker process a format, two at a time, and a table of what they found.</summary>
internal sealed class FuzzRun
{
    /// <summary>Where records and files that broke a reader are kept.</summary>
    public static string Folder { get; } = Path.Combine(Corpus.Checkout, "artifacts", "fuzz");

    /// <summary>The page of the last runs.</summary>
    public static string PagePath { get; } = Path.Combine(Corpus.Checkout, "docs", "fuzz.md");

    private readonly string _folder = Folder;
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
        var queue = new Queue<string>(_formats);
        int findings = 0;
        var workers = Enumerable
            .Range(0, Math.Max(1, Math.Min(2, Environment.ProcessorCount)))
            .Select(_ => new Thread(() => Interlocked.Add(ref findings, Work(queue))))
            .ToList();
        workers.ForEach(w => w.Start());
        workers.ForEach(w => w.Join());
        string page = FuzzPage.Of(FuzzRecord.Load(_folder));
        Console.Write(page);
        if (_page)
            File.WriteAllText(PagePath, page);
        return findings == 0 ? 0 : 2;
    }

    /// <summary>Takes formats from the queue until it is empty; returns the number of findings.</summary>
    private int Work(Queue<string> queue)
    {
        int findings = 0;
        while (true)
        {
            string format;
            lock (queue)
                if (!queue.TryDequeue(out format!))
                    return findings;
            int family = ReaderCatalog.Default.Formats.Count(f => FormatFamilies.Of(f) == FormatFamilies.Of(format));
            var settings = new FuzzSettings(_mutations, 60 * _minutes / family, _seed);
            FuzzResult result = Child(format, settings);
            findings += result.Findings.Count;
            new FuzzRecord(format, FuzzSeeds.Of(format).Count, settings, $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}", result).Save(
                _folder
            );
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
}
