using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Engine.Running;
using SpectraPipeline.Stages.Exafs;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Exafs;

/// <summary>Runs a step xas.fit-paths as a pipeline file writes it over χ(k) in memory: loader, wiring and block runner of the engine.</summary>
internal sealed record ExafsRun(BlockResult Result, Findings Findings)
{
    public IReadOnlyList<ExafsFitRow> Fits => Findings.List<ExafsFitRow>();

    public IReadOnlyList<ExafsParameterRow> Parameters => Findings.List<ExafsParameterRow>();

    public IReadOnlyList<ExafsPathRow> Paths => Findings.List<ExafsPathRow>();

    public SpectralSeries Output => Result.Outputs[^1]!;

    public ExafsFitRow Fit(string model, int frame = 0) => Fits.Single(f => f.Model == model && f.Frame == frame);

    public ExafsPathRow Path(string model, string path, int frame = 0) =>
        Paths.Single(p => p.Fit == Fit(model, frame).Fit && p.Path == path && p.Frame == frame);

    public ExafsParameterRow Parameter(string model, string name, int frame = 0) =>
        Parameters.Single(p => p.Fit == Fit(model, frame).Fit && p.Name == name && p.Frame == frame);

    public static (Pipeline? Pipeline, IReadOnlyList<PipelineIssue> Issues) Load(string parameters)
    {
        string text =
            "name: test\nseries:\n  - id: s\n    files: none.csv\n    technique: xas\n    steps:\n      - xas.fit-paths:\n"
            + string.Concat(parameters.Split('\n').Where(l => l.Trim().Length > 0).Select(line => $"          {line}\n"))
            + "  - { id: zn-foil, files: none.csv, technique: xas, steps: [ xas.normalize: {} ] }\n";
        return new PipelineLoader(StageCatalog.From(typeof(FitPaths).Assembly)).LoadText(text, "test.yaml");
    }

    public static FitPaths Stage(string parameters)
    {
        var (pipeline, issues) = Load(parameters);
        Assert.Empty(issues);
        return (FitPaths)pipeline!.Series[0].Steps[0].Stage;
    }

    public static ExafsRun Of(string parameters, string folder, double[] k, params double[][] frames) =>
        Of(Stage(parameters), new SeriesCard { Id = "s" }, folder, k, frames);

    public static ExafsRun Of(FitPaths stage, SeriesCard card, string folder, double[] k, params double[][] frames)
    {
        ExafsRun run = WithFaults(stage, card, folder, k, frames);
        Assert.All(run.Result.Faults[^1], f => Assert.True(f is null, f?.Message));
        return run;
    }

    /// <summary>The same for frames that may fail.</summary>
    public static ExafsRun WithFaults(FitPaths stage, SeriesCard card, string folder, double[] k, params double[][] frames)
    {
        var series = new SpectralSeries(
            "s",
            new Axis("k", Unit.PerAngstrom, k),
            [new Channel("chi", new Signal(SignalKind.ChiK), frames.Length, k.Length, [.. frames.SelectMany(f => f)])],
            [.. frames.Select((_, f) => new FrameInfo { Frame = f, File = "made" })]
        );
        KernelChain chain = KernelChain.Wire(
            [new StepPlan("fit", "xas.fit-paths", stage, null, 1, 1)],
            card,
            frames.Length,
            (first, count) => SeriesSlice.Rows(series, first, count),
            new RunContext(TimeProvider.System) { PipelineFolder = folder },
            new Dictionary<string, SpectralSeries>()
        );
        var findings = new Findings("s", "");
        BlockResult result = new BlockRunner(chain).Run(series, findings);
        return new(result, findings);
    }

    /// <summary>A file of the shared corpus; skips the test where it is absent.</summary>
    public static string CorpusFile(string path)
    {
        string? found = Corpus.Path(path);
        Assert.SkipWhen(found is null, $"needs the shared corpus: {path}");
        return found!;
    }
}
