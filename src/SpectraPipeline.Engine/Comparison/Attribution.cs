namespace SpectraPipeline.Engine.Comparison;

/// <summary>Which difference of parameters, inputs or code can have changed an answer: only what lies upstream of the step that wrote it, and first of
/// all what lies at or upstream of the first step whose rows or counts differ.</summary>
internal sealed class Attribution
{
    private readonly RunManifest _before;
    private readonly RunManifest _after;
    private readonly StepGraph _graphBefore;
    private readonly StepGraph _graphAfter;
    private readonly IReadOnlyList<Cause> _causes;
    private readonly HashSet<StepPlace> _different;

    public Attribution(
        RunManifest before,
        RunManifest after,
        IReadOnlyList<Cause> causes,
        IReadOnlyList<Answer> answers,
        IReadOnlySet<StepPlace> edgeSteps
    )
    {
        (_before, _after, _causes) = (before, after, causes);
        (_graphBefore, _graphAfter) = (new StepGraph(before, edgeSteps), new StepGraph(after, edgeSteps));
        _different = [.. answers.Where(a => a is { Series: not null, Step: not null }).Select(a => new StepPlace(a.Series!, a.Step!))];
        foreach (ManifestCounts counts in after.Counts)
            if (before.Counts.FirstOrDefault(c => c.Series == counts.Series && c.Step == counts.Step) is { } old && old != counts)
                _different.Add(new(counts.Series, counts.Step));
    }

    /// <summary>The answer with what it comes from.</summary>
    public Answer Explain(Answer answer)
    {
        IReadOnlySet<StepPlace> upstream = UpstreamOf(answer);
        StepPlace? first = FirstDifferent(answer.Series, upstream);
        IReadOnlySet<StepPlace> upToFirst = first is { } f ? Upstream(f) : upstream;
        List<int> because = [.. Enumerable.Range(0, _causes.Count).Where(i => _causes[i].IsIn(upToFirst))];
        return answer with
        {
            FirstToDiffer = first?.Step,
            BecauseOf = because,
            MayAdd = [.. Enumerable.Range(0, _causes.Count).Where(i => _causes[i].IsIn(upstream)).Except(because)],
        };
    }

    private HashSet<StepPlace> UpstreamOf(Answer answer)
    {
        if (answer is { Series: null, Step: StepPlace.Read })
            return _before.Series.Concat(_after.Series).Select(s => new StepPlace(s.Id, StepPlace.Read)).ToHashSet();
        if (answer.Series is null)
            return _before.Series.Concat(_after.Series).SelectMany(s => Whole(s.Id)).ToHashSet();
        if (answer.Step is null)
            return Whole(answer.Series);
        HashSet<StepPlace> known = Upstream(new(answer.Series, answer.Step));
        return known.Count > 0 ? known : Whole(answer.Series);
    }

    private HashSet<StepPlace> Upstream(StepPlace place) => [.. _graphBefore.Upstream(place), .. _graphAfter.Upstream(place)];

    private HashSet<StepPlace> Whole(string series) => [.. _graphBefore.Whole(series), .. _graphAfter.Whole(series)];

    private StepPlace? FirstDifferent(string? series, IReadOnlySet<StepPlace> upstream)
    {
        if (series is null)
            return null;
        IEnumerable<string> chain = (_after.Find(series) ?? _before.Find(series))!.Steps.Select(s => s.Id).Prepend(StepPlace.Read);
        foreach (string step in chain)
            if (new StepPlace(series, step) is var place && upstream.Contains(place) && _different.Contains(place))
                return place;
        return null;
    }
}
