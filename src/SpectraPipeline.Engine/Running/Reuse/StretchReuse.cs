using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Engine.Running.Reuse;

/// <summary>What a stretch takes from an earlier run, block by block. Thread-safe.</summary>
internal sealed class StretchReuse(Stretch stretch, EarlierRun? earlier, Needs needs, ChangedFiles changed)
{
    /// <summary>The source of the stretch is read also for blocks that take something.</summary>
    public bool ReadsSource => needs.Reads is not null;

    /// <summary>Fresh kernels of the steps that run; null for those that are taken.</summary>
    public FrameKernel?[] NewKernels() =>
        [.. stretch.Chain!.Links.Select((l, i) => needs.Runs[i] is null ? null : l.Stage.Prepare(l.Input))];

    /// <summary>What is taken for a block; null when all its steps must run: its files changed, or what lies there is damaged.</summary>
    /// <param name="block">Number of the block.</param>
    /// <param name="low">First frame that is needed (with the neighbours of the block).</param>
    /// <param name="high">Frame after the last one.</param>
    public EarlierBlock? Block(int block, int low, int high)
    {
        // With neighbours, the last frames saw an end of the series that may have been another.
        if (earlier is null || (stretch.Chain!.Halo > 0 && high == stretch.Frames && changed.Any))
            return null;
        int first = low / stretch.BlockFrames,
            last = (high - 1) / stretch.BlockFrames;
        var stored = new List<StoredBlock>();
        for (int b = first; b <= last; b++)
        {
            if (earlier.Block(stretch.PartsId, b) is not { } one || !IsSame(one, b))
                return null;
            stored.Add(one);
        }
        return EarlierBlock.Of(stretch, stored, block - first, low, high, needs);
    }

    /// <summary>The block holds the frames that are planned for it now, of files that did not change.</summary>
    private bool IsSame(StoredBlock stored, int block)
    {
        if (!stretch.IsFirst)
            return true;
        IReadOnlyList<FrameInfo> planned = BlockPlan.Frames(stretch, block);
        return stored.Json(BlockPlan.Name) == BlockPlan.Hash(planned) && !planned.Any(f => changed.Names.Contains(f.File));
    }
}
