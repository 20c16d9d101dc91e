using SpectraPipeline.Core;

namespace SpectraPipeline.Engine.Running;

/// <summary>Runs the steps of a chain one by one on a block and keeps what each made of one frame.</summary>
/// <param name="chain">The wired steps.</param>
/// <param name="block">The frame with the neighbours that the steps need.</param>
/// <param name="row">Row of the frame in the block.</param>
/// <param name="run">The clock.</param>
internal sealed class ChainPreview(KernelChain chain, SpectralSeries block, int row, RunContext run)
{
    public List<PreviewStep> Run(FramePreviewer about)
    {
        var steps = new List<PreviewStep>();
        var outputs = new List<SpectralSeries?>();
        var runner = new BlockRunner(chain);
        for (int i = 0; i < chain.Links.Count; i++)
        {
            ChainLink link = chain.Links[i];
            SpectralSeries from = link.Wiring.Source < 0 ? block : outputs[link.Wiring.Source]!;
            string source = link.Wiring.Source < 0 ? "read" : chain.Links[link.Wiring.Source].Step.Id;
            // Findings of its own: what a step found needs no sorting out afterwards.
            var findings = new Findings(block.Id, link.Step.Id);
            long start = run.Clock.GetTimestamp();
            SpectralSeries? output = runner.RunStep(i, block, outputs, findings);
            TimeSpan taken = run.Clock.GetElapsedTime(start);
            outputs.Add(output);
            int frame = block.FirstFrame + row;
            findings.KeepFrames(frame, frame + 1);
            steps.Add(
                Outcome(about.Describe(link.Step), from, source, link.Wiring.Channel, output, findings, runner.RowFaults[row], taken)
            );
        }
        return steps;
    }

    private PreviewStep Outcome(
        PreviewStep described,
        SpectralSeries from,
        string source,
        string channel,
        SpectralSeries? output,
        Findings findings,
        Fault? fault,
        TimeSpan taken
    )
    {
        if (from.Faults[row] is { } earlier)
            return described with
            {
                InputFrom = source,
                NotRun =
                    earlier.Step == "read"
                        ? "not run: the frame could not be read"
                        : $"not run: {earlier.Step} has no result for this frame",
            };
        return described with
        {
            InputFrom = source,
            Input = SeriesSlice.Rows(from, row, 1),
            InputChannel = channel,
            Output = output is null || fault is not null ? null : SeriesSlice.Rows(output, row, 1),
            Findings = findings,
            Fault = fault,
            Taken = taken,
        };
    }
}
