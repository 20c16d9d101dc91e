namespace SpectraPipeline.Engine.Comparison;

/// <summary>How two lists of files differ by what they hold. A file that only lies elsewhere is the same file.</summary>
/// <param name="Changed">The same name, other bytes.</param>
/// <param name="Added">Only in the second.</param>
/// <param name="Removed">Only in the first.</param>
/// <param name="Renamed">The same bytes under another name: names can carry potentials and the order of frames.</param>
internal sealed record FileChanges(
    IReadOnlyList<string> Changed,
    IReadOnlyList<string> Added,
    IReadOnlyList<string> Removed,
    IReadOnlyList<string> Renamed
)
{
    public bool IsEmpty => !All.Any();

    public IEnumerable<string> All => Changed.Concat(Added).Concat(Removed).Concat(Renamed);

    public static FileChanges Of(IEnumerable<ManifestInput> before, IEnumerable<ManifestInput> after)
    {
        Dictionary<string, ManifestInput> old = before.DistinctBy(f => f.File).ToDictionary(f => f.File);
        Dictionary<string, ManifestInput> now = after.DistinctBy(f => f.File).ToDictionary(f => f.File);
        List<string> changed = [.. now.Values.Where(f => old.TryGetValue(f.File, out var o) && o.Sha256 != f.Sha256).Select(f => f.File)];
        List<ManifestInput> gone = [.. old.Values.Where(f => !now.ContainsKey(f.File))];
        List<ManifestInput> fresh = [.. now.Values.Where(f => !old.ContainsKey(f.File))];
        // The folder moved: the same name with the same bytes, then the same name with others, then the same bytes with another name.
        Match(gone, fresh, f => (f.Name, f.Sha256));
        changed.AddRange(Match(gone, fresh, f => (f.Name, "")).Select(p => p.After.File));
        IEnumerable<string> renamed = Match(gone, fresh, f => ("", f.Sha256)).Select(p => $"{p.Before.Name} -> {p.After.Name}");
        return new(changed, [.. fresh.Select(f => f.File)], [.. gone.Select(f => f.File)], [.. renamed]);
    }

    /// <summary>Each file with what happened to it.</summary>
    public IEnumerable<(string File, string Words)> Each() =>
        [
            .. Changed.Select(f => (f, "changed")),
            .. Added.Select(f => (f, "was not used before")),
            .. Removed.Select(f => (f, "is no longer used")),
            .. Renamed.Select(f => (f, "(renamed)")),
        ];

    /// <summary>A line: at most a few names of a kind, then a count.</summary>
    public string Words(int most) =>
        string.Join(
            "; ",
            new[] { ("changed", Changed), ("added", Added), ("removed", Removed), ("renamed", Renamed) }
                .Where(k => k.Item2.Count > 0)
                .Select(k =>
                    $"{k.Item2.Count} {k.Item1} ({string.Join(", ", k.Item2.Take(most))}{(k.Item2.Count > most ? $" and {k.Item2.Count - most} more" : "")})"
                )
        );

    private static List<(ManifestInput Before, ManifestInput After)> Match<TKey>(
        List<ManifestInput> gone,
        List<ManifestInput> fresh,
        Func<ManifestInput, TKey> key
    )
        where TKey : notnull
    {
        var pairs = new List<(ManifestInput, ManifestInput)>();
        var open = fresh.GroupBy(key).ToDictionary(g => g.Key, g => new Queue<ManifestInput>(g));
        foreach (ManifestInput file in gone)
            if (open.TryGetValue(key(file), out var twins) && twins.TryDequeue(out ManifestInput? twin))
                pairs.Add((file, twin));
        var paired = pairs.SelectMany(p => new[] { p.Item1, p.Item2 }).ToHashSet(ReferenceEqualityComparer.Instance);
        gone.RemoveAll(paired.Contains);
        fresh.RemoveAll(paired.Contains);
        return pairs;
    }
}
