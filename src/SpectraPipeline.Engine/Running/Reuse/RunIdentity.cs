using System.Text.Json;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Engine.Pipelines;

namespace SpectraPipeline.Engine.Running.Reuse;

/// <summary>All that the answers of a run depend on, kept beside its results so that a later run can tell step by step what changed.</summary>
/// <param name="Code">Part of the program and its identity; see <see cref="CodeIdentity"/>.</param>
/// <param name="Series">Each series.</param>
/// <param name="Clocks">Clocks that were fitted; see <see cref="Ingest.FittedClocks"/>.</param>
internal sealed record RunIdentity(IReadOnlyDictionary<string, string> Code, IReadOnlyList<SeriesIdentity> Series, string? Clocks = null)
{
    /// <summary>An identity without anything: nothing equals it.</summary>
    public static RunIdentity None { get; } = new(new Dictionary<string, string>(), []);

    public string ToJson() => JsonSerializer.Serialize(this);

    /// <summary>Reads what <see cref="ToJson"/> wrote; <see cref="None"/> where another version of the program wrote something else.</summary>
    public static RunIdentity Of(string json)
    {
        try
        {
            RunIdentity? read = JsonSerializer.Deserialize<RunIdentity>(json);
            return read?.Code is null || read.Series is null ? None : read;
        }
        catch (JsonException)
        {
            return None;
        }
    }

    public SeriesIdentity? Find(string id) => Series.FirstOrDefault(s => s.Id == id);
}

/// <summary>What the answers of a series depend on.</summary>
/// <param name="Id">Id of the series.</param>
/// <param name="Settings">What the pipeline says about its files: card, format, quantity, channel.</param>
/// <param name="FramesTable">SHA-256 of the table of frames; null = none.</param>
/// <param name="Files">Stamps of its files; see <see cref="FileStamps"/>.</param>
/// <param name="BlockFrames">Frames a block of each stretch; other blocks cannot be put together from these.</param>
/// <param name="Steps">Its steps in order.</param>
/// <param name="ReadNotes">What was said about the series while its files were read.</param>
internal sealed record SeriesIdentity(
    string Id,
    string Settings,
    string? FramesTable,
    string Files,
    IReadOnlyList<int> BlockFrames,
    IReadOnlyList<StepIdentity> Steps,
    IReadOnlyList<FaultRow> ReadNotes
)
{
    public StepIdentity? Find(string step) => Steps.FirstOrDefault(s => s.Id == step);
}

/// <summary>What the output of a step depends on, apart from its input.</summary>
/// <param name="Id">Id of the step.</param>
/// <param name="Stage">Name of the stage.</param>
/// <param name="Reads">Where it takes its input from: step and channel, and each scalar with its step.</param>
/// <param name="Told">Hash of what it is told when it prepares: axis, first frame, reference; of a step on rows the context.</param>
/// <param name="Parameters">Every parameter as text.</param>
/// <param name="Files">SHA-256 of the files that its parameters name (reference libraries).</param>
internal sealed record StepIdentity(
    string Id,
    string Stage,
    string Reads,
    string Told,
    IReadOnlyDictionary<string, string> Parameters,
    IReadOnlyDictionary<string, string> Files
)
{
    public static StepIdentity Of(StageCatalog stages, StepPlan step, string reads, string told, RunContext run) =>
        new(
            step.Id,
            step.Name,
            reads,
            told,
            stages.Of(step.Stage).Parameters.ToDictionary(p => p.Name, p => ParamBinder.TextOf(p.Property.GetValue(step.Stage))),
            step.Stage is INeedsFiles needs
                ? needs.FilesOf(run).Distinct().ToDictionary(f => f, f => File.Exists(f) ? Hash.OfFile(f) : "missing")
                : new Dictionary<string, string>()
        );

    /// <summary>What differs from an earlier run in the step itself, in words; null = nothing.</summary>
    public string? DifferenceFrom(StepIdentity earlier)
    {
        if (Stage != earlier.Stage)
            return $"it was {earlier.Stage}";
        List<string> changed =
        [
            .. Parameters
                .Keys.Union(earlier.Parameters.Keys)
                .Where(k => Parameters.GetValueOrDefault(k) != earlier.Parameters.GetValueOrDefault(k))
                .Select(k => $"{k} {Said(earlier.Parameters, k)} → {Said(Parameters, k)}"),
        ];
        if (Reads != earlier.Reads)
            changed.Add($"it reads {Reads}, before {earlier.Reads}");
        changed.AddRange(
            Files
                .Keys.Union(earlier.Files.Keys)
                .Where(f => Files.GetValueOrDefault(f) != earlier.Files.GetValueOrDefault(f))
                .Select(f => $"{Path.GetFileName(f)} changed")
        );
        return changed.Count == 0 ? null : string.Join(", ", changed);
    }

    private static string Said(IReadOnlyDictionary<string, string> parameters, string name) =>
        parameters.TryGetValue(name, out string? value) && value.Length > 0 ? value : "(none)";
}
