using System.Globalization;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Report.Html;
using SpectraPipeline.Report.Sources;

namespace SpectraPipeline.Report.Page;

/// <summary>Page one: what was found, in words that the verdict rules, and what would decide.</summary>
internal static class Findings
{
    private const int Most = 7;

    /// <summary>The claims where there are any; else the leading assignments, those with the best grade first.</summary>
    public static IReadOnlyList<Block> Found(ReportSource source)
    {
        List<Block> blocks = [];
        if (source.Claims.Count > 0)
            blocks.AddRange(
                source
                    .Claims.OrderBy(Rank)
                    .ThenByDescending(c => Strength(source, c).SignalToNoise)
                    .ThenByDescending(c => Strength(source, c).Probability)
                    .Take(Most)
                    .Select(Claim)
            );
        else
            blocks.AddRange(Leaders(source).Take(Most).Select(leader => Assignment(source, leader)));
        int bands = blocks.Count;
        blocks.AddRange(FitSentences.Clocks(source));
        blocks.AddRange(XasFindings.Blocks(source));
        if (blocks.Count == 0)
            blocks.Add(
                new Words(
                    source.Tracks.Count > 0
                        ? "Bands were followed, none was assigned: see the table of tracks."
                        : "No band was followed or assigned in this run."
                )
            );
        int rest = (source.Claims.Count > 0 ? source.Claims.Count : Leaders(source).Count()) - Most;
        if (rest > 0)
            blocks.Insert(
                bands,
                new Words(
                    RichText.Plain(
                        source.Claims.Count > 0
                            ? $"{rest.ToString(CultureInfo.InvariantCulture)} more {(rest == 1 ? "claim is" : "claims are")} in the table of claims."
                            : $"{rest.ToString(CultureInfo.InvariantCulture)} more {(rest == 1 ? "band is" : "bands are")} in the table of assignments."
                    )
                )
            );
        return blocks;
    }

    /// <summary>Experiments that would settle what is open, each said once.</summary>
    public static IReadOnlyList<Block> Decide(ReportSource source)
    {
        Dictionary<string, RichText> experiments = new(StringComparer.Ordinal);
        foreach (AssignmentRow leader in Leaders(source))
            Add(
                leader.NextExperiment,
                TrackOf(source, leader) is { } track
                    ? BandWords.Heading(track, source.UnitOf(track.Series)) + RichText.Plain(": ")
                    : RichText.Empty
            );
        foreach (ClaimRow claim in source.Claims)
            Add(claim.NextExperiment, RichText.Empty);
        List<RichText> sentences = [.. experiments.Take(Most).Select(e => e.Value + ChemicalText.Sentence(e.Key))];
        return sentences.Count == 0 ? [new Words("The tables name no experiment that would decide more.")] : [new Items(sentences)];

        void Add(string? experiment, RichText about)
        {
            if (!string.IsNullOrWhiteSpace(experiment))
                experiments.TryAdd(experiment.Trim(), about);
        }
    }

    /// <summary>Rank 1 of every band: best grade, then highest band.</summary>
    private static IEnumerable<AssignmentRow> Leaders(ReportSource source) =>
        source
            .Assignments.Where(a => a.Rank == 1)
            .OrderBy(a =>
                a.Verdict switch
                {
                    "assigned" => 0,
                    "consistent" => 1,
                    "ambiguous" => 2,
                    _ => 3,
                }
            )
            .ThenBy(a => string.IsNullOrEmpty(a.Grade) ? "Z" : a.Grade, StringComparer.Ordinal)
            .ThenByDescending(a => Math.Abs(TrackOf(source, a) is { } t && double.IsFinite(t.MaxHeight) ? t.MaxHeight : 0));

    private static TrackRow? TrackOf(ReportSource source, AssignmentRow row)
    {
        foreach (TrackRow track in source.Tracks)
            if (track.Series == row.Series && track.Track == row.Track)
                return track;
        return null;
    }

    /// <summary>What was decided before what was not.</summary>
    // What a band is comes before how it evolves: a claim without a grade speaks of no identity.
    private static int Rank(ClaimRow claim) =>
        (claim.Grade is null ? 10 : 0)
        + claim.Verdict switch
        {
            "supported" or "assigned" => 0,
            "contradicted" => 1,
            "consistent" => 2,
            "undecided" or "ambiguous" => 3,
            "not-detected" => 4,
            _ => 5,
        };

    /// <summary>Probability of the best assignment that a claim stands on; between equals the stronger track.</summary>
    private static (double Probability, double SignalToNoise) Strength(ReportSource source, ClaimRow claim)
    {
        string[] rows = [.. RowIds.Listed(claim.Supports)];
        double probability = source.Assignments.Where(a => rows.Contains(RowIds.Of(a))).Select(a => a.Probability).DefaultIfEmpty(0).Max();
        double signal = source
            .Tracks.Where(t => rows.Contains(RowIds.Of(t)))
            .Select(t => t.Snr)
            .Where(double.IsFinite)
            .DefaultIfEmpty(0)
            .Max();
        return (Math.Round(probability, 2), signal);
    }

    private static Finding Claim(ClaimRow claim)
    {
        // A statement that names its rivals need not name them twice.
        bool named = string.IsNullOrEmpty(claim.Rivals) || claim.Statement.Contains(claim.Rivals, StringComparison.Ordinal);
        return new Finding(
            ChemicalText.Sentence(claim.Statement),
            claim.Verdict,
            claim.Grade ?? "",
            named ? RichText.Empty : RichText.Plain("Rival readings: ") + ChemicalText.Sentence(claim.Rivals!),
            [RowIds.Of(claim), .. RowIds.Listed(claim.Supports), .. RowIds.Listed(claim.Contradicts)]
        );
    }

    private static Finding Assignment(ReportSource source, AssignmentRow leader)
    {
        TrackRow? track = TrackOf(source, leader);
        RichText band = track is { } t
            ? RichText.Plain(source.Series.Count > 1 ? $"{leader.Series}: the band at " : "The band at ")
                + BandWords.Heading(t, source.UnitOf(t.Series))
                + RichText.Plain(Course(t))
            : RichText.Plain($"Track {leader.Track.ToString(CultureInfo.InvariantCulture)} of {leader.Series}");
        RichText species = ChemicalText.Of(leader.Species);
        RichText probability = RichText.Plain($" ({UncertainNumber.Significant(leader.Probability, 2)})");
        RichText sentence = leader.Verdict switch
        {
            "assigned" => band + RichText.Plain(" is assigned to ") + species + probability,
            "consistent" => band + RichText.Plain(" is consistent with ") + species + probability,
            "ambiguous" => band + RichText.Plain(" is ambiguous: ") + Rivals(source, leader),
            _ => band + RichText.Plain(" is unassigned: no species of the library explains it"),
        };
        return new Finding(
            sentence + RichText.Plain("."),
            leader.Verdict,
            leader.Grade ?? "",
            ChemicalText.Sentence(leader.Evidence ?? ""),
            track is { } row ? [RowIds.Of(leader), RowIds.Of(row)] : [RowIds.Of(leader)]
        );
    }

    /// <summary>The candidates that share the band, with their probabilities.</summary>
    private static RichText Rivals(ReportSource source, AssignmentRow leader)
    {
        RichText text = RichText.Empty;
        foreach (
            AssignmentRow row in source
                .Assignments.Where(a => a.Series == leader.Series && a.Track == leader.Track && a.Probability >= 0.1)
                .OrderBy(a => a.Rank)
                .Take(4)
        )
            text +=
                RichText.Plain(text.IsEmpty ? "" : " / ")
                + ChemicalText.Of(row.Species)
                + RichText.Plain($" ({UncertainNumber.Significant(row.Probability, 2)})");
        return text;
    }

    private static string Course(TrackRow track)
    {
        string course =
            track.Sign > 0 ? ", upward"
            : track.Sign < 0 ? ", downward"
            : ", changing sign";
        // A band that changes sign has no one onset.
        if (track.Sign == 0)
            return course + ",";
        if (double.IsFinite(track.OnsetPotentialV))
            course += $", from {Onset(track.OnsetPotentialV, track.OnsetPotentialVLow, track.OnsetPotentialVHigh)} V";
        else if (double.IsFinite(track.OnsetTimeS))
            course += $", from {Onset(track.OnsetTimeS, track.OnsetTimeSLow, track.OnsetTimeSHigh)} s";
        return course + ",";
    }

    /// <summary>An onset with its 95 % interval where there is one.</summary>
    private static string Onset(double at, double low, double high) =>
        double.IsFinite(low) || double.IsFinite(high) ? UncertainNumber.Format(at, low, high) : UncertainNumber.Significant(at, 3);
}
