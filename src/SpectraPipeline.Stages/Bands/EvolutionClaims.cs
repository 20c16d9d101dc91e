using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using static SpectraPipeline.Stages.Bands.Wording;

namespace SpectraPipeline.Stages.Bands;

/// <summary>One sentence a track that says how its band evolves: onset, Stark slope, time constant, each only where it was determined.</summary>
/// <remarks>These are measurements, not readings of a species: they have no grade, which speaks of the evidence for an identity.</remarks>
internal static class EvolutionClaims
{
    private const string Suffix = "/evolution";

    /// <summary>Writes the sentences anew from what the tracks hold now; other claims stay.</summary>
    public static void Put(
        TableSet input,
        RowWriter output,
        IReadOnlyList<TrackRow> tracks,
        RowGroups<BandRow> bands,
        IReadOnlyList<StarkWindowRow> windows
    )
    {
        ILookup<int, StarkWindowRow> windowsOf = windows.ToLookup(w => w.Track);
        string scale = ScaleOf(input);
        Replace(
            input,
            output,
            IsEvolution,
            tracks
                .Select(t => (Track: t, Parts: Parts(t, [.. windowsOf[t.Track]], scale), Doubt: BoundShare.Of(bands[t.Track]).Words()))
                .Where(s => s.Parts.Length > 0)
                .Select(s => new ClaimRow
                {
                    Id = IdOf(s.Track.Series, s.Track.Track),
                    Statement = Text(
                        $"The band at {s.Track.Center:0.0}{Unit(input)} {string.Join("; it ", s.Parts.Select(p => p.Words))}{s.Doubt}."
                    ),
                    Verdict = ClaimPart.Weakest(s.Parts),
                    Supports = Text($"tracks {s.Track.Series}/{s.Track.Track}"),
                })
        );
    }

    /// <summary>The claim is one of these.</summary>
    public static bool IsEvolution(ClaimRow claim) => claim.Id.EndsWith(Suffix, StringComparison.Ordinal);

    /// <summary>Replaces the claims of one kind; an id stands once, however often its step runs.</summary>
    public static void Replace(TableSet input, RowWriter output, Func<ClaimRow, bool> kind, IEnumerable<ClaimRow> claims) =>
        output.Replace([.. input.Rows<ClaimRow>().Where(c => !kind(c)), .. claims]);

    /// <summary>Id of the sentence about a track.</summary>
    public static string IdOf(string series, int track) => Text($"{series}/track-{track}{Suffix}");

    private static ClaimPart[] Parts(in TrackRow track, StarkWindowRow[] windows, string scale)
    {
        var parts = new List<ClaimPart>();
        // A band that turns over (a solvent that comes and goes) has no beginning.
        if (track.Sign != 0 && Onset(track, scale) is { Length: > 0 } onset)
            parts.Add(new(onset, "supported"));
        if (double.IsFinite(track.StarkCm1PerV))
            parts.Add(EvolutionWords.Slope(track, windows));
        if (double.IsFinite(track.TauS))
            parts.Add(EvolutionWords.Rate(track));
        return [.. parts];
    }

    private static string Onset(in TrackRow track, string scale)
    {
        var at = new List<string>();
        if (double.IsFinite(track.OnsetTimeS))
            at.Add(Text($"{track.OnsetTimeS:0.###} s{Interval(track.OnsetTimeSLow, track.OnsetTimeSHigh)}"));
        if (double.IsFinite(track.OnsetPotentialV))
            at.Add(Text($"{track.OnsetPotentialV:0.000} V{scale}{Interval(track.OnsetPotentialVLow, track.OnsetPotentialVHigh)}"));
        return at.Count == 0 ? "" : "begins at " + string.Join(", ", at);
    }

    /// <summary>What a potential rests on beside the log as it is: iR correction, and an offset of the clock that nobody measured.</summary>
    private static string ScaleOf(TableSet input)
    {
        string corrected = new FramePotentials(input.Frames, []).Corrected ? " iR-corrected" : "",
            assumed = LogClock.Of(input.Rows<ClockRow>(), input.Frames) is { IsAssumed: true } clock
                ? Text($", on an assumed offset of the log's clock ({clock.Method})")
                : "";
        return corrected + assumed;
    }

    private static string Interval(double low, double high) =>
        double.IsFinite(low) && double.IsFinite(high) ? Text($" (95 %: {low:0.###} to {high:0.###})")
        : double.IsFinite(high) ? Text($" (at most {high:0.###}, no lower limit)")
        : double.IsFinite(low) ? Text($" (at least {low:0.###}, no upper limit)")
        : "";

    /// <summary>Unit of a position, with a leading blank.</summary>
    public static string Unit(TableSet input) => input.Axis is { } axis ? " " + axis.Unit.Symbol : " cm-1";
}
