using System.Text.RegularExpressions;

namespace SpectraPipeline.Engine.Comparison;

/// <summary>A step of a series, or its files (<see cref="Read"/>).</summary>
/// <param name="Series">Id of the series.</param>
/// <param name="Step">Id of the step.</param>
internal readonly record struct StepPlace(string Series, string Step)
{
    /// <summary>The place of the files.</summary>
    public const string Read = "read";
}

/// <summary>What lies upstream of a step in a run, as its manifest tells. Where the manifest does not say what a step reads, everything before it counts:
/// too much upstream gives a longer list of possible causes, too little would hide the true one.</summary>
/// <param name="manifest">The manifest.</param>
/// <param name="edgeSteps">Steps that found an edge: XAS steps after them take e0 and edge step from there, beside what they read.</param>
internal sealed class StepGraph(RunManifest manifest, IReadOnlySet<StepPlace> edgeSteps)
{
    private readonly Dictionary<StepPlace, HashSet<StepPlace>> _known = [];
    private readonly PipelineKeys _keys = new(manifest.PipelineText);

    /// <summary>The step itself and everything that it can depend on; empty when the run has no such step.</summary>
    public IReadOnlySet<StepPlace> Upstream(StepPlace place)
    {
        if (_known.TryGetValue(place, out HashSet<StepPlace>? found))
            return found;
        _known[place] = found = [];
        if (manifest.Find(place.Series) is not { } series)
            return found;
        if (place.Step == StepPlace.Read)
        {
            found.Add(place);
            return found;
        }
        if (series.Steps.FirstOrDefault(s => s.Id == place.Step) is not { } step)
            return found;
        found.Add(place);
        foreach (StepPlace from in ReadBy(series, step))
            found.UnionWith(Upstream(from));
        return found;
    }

    /// <summary>Everything that any step of a series can depend on.</summary>
    public IReadOnlySet<StepPlace> Whole(string series)
    {
        var all = new HashSet<StepPlace>(Upstream(new(series, StepPlace.Read)));
        foreach (ManifestStep step in manifest.Find(series)?.Steps ?? [])
            all.UnionWith(Upstream(new(series, step.Id)));
        return all;
    }

    private IEnumerable<StepPlace> ReadBy(ManifestSeries series, ManifestStep step)
    {
        List<ManifestStep> before = [.. series.Steps.TakeWhile(s => s.Id != step.Id)];
        yield return new(series.Id, StepPlace.Read);
        if (step.Input.Length > 0)
            yield return new(series.Id, step.Input);
        bool onTables = IsOnTables(step.Stage);
        foreach (ManifestStep other in before)
            if (step.Input.Length == 0 || (onTables && IsOnTables(other.Stage)))
                yield return new(series.Id, other.Id);
            else if (IsXas(step.Stage) && edgeSteps.Contains(new(series.Id, other.Id)))
                yield return new(series.Id, other.Id);
        foreach (ManifestSeries other in manifest.Series.Where(s => s.Id != series.Id))
            if (Reads(series, step, other.Id))
                foreach (StepPlace place in Whole(other.Id))
                    yield return place;
    }

    /// <summary>A step reads another series that its parameters name, or that the series as a whole does: by a key beside the steps any step can.</summary>
    private bool Reads(ManifestSeries series, ManifestStep step, string other)
    {
        if (series.Needs is { } needs && !needs.Contains(other))
            return false;
        if (_keys.Series.GetValueOrDefault(series.Id)?.GetValueOrDefault("reference") is { } reference && Names(reference, other))
            return true;
        return IsNamedBy(step, other) || (series.Needs is not null && !series.Steps.Any(s => IsNamedBy(s, other)));
    }

    /// <summary>A name is a label: it may hold any word.</summary>
    private static bool IsNamedBy(ManifestStep step, string series) => step.Parameters.Any(p => p.Key != "name" && Names(p.Value, series));

    /// <summary>Stages whose rows rest on rows, by the family's name in the contract.</summary>
    private static bool IsOnTables(string stage) =>
        stage.StartsWith("bands.", StringComparison.Ordinal) || stage.StartsWith("assign.", StringComparison.Ordinal);

    private static bool IsXas(string stage) => stage.StartsWith("xas.", StringComparison.Ordinal);

    /// <summary>A parameter's text holds the id of a series as a word of its own.</summary>
    private static bool Names(string value, string series) =>
        value.Contains(series, StringComparison.Ordinal)
        && Regex.IsMatch(value, $@"(?<![\w-]){Regex.Escape(series)}(?![\w-])", RegexOptions.CultureInvariant);
}
