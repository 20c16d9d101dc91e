using System.Text.Json;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Engine.Running.Reuse;

/// <summary>Decides for the steps of one series, in their order, which run and which are taken from an earlier run, and keeps the reasons.</summary>
/// <remarks>A step is taken when its parameters, its input and what it is told when it prepares are alike, and so is every step that it reads. A step
/// that could be taken but whose output was not kept runs again where another one needs it; its rows are the same, so what reads it is still taken.</remarks>
internal sealed class SeriesReuse
{
    private const string Read = "read";
    private const string Alike = "its parameters, input and code are as before";
    private readonly SeriesState _series;
    private readonly EarlierRun _earlier;
    private readonly StageCatalog _stages;
    private readonly RunContext _run;
    private readonly SeriesIdentity? _before;
    private readonly FileStamps _stamps;
    private readonly string _settings;
    private readonly string? _framesTable,
        _nothing;
    private readonly ChangedFiles _changed = ChangedFiles.None;
    private readonly List<StepIdentity> _steps = [];
    private readonly List<int> _blockFrames = [];
    private readonly List<StepDecision> _decisions = [];

    // Steps whose output is not what it was. Those that ran only because it was not kept are not among them.
    private readonly HashSet<string> _different = new(StringComparer.Ordinal);

    public SeriesReuse(SeriesState series, EarlierRun earlier, StageCatalog stages, RunContext run)
    {
        (_series, _earlier, _stages, _run) = (series, earlier, stages, run);
        SeriesPlan plan = series.Plan;
        _stamps = FileStamps.Before(series.Stamps, run.PipelineFolder);
        _framesTable = series.FramesTable is { } table && File.Exists(table) ? Hash.OfFile(table) : null;
        _settings =
            $"{JsonSerializer.Serialize(plan.Card with { Context = new() })} {plan.Format} {plan.Quantity} {plan.Channel} {string.Join("\n", plan.Spectra)} {series.Source.Reading}";
        _before = earlier.Series(series.Id);
        _nothing =
            earlier.Nothing
            ?? (
                _before is null ? "the series is new"
                : _before.Settings != _settings ? "what the pipeline or the files say about the series changed"
                : _before.FramesTable != _framesTable ? "the table of frames changed"
                : null
            );
        if (_nothing is null)
            _changed = _stamps.ChangedFrom(FileStamps.Of(_before!.Files), run.PipelineFolder, earlier.IsOwn);
    }

    /// <summary>Reasons of all steps so far, in order.</summary>
    public IReadOnlyList<StepDecision> Decisions => _decisions;

    /// <summary>Some frames or rows of the series are not what they were.</summary>
    public bool IsDifferent =>
        _nothing is not null
        || _changed.Any
        || _different.Count > 0
        || !_before!.Steps.Select(s => s.Id).SequenceEqual(_steps.Select(s => s.Id));

    /// <summary>What was said about the series while its files were read, when all of them are as they were and only some are read now; null = what is
    /// said now holds.</summary>
    public IReadOnlyList<FaultRow>? ReadNotes => _nothing is null && !_changed.Any ? _before!.ReadNotes : null;

    /// <summary>What the series is now, to be kept beside its results.</summary>
    public SeriesIdentity Identity(IEnumerable<FileRow> files) =>
        new(
            _series.Id,
            _settings,
            _framesTable,
            _stamps.With(files.Where(f => f.Series == _series.Id)).ToText(),
            _blockFrames,
            _steps,
            [.. ReadNotes ?? _series.Source.SeriesNotes]
        );

    /// <summary>Plans the frame steps of a wired stretch.</summary>
    public StretchReuse Plan(Stretch stretch)
    {
        int number = _blockFrames.Count;
        _blockFrames.Add(stretch.BlockFrames);
        string? nothing =
            _nothing
            ?? (stretch.Before is { } stage && (_different.Contains(stage.Id) || _changed.Any) ? $"{stage.Id} ran" : null)
            ?? (_before!.BlockFrames.ElementAtOrDefault(number) == stretch.BlockFrames ? null : "the frames are cut into other blocks");
        StoredBlock? sample = nothing is null ? _earlier.Block(stretch.PartsId, 0) : null;
        if (nothing is null && sample is null)
            nothing = "the earlier results are not there any more";
        IReadOnlyList<ChainLink> links = stretch.Chain!.Links;
        var different = new string?[links.Count];
        for (int i = 0; i < links.Count; i++)
        {
            StepIdentity identity = StepIdentity.Of(_stages, links[i].Step, ReadsOf(i, links), InputHash.Of(links[i]), _run);
            _steps.Add(identity);
            different[i] =
                nothing
                ?? Difference(identity)
                ?? Upstream(links[i], links, different)
                ?? Told(identity, "its axis, first frame or reference frames changed");
            if (different[i] is not null)
                _different.Add(identity.Id);
        }
        var need = new Needs(
            stretch,
            different,
            step => sample?.HasSpectra(step) == true,
            link =>
                _before?.Find(link.Step.Id) is { } then
                && then.Stage == link.Step.Name
                && then.Reads == _steps.First(s => s.Id == link.Step.Id).Reads,
            nothing
        );
        if (stretch.IsFirst)
            Decide(Read, need.Reads);
        for (int i = 0; i < links.Count; i++)
            Decide(links[i].Step.Id, need.Runs[i]);
        return new StretchReuse(stretch, nothing is null ? _earlier : null, need, _changed);
    }

    /// <summary>A stage that needs all frames at once: its earlier spectra and rows, or null when it has to run.</summary>
    /// <param name="stretch">The stretch that it ends.</param>
    /// <param name="step">The step.</param>
    /// <param name="others">Ids of other series that are not what they were.</param>
    public StoredBlock? Earlier(Stretch stretch, StepPlan step, IReadOnlyList<string> others)
    {
        string reads = stretch.ThenReads < 0 ? stretch.Before?.Id ?? Read : stretch.Chain!.Links[stretch.ThenReads].Step.Id;
        string[] before = [.. new[] { reads }.Where(_different.Contains), .. others.Intersect(step.Stage.OtherSeries)];
        return Taken(
            Whole(StepIdentity.Of(_stages, step, reads, InputHash.Of(stretch.Axis!), _run), before),
            step,
            stretch.StagePartsId,
            k => k.HasSpectra(step.Id)
        );
    }

    /// <summary>A step on rows: its earlier rows, or null when it has to run.</summary>
    /// <param name="step">The step.</param>
    /// <param name="others">Ids of other series that are not what they were.</param>
    public StoredBlock? Earlier(StepPlan step, IReadOnlyList<string> others)
    {
        string told = Hash.OfText(JsonSerializer.Serialize(_series.Plan.Card.Context));
        // What it reads is chosen among the rows of all steps before it: one more, one less or one that differs makes it run.
        string reads = string.Join(
            ", ",
            _series.Plan.Steps.TakeWhile(s => s != step).Select(s => $"{s.Id} ({s.Name})").Prepend(step.Input ?? "newest")
        );
        string[] before = [.. _steps.Select(s => s.Id).Where(_different.Contains), .. others.Intersect(step.Stage.OtherSeries)];
        return Taken(
            Whole(StepIdentity.Of(_stages, step, reads, told, _run), before),
            step,
            _series.TablePartsId(step),
            k => k.Json(TableOutcome.Name) is not null
        );
    }

    /// <summary>What is kept of a step, if it may be taken and is there.</summary>
    private StoredBlock? Taken(string? reason, StepPlan step, string parts, Predicate<StoredBlock> isWhole)
    {
        StoredBlock? kept = reason is null ? _earlier.Block(parts, 0) : null;
        if (reason is null && (kept is null || !isWhole(kept)))
            reason = "what it gave is not there any more";
        if (reason is not null)
            _different.Add(step.Id);
        Decide(step.Id, reason);
        return reason is null ? kept : null;
    }

    private string? Whole(StepIdentity identity, string[] different)
    {
        _steps.Add(identity);
        return _nothing
            ?? (_changed.Any ? _changed.Words : null)
            ?? Difference(identity)
            ?? (different.Length > 0 ? $"{different[0]} ran" : null)
            ?? Told(identity, "the context of the cell or the axis changed");
    }

    private string? Difference(StepIdentity identity) =>
        _before!.Find(identity.Id) is { } earlier ? identity.DifferenceFrom(earlier) : "the step is new";

    private string? Told(StepIdentity identity, string words) => _before!.Find(identity.Id)!.Told == identity.Told ? null : words;

    private static string? Upstream(ChainLink link, IReadOnlyList<ChainLink> links, string?[] different) =>
        link
            .Wiring.ScalarSources.Select(s => s.Step)
            .Prepend(link.Wiring.Source)
            .Where(s => s >= 0 && different[s] is not null)
            .Select(s => $"its input {links[s].Step.Id} ran")
            .FirstOrDefault();

    private static string ReadsOf(int link, IReadOnlyList<ChainLink> links)
    {
        Wiring wiring = links[link].Wiring;
        string from = wiring.Source < 0 ? Read : links[wiring.Source].Step.Id;
        return string.Join(
            ", ",
            wiring.ScalarSources.Select(s => $"{s.Name} of {links[s.Step].Step.Id}").Prepend($"{wiring.Channel} of {from}")
        );
    }

    private void Decide(string step, string? reason)
    {
        string why = reason ?? (_changed.Any ? $"{Alike}; only the frames of other files run ({_changed.Words})" : Alike);
        _decisions.Add(new(_series.Id, step, reason is null, why));
    }
}
