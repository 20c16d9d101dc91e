using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Engine.Feff;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Engine.Running;
using SpectraPipeline.Stages.Exafs;

namespace SpectraPipeline.ExafsStudy;

/// <summary>What xas.fit-paths says of one spectrum.</summary>
/// <param name="Fits">Models.</param>
/// <param name="Paths">Their paths.</param>
/// <param name="Parameters">Their variables.</param>
/// <param name="Flags">Codes of flags and faults of the frame.</param>
internal sealed record FrameFindings(ExafsFitRow[] Fits, ExafsPathRow[] Paths, ExafsParameterRow[] Parameters, string[] Flags)
{
    /// <summary>A model by name; null where the frame has no result.</summary>
    public ExafsFitRow? Model(string name) => Array.Find(Fits, f => f.Model == name) is { Model.Length: > 0 } fit ? fit : null;

    /// <summary>A path of a model.</summary>
    public ExafsPathRow? Path(string model, string path) =>
        Model(model) is { } fit && Array.Find(Paths, p => p.Fit == fit.Fit && p.Path == path) is { Path.Length: > 0 } row ? row : null;
}

/// <summary>xas.fit-paths as a pipeline file writes it, over spectra in memory: loader, wiring and block runner of the engine.</summary>
internal static class StudyStage
{
    /// <summary>Ranges of all fits: seed case 000-C.</summary>
    public const string Ranges = "k-min: 2.5\nk-max: 11.5\nk-weights: [2, 3]\nwindow: hanning\ndk: 1\nr-min: 1\nr-max: 3\n";

    /// <summary>Name of the model with the nitrogen and all that lies behind it.</summary>
    public const string Right = "N + C";

    /// <summary>Label of the nitrogen shell, and name of the model that has nothing else.</summary>
    public const string Nitrogen = "Zn-N";

    /// <summary>Label of the metal shell.</summary>
    public const string Metal = "Zn-Zn";

    /// <summary>Half length of the paths of the right model at most, Å: all that the spectra are made of.</summary>
    public const double AllPaths = 4.2;

    /// <summary>The same where only the shells are listed whose maxima lie within the R range.</summary>
    public const double NearPaths = 3.3;

    // Weaker ones, in per cent of the first, are left out.
    private const double LeastAmplitude = 10;

    private const string Variables =
        "variables: { dr: 0, de0: 0, ss: 0.001..0.03 start 0.006, nc: 0.. start 1, drc: 0, ssc: 0.001..0.05 start 0.012 }\n";

    /// <summary>Nitrogen with N, R and σ² of its own; all paths over carbon with one factor of their numbers, one shift and one σ².</summary>
    public static string Shells(Pocket pocket, double longest = AllPaths, double s02 = Pocket.Amplitude) =>
        $"models:\n  - name: {Right}\n    paths:\n{Paths(pocket, longest, s02)}{Variables}{Ranges}rivals: none\n";

    /// <summary>The same paths as the only model, so that the program makes its rivals.</summary>
    public static string WithRivals(Pocket pocket) =>
        $"models:\n  - name: {Right}\n    paths:\n{Paths(pocket, AllPaths, Pocket.Amplitude)}{Variables}{Ranges}";

    /// <summary>The same, and beside it a model with one shell of zinc, its N, R and σ² free.</summary>
    public static string WithShell(Pocket pocket) =>
        WithMetal(
            pocket,
            $"      - {{ file: {ZincFoil.FirstPath}, label: {Metal}, n: 0.. start 1, delta-r: -0.1..0.1 start 0, sigma2: 0.003..0.03 start 0.01, {Common}\n"
        );

    /// <summary>The same, and beside it a model with both near shells of zinc metal, R and σ² those of the foil: one variable.</summary>
    public static string WithFoil(Pocket pocket) =>
        WithMetal(
                pocket,
                FormattableString.Invariant(
                    $"      - {{ file: {ZincFoil.FirstPath}, label: {Metal}, n: nzn, sigma2: {ZincFoil.FirstSigma2}, {Common}\n"
                )
                    + FormattableString.Invariant(
                        $"      - {{ file: {ZincFoil.SecondPath}, label: {Metal} 2, n: nzn, sigma2: {ZincFoil.OtherSigma2}, {Common}\n"
                    )
            )
            .Replace("variables: { ", "variables: { nzn: 0.. start 1, ", StringComparison.Ordinal);

    /// <summary>The nitrogen shell alone, by its file and nothing else; the program makes its rivals.</summary>
    public static string OneShell(Pocket pocket) =>
        $"paths: [ {{ file: {pocket.ModelFile("feff0001.dat")}, label: {Nitrogen} }} ]\n{Ranges}";

    private static string Common => FormattableString.Invariant($"e0: de0, s02: {Pocket.Amplitude} }}");

    private static string WithMetal(Pocket pocket, string metal)
    {
        string shells = Paths(pocket, AllPaths, Pocket.Amplitude);
        return $"models:\n  - name: {Right}\n    paths:\n{shells}  - name: {Right} + Zn\n    paths:\n{shells}{metal}{Variables}{Ranges}";
    }

    /// <summary>Findings, one a spectrum; blocks of spectra on two threads.</summary>
    public static FrameFindings[] Run(string step, string folder, IReadOnlyList<double[]> spectra)
    {
        const int Block = 50;
        double[][][] blocks = [.. spectra.Chunk(Block)];
        var found = new FrameFindings[blocks.Length][];
        Parallel.For(
            0,
            blocks.Length,
            new ParallelOptions { MaxDegreeOfParallelism = 2 },
            b => found[b] = RunBlock(step, folder, blocks[b])
        );
        return [.. found.SelectMany(f => f)];
    }

    private static FrameFindings[] RunBlock(string step, string folder, double[][] spectra)
    {
        FitPaths stage = Load(step);
        var axis = new Axis("k", Unit.PerAngstrom, StudyGrid.K);
        var chi = new Channel("chi", new Signal(SignalKind.ChiK), spectra.Length, StudyGrid.K.Length, [.. spectra.SelectMany(s => s)]);
        var series = new SpectralSeries("s", axis, [chi], [.. spectra.Select((_, f) => new FrameInfo { Frame = f, File = "made" })]);
        KernelChain chain = KernelChain.Wire(
            [new StepPlan("fit", "xas.fit-paths", stage, null, 1, 1)],
            new SeriesCard { Id = "s" },
            spectra.Length,
            (first, count) => SeriesSlice.Rows(series, first, count),
            new RunContext(TimeProvider.System) { PipelineFolder = folder },
            new Dictionary<string, SpectralSeries>()
        );
        var findings = new Findings("s", "");
        BlockResult result = new BlockRunner(chain).Run(series, findings);
        ILookup<int, ExafsFitRow> fits = findings.List<ExafsFitRow>().ToLookup(r => r.Frame);
        ILookup<int, ExafsPathRow> paths = findings.List<ExafsPathRow>().ToLookup(r => r.Frame);
        ILookup<int, ExafsParameterRow> parameters = findings.List<ExafsParameterRow>().ToLookup(r => r.Frame);
        return
        [
            .. Enumerable
                .Range(0, spectra.Length)
                .Select(f => new FrameFindings(
                    [.. fits[f]],
                    [.. paths[f]],
                    [.. parameters[f]],
                    result.Faults[^1][f] is { } fault ? [fault.Code]
                        : findings.IsFlaggedBy("fit", f) ? ["flagged"]
                        : []
                )),
        ];
    }

    private static FitPaths Load(string step)
    {
        string text =
            "name: study\nseries:\n  - id: s\n    files: none.csv\n    technique: xas\n    steps:\n      - xas.fit-paths:\n"
            + string.Concat(step.Split('\n').Where(l => l.Trim().Length > 0).Select(line => $"          {line}\n"));
        var (pipeline, issues) = new PipelineLoader(StageCatalog.From(typeof(FitPaths).Assembly)).LoadText(text, "study.yaml");
        return issues.Count == 0
            ? (FitPaths)pipeline!.Series[0].Steps[0].Stage
            : throw new UserException(string.Join('\n', issues.Select(i => i.ToString())));
    }

    private static string Paths(Pocket pocket, double longest, double s02) =>
        string.Concat(
            pocket
                .ModelPaths()
                .Where(p => p.Amplitude >= LeastAmplitude && p.Reff <= longest)
                .Select(p =>
                {
                    string own = p.Atoms == "N" ? "n: 0.., delta-r: dr, sigma2: ss" : "n: degen*nc, delta-r: drc, sigma2: ssc";
                    return string.Create(
                        CultureInfo.InvariantCulture,
                        $"      - {{ file: {pocket.ModelFile(p.File)}, label: {LabelOf(p)}, {own}, e0: de0, s02: {s02} }}\n"
                    );
                })
        );

    private static string LabelOf(FeffPathSummary path) =>
        path.Atoms == "N" ? Nitrogen : string.Create(CultureInfo.InvariantCulture, $"Zn-{path.Atoms} {path.Reff:F2}");
}
