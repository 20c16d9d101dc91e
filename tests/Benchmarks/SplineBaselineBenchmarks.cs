using System.Globalization;
using BenchmarkDotNet.Attributes;
using SpectraPipeline.Core;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Engine.Running;
using SpectraPipeline.Numerics.Baselines;
using SpectraPipeline.Stages.Baseline;

namespace SpectraPipeline.Benchmarks;

/// <summary>Penalised splines and BEADS on 250 spectra, with the parameters that the peers are timed with: the kernel alone in either width, and the stage through the
/// engine (check for NaN before and after, findings, corrected spectrum and baseline).</summary>
[MemoryDiagnoser]
public class SplineBaselineBenchmarks
{
    public enum Method
    {
        PSplineAsLs,
        PSplineAirPls,
        PSplineArPls,
        Irsqr,
        MixtureModel,
        Beads,
    }

    private delegate void FitBlock(ReadOnlySpan<double> spectra, Span<double> baselines, Span<BaselineOutcome> outcomes);

    private const int Spectra = 250;
    private readonly BaselineOutcome[] _outcomes = new BaselineOutcome[Spectra];
    private double[] _spectra = [];
    private double[] _baselines = [];
    private FitBlock _wide = null!;
    private FitBlock _narrow = null!;
    private BlockRunner _runner = null!;
    private SpectralSeries _series = null!;
    private Findings _findings = null!;

    [ParamsSource(nameof(Cases))]
    public Case Kind { get; set; } = null!;

    public static IEnumerable<Case> Cases =>
        Enum.GetValues<Method>().SelectMany(m => new[] { 1000, 2000 }.Select(points => new Case(m, points)));

    /// <summary>A method at a length, with the mean number of its iterations beside it.</summary>
    public sealed class Case
    {
        private readonly string _text;

        public Case(Method method, int points)
        {
            (Method, Points) = (method, points);
            var outcomes = new BaselineOutcome[16];
            double[] spectra = PeerSpectra.Block(outcomes.Length, points);
            Kernel(method, points, LaneWidth.Automatic)(spectra, new double[spectra.Length], outcomes);
            _text = string.Create(CultureInfo.InvariantCulture, $"{method} {points}, {outcomes.Average(o => o.Iterations):f1} iterations");
        }

        public Method Method { get; }

        public int Points { get; }

        public override string ToString() => _text;
    }

    [GlobalSetup]
    public void Prepare()
    {
        int points = Kind.Points;
        _spectra = PeerSpectra.Block(Spectra, points);
        _baselines = new double[_spectra.Length];
        _wide = Kernel(Kind.Method, points, LaneWidth.Bits512);
        _narrow = Kernel(Kind.Method, points, LaneWidth.Bits256);
        _findings = new Findings("s", "step");
        _series = new SpectralSeries(
            "s",
            new Axis("wavenumber", Unit.PerCm, PeerSpectra.Axis(points)),
            [new Channel("y", new Signal(SignalKind.Counts), Spectra, points, _spectra)],
            [.. Enumerable.Range(0, Spectra).Select(k => new FrameInfo { Frame = k, File = "made" })]
        );
        FrameStage stage = StageOf(Kind.Method);
        KernelChain chain = KernelChain.Wire(
            [new StepPlan("step", stage.GetType().Name, stage, null, 1, 1)],
            new SeriesCard { Id = "s", Technique = "raman" },
            Spectra,
            (first, count) => SeriesSlice.Rows(_series, first, count),
            new RunContext(TimeProvider.System),
            new Dictionary<string, SpectralSeries>()
        );
        _runner = new BlockRunner(chain, chain.NewKernels(), reuseOutputs: true);
        Wide();
        double[] expected = [.. _baselines];
        Narrow();
        Same.Within(0, _baselines, expected, $"{Kind}, Vector256");
        Same.Within(0, Engine().Outputs[0]!["baseline"].Values, expected, $"{Kind}, engine");
    }

    [Benchmark(Baseline = true, Description = "kernel, Vector256", OperationsPerInvoke = Spectra)]
    public void Narrow() => _narrow(_spectra, _baselines, _outcomes);

    [Benchmark(Description = "kernel, AVX-512", OperationsPerInvoke = Spectra)]
    public void Wide() => _wide(_spectra, _baselines, _outcomes);

    [Benchmark(Description = "through the engine", OperationsPerInvoke = Spectra)]
    public BlockResult Engine() => _runner.Run(_series, _findings);

    private static FitBlock Kernel(Method method, int points, LaneWidth width)
    {
        double[] x = PeerSpectra.Axis(points);
        return method switch
        {
            Method.PSplineAsLs => new Numerics.Baselines.PSplineAsLs(x, new PSplineBaselineOptions(1e3), 0.01, width).Fit,
            Method.PSplineAirPls => new Numerics.Baselines.PSplineAirPls(x, new PSplineBaselineOptions(1e3), width).Fit,
            Method.PSplineArPls => new Numerics.Baselines.PSplineArPls(x, new PSplineBaselineOptions(1e3), width).Fit,
            Method.Irsqr => new Numerics.Baselines.Irsqr(
                x,
                new PSplineBaselineOptions(100, Order: 3, Tolerance: 1e-6, MaxIterations: 100),
                0.05,
                null,
                width
            ).Fit,
            Method.MixtureModel => new Numerics.Baselines.MixtureModel(
                x,
                new PSplineBaselineOptions(1e5, Order: 3),
                0.01,
                false,
                width
            ).Fit,
            _ => new BeadsLanes(points, new BeadsOptions(), width).Fit,
        };
    }

    private static FrameStage StageOf(Method method) =>
        method switch
        {
            Method.PSplineAsLs => new Stages.Baseline.PSplineAsLs(),
            Method.PSplineAirPls => new Stages.Baseline.PSplineAirPls(),
            Method.PSplineArPls => new Stages.Baseline.PSplineArPls(),
            Method.Irsqr => new Stages.Baseline.Irsqr(),
            Method.MixtureModel => new Stages.Baseline.MixtureModel(),
            _ => new Stages.Baseline.Beads(),
        };
}
