using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Testing.Writers;

namespace SpectraPipeline.Benchmarks;

/// <summary>
/// A folder of 20 000 files of one spectrum of 300 points each, read on two threads as a run reads it: open, find the reader by content, decode. Each
/// invocation takes the next 2000 files. 5000 files/s are 200 µs a file.
/// </summary>
[MemoryDiagnoser, TimedPer("file")]
[SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet derives from the class and calls Remove at the end.")]
public class SmallFilesBenchmarks
{
    private const int Files = 20_000;
    private const int Batch = 2000;
    private const int Points = 300;
    private static readonly ReadHints s_hints = new("ir");
    private readonly string[] _paths = new string[Files];
    private string _folder = "";
    private int _first;

    /// <summary>Two columns between tabs with six decimals, or GRAMS with floats and an even x.</summary>
    [Params("delimited", "galactic-spc")]
    public string Format { get; set; } = "";

    [GlobalSetup]
    public void Prepare()
    {
        _folder = Directory.CreateTempSubdirectory("spectra-bench-").FullName;
        for (int k = 0; k < Files; k++)
        {
            _paths[k] = Path.Combine(_folder, $"spectrum {k:00000}.{(IsText ? "txt" : "spc")}");
            File.WriteAllBytes(_paths[k], IsText ? TwoColumns(k) : Grams(k));
        }
        OnTwoThreads(0, Files, Check);
    }

    [GlobalCleanup]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [Benchmark(Baseline = true, Description = "File.ReadAllBytes", OperationsPerInvoke = Batch)]
    public void BareBytes() => OnTwoThreads(Next(), Batch, k => File.ReadAllBytes(_paths[k]));

    [Benchmark(Description = "ReaderCatalog.Read", OperationsPerInvoke = Batch)]
    public void Read() => OnTwoThreads(Next(), Batch, k => ReaderCatalog.Default.Read(_paths[k], s_hints));

    private bool IsText => Format == "delimited";

    private int Next() => (_first = (_first + Batch) % Files);

    // Millionths, so that a text of six decimals holds the numbers themselves.
    private static long X(int i) => 400_000_000 + 3_000_000L * i;

    private static long Y(int k, int i) => 500_000 + (long)(400_000 * Math.Sin(0.05 * i + k));

    private static byte[] TwoColumns(int k)
    {
        var text = new StringBuilder();
        for (int i = 0; i < Points; i++)
            text.Append(CultureInfo.InvariantCulture, $"{X(i) / 1_000_000}.{X(i) % 1_000_000:000000}\t")
                .Append(CultureInfo.InvariantCulture, $"0.{Y(k, i):000000}\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static byte[] Grams(int k) => new GalacticSpcFile().Write([(Numbers(X), Numbers(i => Y(k, i)))]);

    private static double[] Numbers(Func<int, long> millionths) => [.. Enumerable.Range(0, Points).Select(i => millionths(i) / 1e6)];

    private void Check(int k)
    {
        SpectrumFile file = ReaderCatalog.Default.Read(_paths[k], s_hints);
        SpectrumData one = file.Spectra.Single();
        double[] y = Numbers(i => Y(k, i));
        double[] stored = IsText ? y : [.. y.Select(v => (double)(float)v)];
        if (file.Format != Format || !one.X.SequenceEqual(Numbers(X)) || !one.Channels.Single().Values.SequenceEqual(stored))
            throw new InvalidOperationException($"{_paths[k]} does not come back as it was written.");
    }

    /// <summary>Files from one on, each by the thread that is free; a failure of either thread is thrown here.</summary>
    private static void OnTwoThreads(int first, int count, Action<int> one) =>
        Parallel.For(first, first + count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, one);
}
