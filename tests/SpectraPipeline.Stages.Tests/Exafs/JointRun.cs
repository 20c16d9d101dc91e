using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Stages.Exafs;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Exafs;

/// <summary>Runs a step xas.fit-series as a pipeline file writes it over χ(k) in memory.</summary>
internal sealed record JointRun(SpectralSeries Output, Findings Findings)
{
    /// <summary>Further series.</summary>
    public sealed record Other(string Id, double[] Chi, double? Temperature = null);

    public ExafsFitRow Joint => Findings.List<ExafsFitRow>().Single(f => f.Frame < 0);

    public ExafsFitRow Fit(int frame) => Findings.List<ExafsFitRow>().Single(f => f.Frame == frame);

    public ExafsPathRow Path(string label, int frame) => Findings.List<ExafsPathRow>().Single(p => p.Frame == frame && p.Path == label);

    public ExafsParameterRow Parameter(string name, int frame = -1) =>
        Findings.List<ExafsParameterRow>().Single(p => p.Frame == frame && p.Name == name);

    public ExafsTrendRow Trend(string name) => Findings.List<ExafsTrendRow>().Single(t => t.Name == name);

    public IReadOnlyList<ExafsDataSetRow> DataSets => Findings.List<ExafsDataSetRow>();

    public IReadOnlyList<FaultRow> Notes => Findings.Notes;

    public static (Pipeline? Pipeline, IReadOnlyList<PipelineIssue> Issues) Load(string parameters)
    {
        string text =
            "name: test\nseries:\n  - id: s\n    files: none.csv\n    technique: xas\n    steps:\n      - xas.fit-series:\n"
            + string.Concat(parameters.Split('\n').Where(l => l.Trim().Length > 0).Select(line => $"          {line}\n"))
            + "  - { id: cold, files: none.csv, technique: xas, steps: [ xas.normalize: {} ] }\n"
            + "  - { id: foil, files: none.csv, technique: xas, steps: [ xas.normalize: {} ] }\n";
        return new PipelineLoader(StageCatalog.From(typeof(FitSeries).Assembly)).LoadText(text, "test.yaml");
    }

    public static FitSeries Stage(string parameters)
    {
        var (pipeline, issues) = Load(parameters);
        Assert.Empty(issues);
        return (FitSeries)pipeline!.Series[0].Steps[0].Stage;
    }

    public static JointRun Of(string parameters, string folder, double[][] frames, double? temperature = null, params Other[] others) =>
        Of(parameters, folder, Series("s", frames), temperature, others);

    /// <summary>The last frame was broken off after so many points.</summary>
    public static JointRun WithLastCut(string parameters, string folder, double[][] frames, int measured)
    {
        bool[] mask = [.. frames.SelectMany((f, n) => f.Select((_, i) => n < frames.Length - 1 || i < measured))];
        return Of(parameters, folder, Series("s", frames, mask), null);
    }

    private static JointRun Of(string parameters, string folder, SpectralSeries input, double? temperature, params Other[] others)
    {
        var about = new StageInput
        {
            Card = Card("s", temperature),
            Axis = input.Axis,
            Channel = "chi",
            Signal = new Signal(SignalKind.ChiK),
            Frames = input.Frames,
            Others = others.ToDictionary(o => o.Id, o => Series(o.Id, [o.Chi])),
            Finished = others.ToDictionary(o => o.Id, o => new FinishedSeries(Card(o.Id, o.Temperature), _ => Series(o.Id, [o.Chi]))),
            Run = new RunContext(TimeProvider.System) { PipelineFolder = folder },
        };
        var findings = new Findings("s", "fit");
        return new(Stage(parameters).Run(input, about, findings), findings);
    }

    private static SeriesCard Card(string id, double? temperature) =>
        temperature is not { } kelvin
            ? new SeriesCard { Id = id }
            : new SeriesCard
            {
                Id = id,
                Labels = new Dictionary<string, string> { ["temperature"] = kelvin.ToString("R", CultureInfo.InvariantCulture) },
            };

    // Frames are ten seconds apart.
    private static SpectralSeries Series(string id, double[][] frames, bool[]? mask = null) =>
        new(
            id,
            new Axis("k", Unit.PerAngstrom, MadeFeff.K),
            [new Channel("chi", new Signal(SignalKind.ChiK), frames.Length, MadeFeff.K.Length, [.. frames.SelectMany(f => f)], mask: mask)],
            [
                .. frames.Select(
                    (_, f) =>
                        new FrameInfo
                        {
                            Frame = f,
                            File = "made",
                            TimeS = 10 * f,
                        }
                ),
            ]
        );
}
