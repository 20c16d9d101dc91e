namespace SpectraPipeline.Kills;

/// <summary>When a run is killed: after a time, or as soon as its folder shows something.</summary>
/// <param name="Name">How it was chosen: <c>drawn</c>, or what the folder shows.</param>
/// <param name="Fraction">Part of an unbroken run's time; null for a watched moment.</param>
/// <param name="Again">Where the resume is killed too, as a part of an unbroken run's time; null = it is not.</param>
/// <param name="Over">The folder holds a finished run of another lambda, of which the killed run takes what did not change.</param>
public sealed record KillMoment(string Name, double? Fraction, double? Again = null, bool Over = false)
{
    /// <summary>Name of moments that are drawn.</summary>
    public const string IsDrawn = "drawn";

    /// <summary>What the folder can be watched for; the second state is that of an unbroken run.</summary>
    private static readonly Dictionary<string, Func<FolderState, FolderState, bool>> s_watched = new()
    {
        ["the run is written down"] = (now, _) => now.HasBegun,
        ["a block is being written"] = (now, _) => now.IsWriting,
        ["the first block is there"] = (now, _) => now.Blocks >= 1,
        ["five blocks are there"] = (now, _) => now.Blocks >= 5,
        ["spectra are being stored"] = (now, _) => now.Phase == "storing spectra",
        ["all spectra are stored"] = (now, whole) => now.Spectra >= whole.Spectra,
        ["tables are being stored"] = (now, _) => now.Tables >= 1,
        ["half of the tables are stored"] = (now, whole) => now.Tables >= whole.Tables / 2,
        ["all tables are stored"] = (now, whole) => now.Tables >= whole.Tables,
        ["figures are being drawn"] = (now, _) => now.Figures >= 1,
        ["all figures are drawn"] = (now, whole) => now.Figures >= whole.Figures,
        ["the report page is there"] = (now, _) => now.HasReport,
        ["the manifest is there"] = (now, _) => now.HasManifest,
    };

    /// <summary>What the folder can be watched for, in the order of a run.</summary>
    public static IReadOnlyList<string> Watched { get; } = [.. s_watched.Keys];

    /// <summary>The folder shows what this moment waits for.</summary>
    public bool IsReached(FolderState now, FolderState whole) => s_watched[Name](now, whole);

    /// <summary>Moments over the whole run, one in each of equal stretches of its time, and watched ones; every fifth is killed again while it is resumed,
    /// and every fourth of those drawn runs over the results of another run.</summary>
    /// <param name="drawn">How many are drawn.</param>
    /// <param name="watches">How often each watched moment is taken.</param>
    /// <param name="seed">Another seed, other moments.</param>
    public static List<KillMoment> Draw(int drawn, int watches, int seed)
    {
        var random = new Random(seed);
        // Two hundredths beyond the end: an unbroken run's time is not the same twice.
        List<KillMoment> moments =
        [
            .. Enumerable.Range(0, drawn).Select(i => new KillMoment(IsDrawn, 1.02 * (i + random.NextDouble()) / drawn, Over: i % 4 == 3)),
            .. Enumerable.Range(0, watches).SelectMany(_ => Watched.Select(name => new KillMoment(name, null))),
        ];
        KillMoment[] order = [.. moments];
        random.Shuffle(order);
        return [.. order.Select((m, i) => i % 5 == 4 ? m with { Again = random.NextDouble() } : m)];
    }
}
