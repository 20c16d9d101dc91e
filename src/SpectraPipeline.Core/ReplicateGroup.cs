namespace SpectraPipeline.Core;

/// <summary>Series that are samples of one thing: alike in technique, role, edge, labels, cell and temperature, each with a number of its own under <c>replicate:</c>.</summary>
public static class ReplicateGroup
{
    /// <summary>The replicates of a series with itself, by their numbers. Series that share a number with one like them are not told apart, so they are left
    /// out and counted.</summary>
    public static (IReadOnlyList<SeriesCard> Members, int Ambiguous) Of(SeriesCard card, IReadOnlyList<SeriesCard> all)
    {
        ArgumentNullException.ThrowIfNull(card);
        ArgumentNullException.ThrowIfNull(all);
        List<SeriesCard> alike = [.. all.Where(c => c.Id == card.Id || IsAlike(c, card))];
        // Numbers that were never written are all 1: such series are different things, not samples.
        if (alike.All(c => c.Replicate == card.Replicate))
            return ([card], 0);
        List<SeriesCard> members =
        [
            .. alike.Where(c => c.Id == card.Id || alike.Count(o => o.Replicate == c.Replicate) == 1).OrderBy(c => c.Replicate),
        ];
        return (members, alike.Count - members.Count);
    }

    /// <summary>What the samples share, in words: their labels, else the series' own id.</summary>
    public static string NameOf(SeriesCard card)
    {
        ArgumentNullException.ThrowIfNull(card);
        return card.Labels.Count == 0
            ? card.Id
            : string.Join(", ", card.Labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}"));
    }

    private static bool IsAlike(SeriesCard a, SeriesCard b) =>
        (a.Technique, a.Role, a.Edge) == (b.Technique, b.Role, b.Edge)
        && SameEntries(a.Labels, b.Labels)
        && (a.Context.Ph, a.Context.Temperature, a.Context.Electrode, a.Context.Solvent, a.Context.ReferenceElectrode)
            == (b.Context.Ph, b.Context.Temperature, b.Context.Electrode, b.Context.Solvent, b.Context.ReferenceElectrode)
        && SameEntries(a.Context.Isotopes, b.Context.Isotopes)
        && a.Context.Elements.SequenceEqual(b.Context.Elements)
        && a.Context.Electrolyte.SequenceEqual(b.Context.Electrolyte)
        && a.Context.Species.SequenceEqual(b.Context.Species);

    private static bool SameEntries<TValue>(IReadOnlyDictionary<string, TValue> a, IReadOnlyDictionary<string, TValue> b) =>
        a.Count == b.Count
        && a.All(e => b.TryGetValue(e.Key, out TValue? other) && EqualityComparer<TValue>.Default.Equals(e.Value, other));
}
