using System.Collections;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Engine.Ingest;
using SpectraPipeline.Engine.Running.Reuse;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Engine.Running;

/// <summary>One thread: blocks of frames from file to store: read, run or take from an earlier run, write beside, rename.</summary>
internal sealed class BlockWork(Stretch stretch, StretchReuse reuse, PartStore store)
{
    /// <summary>Name of reading among the steps.</summary>
    public const string ReadStep = "read";

    /// <summary>Code of a doubt about one frame that its file raised.</summary>
    public const string ReadNote = "read-note";

    private readonly KernelChain _chain = stretch.Chain!;
    private readonly SpectraBuffers _buffers = new();
    private BlockRunner? _partial,
        _full;

    /// <summary>Runs block number <paramref name="block"/> and commits it.</summary>
    /// <param name="block">Number of the block.</param>
    /// <param name="cores">Held while the processor is needed; storing waits for the disk and goes on beside the next block.</param>
    /// <param name="cancellation">Asks to stop; a block that is being stored is finished.</param>
    public BlockLedger Run(int block, SemaphoreSlim cores, CancellationToken cancellation)
    {
        int first = block * stretch.BlockFrames,
            end = Math.Min(stretch.Frames, first + stretch.BlockFrames);
        cores.Wait(cancellation);
        Done done;
        try
        {
            done = Process(block, first, end);
        }
        finally
        {
            cores.Release();
        }
        return Store(block, done, first, end);
    }

    private sealed record Done(BlockResult Result, BlockOutcome Outcome, StepCounts[] Counts, int Low, EarlierBlock? Files);

    private Done Process(int block, int first, int end)
    {
        int low = Math.Max(0, first - _chain.Halo),
            high = Math.Min(stretch.Frames, end + _chain.Halo);
        EarlierBlock? earlier = reuse.Block(block, low, high);
        bool reads = earlier is null || reuse.ReadsSource;
        SpectralSeries source = reads ? stretch.Read(low, high - low, _buffers) : earlier!.Source(stretch.Series.Id);
        if (reads && stretch.IsFirst && earlier?.WasReadAs(source, stretch.Series.Source.FilesOf(first, end - first)) == false)
            // The files are not what they were a moment ago: rows of then and spectra of now must not meet in one block.
            earlier = null;
        Findings[] findings = [.. _chain.Links.Select(l => new Findings(stretch.Series.Id, l.Step.Id))];
        StepCounts[] counts = [.. _chain.Links.Select(_ => new StepCounts())];
        BlockRunner runner = earlier is null
            ? _full ??= new BlockRunner(_chain, _chain.NewKernels(), reuseOutputs: true)
            : _partial ??= new BlockRunner(_chain, reuse.NewKernels(), reuseOutputs: true);
        BlockResult result = runner.Run(source, findings, earlier, counts, (first, end));
        if (_chain.Halo > 0)
            foreach (Findings f in findings)
                f.KeepFrames(first, end);

        EarlierBlock? frames = reads ? null : earlier;
        var outcome = new BlockOutcome(stretch, source, first, end);
        outcome.Read(reads && stretch.IsFirst ? stretch.Series.Source.SeriesNotes : [], frames);
        for (int s = 0; s < _chain.Links.Count; s++)
            if (runner.Runs(s))
                outcome.Add(_chain.Links[s].Step.Id, findings[s], result.Faults[s]);
            else
                outcome.Take(_chain.Links[s].Step.Id, earlier!);
        return new(result, outcome, counts, low, frames);
    }

    private BlockLedger Store(int block, Done done, int first, int end)
    {
        using BlockWriter writer = store.Begin(stretch.PartsId, block);
        done.Outcome.Write(writer, done.Files);
        foreach (int link in stretch.InParts)
            writer.WriteSpectra(
                _chain.Links[link].Step.Id,
                SeriesSlice.Rows(done.Result.Outputs[link]!, first - done.Low, end - first),
                done.Outcome.IsFlagged
            );
        BlockLedger ledger = done.Outcome.Ledger(_chain.Links, done.Counts);
        writer.WriteJson(BlockLedger.Name, ledger.ToJson());
        if (stretch.IsFirst)
            writer.WriteJson(BlockPlan.Name, BlockPlan.Hash(BlockPlan.Frames(stretch, block)));
        writer.Commit();
        return ledger;
    }
}
