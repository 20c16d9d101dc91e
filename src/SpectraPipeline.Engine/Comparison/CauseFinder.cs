namespace SpectraPipeline.Engine.Comparison;

/// <summary>Everything that differs between two manifests and can change an answer. Workers, times, titles and figures cannot.</summary>
internal sealed class CauseFinder(RunManifest before, RunManifest after)
{
    private const int MostNames = 3;

    // Keys of the manifest's code that name no assembly; the runtime stands in the manifest by itself.
    private static readonly string[] s_noAssembly = ["runtime", "vectors", "platform"];

    private readonly PipelineKeys _keysBefore = new(before.PipelineText);
    private readonly PipelineKeys _keysAfter = new(after.PipelineText);

    private IEnumerable<string> Common => after.Series.Select(s => s.Id).Where(id => before.Find(id) is not null);

    public IReadOnlyList<Cause> Find() =>
        [
            .. Common.SelectMany(id => new StepCauses(before.Find(id)!, after.Find(id)!, before, after).Find()),
            .. SeriesCauses(),
            .. Common.SelectMany(SeriesKeys),
            .. Contexts(),
            .. Keys("pipeline", null, _keysBefore.Top, _keysAfter.Top, null),
            .. Common.Select(InputsOf).OfType<Cause>(),
            .. References(),
            .. Program(),
        ];

    private IEnumerable<Cause> SeriesCauses()
    {
        foreach (ManifestSeries gone in before.Series.Where(s => after.Find(s.Id) is null))
            yield return Series(gone.Id, "is no longer in the pipeline", "there", null);
        foreach (ManifestSeries fresh in after.Series.Where(s => before.Find(s.Id) is null))
            yield return Series(fresh.Id, "was added to the pipeline", null, "there");
    }

    private Cause Series(string id, string words, string? old, string? now) =>
        new()
        {
            Kind = "series",
            Series = id,
            Name = id,
            Before = old,
            After = now,
            Statement = $"series {id} {words}",
            Enters = (old is null ? after : before)
                .Find(id)!
                .Steps.Select(s => new StepPlace(id, s.Id))
                .Append(new(id, StepPlace.Read))
                .ToHashSet(),
        };

    private IEnumerable<Cause> SeriesKeys(string id) =>
        _keysBefore.Series.TryGetValue(id, out var old) && _keysAfter.Series.TryGetValue(id, out var now)
            ? Keys("pipeline", id, old, now, At(id, StepPlace.Read))
                // Other names of the same bytes are no other files; these are compared by what they hold.
                .Where(c => c.Name is not ("files" or "frames") || c.Before is null || c.After is null)
            : [];

    /// <summary>One change of the pipeline's context reaches every series: said once.</summary>
    private IEnumerable<Cause> Contexts() =>
        Common
            .SelectMany(ContextOf)
            .GroupBy(c => (c.Name, c.Before, c.After))
            .Select(g =>
                g.Skip(1).Any()
                    ? g.First() with
                    {
                        Series = null,
                        Statement = g.First().Statement[(g.First().Series!.Length + 2)..],
                        Enters = g.SelectMany(c => c.Enters!).ToHashSet(),
                    }
                    : g.First()
            );

    /// <summary>What is in the cell: the prior of the assignments and nothing else.</summary>
    private IEnumerable<Cause> ContextOf(string id) =>
        Keys("context", id, before.Find(id)!.Context, after.Find(id)!.Context, StepsOf(id, s => Assigns(s)));

    private static IEnumerable<Cause> Keys(
        string kind,
        string? series,
        IReadOnlyDictionary<string, string> old,
        IReadOnlyDictionary<string, string> now,
        IReadOnlySet<StepPlace>? enters
    )
    {
        foreach (string name in old.Keys.Union(now.Keys))
        {
            string one = old.GetValueOrDefault(name, ""),
                other = now.GetValueOrDefault(name, "");
            if (one == other)
                continue;
            string what = kind == "context" ? "context, " + name : name;
            yield return new()
            {
                Kind = kind,
                Series = series,
                Name = name,
                Before = old.ContainsKey(name) ? one : null,
                After = now.ContainsKey(name) ? other : null,
                Statement = $"{(series is null ? "" : series + ", ")}{what}: {Shown(one)} -> {Shown(other)}",
                Enters = enters,
            };
        }
    }

    private Cause? InputsOf(string id)
    {
        FileChanges changes = FileChanges.Of(before.Inputs.Where(i => i.Series == id), after.Inputs.Where(i => i.Series == id));
        if (changes.IsEmpty)
            return null;
        return new()
        {
            Kind = "input",
            Series = id,
            Name = "files",
            Files = [.. changes.All],
            Statement = $"{id}, input files: {changes.Words(MostNames)}",
            Enters = At(id, StepPlace.Read),
        };
    }

    private IEnumerable<Cause> References()
    {
        FileChanges changes = FileChanges.Of(before.References, after.References);
        foreach (var (file, words) in changes.Each())
            yield return new()
            {
                Kind = "reference",
                Name = file,
                Files = [file],
                Statement = $"{file} {words}",
                Enters = UsersOf(file),
            };
    }

    /// <summary>Steps that a file beside the spectra acts on: those whose parameters name it; a table of frames acts where files are read.</summary>
    private HashSet<StepPlace>? UsersOf(string file)
    {
        string name = file[(file.LastIndexOf('/') + 1)..];
        HashSet<StepPlace> users =
        [
            .. new[] { _keysBefore, _keysAfter }
                .SelectMany(k => k.Series)
                .Where(s => s.Value.GetValueOrDefault("frames", "").EndsWith(name, StringComparison.Ordinal))
                .Select(s => new StepPlace(s.Key, StepPlace.Read)),
            .. Common.SelectMany(id =>
                StepsOf(
                    id,
                    s =>
                        s.Parameters.Values.Any(v => v.Contains(name, StringComparison.Ordinal))
                        || (file.StartsWith("config/", StringComparison.Ordinal) && Assigns(s))
                )
            ),
        ];
        return users.Count > 0 ? users : null;
    }

    private IEnumerable<Cause> Program()
    {
        if (before.Code.Count > 0 && after.Code.Count > 0)
            foreach (string assembly in before.Code.Keys.Union(after.Code.Keys).Except(s_noAssembly))
            {
                if (before.Code.GetValueOrDefault(assembly) is var old && after.Code.GetValueOrDefault(assembly) is var now && old != now)
                    yield return Everywhere(
                        "program",
                        assembly,
                        old,
                        now,
                        $"the program's {assembly[(assembly.LastIndexOf('.') + 1)..]} changed"
                    );
            }
        else if (before.Version != after.Version)
            yield return Everywhere(
                "program",
                "version",
                before.Version,
                after.Version,
                $"program version {before.Version} -> {after.Version}"
            );
        foreach (var (key, words, more) in new[] { ("vectors", "vector width", " (another processor)"), ("platform", "platform", "") })
            if (before.Code.TryGetValue(key, out string? old) && after.Code.TryGetValue(key, out string? now) && old != now)
                yield return Everywhere("machine", key, old, now, $"{words} {old} -> {now}{more}");
        if (before.Runtime != after.Runtime)
            yield return Everywhere("runtime", "runtime", before.Runtime, after.Runtime, $"runtime {before.Runtime} -> {after.Runtime}");
        if (before.Seed != after.Seed)
            yield return Everywhere("seed", "seed", before.Seed, after.Seed, $"seed {Shown(before.Seed)} -> {Shown(after.Seed)}");
    }

    private static Cause Everywhere(string kind, string name, string? old, string? now, string statement) =>
        new()
        {
            Kind = kind,
            Name = name,
            Before = old,
            After = now,
            Statement = statement,
        };

    private static HashSet<StepPlace> At(string series, string step) => [new StepPlace(series, step)];

    private HashSet<StepPlace> StepsOf(string series, Func<ManifestStep, bool> wanted) =>
        [.. before.Find(series)!.Steps.Concat(after.Find(series)!.Steps).Where(wanted).Select(s => new StepPlace(series, s.Id))];

    private static bool Assigns(ManifestStep step) => step.Stage.StartsWith("assign.", StringComparison.Ordinal);

    private static string Shown(string value) => value.Length == 0 ? "(not given)" : value;
}
