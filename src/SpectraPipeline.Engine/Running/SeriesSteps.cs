using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.IO.Store;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Engine.Running;

/// <summary>Runs a stage that needs all frames at once, between two stretches of frame steps.</summary>
internal sealed class SeriesSteps(PartStore store, RunContext run)
{
    /// <summary>Runs it on what the stretch before left in the parts, or takes what an earlier process gave; its rows and spectra are stored.</summary>
    public SpectralSeries Run(Stretch before, StepPlan step, OtherSeries others, IReadOnlyList<string> different, Ledger ledger)
    {
        StoredBlock? earlier = before.Series.Reuse!.Earlier(before, step, different);
        if (store.Block(before.StagePartsId, 0) is { } broken && broken.Spectra(step.Id) is { } kept)
        {
            ledger.Steps.Add(StepOf(before, step, CountsOf(broken, step)));
            return kept;
        }
        if (earlier?.Spectra(step.Id) is { } same)
        {
            Store(
                before,
                step,
                same,
                earlier.TablesOf(step.Id).Select(t => (t, earlier.Rows(step.Id, t))),
                CountsOf(earlier, step),
                ledger
            );
            return same;
        }
        SpectralSeries input = InputOf(before);
        var findings = new Findings(before.Series.Id, step.Id) { Frame = -1 };
        SpectralSeries output = Closed(
            step.Id,
            input,
            ((SeriesStage)step.Stage).Run(input, About(before, step.Stage, input, others), findings)
        );
        Store(
            before,
            step,
            output,
            findings.Tables.Select(t => (t, findings.List(t))).Append((typeof(FaultRow), findings.Notes.ToList())),
            Count(input, output, findings),
            ledger
        );
        return output;
    }

    /// <summary>A frame with a non-finite value is a fault here as it is after a frame step; what a channel of the input carried in already is not this step's.</summary>
    private static SpectralSeries Closed(string step, SpectralSeries input, SpectralSeries given)
    {
        // The stage may have handed on the faults of its input, which stay what they are.
        var output = new SpectralSeries(
            given.Id,
            given.Axis,
            given.Channels,
            given.Info,
            (Fault?[])given.Faults.Clone(),
            given.FirstFrame,
            given.Axis2
        );
        foreach (var (name, values) in given.Scalars)
            values.CopyTo(output.AddScalar(name), 0);
        for (int row = 0; row < output.Frames; row++)
        {
            for (int c = 0; c < output.Channels.Count && output.Faults[row] is null; c++)
                if ((c == 0 || input.Find(output.Channels[c].Name) is null) && Finite.FirstNot(output.Channels[c][row]) is var bad and >= 0)
                    output.Faults[row] = BlockRunner.NotFinite(step, output.Channels[c].Name, bad, output.Channels[c][row][bad]);
            if (output.Faults[row] is not null)
                foreach (Channel channel in output.Channels)
                    channel.Row(row).Fill(double.NaN);
        }
        return output;
    }

    private SpectralSeries InputOf(Stretch before) =>
        before.ThenReads < 0
            ? before.Read(0, before.Frames)
            : store.ReadSpectra(before.PartsId, before.Chain!.Links[before.ThenReads].Step.Id)!;

    private StageInput About(Stretch before, Stage stage, SpectralSeries input, OtherSeries others) =>
        new()
        {
            Card = before.Series.Plan.Card,
            Axis = input.Axis,
            Channel = input.Primary.Name,
            Signal = input.Signal,
            Frames = input.Frames,
            Others = others.SpectraFor(stage, before.Series.Plan.Card),
            Finished = others.ById,
            Run = run,
        };

    private void Store(
        Stretch before,
        StepPlan step,
        SpectralSeries output,
        IEnumerable<(Type Table, System.Collections.IList Rows)> rows,
        StepCounts counts,
        Ledger ledger
    )
    {
        using BlockWriter writer = store.Begin(before.StagePartsId, 0);
        foreach (var (table, found) in rows)
            writer.WriteRows(step.Id, table, found);
        writer.WriteSpectra(step.Id, output);
        writer.WriteJson(BlockLedger.Name, new BlockLedger(new Dictionary<string, StepCounts> { [step.Id] = counts }, 0, 0).ToJson());
        writer.Commit();
        ledger.Steps.Add(StepOf(before, step, counts));
    }

    private static StepCounts CountsOf(StoredBlock block, StepPlan step) => BlockLedger.Of(block.Json(BlockLedger.Name)!)[step.Id];

    // What a series stage gives may be other frames than it took in: nobody has counted those.
    private static LedgerStep StepOf(Stretch before, StepPlan step, StepCounts counts) =>
        new(
            before.Series.Id,
            step.Id,
            before.ThenReads < 0
                ? (before.Before is null ? BlockWork.ReadStep : LedgerStep.Uncounted)
                : before.Chain!.Links[before.ThenReads].Step.Id,
            counts
        );

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
