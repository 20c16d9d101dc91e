using SpectraPipeline.Core;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Engine.Running;

namespace SpectraPipeline.Stages.Tests;

/// <summary>Runs frame stages on spectra in memory, the way the engine does.</summary>
internal sealed class FrameStageRun
{
    private FrameStageRun(BlockResult result, Findings findings) => (Result, Findings) = (result, findings);

    /// <summary>Outputs and faults of each step.</summary>
    public BlockResult Result { get; }

    /// <summary>Rows, flags and warnings.</summary>
    public Findings Findings { get; }

    /// <summary>Output of the last step.</summary>
    public SpectralSeries Output => Result.Outputs[^1]!;

    /// <summary>Runs steps over all frames as one block.</summary>
    public static FrameStageRun Of(SpectralSeries source, SeriesCard? card, params FrameStage[] stages) => Of(source, card, null, stages);

    /// <summary>The same with other finished series.</summary>
    public static FrameStageRun Of(
        SpectralSeries source,
        SeriesCard? card,
        IReadOnlyDictionary<string, SpectralSeries>? others,
        params FrameStage[] stages
    ) => Of(source, card, others, new RunContext(TimeProvider.System), stages);

    /// <summary>The same in folders that stages read files from.</summary>
    public static FrameStageRun Of(
        SpectralSeries source,
        SeriesCard? card,
        IReadOnlyDictionary<string, SpectralSeries>? others,
        RunContext run,
        params FrameStage[] stages
    )
    {
        StepPlan[] steps = [.. stages.Select((s, i) => new StepPlan($"step-{i + 1}", s.GetType().Name, s, null, 0, 0))];
        KernelChain chain = KernelChain.Wire(
            steps,
            card ?? new SeriesCard { Id = source.Id },
            source.Frames,
            (first, count) => SeriesSlice.Rows(source, first, count),
            run,
            others ?? new Dictionary<string, SpectralSeries>()
        );
        var findings = new Findings(source.Id, "");
        return new FrameStageRun(new BlockRunner(chain).Run(source, findings), findings);
    }

    /// <summary>A series of one channel from rows of values.</summary>
    public static SpectralSeries Series(double[] x, SignalKind kind, params double[][] frames) => Series(x, new Signal(kind), frames);

    /// <summary>The same with a unit of y.</summary>
    public static SpectralSeries Series(double[] x, Signal signal, params double[][] frames) =>
        new(
            "s",
            new Axis("wavenumber", Unit.PerCm, x),
            [new Channel("y", signal, frames.Length, x.Length, [.. frames.SelectMany(f => f)])],
            [.. frames.Select((_, i) => new FrameInfo { Frame = i, File = $"{i}.txt" })]
        );

    /// <summary>The same values with a mask: true = the point of the frame counts.</summary>
    public static SpectralSeries Masked(SpectralSeries series, Func<int, int, bool> use)
    {
        int points = series.Points;
        bool[] mask = [.. Enumerable.Range(0, series.Frames * points).Select(i => use(i / points, i % points))];
        Channel y = series.Primary;
        return new(series.Id, series.Axis, [new Channel(y.Name, y.Signal, series.Frames, points, y.Values, mask: mask)], series.Info);
    }

    /// <summary>Even axis.</summary>
    public static double[] Grid(double first, double step, int points) => [.. Enumerable.Range(0, points).Select(i => first + i * step)];

    /// <summary>Gaussian noise.</summary>
    public static double[] Noise(int seed, int points, double sigma)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, points)
                .Select(_ => sigma * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())),
        ];
    }
}
