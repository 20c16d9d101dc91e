using System.Reflection;
using SpectraPipeline.Core;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Report.Figures;

namespace SpectraPipeline.Cli;

/// <summary>What every command needs.</summary>
public sealed class App(Terminal terminal)
{
    private StageCatalog? _stages;

    /// <summary>Results and messages.</summary>
    public Terminal Terminal { get; } = terminal;

    /// <summary>All stages.</summary>
    public StageCatalog Stages => _stages ??= StageCatalog.From(Assembly.Load("SpectraPipeline.Stages"));

    /// <summary>Folder of the reference library and other files that come with the program.</summary>
    public static string ConfigFolder { get; } = Path.Combine(AppContext.BaseDirectory, "config");

    /// <summary>Version of the program with the revision it was built from.</summary>
    public static string Version { get; } =
        typeof(App).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Clock, seed and folders of a run.</summary>
    public static RunContext NewRun(string pipelineFolder, int? workers = null, CancellationToken cancellation = default) =>
        new(TimeProvider.System)
        {
            Version = Version,
            Workers = workers ?? Environment.ProcessorCount,
            ConfigFolder = ConfigFolder,
            PipelineFolder = pipelineFolder,
            Cancellation = cancellation,
        };

    /// <summary>Reads a pipeline, prints its mistakes and warnings; null when it cannot run.</summary>
    public Pipeline? Load(string path, IEnumerable<string>? overrides = null)
    {
        var (pipeline, issues) = new PipelineLoader(Stages).Load(path, overrides);
        if (pipeline is not null)
            issues = [.. issues, .. UnknownFigures(pipeline)];
        foreach (PipelineIssue issue in issues)
            Terminal.Error.WriteLine(issue);
        return issues.All(i => i.IsWarning) ? pipeline : null;
    }

    /// <summary>Figures that the pipeline asks for and that do not exist.</summary>
    public static IEnumerable<PipelineIssue> UnknownFigures(Pipeline pipeline)
    {
        if (pipeline.Figures.Count == 0)
            yield break;
        List<string> known = [.. FigureCatalog.All.Select(f => f.Name)];
        foreach (string figure in pipeline.Figures.Except(known))
            yield return new PipelineIssue(
                pipeline.File,
                1,
                1,
                $"report.figures: there is no figure '{figure}'.{Suggestion.For(figure, known)}"
            );
    }
}
