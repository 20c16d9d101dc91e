using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using Microsoft.Win32.SafeHandles;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Benchmarks;

/// <summary>20 000 spectra of 1000 points the whole way from blocks in memory to a finished result folder: parts by two threads, compaction, packing,
/// manifest, all on the disk. Beside it the same with DuckDB's COPY for the final file, and the bare bytes of the channels in one file.</summary>
[MemoryDiagnoser]
[SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet derives from the class and calls Remove at the end.")]
public class StoreBenchmarks
{
    private const int Spectra = 20_000;
    private const int Points = 1000;

    // As the engine cuts: about 2 MB a channel.
    private const int SpectraInBlock = (1 << 18) / Points;
    private string _root = "";
    private SpectralSeries[] _blocks = [];

    /// <summary>1: corrected; 2: corrected and baseline.</summary>
    [Params(1, 2)]
    public int Channels { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _root = Directory.CreateTempSubdirectory("spectra-bench-").FullName;
        double[] values = PeerSpectra.Block(SpectraInBlock, Points);
        var axis = new Axis("wavenumber", Unit.PerCm, PeerSpectra.Axis(Points));
        // Every block holds the same numbers, so that the benchmark needs little memory; all are written.
        _blocks =
        [
            .. Enumerable
                .Range(0, Spectra)
                .Chunk(SpectraInBlock)
                .Select(frames => new SpectralSeries(
                    "bench",
                    axis,
                    [.. Enumerable.Range(0, Channels).Select(c => NewChannel(c, frames.Length, values))],
                    [.. frames.Select(NewInfo)],
                    firstFrame: frames[0]
                )),
        ];
    }

    [GlobalCleanup]
    public void Remove() => Directory.Delete(_root, recursive: true);

    [Benchmark(Baseline = true, Description = "bare bytes, one file", OperationsPerInvoke = Spectra)]
    public void BareBytes()
    {
        string path = Path.Combine(_root, "bytes.bin");
        using (SafeFileHandle file = File.OpenHandle(path, FileMode.Create, FileAccess.Write))
        {
            long at = 0;
            foreach (Channel channel in _blocks.SelectMany(b => b.Channels))
            {
                ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(channel.Values.AsSpan());
                RandomAccess.Write(file, bytes, at);
                at += bytes.Length;
            }
            RandomAccess.FlushToDisk(file);
        }
        File.Delete(path);
    }

    [Benchmark(Description = "store", OperationsPerInvoke = Spectra)]
    public void Store() => Run(compress: false);

    [Benchmark(Description = "store, final file by DuckDB (zstd)", OperationsPerInvoke = Spectra)]
    public void StoreByDuckDb() => Run(compress: true);

    private void Run(bool compress)
    {
        string folder = Path.Combine(_root, "out");
        using (var store = new PartStore(folder, threads: 2) { CompressSpectra = compress })
        {
            int next = -1;
#pragma warning disable RS0030 // The engine's threads are imitated here.
            Thread[] workers =
            [
                .. Enumerable
                    .Range(0, 2)
                    .Select(_ => new Thread(() =>
                    {
                        for (int block; (block = Interlocked.Increment(ref next)) < _blocks.Length; )
                            Commit(store, block);
                    })),
            ];
#pragma warning restore RS0030
            Array.ForEach(workers, w => w.Start());
            Array.ForEach(workers, w => w.Join());
            store.CompactSpectra("bench", "baseline");
            store.WriteManifest("{}");
        }
        Directory.Delete(folder, recursive: true);
    }

    private void Commit(PartStore store, int block)
    {
        using BlockWriter writer = store.Begin("bench", block);
        writer.WriteSpectra("baseline", _blocks[block]);
        writer.Commit();
    }

    private static Channel NewChannel(int number, int frames, double[] values) =>
        new(
            number == 0 ? "corrected" : "baseline",
            new Signal(number == 0 ? SignalKind.Absorbance : SignalKind.Auxiliary),
            frames,
            Points,
            frames == SpectraInBlock ? values : values[..(frames * Points)]
        );

    private static FrameInfo NewInfo(int frame) =>
        new()
        {
            Frame = frame,
            File = "bench.csv",
            IndexInFile = frame,
            TimeS = 0.5 * frame,
        };
}
