namespace SpectraPipeline.Core;

/// <summary>The only source of clock and seed, so that a run can be repeated to the bit.</summary>
/// <param name="clock">Clock; tests give a fixed one.</param>
/// <param name="seed">Seed of the run.</param>
public sealed class RunContext(TimeProvider clock, ulong seed = 1)
{
    /// <summary>Clock.</summary>
    public TimeProvider Clock { get; } = clock;

    /// <summary>Seed of the run; derive others from it and a stable name.</summary>
    public ulong Seed { get; } = seed;

    /// <summary>Version of the program, for the record.</summary>
    public string Version { get; init; } = "unknown";

    /// <summary>Workers at most.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>Asks to stop.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Where <c>config/</c> of the program lies (reference library).</summary>
    public string ConfigFolder { get; init; } = "";

    /// <summary>Folder of the pipeline file; relative paths in parameters start here.</summary>
    public string PipelineFolder { get; init; } = "";
}
