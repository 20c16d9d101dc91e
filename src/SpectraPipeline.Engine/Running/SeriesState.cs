using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Engine.Ingest;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Engine.Running.Reuse;

namespace SpectraPipeline.Engine.Running;

/// <summary>A series on its way through a run: its files, and its steps cut into stretches at the stages that need all frames at once.</summary>
internal sealed class SeriesState
{
    public SeriesState(SeriesPlan plan, FrameSource source, SeriesFiles files)
    {
        (Plan, Source, Paths, Stamps, FramesTable) = (plan, source, files.Paths, files.Stamps, files.FramesTable);
        Logs = ElectrochemicalLogReader.Paths(plan.Log, files.BaseFolder);
        var stretches = new List<Stretch> { new(this, 0) };
        foreach (StepPlan step in plan.Steps)
            if (step.Stage is FrameStage)
                stretches[^1].Steps.Add(step);
            else if (step.Stage is SeriesStage)
            {
                stretches[^1].Then = step;
                stretches.Add(new Stretch(this, stretches.Count) { Before = step });
            }
        stretches[0].Begin(source.ReadBlock, source.Frames, source.Axis);
        Stretches = stretches;
    }

    public SeriesPlan Plan { get; }

    public string Id => Plan.Card.Id;

    public FrameSource Source { get; }

    /// <summary>Files of the series, full paths.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>Length and time of change of each file when the run was planned.</summary>
    public IReadOnlyDictionary<string, FileStamp> Stamps { get; }

    /// <summary>Full path of the table of frames; null when there is none.</summary>
    public string? FramesTable { get; }

    /// <summary>Full paths of the files of its log.</summary>
    public IEnumerable<string> Logs { get; }

    /// <summary>The first reads the files; each other one reads what a series stage gave.</summary>
    public IReadOnlyList<Stretch> Stretches { get; }

    /// <summary>Links of all stretches that are wired.</summary>
    public IEnumerable<ChainLink> Links => Stretches.Where(s => s.Chain is not null).SelectMany(s => s.Chain!.Links);

    public IReadOnlyList<StepPlan> TableSteps => [.. Plan.Steps.Where(s => s.Stage is TableStage)];

    /// <summary>Names under which blocks of this series lie in the parts, in order.</summary>
    public IEnumerable<string> PartIds => Stretches.SelectMany(s => s.Then is null ? (string[])[s.PartsId] : [s.PartsId, s.StagePartsId]);

    /// <summary>Name under which the results of a step on rows lie in the parts, as one block.</summary>
    public string TablePartsId(StepPlan step) => $"{Id}@rows.{step.Id}";

    /// <summary>What is taken from an earlier run; null before the series runs.</summary>
    public SeriesReuse? Reuse { get; set; }

    /// <summary>Rows after the table steps, for those tables that they read or wrote.</summary>
    public TableSet? Tables { get; set; }

    /// <summary>Warnings, and faults of table and series steps.</summary>
    public List<FaultRow> Notes { get; } = [];
}

/// <summary>Frame steps in a row, and the series stage that ends them (null at the end of the series).</summary>
internal sealed class Stretch(SeriesState series, int number)
{
    // About 2 MB a channel: small enough for the caches and for many blocks in flight, large enough to pay for a file.
    private const int ValuesInBlock = 1 << 18;
    private const int FewestFrames = 4;
    private const int MostFrames = 512;

    public SeriesState Series { get; } = series;

    /// <summary>The first stretch reads files and owns the rows of files and frames.</summary>
    public bool IsFirst => number == 0;

    /// <summary>Name of its blocks in the parts.</summary>
    public string PartsId => number == 0 ? Series.Id : $"{Series.Id}@{number}";

    /// <summary>Name of what its series stage found in the parts.</summary>
    public string StagePartsId => $"{Series.Id}@{number}!";

    public List<StepPlan> Steps { get; } = [];

    /// <summary>The series stage that it begins with; null for the first.</summary>
    public StepPlan? Before { get; init; }

    /// <summary>The series stage that ends the stretch.</summary>
    public StepPlan? Then { get; set; }

    private Func<int, int, SpectraBuffers?, SpectralSeries> _read = (_, _, _) =>
        throw new InvalidOperationException("The stretch has no source yet.");

    /// <summary>Reads frames of its source into arrays of their own.</summary>
    public SpectralSeries Read(int first, int count) => _read(first, count, null);

    /// <summary>Reads frames of its source into the memory of a worker, who is done with them before it reads again.</summary>
    public SpectralSeries Read(int first, int count, SpectraBuffers buffers) => _read(first, count, buffers);

    public int Frames { get; private set; }

    public Axis? Axis { get; private set; }

    /// <summary>Frames a block; fixed by the data, never by the number of workers, so that a resumed run cuts alike.</summary>
    public int BlockFrames { get; private set; } = 1;

    public int Blocks => (Frames + BlockFrames - 1) / BlockFrames;

    /// <summary>The wired steps; null before that.</summary>
    public KernelChain? Chain { get; private set; }

    /// <summary>Links whose spectra the user gets.</summary>
    public IReadOnlyList<int> Stored { get; private set; } = [];

    /// <summary>Link that the series stage reads; -1 = the source of the stretch.</summary>
    public int ThenReads { get; private set; } = -1;

    /// <summary>The user gets the spectra of the series stage that ends the stretch.</summary>
    public bool StoresStage =>
        Then is not null && (Series.Plan.Keep.Mode is KeepMode.All or KeepMode.Last || Series.Plan.Keep.Steps.Contains(Then.Id));

    /// <summary>Links whose spectra go into the parts: those of the user and the one that the series stage reads.</summary>
    public IReadOnlyList<int> InParts => Then is null || ThenReads < 0 ? Stored : [.. Stored.Append(ThenReads).Distinct()];

    public void Begin(Func<int, int, SpectraBuffers?, SpectralSeries> read, int frames, Axis axis)
    {
        (_read, Frames, Axis) = (read, frames, axis);
        CutFor(axis.Length);
    }

    /// <summary>Takes what a series stage gave as its source.</summary>
    public void Begin(SpectralSeries given) => Begin((first, count, _) => SeriesSlice.Rows(given, first, count), given.Frames, given.Axis);

    public void Wire(RunContext run, OtherSeries others)
    {
        Chain = KernelChain.Wire(Steps, Series.Plan.Card, Frames, Read, run, others);
        Stored = StoredOf(Chain, Series.Plan.Keep);
        // A map is hundreds of times larger than the spectrum that it comes from: the widest output sets the size of a block.
        CutFor(Chain.Links.Select(l => l.Shape.MapPoints).Append(Axis!.Length).Max());
        if (Then is { Stage: SeriesStage stage })
            ThenReads = Chain.NewestFor(Then, stage.Reads, Read(0, 1));
    }

    private void CutFor(int points) => BlockFrames = Math.Clamp(ValuesInBlock / Math.Max(1, points), FewestFrames, MostFrames);

    /// <summary>Links to store under a rule: of every axis the last, or all, none, or those named.</summary>
    private static List<int> StoredOf(KernelChain chain, Keep keep)
    {
        List<int> withSpectra = [.. Enumerable.Range(0, chain.Links.Count).Where(i => chain.Links[i].Shape.Channels.Count > 0)];
        return keep.Mode switch
        {
            KeepMode.All => withSpectra,
            KeepMode.None => [],
            KeepMode.Steps => [.. withSpectra.Where(i => keep.Steps.Contains(chain.Links[i].Step.Id))],
            _ => [.. withSpectra.Where(i => !withSpectra.Exists(j => j > i && SameAxes(chain.Links[i].Shape, chain.Links[j].Shape)))],
        };
    }

    private static bool SameAxes(OutputShape a, OutputShape b) => a.Axis.SameAs(b.Axis) && a.Axis2 is null == b.Axis2 is null;
}
