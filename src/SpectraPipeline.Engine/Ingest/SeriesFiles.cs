using SpectraPipeline.Core;
using SpectraPipeline.Engine.Pipelines;

namespace SpectraPipeline.Engine.Ingest;

/// <summary>Which files make a series and what the pipeline says about them.</summary>
public sealed record SeriesFiles
{
    /// <summary>Id of the series.</summary>
    public required string Id { get; init; }

    /// <summary>Files in order, as <see cref="FileGlobs"/> found them.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>Length and time of change of each file before the first of them was read; a file that is not named here is not watched.</summary>
    public IReadOnlyDictionary<string, FileStamp> Stamps { get; init; } = new Dictionary<string, FileStamp>();

    /// <summary>Bytes of decoded files of many spectra to keep at most; a single file may be larger.</summary>
    public long CacheBytes { get; init; } = 256L << 20;

    /// <summary>Folder that file names in tables are relative to.</summary>
    public required string BaseFolder { get; init; }

    /// <summary>Format that overrides the sniffing; null = by content.</summary>
    public string? Format { get; init; }

    /// <summary>Path of the table of frames; null = none.</summary>
    public string? FramesTable { get; init; }

    /// <summary>Log of the potentiostat; null = none.</summary>
    public LogPlan? Log { get; init; }

    /// <summary>Technique, role, context.</summary>
    public required SeriesCard Card { get; init; }

    /// <summary>What y is; null = as the files say.</summary>
    public SignalKind? Quantity { get; init; }

    /// <summary>What an X-ray absorption scan takes for mu: transmission, fluorescence, reference or the label of a column; null = by what the
    /// columns show.</summary>
    public string? Channel { get; init; }

    /// <summary>Which spectra of a file of many are taken: titles (with * and ?) or numbers from 0; empty = all.</summary>
    public IReadOnlyList<string> Spectra { get; init; } = [];

    /// <summary>What becomes of frames that end before the others do.</summary>
    public PartialFrames Partial { get; init; }
}
