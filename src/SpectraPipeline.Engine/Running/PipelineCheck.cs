using System.Reflection;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Engine.Ingest;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.IO.Readers;

namespace SpectraPipeline.Engine.Running;

/// <summary>A step as it was understood.</summary>
/// <param name="Id">Id of the step.</param>
/// <param name="Reads">Step and channel that it reads.</param>
/// <param name="Gives">What it gives.</param>
/// <param name="Stored">Its spectra will be stored.</param>
public sealed record UnderstoodStep(string Id, string Reads, string Gives, bool Stored);

/// <summary>A series as it was understood.</summary>
public sealed record UnderstoodSeries(
    string Id,
    int Files,
    int Frames,
    int Points,
    string Axis,
    string Time,
    string Potential,
    IReadOnlyList<UnderstoodStep> Steps
);

/// <summary>Validates a pipeline against its inputs: files are there, headers can be read, every step finds what it reads.</summary>
public sealed class PipelineCheck(ReaderCatalog readers, RunContext run)
{
    /// <summary>What was understood, and what is wrong.</summary>
    public (IReadOnlyList<UnderstoodSeries> Series, IReadOnlyList<PipelineIssue> Issues) Check(Pipeline pipeline)
    {
        var understood = new List<UnderstoodSeries>();
        var issues = new List<PipelineIssue>();
        foreach (SeriesPlan plan in pipeline.Series)
            try
            {
                SeriesState state = Opened(plan, pipeline, issues);
                using (state.Source)
                {
                    if (SeriesOrder.NeedsSpectra(plan).Count == 0)
                        state.Stretches[0].Wire(run, OtherSeries.None);
                    understood.Add(Describe(state));
                    issues.AddRange(DoubtsOf(state.Source, plan, pipeline.File));
                }
            }
            catch (StepException e)
            {
                issues.Add(new PipelineIssue(pipeline.File, e.Step.Line, e.Step.Column, e.Message));
            }
            catch (UserException e)
            {
                issues.Add(new PipelineIssue(pipeline.File, plan.Line, plan.Column, e.Message));
            }
            catch (BadFileException e)
            {
                issues.Add(new PipelineIssue(pipeline.File, plan.Line, plan.Column, e.Message));
            }
        foreach ((StepPlan step, string problem) in Runner.FileProblems(pipeline, run))
            issues.Add(new PipelineIssue(pipeline.File, step.Line, step.Column, problem));
        try
        {
            SeriesOrder.Of(pipeline.Series);
        }
        catch (UserException e)
        {
            issues.Add(new PipelineIssue(pipeline.File, 1, 1, e.Message));
        }
        return (understood, issues);
    }

    /// <summary>The series, without its log where that cannot be used: said at its place, and all else can still be checked.</summary>
    private SeriesState Opened(SeriesPlan plan, Pipeline pipeline, List<PipelineIssue> issues)
    {
        try
        {
            return Runner.Open(plan, pipeline, readers, run);
        }
        catch (LogException e)
        {
            issues.Add(new PipelineIssue(pipeline.File, plan.Log!.Line, plan.Log.Column, e.Message));
            return Runner.Open(plan with { Log = null }, pipeline, readers, run);
        }
    }

    /// <summary>Notes, those on the log at its line, and files that are known to be refused: the run goes on without them and ends with exit code 2.</summary>
    private static IEnumerable<PipelineIssue> DoubtsOf(FrameSource source, SeriesPlan plan, string file)
    {
        foreach (FaultRow note in source.Notes.Concat(FileNotes.Of(source.Files)).Where(n => n.Severity != "note"))
            yield return plan.Log is { } log && SeriesConditions.IsOfLog(note.Code)
                ? new(file, log.Line, log.Column, note.Message, IsWarning: true)
                : new(file, plan.Line, plan.Column, note.Message, IsWarning: true);
        foreach (FileRow refused in source.Files.Where(f => f.Status == "refused" && !source.IsUnlisted(f.File)))
            yield return new(file, plan.Line, plan.Column, WithName(refused.File, refused.Message), IsWarning: true);
    }

    private static string WithName(string file, string? message) =>
        message?.Contains(file, StringComparison.Ordinal) == true ? message : $"{file}: {message}";

    private static UnderstoodSeries Describe(SeriesState s)
    {
        IReadOnlyList<FrameInfo> info = s.Source.Info();
        Axis axis = s.Source.Axis;
        var steps = new List<UnderstoodStep>();
        foreach (StepPlan step in s.Plan.Steps)
        {
            Stretch? stretch = s.Stretches.FirstOrDefault(t => t.Steps.Contains(step));
            int link = stretch?.Chain is null ? -1 : stretch.Chain.Links.ToList().FindIndex(l => l.Step.Id == step.Id);
            steps.Add(link >= 0 ? OfFrames(stretch!, link) : OfRows(step));
        }
        return new UnderstoodSeries(
            s.Id,
            s.Paths.Count,
            s.Source.Frames,
            axis.Length,
            $"{axis.Name} {axis[0]:g6} to {axis[axis.Length - 1]:g6} {axis.Unit}",
            Known(info.Count(i => double.IsFinite(i.TimeS)), info.Count),
            Known(info.Count(i => double.IsFinite(i.PotentialV)), info.Count),
            steps
        );
    }

    private static UnderstoodStep OfFrames(Stretch s, int index)
    {
        ChainLink link = s.Chain!.Links[index];
        string from = link.Wiring.Source < 0 ? "read" : s.Chain.Links[link.Wiring.Source].Step.Id;
        OutputShape shape = link.Shape;
        string gives =
            shape.Channels.Count == 0
                ? "rows"
                : $"{string.Join(", ", shape.Channels.Select(c => c.Name))} on {shape.Axis.Name} {shape.Axis[0]:g6} to {shape.Axis[shape.Axis.Length - 1]:g6} {shape.Axis.Unit}";
        return new UnderstoodStep(link.Step.Id, $"{from}:{link.Wiring.Channel}", gives, s.Stored.Contains(index));
    }

    private static UnderstoodStep OfRows(StepPlan step) =>
        new(
            step.Id,
            step.Stage is TableStage table ? string.Join(", ", table.Reads.Select(t => t.GetCustomAttribute<TableAttribute>()!.Name)) : "",
            step.Stage is TableStage ? "rows" : "",
            false
        );

    private static string Known(int known, int all) =>
        known == all ? "known"
        : known == 0 ? "unknown until read"
        : $"known for {known} of {all} frames";
}
