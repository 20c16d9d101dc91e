using System.Collections;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Engine.Running.Reuse;

/// <summary>A block of an earlier run: the rows, faults and counts of steps that are taken, and the spectra that steps after them read.</summary>
internal sealed class EarlierBlock
{
    private readonly IReadOnlyList<StoredBlock> _stored;
    private readonly StoredBlock _own;
    private readonly BlockLedger _ledger;
    private readonly int _low,
        _high;
    private readonly Dictionary<string, SpectralSeries> _outputs;

    private EarlierBlock(
        IReadOnlyList<StoredBlock> stored,
        int own,
        BlockLedger ledger,
        int low,
        int high,
        Dictionary<string, SpectralSeries> outputs
    ) => (_stored, _own, _ledger, _low, _high, _outputs) = (stored, stored[own], ledger, low, high, outputs);

    /// <summary>Null when something that is needed is not there or damaged.</summary>
    /// <param name="stretch">The stretch.</param>
    /// <param name="stored">The block with its neighbours.</param>
    /// <param name="own">Which of them is the block.</param>
    /// <param name="low">First frame that is needed.</param>
    /// <param name="high">Frame after the last one.</param>
    /// <param name="needs">Which spectra are read.</param>
    public static EarlierBlock? Of(Stretch stretch, IReadOnlyList<StoredBlock> stored, int own, int low, int high, Needs needs)
    {
        if (stored[own].Json(BlockLedger.Name) is not { } json)
            return null;
        var outputs = new Dictionary<string, SpectralSeries>(StringComparer.Ordinal);
        IReadOnlyList<ChainLink> links = stretch.Chain!.Links;
        foreach (int link in needs.Loads)
        {
            if (Spectra(stored, links[link].Step.Id, low, high) is not { } spectra)
                return null;
            outputs[links[link].Step.Id] = spectra;
        }
        foreach (var (link, by) in needs.Carriers)
        {
            ChainLink carrier = links[by];
            // A frame that the carrier lost is NULL in its spectra; what it read is not there then.
            if (
                stored.Any(b => ((List<FaultRow>)b.Rows(carrier.Step.Id, typeof(FaultRow))).Exists(IsFault))
                || Spectra(stored, carrier.Step.Id, low, high) is not { } spectra
                || spectra.Find(carrier.Shape.Input!) is not { } data
                || carrier.Shape.HasMask
            )
                return null;
            (string name, Signal signal) = links[link].Shape.Channels.First(c => c.Name == carrier.Wiring.Channel);
            var channel = new Channel(name, signal, spectra.Frames, data.Points, data.Values, mask: data.Mask);
            outputs[links[link].Step.Id] = new(spectra.Id, spectra.Axis, [channel], spectra.Info, spectra.Faults, spectra.FirstFrame);
        }
        return new(stored, own, BlockLedger.Of(json), low, high, outputs);
    }

    /// <summary>Frames of a step; null when some are not there or damaged.</summary>
    private static SpectralSeries? Spectra(IReadOnlyList<StoredBlock> stored, string step, int low, int high)
    {
        var blocks = new List<SpectralSeries>();
        foreach (StoredBlock block in stored)
        {
            if (block.Spectra(step) is not { } spectra)
                return null;
            int from = Math.Max(low, spectra.FirstFrame),
                to = Math.Min(high, spectra.FirstFrame + spectra.Frames);
            blocks.Add(SeriesSlice.Rows(spectra, from - spectra.FirstFrame, to - from));
        }
        return SeriesSlice.Join(blocks);
    }

    private static bool IsFault(FaultRow row) => row.Severity is "faulted" or Ledger.InternalError;

    /// <summary>Spectra of a step; null when nobody reads them.</summary>
    public SpectralSeries? Output(string step) => _outputs.GetValueOrDefault(step);

    /// <summary>Counts of a step.</summary>
    public StepCounts Counts(string step) => _ledger[step];

    /// <summary>Tables that a step wrote rows to in this block, but not its faults.</summary>
    public IEnumerable<(Type Table, IList Rows)> Rows(string step) =>
        _own.TablesOf(step).Where(t => t != typeof(FaultRow)).Select(t => (t, _own.Rows(step, t)));

    /// <summary>Faults, flags and warnings of a step in this block.</summary>
    public List<FaultRow> Notes(string step) => [.. (List<FaultRow>)_own.Rows(step, typeof(FaultRow))];

    /// <summary>Faults after a step, given those of its input.</summary>
    public Fault?[] FaultsAfter(string step, Fault?[] before)
    {
        var after = (Fault?[])before.Clone();
        foreach (FaultRow row in Faulted(step))
            after[row.Frame - _low] ??= new Fault(row.Step, row.Code, row.Message);
        return after;
    }

    /// <summary>The files were read with the same bytes and the same faults.</summary>
    public bool WasReadAs(SpectralSeries source, IReadOnlyList<FileRow> files)
    {
        Fault?[] faults = FaultsAfter(BlockWork.ReadStep, new Fault?[source.Frames]);
        for (int row = 0; row < source.Frames; row++)
            if (source.Faults[row] is null != faults[row] is null)
                return false;
        var hashes = ((List<FileRow>)_own.Rows(BlockWork.ReadStep, typeof(FileRow))).ToLookup(f => f.File, f => f.Sha256);
        return files.All(f => hashes[f.File].Contains(f.Sha256));
    }

    /// <summary>The frames as they were read, without their values: for a block of which no step reads the files' own spectra.</summary>
    public SpectralSeries Source(string series)
    {
        var info = new FrameInfo[_high - _low];
        var notes = _stored
            .SelectMany(b => (List<FaultRow>)b.Rows(BlockWork.ReadStep, typeof(FaultRow)))
            .Where(n => n.Code == BlockWork.ReadNote && n.Severity == "flagged")
            .ToLookup(n => n.Frame, n => n.Message);
        foreach (FrameRow row in _stored.SelectMany(b => (List<FrameRow>)b.Rows(BlockWork.ReadStep, typeof(FrameRow))))
            if (row.Frame >= _low && row.Frame < _high)
                info[row.Frame - _low] = InfoOf(row, notes[row.Frame].FirstOrDefault() ?? "");
        Fault?[] faults = FaultsAfter(BlockWork.ReadStep, new Fault?[info.Length]);
        var none = new Channel("not read", new Signal(SignalKind.Unknown), info.Length, 1, new double[info.Length]);
        return new SpectralSeries(series, new Axis("point", Unit.None, [0]), [none], info, faults, _low);
    }

    private IEnumerable<FaultRow> Faulted(string step) =>
        _stored
            .SelectMany(b => (List<FaultRow>)b.Rows(step, typeof(FaultRow)))
            .Where(r => r.Frame >= _low && r.Frame < _high && IsFault(r));

    private static FrameInfo InfoOf(FrameRow row, string note) =>
        new()
        {
            Frame = row.Frame,
            File = row.File,
            IndexInFile = row.IndexInFile,
            TimeS = row.TimeS,
            PotentialV = row.PotentialV,
            PotentialSdV = row.PotentialSdV,
            PotentialIrV = row.PotentialIrV,
            PotentialRheV = row.PotentialRheV,
            CurrentA = row.CurrentA,
            Note = note,
        };
}
