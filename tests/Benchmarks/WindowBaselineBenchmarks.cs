using BenchmarkDotNet.Attributes;
using SpectraPipeline.Core;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Engine.Running;
using SpectraPipeline.Numerics.Baselines;
using Stage = SpectraPipeline.Stages.Baseline;

namespace SpectraPipeline.Benchmarks;

/// <summary>A block of baselines by moving windows and by classification: the kernel alone and the stage as the engine runs it (NaN check, findings, both channels).
/// Parameters are those the peer was timed with (bench/recorded_vibrational_scipy.jsonl).</summary>
[MemoryDiagnoser]
public class WindowBaselineBenchmarks
{
    public enum Method
    {
        Mor,
        MorMol,
        RollingBall,
        NoiseMedian,
        Swima,
        StdDistribution,
        Golotvin,
        Dietrich,
        Fabc,
        FastChrom,
    }

    private delegate BaselineOutcome Fit(ReadOnlySpan<double> y, Span<double> baseline);

    private const int Spectra = 50;
    private double[] _x = [];
    private double[] _spectra = [];
    private double[] _baselines = [];
    private Fit _fit = null!;
    private SpectralSeries _series = null!;
    private BlockRunner _runner = null!;

    [ParamsAllValues]
    public Method Kind { get; set; }

    [Params(1000, 2000)]
    public int Points { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _x = PeerSpectra.Axis(Points);
        _spectra = PeerSpectra.Block(Spectra, Points);
        _baselines = new double[_spectra.Length];
        (FrameStage stage, _fit) = Of(Kind, _x);
        FrameInfo[] info = [.. Enumerable.Range(0, Spectra).Select(i => new FrameInfo { Frame = i, File = "made" })];
        _series = new SpectralSeries(
            "s",
            new Axis("wavenumber", Unit.PerCm, _x),
            [new Channel("y", new Signal(SignalKind.Absorbance), Spectra, Points, _spectra)],
            info
        );
        KernelChain chain = KernelChain.Wire(
            [new StepPlan("step", Kind.ToString(), stage, null, 0, 0)],
            new SeriesCard { Id = "s" },
            Spectra,
            (first, count) => SeriesSlice.Rows(_series, first, count),
            new RunContext(TimeProvider.System),
            new Dictionary<string, SpectralSeries>()
        );
        _runner = new BlockRunner(chain);
        Kernel();
        Same.Within(1e-12, Engine().Outputs[^1]!["baseline"].Values, _baselines, $"{Kind}, engine");
    }

    [Benchmark(Baseline = true, Description = "kernel", OperationsPerInvoke = Spectra)]
    public void Kernel()
    {
        for (int k = 0; k < Spectra; k++)
            _fit(_spectra.AsSpan(k * Points, Points), _baselines.AsSpan(k * Points, Points));
    }

    [Benchmark(Description = "through the engine", OperationsPerInvoke = Spectra)]
    public BlockResult Engine() => _runner.Run(_series, new Findings("s", ""));

    private static (FrameStage Stage, Fit Fit) Of(Method method, double[] x)
    {
        int n = x.Length;
        switch (method)
        {
            case Method.Mor:
                return (new Stage.Mor { HalfWindow = 40 }, new Mor(n, 40).Fit);
            case Method.MorMol:
                return (new Stage.MorMol { HalfWindow = 40 }, new MorMol(n, new IteratedWindowOptions(40, 1e-3, 250)).Fit);
            case Method.RollingBall:
                return (new Stage.RollingBall { HalfWindow = 40 }, new RollingBall(n, 40, null).Fit);
            case Method.NoiseMedian:
                return (new Stage.NoiseMedian { HalfWindow = 60 }, new NoiseMedian(n, 60, null, null).Fit);
            case Method.Swima:
                return (new Stage.Swima(), new Swima(x, new SwimaOptions()).Fit);
            case Method.StdDistribution:
                var std = new StdDistribution(n, new StdDistributionOptions(15));
                return (
                    new Stage.StdDistribution(),
                    (y, z) =>
                    {
                        std.Fit(x, y, z);
                        return BaselineOutcome.Direct;
                    }
                );
            case Method.Golotvin:
                var golotvin = new Golotvin(n, new GolotvinOptions(15, 7));
                return (new Stage.Golotvin { HalfWindow = 15, NumStd = 7 }, (y, z) => golotvin.Fit(x, y, z));
            case Method.Dietrich:
                return (new Stage.Dietrich(), new Dietrich(x, new DietrichOptions()).Fit);
            case Method.Fabc:
                return (new Stage.Fabc(), new Fabc(n, new FabcOptions()).Fit);
            default:
                var fastchrom = new FastChrom(n, new FastChromOptions(15));
                return (new Stage.FastChrom { HalfWindow = 15 }, (y, z) => fastchrom.Fit(x, y, z));
        }
    }
}
