using System.Globalization;
using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.Stages.Assign;

/// <summary>The answer for one track: candidates by species, the word, and why.</summary>
internal sealed class AssignedTrack
{
    private sealed record Candidate(string Species, double Probability, double Flat, Hypothesis Best);

    private readonly TrackRow _track;
    private readonly BandFeatures _band;
    private readonly ContextPrior _prior;
    private readonly Likelihood _likelihood;
    private readonly bool _difference;
    private readonly List<Candidate> _candidates;
    private readonly Hypothesis _unassigned;
    private readonly string _flatLeader;
    private readonly int _excluded;

    public AssignedTrack(
        TrackRow track,
        BandFeatures band,
        List<Hypothesis> informed,
        List<Hypothesis> flat,
        ContextPrior prior,
        Likelihood likelihood,
        bool difference
    )
    {
        (_track, _band, _prior, _likelihood, _difference) = (track, band, prior, likelihood, difference);
        Dictionary<string, double> flatly = flat.GroupBy(h => h.Species).ToDictionary(g => g.Key, g => g.Sum(h => h.Probability));
        _candidates =
        [
            .. informed
                .GroupBy(h => h.Species)
                .Select(g => new Candidate(g.Key, g.Sum(h => h.Probability), flatly.GetValueOrDefault(g.Key), g.MaxBy(h => h.Probability)!))
                .OrderByDescending(c => c.Probability)
                .ThenBy(c => c.Species, StringComparer.Ordinal),
        ];
        _excluded = flatly.Keys.Count(s => !_candidates.Exists(c => c.Species == s));
        _unassigned = informed.Single(h => h.Species == AssignmentModel.UnassignedName);
        _flatLeader = flatly.OrderByDescending(f => f.Value).ThenBy(f => f.Key, StringComparer.Ordinal).First().Key;
    }

    /// <summary>What was put in and is in no row: any band may be theirs.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>What is wrong with the band itself, ready for the end of a sentence.</summary>
    public string Doubt { get; init; } = "";

    private Candidate Leader => _candidates[0];

    private string Word =>
        Leader.Species == AssignmentModel.UnassignedName
            ? Verdicts.Unassigned
            : Verdicts.Word(Leader.Probability, Grade(Leader) ?? "D", Leader.Best.Row?.CarriesAssigned == true, Contested(Leader));

    /// <summary>Something in the cell has bands that nobody knows, and the candidate is not itself stated to be in the cell.</summary>
    private bool Contested(Candidate c) => Unknown.Count > 0 && !(c.Best.Row is { } row && _prior.IsStated(row));

    public IEnumerable<AssignmentRow> Rows(string series, double minProbability)
    {
        Candidate[] listed =
        [
            .. _candidates.Where((c, i) => i == 0 || c.Probability >= minProbability || c.Species == AssignmentModel.UnassignedName),
        ];
        string word = Word;
        for (int i = 0; i < listed.Length; i++)
        {
            Candidate c = listed[i];
            yield return new()
            {
                Series = series,
                Track = _track.Track,
                Rank = i + 1,
                Species = c.Species,
                LibraryRow = c.Best.Row?.RowId,
                Probability = c.Probability,
                ProbabilityFlatPrior = c.Flat,
                Grade = Grade(c),
                Verdict = word,
                Rivals = Rivals(c),
                Evidence = Evidence(c),
                NextExperiment = Next(c),
            };
        }
        int below = _candidates.Count - listed.Length;
        if (below + _excluded > 0)
            yield return new()
            {
                Series = series,
                Track = _track.Track,
                Rank = listed.Length + 1,
                Species = Text($"other ({below} species below {minProbability:0.###} each, {_excluded} excluded by the context)"),
                Probability = Math.Max(0, 1 - listed.Sum(c => c.Probability)),
                ProbabilityFlatPrior = Math.Max(0, 1 - listed.Sum(c => c.Flat)),
                Verdict = word,
                Rivals = Rivals(null),
            };
    }

    public ClaimRow Claim(string series)
    {
        string sign =
            !_difference || _band.Sign == 0 ? ""
            : _band.Sign > 0 ? ", growing,"
            : ", falling,";
        string names = Rivals(Leader);
        string sentence = Word switch
        {
            Verdicts.Assigned => Text($"is {Leader.Species} (p = {Leader.Probability:0.00}; rivals: {names})"),
            Verdicts.Consistent => Text($"is consistent with {Leader.Species} (p = {Leader.Probability:0.00}), not proven: {names}"),
            Verdicts.Ambiguous => Text($"is ambiguous: {Leader.Species} ({Leader.Probability:0.00}) / {names}"),
            _ => Text($"is unassigned (p = {Leader.Probability:0.00}); nearest: {names}"),
        };
        return new()
        {
            Id = Text($"{series}/track-{_track.Track}"),
            Statement = Text($"The band at {_track.Center:0.0} cm-1{sign} {sentence}{Doubt}{UnknownRival(Leader)}."),
            Verdict =
                Word == Verdicts.Assigned ? "supported"
                : Word == Verdicts.Consistent ? "consistent"
                : "undecided",
            Grade = Grade(Leader),
            Supports =
                Text($"tracks {series}/{_track.Track}; assignments {series}/{_track.Track}/1")
                + (Leader.Best.Row is { } row ? $"; library {row.RowId}" : ""),
            Contradicts = Missing(Leader.Best) is { Length: > 0 } missing ? "missing partners: " + missing : null,
            Rivals = names,
            NextExperiment = Next(Leader),
        };
    }

    private string UnknownRival(Candidate c) =>
        Contested(c) ? $"; it may as well belong to what the library does not know: {string.Join(", ", Unknown)}" : "";

    private string? Grade(Candidate c) =>
        c.Best.Row is { } row ? Verdicts.Grade(default, SignSpeaks(row), SlopeInRange(row))
        : c.Species == AssignmentModel.UnassignedName ? null
        : "D";

    private bool SignSpeaks(LibraryRow row) => _difference && _band.Sign != 0 && _likelihood.Sign(row, _band.Sign) > 0.5;

    private bool SlopeInRange(LibraryRow row) => _band.Slope >= row.StarkLow && _band.Slope <= row.StarkHigh;

    /// <summary>Why the sign does not count; only asked where it does not.</summary>
    private string SilentSign(LibraryRow row) =>
        !_difference ? "no sign in spectra that are no differences"
        : _band.Sign == 0 ? "the sign changes"
        : _likelihood.Sign(row, _band.Sign) < 0.5 ? "the sign is against it"
        : "either sign is possible for it";

    /// <summary>The other candidates; two at the least, so that no species ever stands alone.</summary>
    private string Rivals(Candidate? c) =>
        string.Join(
            "; ",
            _candidates
                .Where(r => r.Species != c?.Species)
                .Where((r, i) => i < 2 || r.Probability >= 0.05)
                .Take(6)
                .Select(r => Text($"{r.Species} {Percent(r.Probability)}"))
        );

    private string Evidence(Candidate c)
    {
        Terms t = c.Best.Terms,
            u = _unassigned.Terms;
        string flat = _flatLeader == Leader.Species ? "" : $" With a flat prior {_flatLeader} leads.";
        if (c.Best.Row is not { } row)
            return Text($"No particular position; prior {Math.Exp(t.Prior):0.00}.{flat}");
        string found = string.Join(", ", c.Best.Partners.Where(p => p.Band >= 0).Select(p => Text($"{p.Row.Center:0}"))),
            missing = Missing(c.Best);
        double off = _band.Center - row.Center;
        return Text(
                $"{off:+0.0;-0.0;0.0} cm-1 from {row.Center:0} ({Math.Abs(off) / _likelihood.Scale(row, _band):0.0} scales, window {row.Low:0} to {row.High:0}). "
            )
            + Text(
                $"ln odds against unassigned: position {t.Position - u.Position:+0.0;-0.0;0.0}, width {t.Width - u.Width:+0.0;-0.0;0.0}, sign {t.Sign - u.Sign:+0.0;-0.0;0.0}, "
            )
            + Text($"Stark {t.Stark - u.Stark:+0.0;-0.0;0.0}{Slope(row)}, companions {t.Companions:+0.0;-0.0;0.0}")
            + (
                found.Length + missing.Length > 0
                    ? $" (found {(found.Length > 0 ? found : "none")}; missing {(missing.Length > 0 ? missing : "none")})"
                    : ""
            )
            + Text($", prior {t.Prior - u.Prior:+0.0;-0.0;0.0} ({_prior.Of(row).Reason}). ")
            + Verdicts.Reason(default, SignSpeaks(row), SlopeInRange(row), SilentSign(row))
            + $". Row {row.RowId}: {row.Support}, confidence {row.Confidence}."
            + (row.Support == "seed" ? " It comes from the same kind of claim that it supports here." : "")
            + (row.CarriesAssigned ? "" : " Its support does not carry an 'assigned'.")
            + flat
            + (Contested(c) ? $" Put in but not in the library, so it may be theirs: {string.Join(", ", Unknown)}." : "");
    }

    private string Slope(LibraryRow row) =>
        double.IsFinite(_band.Slope) && double.IsFinite(row.StarkLow)
            ? Text($" ({_band.Slope:0.0} cm-1/V, range {row.StarkLow:0} to {row.StarkHigh:0}{Outside(row)})")
            : "";

    private string Outside(LibraryRow row)
    {
        double outside = Math.Max(row.StarkLow - _band.Slope, _band.Slope - row.StarkHigh);
        return outside > 0 ? Text($", {outside:0.0} outside") : "";
    }

    private static string Missing(Hypothesis h) =>
        string.Join(", ", h.Partners.Where(p => p.Band < 0 && p.Detectable.Usual > 0.3).Select(p => Text($"{p.Row.Center:0}")));

    private string Next(Candidate c)
    {
        // Another site of the same molecule shifts alike: no label tells them apart.
        LibraryRow[] rivals =
        [
            .. _candidates
                .Where((r, i) => r.Best.Row is { } other && other.Formula != c.Best.Row?.Formula && (r.Probability >= 0.01 || i < 3))
                .Take(3)
                .Select(r => r.Best.Row!),
        ];
        bool water = _candidates.Exists(r => r.Best.Row is { Formula: "H2O", State: not "gas" } && r.Probability >= 0.02);
        if (c.Best.Row is { } row)
            return NextExperiment.For(_track.Center, row, rivals, water);
        return rivals.Length == 0
            ? "a second technique, and the run without each component of the cell"
            : $"is it {rivals[0].Species}? {NextExperiment.For(_track.Center, rivals[0], rivals[1..], water)}";
    }

    private static string Percent(double p) => p < 0.005 ? "<0.01" : Text($"{p:0.00}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
