using System.Globalization;
using BenchmarkDotNet.Attributes;
using SpectraPipeline.Core;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Engine.Running;
using SpectraPipeline.Numerics.Baselines;
using SpectraPipeline.Numerics.Smoothing;
using SpectraPipeline.Stages.Shape;

namespace SpectraPipeline.Benchmarks;

/// <summary>Polynomials, peak clipping, hull, local regression and Savitzky-Golay on 250 spectra, with the parameters that the peers are timed with: the kernel alone
/// in either width, and the stage through the engine (check for NaN before and after, findings, corrected spectrum and baseline).</summary>
[MemoryDiagnoser]
public class ClassicBaselineBenchmarks
{
    private delegate BaselineOutcome FitOne(ReadOnlySpan<double> y, Span<double> baseline);

    public enum Method
    {
        Snip,
        ModPoly,
        IModPoly,
        PenalizedPoly,
        Rubberband,
        Loess,
        SavitzkyGolay,
    }

    private const int Spectra = 250;
    private double[] _spectra = [];
    private double[] _baselines = [];
    private FitOne _automatic = null!;
    private FitOne _narrow = null!;
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
            double[] spectra = PeerSpectra.Block(20, points),
                baseline = new double[points];
            FitOne fit = Kernel(method, PeerSpectra.Axis(points), LaneWidth.Automatic);
            double iterations = Enumerable.Range(0, 20).Average(k => fit(spectra.AsSpan(k * points, points), baseline).Iterations);
            _text = string.Create(
                CultureInfo.InvariantCulture,
                $"{method} {points}{(iterations > 0 ? $", {iterations:f1} iterations" : "")}"
            );
        }

        public Method Method { get; }

        public int Points { get; }

        public override string ToString() => _text;
    }

    [GlobalSetup]
    public void Prepare()
    {
        int points = Kind.Points;
        double[] x = PeerSpectra.Axis(points);
        _spectra = PeerSpectra.Block(Spectra, points);
        _baselines = new double[_spectra.Length];
        _automatic = Kernel(Kind.Method, x, LaneWidth.Automatic);
        _narrow = Kernel(Kind.Method, x, LaneWidth.Bits256);
        _findings = new Findings("s", "step");
        _series = new SpectralSeries(
            "s",
            new Axis("wavenumber", Unit.PerCm, x),
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
        Automatic();
        double[] expected = [.. _baselines];
        Narrow();
        Same.Within(0, _baselines, expected, $"{Kind}, Vector256");
        SpectralSeries output = Engine().Outputs[0]!;
        double[] through = output.Channels.Count > 1 ? output["baseline"].Values : output.Primary.Values;
        Same.Within(0, through, expected, $"{Kind}, engine");
    }

    [Benchmark(Baseline = true, Description = "kernel, Vector256", OperationsPerInvoke = Spectra)]
    public void Narrow() => All(_narrow);

    [Benchmark(Description = "kernel, widest", OperationsPerInvoke = Spectra)]
    public void Automatic() => All(_automatic);

    [Benchmark(Description = "through the engine", OperationsPerInvoke = Spectra)]
    public BlockResult Engine() => _runner.Run(_series, _findings);

    private void All(FitOne fit)
    {
        int points = Kind.Points;
        for (int k = 0; k < Spectra; k++)
            _ = fit(_spectra.AsSpan(k * points, points), _baselines.AsSpan(k * points, points));
    }

    private static FitOne Kernel(Method method, double[] x, LaneWidth width)
    {
        int points = x.Length;
        switch (method)
        {
            case Method.Snip:
                return new Snip(points, new SnipOptions(40, true, 3), width).Fit;
            case Method.ModPoly:
                return new ModPoly(x, new ClippedPolynomialOptions(5), width).Fit;
            case Method.IModPoly:
                return new IModPoly(x, new ClippedPolynomialOptions(5, MaskInitialPeaks: true), 1, width).Fit;
            case Method.PenalizedPoly:
                return new PenalizedPoly(x, new ClippedPolynomialOptions(5), width: width).Fit;
            case Method.Rubberband:
                var band = new Rubberband(points, new RubberbandOptions());
                return (y, z) => band.Fit(x, y, z);
            case Method.Loess:
                return new Loess(x, new LoessOptions(), width).Fit;
            default:
                // Sums of single points: one width serves all, see SavitzkyGolayBenchmarks.
                var filter = new SavitzkyGolay(15, 3);
                return (y, z) =>
                {
                    filter.Apply(y, z);
                    return BaselineOutcome.Direct;
                };
        }
    }

    private static FrameStage StageOf(Method method) =>
        method switch
        {
            Method.Snip => new Stages.Baseline.Snip
            {
                MaxHalfWindow = 40,
                Decreasing = true,
                SmoothHalfWindow = 3,
            },
            Method.ModPoly => new Stages.Baseline.ModPoly { Degree = 5 },
            Method.IModPoly => new Stages.Baseline.IModPoly { Degree = 5 },
            Method.PenalizedPoly => new Stages.Baseline.PenalizedPoly { Degree = 5 },
            Method.Rubberband => new Stages.Baseline.Rubberband(),
            Method.Loess => new Stages.Baseline.Loess(),
            _ => new Smooth(),
        };
}
