using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Engine.Running.Reuse;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Engine.Running;

/// <summary>Runs the blocks of a stretch on all workers.</summary>
internal sealed class StretchRunner(PartStore store, RunContext run, RunProgress progress, Ledger ledger, bool strict)
{
    /// <summary>Runs what is not committed yet and adds the counts of all blocks to the ledger.</summary>
    /// <exception cref="StrictStopException">A frame is faulted and the run is strict.</exception>
    public void Run(Stretch stretch, StretchReuse reuse)
    {
        IReadOnlyList<ChainLink> links = stretch.Chain!.Links;
        StepCounts read = new();
        StepCounts[] counts = [.. links.Select(_ => new StepCounts())];
        foreach (BlockLedger block in Blocks(stretch, reuse))
        {
            read.Add(block[BlockWork.ReadStep]);
            for (int i = 0; i < counts.Length; i++)
                counts[i].Add(block[links[i].Step.Id]);
            ledger.Faulted += block.Faulted;
            ledger.InternalErrors += block.InternalErrors;
        }
        // A series stage may give other frames than it read: what comes in after it has no other count to be held against.
        string source = stretch.IsFirst ? BlockWork.ReadStep : LedgerStep.Uncounted;
        if (stretch.IsFirst)
        {
            ledger.FramesPlanned[stretch.Series.Id] = stretch.Frames;
            ledger.Steps.Add(new LedgerStep(stretch.Series.Id, BlockWork.ReadStep, null, read));
        }
        for (int i = 0; i < links.Count; i++)
        {
            string from = links[i].Wiring.Source is var s and >= 0 ? links[s].Step.Id : source;
            ledger.Steps.Add(new LedgerStep(stretch.Series.Id, links[i].Step.Id, from, counts[i]));
        }
    }

    /// <summary>Every thread takes the next open block until none is left; the order of blocks in the result is their number.</summary>
    /// <remarks>There is one thread more than workers, and as many of them as workers may compute at a time: while one waits for its block to be written,
    /// another reads and computes the next. Each holds one block, so a slow disk holds up the reading and memory stays bounded. One worker stands for
    /// one core: it does all by itself.</remarks>
    private BlockLedger[] Blocks(Stretch stretch, StretchReuse reuse)
    {
        var ledgers = new BlockLedger?[stretch.Blocks];
        foreach (int block in store.CommittedBlocks(stretch.PartsId))
            if (block < ledgers.Length && store.Block(stretch.PartsId, block)?.Json(BlockLedger.Name) is { } json)
            {
                ledgers[block] = BlockLedger.Of(json);
                Count(stretch, block);
            }
        if (strict && Array.Exists(ledgers, l => l is { Faulted: > 0 }))
            throw new StrictStopException(FirstFault(stretch));
        var open = new ConcurrentQueue<int>(Enumerable.Range(0, stretch.Blocks).Where(b => ledgers[b] is null));
        int workers = Math.Max(1, Math.Min(run.Workers, open.Count)),
            threads = workers == 1 ? 1 : workers + 1;
        using var cores = new SemaphoreSlim(workers);
        bool stop = false,
            failed = false;
        try
        {
            Parallel.For(
                0,
                threads,
                new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = run.Cancellation },
                _ =>
                {
                    var work = new BlockWork(stretch, reuse, store);
                    while (!Volatile.Read(ref stop) && !Volatile.Read(ref failed) && open.TryDequeue(out int block))
                    {
                        run.Cancellation.ThrowIfCancellationRequested();
                        BlockLedger done;
                        try
                        {
                            done = work.Run(block, cores, run.Cancellation);
                        }
                        catch
                        {
                            // What breaks the run off is said now, not when the others have computed the rest of the night.
                            Volatile.Write(ref failed, true);
                            throw;
                        }
                        ledgers[block] = done;
                        Count(stretch, block);
                        if (strict && done.Faulted > 0)
                            Volatile.Write(ref stop, true);
                    }
                }
            );
        }
        catch (AggregateException e)
        {
            // One reason is enough for the user; the stack of the first is kept for a maintainer.
            ExceptionDispatchInfo.Throw(e.Flatten().InnerExceptions[0]);
        }
        if (stop)
            throw new StrictStopException(FirstFault(stretch));
        return ledgers!;
    }

    private void Count(Stretch stretch, int block)
    {
        if (stretch.IsFirst)
            progress.Add(Math.Min(stretch.BlockFrames, stretch.Frames - (block * stretch.BlockFrames)));
    }

    private string FirstFault(Stretch stretch)
    {
        FaultRow fault = store.ReadRows<FaultRow>(stretch.PartsId).FirstOrDefault(f => f.Severity is "faulted" or Ledger.InternalError);
        return $"--strict: stopped at series '{stretch.Series.Id}', frame {fault.Frame} ({fault.File}), step {fault.Step}: {fault.Message}";
    }
}
