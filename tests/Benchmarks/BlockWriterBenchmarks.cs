using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Benchmarks;

/// <summary>One block of 250 spectra of 1000 points into the parts of a result folder, committed, against the bare bytes of its channels in one file.</summary>
[MemoryDiagnoser]
[SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet derives from the class and calls Remove at the end.")]
public class BlockWriterBenchmarks
{
    private const int Spectra = 250;
    private const int Points = 1000;
    private string _folder = "";
    private PartStore _store = null!;
    private SpectralSeries _block = null!;

    [GlobalSetup]
    public void Prepare()
    {
        _folder = Directory.CreateTempSubdirectory("spectra-bench-").FullName;
        _store = new PartStore(_folder);
        Signal absorbance = new(SignalKind.Absorbance);
        double[] values = PeerSpectra.Block(Spectra, Points);
        _block = new SpectralSeries(
            "bench",
            new Axis("wavenumber", Unit.PerCm, PeerSpectra.Axis(Points)),
            [
                new Channel("corrected", absorbance, Spectra, Points, values),
                new Channel("baseline", new Signal(SignalKind.Auxiliary), Spectra, Points, [.. values]),
            ],
            [
                .. Enumerable
                    .Range(0, Spectra)
                    .Select(k => new FrameInfo
                    {
                        Frame = k,
                        File = "bench.csv",
                        IndexInFile = k,
                        TimeS = 0.5 * k,
                    }),
            ]
        );
    }

    [GlobalCleanup]
    public void Remove()
    {
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark(Baseline = true, Description = "bare bytes", OperationsPerInvoke = Spectra)]
    public void BareBytes()
    {
        using var file = new FileStream(Path.Combine(_folder, "bytes.bin"), FileMode.Create, FileAccess.Write, FileShare.None, 0);
        foreach (Channel channel in _block.Channels)
            for (int k = 0; k < Spectra; k++)
                file.Write(MemoryMarshal.AsBytes(channel[k]));
    }

    [Benchmark(Description = "BlockWriter", OperationsPerInvoke = Spectra)]
    public void Parts()
    {
        using BlockWriter writer = _store.Begin("bench", 0);
        writer.WriteSpectra("baseline", _block);
        writer.Commit();
    }
}
