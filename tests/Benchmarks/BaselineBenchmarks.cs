using System.Globalization;
using BenchmarkDotNet.Attributes;
using SpectraPipeline.Core;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Engine.Running;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Benchmarks;

/// <summary>
/// 524 baselines: plain twin one at a time, in vector lanes of both widths, and through the engine in blocks of the size that it cuts itself, 2¹⁸ values (checks for
/// NaN, findings, corrected spectra and baselines written; a few arrays a block are allocated, nothing a frame). λ 1e5 for arPLS, 1e6 for AsLS (p 0.01) and airPLS, tolerance 1e-3; a case names the mean number of iterations.
/// </summary>
[MemoryDiagnoser]
public class BaselineBenchmarks
{
    private const int Spectra = 524;
    private const int ValuesInBlock = 1 << 18; // as Engine.Running.SeriesState cuts
    private const double Rounding = 1e-7; // of the largest value: the plain form solves for z, whose rounding is that of λ·D′D, 1e-8 at 2000 points
    private readonly BaselineOutcome[] _outcomes = new BaselineOutcome[Spectra];
    private double[] _spectra = [];
    private double[] _baselines = [];
    private LaneBaseline _narrow = null!;
    private LaneBaseline _wide = null!;
    private BaselineMethods.FitOne _one = null!;
    private BlockRunner _runner = null!;
    private SpectralSeries[] _blocks = [];

    /// <summary>Method and length; how many iterations the block takes is part of the name.</summary>
    public sealed record Setting(string Method, int Points, double Iterations)
    {
        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{Method}, n {Points}, {Iterations:f1} iterations");
    }

    public static IEnumerable<Setting> Settings() =>
        from method in BaselineMethods.Names
        from points in (int[])[1000, 2000]
        select new Setting(method, points, MeanIterations(method, points));

    [ParamsSource(nameof(Settings))]
    public Setting Case { get; set; } = null!;

    /// <summary>Mean number of iterations over the block.</summary>
    internal static double MeanIterations(string method, int points)
    {
        double[] y = PeerSpectra.Block(Spectra, points);
        var outcomes = new BaselineOutcome[Spectra];
        BaselineMethods.Lanes(method, points, LaneWidth.Automatic).Fit(y, new double[y.Length], outcomes);
        return outcomes.Average(o => o.Iterations);
    }

    [GlobalSetup]
    public void Prepare()
    {
        _spectra = PeerSpectra.Block(Spectra, Case.Points);
        _baselines = new double[_spectra.Length];
        _one = BaselineMethods.Plain(Case.Method, Case.Points);
        _narrow = BaselineMethods.Lanes(Case.Method, Case.Points, LaneWidth.Bits256);
        _wide = BaselineMethods.Lanes(Case.Method, Case.Points, LaneWidth.Bits512);
        PrepareEngine();
        OneAtATime();
        double[] expected = [.. _baselines];
        Vector256();
        Same.Within(Rounding, _baselines, expected, $"{Case.Method}, Vector256");
        Vector512();
        Same.Within(Rounding, _baselines, expected, $"{Case.Method}, Vector512");
        Same.Within(
            Rounding,
            Engine().Outputs[0]!["baseline"].Values,
            expected.AsSpan(^_blocks[^1].Primary.Values.Length..),
            $"{Case.Method}, engine"
        );
    }

    private void PrepareEngine()
    {
        int frames = ValuesInBlock / Case.Points;
        double[] x = PeerSpectra.Axis(Case.Points);
        _blocks =
        [
            .. Enumerable
                .Range(0, Spectra / frames)
                .Select(b => new SpectralSeries(
                    "block",
                    new Axis("wavenumber", Unit.PerCm, x),
                    [new Channel("y", new Signal(SignalKind.Absorbance), frames, Case.Points, Part(b * frames, frames))],
                    [.. Enumerable.Range(b * frames, frames).Select(k => new FrameInfo { Frame = k, File = "block" })]
                )),
        ];
        KernelChain chain = KernelChain.Wire(
            [new StepPlan("baseline", $"baseline.{Case.Method}", BaselineMethods.Stage(Case.Method), null, 0, 0)],
            new SeriesCard { Id = "block" },
            frames,
            (first, count) => SeriesSlice.Rows(_blocks[0], first, count),
            new RunContext(TimeProvider.System),
            new Dictionary<string, SpectralSeries>()
        );
        _runner = new BlockRunner(chain, chain.NewKernels(), reuseOutputs: true);
    }

    private double[] Part(int first, int frames) => _spectra[(first * Case.Points)..((first + frames) * Case.Points)];

    [Benchmark(Baseline = true, Description = "plain, one at a time", OperationsPerInvoke = Spectra)]
    public void OneAtATime()
    {
        int n = Case.Points;
        for (int k = 0; k < Spectra; k++)
            _outcomes[k] = _one(_spectra.AsSpan(k * n, n), _baselines.AsSpan(k * n, n));
    }

    [Benchmark(Description = "lanes, Vector256", OperationsPerInvoke = Spectra)]
    public void Vector256() => _narrow.Fit(_spectra, _baselines, _outcomes);

    [Benchmark(Description = "lanes, AVX-512", OperationsPerInvoke = Spectra)]
    public void Vector512() => _wide.Fit(_spectra, _baselines, _outcomes);

    [Benchmark(Description = "engine", OperationsPerInvoke = Spectra)]
    public BlockResult Engine()
    {
        BlockResult last = null!;
        foreach (SpectralSeries block in _blocks)
            last = _runner.Run(block, new Findings("block", ""));
        return last;
    }
}
