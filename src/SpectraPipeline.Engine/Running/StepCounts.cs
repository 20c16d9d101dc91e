namespace SpectraPipeline.Engine.Running;

/// <summary>What became of the frames at one step: in = ok + flagged + faulted.</summary>
public sealed class StepCounts
{
    /// <summary>Frames that came in.</summary>
    public long In { get; set; }

    /// <summary>Frames without a doubt.</summary>
    public long Ok { get; set; }

    /// <summary>Frames kept with a doubt.</summary>
    public long Flagged { get; set; }

    /// <summary>Frames lost.</summary>
    public long Faulted { get; set; }

    /// <summary>The sum holds.</summary>
    public bool AddsUp => In == Ok + Flagged + Faulted;

    /// <summary>Adds another count.</summary>
    public void Add(StepCounts other)
    {
        In += other.In;
        Ok += other.Ok;
        Flagged += other.Flagged;
        Faulted += other.Faulted;
    }
}
