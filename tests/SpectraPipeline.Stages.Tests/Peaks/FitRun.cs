using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Engine.Running;
using SpectraPipeline.Stages.Peaks;

namespace SpectraPipeline.Stages.Tests.Peaks;

/// <summary>Runs steps written as in a pipeline file over frames in memory: loader, wiring and block runner of the engine.</summary>
internal sealed record FitRun(BlockResult Result, Findings Findings)
{
    public List<BandRow> Bands => Findings.List<BandRow>();

    public List<FitRow> Fits => Findings.List<FitRow>();

    public List<DetectionLimitRow> Limits => Findings.List<DetectionLimitRow>();

    public SpectralSeries Output => Result.Outputs[^1]!;

    public static (Pipeline? Pipeline, IReadOnlyList<PipelineIssue> Issues) Load(string steps)
    {
        string text =
            "name: test\nseries:\n  - id: s\n    files: none.csv\n    technique: ir\n    steps:\n"
            + string.Concat(steps.Split('\n').Select(line => $"      {line}\n"));
        return new PipelineLoader(StageCatalog.From(typeof(Fit).Assembly)).LoadText(text, "test.yaml");
    }

    public static FitRun Of(string steps, SpectralSeries source, int? block = null)
    {
        var (pipeline, issues) = Load(steps);
        if (pipeline is null || issues.Any(i => !i.IsWarning))
            throw new InvalidOperationException(string.Join('\n', issues));
        SeriesPlan plan = pipeline.Series[0];
        KernelChain chain = KernelChain.Wire(
            plan.Steps,
            plan.Card,
            source.Frames,
            (first, count) => SeriesSlice.Rows(source, first, count),
            new RunContext(TimeProvider.System),
            new Dictionary<string, SpectralSeries>()
        );
        var findings = new Findings("s", "");
        var runner = new BlockRunner(chain);
        BlockResult? last = null;
        int size = block ?? source.Frames;
        for (int first = 0; first < source.Frames; first += size)
            last = runner.Run(SeriesSlice.Rows(source, first, Math.Min(size, source.Frames - first)), findings);
        return new(last!, findings);
    }

    public static SpectralSeries Series(
        double[] x,
        IReadOnlyList<double[]> frames,
        SignalKind kind = SignalKind.Absorbance,
        double[]? sigma = null,
        bool[]? mask = null
    )
    {
        var axis = new Axis("wavenumber", Unit.PerCm, x);
        double[] values = [.. frames.SelectMany(f => f)];
        var channel = new Channel(
            "y",
            new Signal(kind),
            frames.Count,
            x.Length,
            values,
            sigma is null ? null : [.. frames.SelectMany(_ => sigma)],
            mask is null ? null : [.. frames.SelectMany(_ => mask)]
        );
        return new SpectralSeries(
            "s",
            axis,
            [channel],
            [.. Enumerable.Range(0, frames.Count).Select(i => new FrameInfo { Frame = i, File = "memory" })]
        );
    }
}
