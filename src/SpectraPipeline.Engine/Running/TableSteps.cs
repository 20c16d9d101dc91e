using System.Collections;
using System.Reflection;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Engine.Running;

/// <summary>The steps of a series that work on rows, after its frames are done.</summary>
internal sealed class TableSteps(PartStore store, RunContext run, RunProgress progress)
{
    private IReadOnlyList<FrameRow>? _framesOfBands;

    /// <summary>Every row record of the store.</summary>
    public static IReadOnlyList<Type> AllTables { get; } =
    [
        .. typeof(TableAttribute)
            .Assembly.GetTypes()
            .Where(t => t.GetCustomAttribute<TableAttribute>() is not null)
            .OrderBy(t => t.Name, StringComparer.Ordinal),
    ];

    /// <summary>Runs them in order; the rows end up in <see cref="SeriesState.Tables"/>.</summary>
    /// <param name="series">The series.</param>
    /// <param name="others">Rows of other series that it reads.</param>
    /// <param name="differentSeries">Those among them that are not what they were in the earlier run.</param>
    public void Run(SeriesState series, IReadOnlyDictionary<string, TableSet> others, IReadOnlyList<string> differentSeries)
    {
        IReadOnlyList<StepPlan> steps = series.TableSteps;
        ChainLink? bands = series.Links.LastOrDefault(l => l.Step.Name.StartsWith("peaks.", StringComparison.Ordinal));
        var all = new TableSet(series.Plan.Card, bands?.Input.Axis ?? series.Source.Axis, others)
        {
            BandSignal = bands?.Wiring.Signal.Kind ?? SignalKind.Unknown,
            Elsewhere = type => RowsOf(store, type, series),
        };
        series.Tables = all;
        if (series.Source.Clocks.Count > 0)
            all.Set<ClockRow>(series.Source.Clocks.ToList());
        if (steps.Count == 0)
            return;
        foreach (
            Type type in steps
                .Select(s => (TableStage)s.Stage)
                .SelectMany(s => s.Reads.Concat(s.MayRead))
                .Append(typeof(FrameRow))
                .Distinct()
        )
            if ((type == typeof(FrameRow) ? LaterFrames.Of(store, series) : RowsOf(store, type, series)) is { Count: > 0 } rows)
                all.Set(type, rows);
        _framesOfBands = LaterFrames.OfBands(series);
        foreach (StepPlan step in steps)
            RunOne(step, series, all, differentSeries);
    }

    /// <summary>Rows of a series from the parts of all its stretches: a List of the type.</summary>
    public static IList RowsOf(PartStore store, Type type, SeriesState series)
    {
        IList? all = null;
        foreach (string id in series.PartIds)
        {
            IList rows = store.ReadRows(type, id);
            if (all is null)
                all = rows;
            else
                TypedRows.Of(type).Append(all, rows);
        }
        return all!;
    }

    private void RunOne(StepPlan step, SeriesState series, TableSet all, IReadOnlyList<string> differentSeries)
    {
        progress.What = $"{series.Id}, {step.Id}";
        var seen = new TableSet(all.Card, all.Axis, all.Others) { BandSignal = all.BandSignal };
        foreach (Type type in all.Types)
            seen.Set(type, TypedRows.Of(type).Select(all.Rows(type)!, StepRead(type, step, series, all)));
        if (_framesOfBands is not null)
            seen.Set<FrameRow>(_framesOfBands);
        TableOutcome? outcome = series.Reuse!.Earlier(step, differentSeries) is { } kept
            ? TableOutcome.Of(kept, step.Id)
            : Run(step, series, seen);
        string parts = series.TablePartsId(step);
        if (outcome is null)
        {
            // What a broken run left under other parameters is not what this one found.
            store.DropBlock(parts, 0);
            return;
        }
        foreach (var (type, rows) in outcome.Rows)
            all.Set(
                type,
                TypedRows.Of(type).Merge(all.Rows(type), seen.Rows(type), rows, outcome.Replaced.Contains(ParquetTable.For(type).Name))
            );
        series.Notes.AddRange(outcome.Notes);
        using BlockWriter writer = store.Begin(parts, 0);
        outcome.Write(writer, step.Id);
        writer.Commit();
    }

    /// <summary>Runs the stage; null when it failed.</summary>
    private TableOutcome? Run(StepPlan step, SeriesState series, TableSet seen)
    {
        var stage = (TableStage)step.Stage;
        var findings = new Findings(series.Id, step.Id) { Frame = -1 };
        var output = new RowWriter(findings);
        if (stage.Reads.FirstOrDefault(t => seen.Rows(t) is not IList { Count: > 0 }) is { } missing)
        {
            string table = missing.GetCustomAttribute<TableAttribute>()!.Name;
            findings.Warn("nothing-to-read", $"{step.Name} reads '{table}', and no earlier step of this series wrote a row there.");
            return TableOutcome.Of(findings, output);
        }
        try
        {
            stage.Run(seen, output, run);
            return TableOutcome.Of(findings, output);
        }
#pragma warning disable CA1031 // An unforeseen exception of one stage must not lose the rest of the night (ARCHITECTURE 7).
        catch (Exception e) when (e is not UserException and not OutOfMemoryException)
#pragma warning restore CA1031
        {
            series.Notes.Add(InternalError(series.Id, step.Id, e));
            series.Notes.AddRange(findings.Notes);
            return null;
        }
    }

    /// <summary>A fault of the program itself, as a row.</summary>
    public static FaultRow InternalError(string series, string step, Exception e) =>
        new()
        {
            Series = series,
            Frame = -1,
            Step = step,
            Code = Ledger.InternalError,
            Severity = Ledger.InternalError,
            Message = e.ToString(),
        };

    /// <summary>The step whose rows are read: the one that <c>input:</c> names, else the newest before this one of the stages that fill the table,
    /// also when it found nothing. Null for tables that do not remember their step.</summary>
    private static string? StepRead(Type type, StepPlan step, SeriesState series, TableSet all)
    {
        if (!typeof(IStepRow).IsAssignableFrom(type))
            return null;
        IReadOnlyList<string> wrote = TypedRows.Of(type).StepsOf(all.Rows(type)!);
        List<StepPlan> before = [.. series.Plan.Steps.TakeWhile(p => p != step)];
        if (step.Input is not null && before.Exists(p => p.Id == step.Input && p.Stage is not TableStage))
            return step.Input;
        HashSet<string> filling = [.. before.Where(p => wrote.Contains(p.Id)).Select(p => Filling(p.Name))];
        return before.FindLast(p => filling.Contains(Filling(p.Name)) && p.Stage is not TableStage)?.Id ?? wrote[^1];
    }

    /// <summary>Which stages fill one table: all of a family where they are ways to the same rows; those of xas each have rows of their own.</summary>
    private static string Filling(string stage) =>
        stage.StartsWith("xas.", StringComparison.Ordinal) ? stage : stage[..stage.IndexOf('.', StringComparison.Ordinal)];
}
