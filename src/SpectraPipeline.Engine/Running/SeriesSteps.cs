using SpectraPipeline.Core;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Engine.Running;

/// <summary>Runs a stage that needs all frames at once, between two stretches of frame steps.</summary>
internal sealed class SeriesSteps(PartStore store, RunContext run)
{
    /// <summary>Runs it on what the stretch before left in the parts; its rows and spectra are stored.</summary>
    public SpectralSeries Run(Stretch before, StepPlan step, IReadOnlyDictionary<string, SpectralSeries> others, Ledger ledger)
    {
        var stage = (SeriesStage)step.Stage;
        SeriesState series = before.Series;
        SpectralSeries input =
            before.ThenReads < 0
                ? before.Read(0, before.Frames)
                : store.ReadSpectra(before.PartsId, before.Chain!.Links[before.ThenReads].Step.Id)!;
        var about = new StageInput
        {
            Card = series.Plan.Card,
            Axis = input.Axis,
            Channel = input.Primary.Name,
            Signal = input.Signal,
            Frames = input.Frames,
            Others = others,
            Run = run,
        };
        var findings = new Findings(series.Id, step.Id) { Frame = -1 };
        SpectralSeries output = stage.Run(input, about, findings);

        using BlockWriter writer = store.Begin(before.StagePartsId, 0);
        foreach (Type table in findings.Tables)
            writer.WriteRows(step.Id, table, findings.List(table));
        writer.Commit();
        series.Notes.AddRange(findings.Notes);
        ledger.Steps.Add(
            new LedgerStep(
                series.Id,
                step.Id,
                before.ThenReads < 0 ? before.Before?.Id ?? "read" : before.Chain!.Links[before.ThenReads].Step.Id,
                Count(input, output, findings)
            )
        );
        Keep keep = series.Plan.Keep;
        if (keep.Mode is KeepMode.All or KeepMode.Last || keep.Steps.Contains(step.Id))
            series.FinishedAxes.Add(store.CompactSpectra(step.Id, output));
        return output;
    }

    private static StepCounts Count(SpectralSeries input, SpectralSeries output, Findings findings)
    {
        var counts = new StepCounts();
        for (int f = 0; f < input.Frames; f++)
        {
            if (input.Faults[f] is not null)
                continue;
            counts.In++;
            // A stage may give other frames than it read (components); then only its own doubts on input frames count.
            if (output.Frames == input.Frames && output.Faults[f] is not null)
                counts.Faulted++;
            else if (findings.IsFlaggedBy(findings.Step, input.FirstFrame + f))
                counts.Flagged++;
            else
                counts.Ok++;
        }
        return counts;
    }
}
