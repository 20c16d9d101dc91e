namespace SpectraPipeline.Engine.Running.Reuse;

/// <summary>Which steps of a stretch run, and which earlier outputs they read: those that differ, and those before them whose output was not kept.</summary>
internal sealed class Needs
{
    private readonly IReadOnlyList<ChainLink> _links;
    private readonly Predicate<string> _isKept;
    private readonly string?[] _runs;
    private readonly Predicate<ChainLink> _readAlike;
    private readonly SortedSet<int> _loads = [];
    private readonly SortedDictionary<int, int> _carriers = [];

    /// <param name="stretch">The wired stretch.</param>
    /// <param name="different">Why the output of a step is not what it was; null = it is.</param>
    /// <param name="isKept">The spectra of a step lie in the earlier results.</param>
    /// <param name="readAlike">A step read then what it reads now.</param>
    /// <param name="nothing">Why nothing can be taken; null = something may be.</param>
    public Needs(Stretch stretch, string?[] different, Predicate<string> isKept, Predicate<ChainLink> readAlike, string? nothing)
    {
        (_links, _isKept, _readAlike, _runs, Reads) = (stretch.Chain!.Links, isKept, readAlike, [.. different], nothing);
        // What a series stage gave is in memory; only files are worth not reading.
        if (!stretch.IsFirst)
            Reads ??= "it is in memory";
        foreach (int link in stretch.InParts)
            Need(link, null, scalar: false);
        // From the last to the first: what a step needs lies before it.
        for (int i = _links.Count - 1; i >= 0; i--)
            if (_runs[i] is not null)
            {
                foreach (var (_, source) in _links[i].Wiring.ScalarSources)
                    Need(source, _links[i], scalar: true);
                Need(_links[i].Wiring.Source, _links[i], scalar: false);
            }
    }

    /// <summary>Why each step runs; null = it is taken.</summary>
    public IReadOnlyList<string?> Runs => _runs;

    /// <summary>Steps whose earlier spectra are read.</summary>
    public IReadOnlyCollection<int> Loads => _loads;

    /// <summary>Steps whose spectra were not kept but lie unchanged in those of a later step that read them, and that step: a fit stores its data.</summary>
    public IReadOnlyDictionary<int, int> Carriers => _carriers;

    /// <summary>Why the source of the stretch (the files) is read; null = it is not.</summary>
    public string? Reads { get; private set; }

    private void Need(int link, ChainLink? by, bool scalar)
    {
        if (link < 0)
            Reads ??= $"spectra as read are not kept, and {by!.Step.Id} needs them";
        else if (_runs[link] is not null)
            return;
        else if (_isKept(_links[link].Step.Id))
            _loads.Add(link);
        else if (
            by is not null
            && !scalar
            && CarrierOf(link, by.Wiring.Channel) is { } carrier
            && IsTheOnlyChannel(link, by.Wiring.Channel)
        )
            _carriers[link] = carrier;
        else
            Run(link, by is null ? "its spectra are to be stored and were not" : $"its spectra are not kept, and {by.Step.Id} needs them");
    }

    private void Run(int link, string why)
    {
        _runs[link] = why;
        _carriers.Remove(link);
    }

    /// <summary>A carrier brings one channel; a step of which two are needed runs.</summary>
    private bool IsTheOnlyChannel(int link, string channel) =>
        !_carriers.TryGetValue(link, out int known) || _links[known].Wiring.Channel == channel;

    /// <summary>A step whose earlier spectra hold a channel of this one's output.</summary>
    private int? CarrierOf(int link, string channel)
    {
        for (int k = link + 1; k < _links.Count; k++)
            if (
                _links[k].Wiring is var wiring
                && wiring.Source == link
                && wiring.Channel == channel
                && _links[k].Shape.Input is not null
                && _readAlike(_links[k])
                && _isKept(_links[k].Step.Id)
            )
                return k;
        return null;
    }
}
