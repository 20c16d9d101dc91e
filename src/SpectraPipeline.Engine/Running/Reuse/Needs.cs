namespace SpectraPipeline.Engine.Running.Reuse;

/// <summary>Which steps of a stretch run, and which earlier outputs they read: those that differ, and those before them whose output was not kept.</summary>
internal sealed class Needs
{
    private readonly IReadOnlyList<ChainLink> _links;
    private readonly Predicate<string> _isKept;
    private readonly string?[] _runs;
    private readonly SortedSet<int> _loads = [];

    /// <param name="stretch">The wired stretch.</param>
    /// <param name="different">Why the output of a step is not what it was; null = it is.</param>
    /// <param name="isKept">The spectra of a step lie in the earlier results.</param>
    /// <param name="nothing">Why nothing can be taken; null = something may be.</param>
    public Needs(Stretch stretch, string?[] different, Predicate<string> isKept, string? nothing)
    {
        (_links, _isKept, _runs, Reads) = (stretch.Chain!.Links, isKept, [.. different], nothing);
        // What a series stage gave is in memory; only files are worth not reading.
        if (!stretch.IsFirst)
            Reads ??= "it is in memory";
        foreach (int link in stretch.InParts)
            Need(link, "the results", stored: true);
        // From the last to the first: what a step needs lies before it.
        for (int i = _links.Count - 1; i >= 0; i--)
            if (_runs[i] is not null)
                foreach (int source in _links[i].Wiring.ScalarSources.Select(s => s.Step).Prepend(_links[i].Wiring.Source))
                    Need(source, _links[i].Step.Id, stored: false);
    }

    /// <summary>Why each step runs; null = it is taken.</summary>
    public IReadOnlyList<string?> Runs => _runs;

    /// <summary>Steps whose earlier spectra are read.</summary>
    public IReadOnlyCollection<int> Loads => _loads;

    /// <summary>Why the source of the stretch (the files) is read; null = it is not.</summary>
    public string? Reads { get; private set; }

    private void Need(int link, string by, bool stored)
    {
        if (link < 0)
            Reads ??= $"spectra as read are not kept, and {by} needs them";
        else if (_runs[link] is not null)
            return;
        else if (_isKept(_links[link].Step.Id))
            _loads.Add(link);
        else
            _runs[link] = stored ? "its spectra are to be stored and were not" : $"its spectra are not kept, and {by} needs them";
    }
}
