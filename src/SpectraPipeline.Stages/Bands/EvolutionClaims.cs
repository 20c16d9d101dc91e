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
        ILookup<int, StarkWindowRow> windowsOf = windows.Where(w => w.Selection == "window").ToLookup(w => w.Track);
        string scale = ScaleOf(input);
        Replace(
            input,
            output,
            IsEvolution,
            tracks
                .Select(t =>
                    (Track: t, Sentence: Sentence(t, [.. windowsOf[t.Track]], scale), Doubt: BoundShare.Of(bands[t.Track]).Words())
                )
                .Where(s => s.Sentence.Length > 0)
                .Select(s => new ClaimRow
                {
                    Id = Text($"{s.Track.Series}/track-{s.Track.Track}{Suffix}"),
                    Statement = Text($"The band at {s.Track.Center:0.0}{Unit(input)} {s.Sentence}{s.Doubt}."),
                    Verdict = "supported",
                    Supports = Text($"tracks {s.Track.Series}/{s.Track.Track}"),
                })
        );
    }

    /// <summary>The claim is one of these.</summary>
    public static bool IsEvolution(ClaimRow claim) => claim.Id.EndsWith(Suffix, StringComparison.Ordinal);

    /// <summary>Replaces the claims of one kind; an id stands once, however often its step runs.</summary>
    public static void Replace(TableSet input, RowWriter output, Func<ClaimRow, bool> kind, IEnumerable<ClaimRow> claims) =>
        output.Replace([.. input.Rows<ClaimRow>().Where(c => !kind(c)), .. claims]);

    private static string Sentence(in TrackRow track, StarkWindowRow[] windows, string scale)
    {
        var parts = new List<string>();
        // A band that turns over (a solvent that comes and goes) has no beginning.
        if (track.Sign != 0 && Onset(track, scale) is { Length: > 0 } onset)
            parts.Add(onset);
        if (double.IsFinite(track.StarkCm1PerV))
            parts.Add(Slope(track, windows));
        if (double.IsFinite(track.TauS))
            parts.Add(Rate(track));
        return string.Join("; it ", parts);
    }

    /// <summary>What tau says depends on the model: only a first-order approach has a plateau that it leads to.</summary>
    private static string Rate(in TrackRow track)
    {
        string tau = Text($"{Pair(track.TauS, track.TauSSe)} s");
        return (track.KineticModel?.Split(':')[0]) switch
        {
            "consecutive" => $"grows and decays, the faster of the two with tau = {tau}",
            "second-order" => $"goes half of the way to its end in {tau}, as of second order",
            "langmuir-step" => $"follows a Langmuir step with tau = {tau}",
            _ => $"approaches its plateau with tau = {tau}",
        };
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

    private static string Slope(in TrackRow track, StarkWindowRow[] windows)
    {
        string slope = Text($"moves with potential by {Pair(track.StarkCm1PerV, track.StarkCm1PerVSe)} cm-1/V"),
            word = track.StarkVerdict?.Split(':')[0] ?? "";
        if (word.Contains("curved", StringComparison.Ordinal))
            slope +=
                windows.Length < 2
                    ? " over all, though not on one line"
                    : " over all, though not on one line: "
                        + string.Join(
                            ", ",
                            windows
                                .OrderBy(w => w.PotentialLowV)
                                .Select(w =>
                                    Text(
                                        $"{Pair(w.SlopeCm1PerV, w.SlopeCm1PerVSe)} from {w.PotentialLowV:0.000} to {w.PotentialHighV:0.000} V"
                                    )
                                )
                        );
        else if (word == "linear")
            slope += ", on one line";
        if (word.Contains("doublet-suspected", StringComparison.Ordinal))
            slope += ", as two bands that trade their heights would: no Stark slope before that is excluded";
        else if (word.Contains("doublet-not-excluded", StringComparison.Ordinal))
            slope += ", downwards, and two bands that trade their heights are not excluded";
        return word.Contains("hysteresis", StringComparison.Ordinal) ? slope + ", and differs by the direction of the scan" : slope;
    }

    /// <summary>Value ± error with the decimals that the error's first two digits need.</summary>
    private static string Pair(double value, double error)
    {
        if (!(error > 0) || !double.IsFinite(error))
            return Text($"{value:g4}");
        int decimals = Math.Clamp(1 - (int)Math.Floor(Math.Log10(error)), 0, 10);
        string format = "F" + decimals.ToString(CultureInfo.InvariantCulture);
        return value.ToString(format, CultureInfo.InvariantCulture) + " ± " + error.ToString(format, CultureInfo.InvariantCulture);
    }

    private static string Unit(TableSet input) => input.Axis is { } axis ? " " + axis.Unit.Symbol : " cm-1";
}
