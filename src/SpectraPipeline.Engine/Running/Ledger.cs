namespace SpectraPipeline.Engine.Running;

/// <summary>What was found, read, processed and lost. A run fails loudly only when this does not add up.</summary>
public sealed class Ledger
{
    /// <summary>Code of a fault that nobody foresaw.</summary>
    public const string InternalError = "internal-error";

    /// <summary>Files that were found.</summary>
    public int FilesFound { get; set; }

    /// <summary>Files that were read.</summary>
    public int FilesRead { get; set; }

    /// <summary>Files that were refused.</summary>
    public int FilesRefused { get; set; }

    /// <summary>Each step of each series.</summary>
    public IList<(string Series, string Step, StepCounts Counts)> Steps { get; } = [];

    /// <summary>Faults that nobody foresaw.</summary>
    public int InternalErrors { get; set; }

    /// <summary>Frames lost at any step or on reading.</summary>
    public long Faulted { get; set; }

    /// <summary>Every sum holds.</summary>
    public bool AddsUp => FilesFound == FilesRead + FilesRefused && Steps.All(s => s.Counts.AddsUp);

    /// <summary>Exit code of CONTRACT section 1.</summary>
    public int ExitCode =>
        !AddsUp ? 4
        : InternalErrors > 0 ? 3
        : Faulted > 0 || FilesRefused > 0 ? 2
        : 0;
}
