namespace SpectraPipeline.Engine.Running;

/// <summary>What was found, read, processed and lost, counted in places that do not know of each other. A run fails loudly only when the counts disagree.</summary>
public sealed class Ledger
{
    /// <summary>Code of a fault that nobody foresaw.</summary>
    public const string InternalError = "internal-error";

    /// <summary>Files that the globs and tables of frames named.</summary>
    public int FilesFound { get; set; }

    /// <summary>Files that were read.</summary>
    public int FilesRead { get; set; }

    /// <summary>Files that were refused.</summary>
    public int FilesRefused { get; set; }

    /// <summary>Files that a table of frames leaves out.</summary>
    public int FilesLeftOut { get; set; }

    /// <summary>Each step of each series: where it reads, and its counts.</summary>
    public IList<LedgerStep> Steps { get; } = [];

    /// <summary>Frames that were planned when the files were opened, a series.</summary>
    public IDictionary<string, long> FramesPlanned { get; } = new Dictionary<string, long>();

    /// <summary>Rows of the table frames, a series.</summary>
    public IDictionary<string, long> FramesStored { get; } = new Dictionary<string, long>();

    /// <summary>Faults that nobody foresaw.</summary>
    public int InternalErrors { get; set; }

    /// <summary>Frames lost at any step or on reading.</summary>
    public long Faulted { get; set; }

    /// <summary>What does not add up; empty when all is well.</summary>
    public IEnumerable<string> Contradictions()
    {
        if (FilesFound != FilesRead + FilesRefused + FilesLeftOut)
            yield return $"{FilesFound} files were found, but {FilesRead} read, {FilesRefused} refused and {FilesLeftOut} left out";
        foreach (var (series, planned) in FramesPlanned)
            if (FramesStored.TryGetValue(series, out long stored) && stored != planned)
                yield return $"series '{series}' has {planned} frames, but {stored} rows of them were stored";
        foreach (LedgerStep step in Steps)
        {
            if (!step.Counts.AddsUp)
                yield return $"step '{step.Step}' of series '{step.Series}' took in {step.Counts.In} frames and gave {step.Counts.Ok} + {step.Counts.Flagged} + {step.Counts.Faulted}";
            if (step.Source == LedgerStep.Uncounted)
                continue;
            long expected = step.Source is null ? FramesPlanned[step.Series] : GoodOf(step.Series, step.Source);
            if (step.Counts.In != expected)
                yield return $"step '{step.Step}' of series '{step.Series}' took in {step.Counts.In} frames where {expected} came";
        }
    }

    private long GoodOf(string series, string step) =>
        Steps.First(s => s.Series == series && s.Step == step).Counts is var c ? c.Ok + c.Flagged : 0;

    /// <summary>Every count holds.</summary>
    public bool AddsUp => !Contradictions().Any();

    /// <summary>Exit code of CONTRACT section 1.</summary>
    public int ExitCode =>
        !AddsUp ? 4
        : InternalErrors > 0 ? 3
        : Faulted > 0 || FilesRefused > 0 ? 2
        : 0;
}

/// <summary>The counts of one step.</summary>
/// <param name="Series">Id of the series.</param>
/// <param name="Step">Id of the step; <c>read</c> for the files.</param>
/// <param name="Source">Step whose good frames it takes in; null for the files.</param>
/// <param name="Counts">What became of its frames.</param>
public sealed record LedgerStep(string Series, string Step, string? Source, StepCounts Counts)
{
    /// <summary>Source of a step whose frames nobody else counted.</summary>
    public const string Uncounted = "";
}
