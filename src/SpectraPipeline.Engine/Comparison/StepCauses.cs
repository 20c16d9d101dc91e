namespace SpectraPipeline.Engine.Comparison;

/// <summary>How the steps of one series differ between two manifests: parameters, steps added, removed, replaced or moved, what a step reads.</summary>
internal sealed class StepCauses(ManifestSeries before, ManifestSeries after, RunManifest runBefore, RunManifest runAfter)
{
    private readonly List<(ManifestStep Before, ManifestStep After)> _pairs = [];

    public IEnumerable<Cause> Find()
    {
        Pair();
        List<ManifestStep> removed = [.. before.Steps.Where(s => !_pairs.Exists(p => p.Before == s))];
        List<ManifestStep> added = [.. after.Steps.Where(s => !_pairs.Exists(p => p.After == s))];
        IEnumerable<Cause> all =
        [
            .. _pairs.SelectMany(p => Parameters(p.Before, p.After)),
            .. removed.Select(s => Of("step", s, null, $"{s.Id} is no longer there", s.Stage, null)),
            .. added.Select(s => Of("step", null, s, $"{s.Id} was added", null, s.Stage)),
            .. Moved(),
        ];
        List<Cause> found = [.. all];
        // A step reads something else because its neighbours changed; only without that was it asked to.
        if (!found.Exists(c => c.Kind == "step"))
            found.AddRange(
                _pairs
                    .Where(p => p.Before.Input != p.After.Input && p.Before.Input.Length > 0 && p.After.Input.Length > 0)
                    .Select(p =>
                        Of(
                            "step",
                            p.Before,
                            p.After,
                            $"{p.After.Id} reads {p.Before.Input} -> {p.After.Input}",
                            p.Before.Input,
                            p.After.Input
                        )
                    )
            );
        return found;
    }

    /// <summary>The same id and stage; then, of what is left, the same stage in order (an id was renamed).</summary>
    private void Pair()
    {
        foreach (ManifestStep step in before.Steps)
            if (after.Steps.FirstOrDefault(s => s.Id == step.Id && s.Stage == step.Stage) is { } same)
                _pairs.Add((step, same));
        foreach (ManifestStep step in before.Steps.Where(s => !_pairs.Exists(p => p.Before == s)).ToList())
            if (after.Steps.FirstOrDefault(s => s.Stage == step.Stage && !_pairs.Exists(p => p.After == s)) is { } renamed)
                _pairs.Add((step, renamed));
    }

    private IEnumerable<Cause> Parameters(ManifestStep one, ManifestStep other)
    {
        foreach (string name in one.Parameters.Keys.Union(other.Parameters.Keys))
        {
            string? old = one.Parameters.GetValueOrDefault(name),
                now = other.Parameters.GetValueOrDefault(name);
            if (old == now)
                continue;
            string key = $"{after.Id}.{other.Id}.{name}=";
            bool set = runBefore.Overrides.Concat(runAfter.Overrides).Any(o => o.StartsWith(key, StringComparison.Ordinal));
            yield return Of(
                "parameter",
                one,
                other,
                $"{other.Id}: {name} {Shown(old)} -> {Shown(now)}{(set ? " (by --set)" : "")}",
                old,
                now
            ) with
            {
                Name = name,
            };
        }
    }

    /// <summary>Steps that both have, in another order: the fewest that have to move.</summary>
    private IEnumerable<Cause> Moved()
    {
        List<(ManifestStep Before, ManifestStep After)> order = [.. _pairs.OrderBy(p => IndexOf(before, p.Before))];
        int[] places = [.. order.Select(p => IndexOf(after, p.After))];
        HashSet<int> kept = LongestRising(places);
        for (int i = 0; i < places.Length; i++)
            if (!kept.Contains(i))
                yield return Of("step", order[i].Before, order[i].After, $"{order[i].After.Id} was moved", null, null);
    }

    private static HashSet<int> LongestRising(int[] places)
    {
        int[] length = new int[places.Length],
            from = new int[places.Length];
        int best = -1;
        for (int i = 0; i < places.Length; i++)
        {
            (length[i], from[i]) = (1, -1);
            for (int j = 0; j < i; j++)
                if (places[j] < places[i] && length[j] + 1 > length[i])
                    (length[i], from[i]) = (length[j] + 1, j);
            if (best < 0 || length[i] > length[best])
                best = i;
        }
        var kept = new HashSet<int>();
        for (int i = best; i >= 0; i = from[i])
            kept.Add(i);
        return kept;
    }

    private static int IndexOf(ManifestSeries series, ManifestStep step) => series.Steps.ToList().IndexOf(step);

    private Cause Of(string kind, ManifestStep? one, ManifestStep? other, string statement, string? old, string? now)
    {
        string id = (other ?? one)!.Id;
        return new()
        {
            Kind = kind,
            Series = after.Id,
            Step = id,
            Name = id,
            Before = old,
            After = now,
            Statement = $"{after.Id}, {statement}",
            Enters = new HashSet<StepPlace>(
                new[] { one?.Id, other?.Id }.Where(i => i is not null).Select(i => new StepPlace(after.Id, i!))
            ),
        };
    }

    private static string Shown(string? value) =>
        value is null ? "(did not exist)"
        : value.Length == 0 ? "(not given)"
        : value;
}
