using SpectraPipeline.Core;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Engine.Running;

/// <summary>The finished series that the steps of one series read: spectra of the kind that each step takes, cards, rows.</summary>
internal sealed class OtherSeries(IReadOnlyDictionary<string, FinishedSeries> byId)
{
    /// <summary>None.</summary>
    public static OtherSeries None { get; } = new(new Dictionary<string, FinishedSeries>());

    /// <summary>By id.</summary>
    public IReadOnlyDictionary<string, FinishedSeries> ById { get; } = byId;

    /// <summary>Series of which only spectra are known.</summary>
    public static OtherSeries Of(IReadOnlyDictionary<string, SpectralSeries> spectra) =>
        new(spectra.ToDictionary(s => s.Key, s => new FinishedSeries(new SeriesCard { Id = s.Key }, _ => s.Value)));

    /// <summary>Series of a run: their spectra are read from the parts, or worked out again where nothing stored them.</summary>
    public static OtherSeries Of(IEnumerable<SeriesState> finished, PartStore store) =>
        new(
            finished.ToDictionary(
                s => s.Id,
                s => new FinishedSeries(s.Plan.Card, kinds => NewestOf(s, kinds, store), type => TableSteps.RowsOf(store, type, s))
            )
        );

    /// <summary>Spectra for one stage.</summary>
    public IReadOnlyDictionary<string, SpectralSeries> SpectraFor(Stage stage, SeriesCard card)
    {
        var found = new Dictionary<string, SpectralSeries>();
        IEnumerable<string> ids = stage.OtherSeries;
        if (stage is FrameStage frame && frame.ReferenceFrames(card)?.Series is { } reference)
            ids = ids.Append(reference);
        foreach (string id in ids.Distinct())
            if (ById.TryGetValue(id, out FinishedSeries? series) && series.Newest(stage.OtherKinds) is { } spectra)
                found[id] = spectra;
        return found;
    }

    /// <summary>The newest output among those of a run of the chain; what was read when there is none of these kinds and none is asked for.</summary>
    public static SpectralSeries? NewestOf(SpectralSeries read, IReadOnlyList<SpectralSeries?> outputs, IReadOnlyList<SignalKind> kinds) =>
        outputs.LastOrDefault(o => o is not null && Holds(o.Channels.Select(c => c.Signal.Kind), kinds))
        ?? (Holds(read.Channels.Select(c => c.Signal.Kind), kinds) ? read : null);

    private static SpectralSeries? NewestOf(SeriesState s, IReadOnlyList<SignalKind> kinds, PartStore store)
    {
        foreach (Stretch stretch in s.Stretches.Reverse())
        {
            int newest =
                stretch
                    .Chain?.Links.ToList()
                    .FindLastIndex(l => l.Shape.Channels.Count > 0 && Holds(l.Shape.Channels.Select(c => c.Signal.Kind), kinds))
                ?? -1;
            // What is kept for the user must not change what another series reads.
            if (stretch.Stored.Contains(newest) && store.ReadSpectra(stretch.PartsId, stretch.Chain!.Links[newest].Step.Id) is { } stored)
                return stored;
            SpectralSeries read = stretch.Read(0, stretch.Frames);
            SpectralSeries? found = NewestOf(
                read,
                newest < 0 ? [] : new BlockRunner(stretch.Chain!).Run(read, new Findings(s.Id, "read")).Outputs,
                kinds
            );
            if (found is not null)
                return found;
        }
        return null;
    }

    private static bool Holds(IEnumerable<SignalKind> channels, IReadOnlyList<SignalKind> kinds) =>
        kinds.Count == 0 || channels.Any(kinds.Contains);
}
