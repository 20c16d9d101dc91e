using System.Globalization;
using System.Text.RegularExpressions;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Engine.Comparison;

/// <summary>Tracks, their assignments and the claims about them: the answers that a reader asks for first.</summary>
internal sealed partial class TrackComparison
{
    private const double LeastRival = 0.05;
    private const double LeastProbability = 0.02;

    // Column, words, stage that writes it.
    private static readonly (string Column, string Words, string Stage)[] s_numbers =
    [
        ("center", "position", "bands.track"),
        ("fwhm", "width", "bands.track"),
        ("max_height", "largest height", "bands.track"),
        ("onset_time_s", "onset", "bands.onset"),
        ("onset_potential_v", "onset", "bands.onset"),
        ("stark_cm1_per_v", "Stark slope", "bands.stark"),
        ("tau_s", "tau", "bands.kinetics"),
    ];

    private static readonly (string Column, string Words, string Stage)[] s_words =
    [
        ("stark_verdict", "Stark line", "bands.stark"),
        ("kinetic_model", "kinetic model", "bands.kinetics"),
    ];

    private readonly ResultPair _pair;
    private readonly RunManifest _after;
    private readonly ILookup<(string, int), TableRow> _assignedBefore;
    private readonly ILookup<(string, int), TableRow> _assignedAfter;
    private readonly HashSet<string> _common;
    private readonly List<Answer> _answers = [];

    public TrackComparison(ResultPair pair, RunManifest before, RunManifest after)
    {
        (_pair, _after) = (pair, after);
        _common = [.. after.Series.Select(s => s.Id).Where(id => before.Find(id) is not null)];
        Matching = new TrackMatching(Rows("before", "tracks"), Rows("after", "tracks"));
        _assignedBefore = Rows("before", "assignments").ToLookup(Key);
        _assignedAfter = Rows("after", "assignments").ToLookup(Key);
    }

    public TrackMatching Matching { get; }

    public IEnumerable<Answer> Find()
    {
        foreach (var (a, b) in Matching.Pairs)
        {
            Assignment(a, b);
            Numbers(a, b);
        }
        foreach (TableRow gone in Matching.Vanished)
            Existence(gone, _assignedBefore, "is no longer found", isNew: false);
        foreach (TableRow fresh in Matching.Appeared)
            Existence(fresh, _assignedAfter, "is new", isNew: true);
        Claims();
        return _answers;
    }

    private List<TableRow> Rows(string side, string table) =>
        _pair.Tables.Contains(table)
            ?
            [
                .. TableRow
                    .Of(_pair.Query($"SELECT * FROM {side}.{table}"))
                    .Where(r => table == "claims" || _common.Contains(TrackMatching.SeriesOf(r))),
            ]
            : [];

    private static (string, int) Key(TableRow row) => (TrackMatching.SeriesOf(row), TrackMatching.NumberOf(row));

    private void Assignment(TableRow a, TableRow b)
    {
        List<TableRow> old = Ranked(_assignedBefore[Key(a)]),
            now = Ranked(_assignedAfter[Key(b)]);
        if (old.Count == 0 && now.Count == 0)
            return;
        Answer answer = About(b, "assignments", "assign.");
        string one = Leader(old),
            other = Leader(now);
        if (old.Count == 0 || now.Count == 0 || old[0].Text("species") != now[0].Text("species"))
        {
            _answers.Add(Words(answer, AnswerKind.Leader, "leading species", one, other));
            return;
        }
        string species = now[0].Text("species")!;
        if (old[0].Text("verdict") != now[0].Text("verdict"))
            _answers.Add(
                Words(answer, AnswerKind.Verdict, "verdict", old[0].Text("verdict"), now[0].Text("verdict")) with
                {
                    Statement = $"{species}: {one} -> {other}",
                }
            );
        else if (Math.Abs(old[0].Number("probability") - now[0].Number("probability")) is var apart && apart > Measured.Rounding)
            _answers.Add(
                Words(answer, AnswerKind.Number, "probability", P(old[0]), P(now[0])) with
                {
                    Statement = $"probability of {species} {P(old[0])} -> {P(now[0])}",
                    WithinError = apart < LeastProbability,
                }
            );
        if (old[0].Text("grade") != now[0].Text("grade"))
            _answers.Add(Words(answer, AnswerKind.Reading, "grade", old[0].Text("grade") ?? "none", now[0].Text("grade") ?? "none"));
        RivalsOf(answer, old, now);
    }

    /// <summary>Species that became rivals, or ceased to be, with what they gained or lost; a rival below 5 % is none.</summary>
    private void RivalsOf(Answer answer, List<TableRow> old, List<TableRow> now)
    {
        Dictionary<string, double> one = Rivals(old),
            other = Rivals(now);
        List<string> changes =
        [
            .. other
                .Where(r => r.Value >= LeastRival && one.GetValueOrDefault(r.Key) < LeastRival)
                .Select(r => $"+ {r.Key} ({P(r.Value)})"),
            .. one.Where(r => r.Value >= LeastRival && other.GetValueOrDefault(r.Key) < LeastRival)
                .Select(r => $"- {r.Key} (was {P(r.Value)})"),
        ];
        if (changes.Count > 0)
            _answers.Add(
                Words(answer, AnswerKind.Number, "rivals", Names(one), Names(other)) with
                {
                    Statement = "rivals " + string.Join(", ", changes),
                }
            );
    }

    private static string Names(Dictionary<string, double> rivals) =>
        string.Join("; ", rivals.Where(r => r.Value >= LeastRival).Select(r => $"{r.Key} {P(r.Value)}"));

    private static Dictionary<string, double> Rivals(List<TableRow> ranked) =>
        // The row 'other (n species ...)' sums what is not listed; its wording holds counts.
        ranked
            .Skip(1)
            .Where(r => r.Text("species")?.StartsWith("other (", StringComparison.Ordinal) == false)
            .GroupBy(r => r.Text("species")!)
            .ToDictionary(g => g.Key, g => g.Max(r => r.Number("probability")));

    private void Numbers(TableRow a, TableRow b)
    {
        foreach (var (column, words, stage) in s_numbers)
        {
            string unit = UnitOf(b, "tracks", column);
            (Measured one, Measured other) = (a.Measured(column), b.Measured(column));
            Apart apart = Measured.Compare(one, other, unit);
            if (apart == Apart.Same)
                continue;
            Answer answer = Words(About(b, "tracks", stage), AnswerKind.Number, words, one.Text(unit), other.Text(unit));
            _answers.Add(
                answer with
                {
                    Quantity = column,
                    Unit = unit,
                    WithinError = apart == Apart.WithinError,
                    Statement = $"{words} {Arrow(one, other, unit)}",
                }
            );
        }
        foreach (var (column, words, stage) in s_words)
            // Before the colon stands the verdict, behind it the reasons with their numbers.
            if (Verdict(a, column) is var old && Verdict(b, column) is var now && old != now)
                _answers.Add(Words(About(b, "tracks", stage), AnswerKind.Reading, words, old, now) with { Quantity = column });
        if (a.Number("sign") != b.Number("sign"))
            _answers.Add(Words(About(b, "tracks", "bands.track"), AnswerKind.Reading, "sign", Sign(a), Sign(b)));
        if (a.Count("frames") != b.Count("frames"))
            _answers.Add(
                Words(About(b, "tracks", "bands.track"), AnswerKind.Number, "frames", a.Text("frames"), b.Text("frames")) with
                {
                    Statement = $"found in {a.Text("frames")} -> {b.Text("frames")} frames",
                }
            );
    }

    private void Existence(TableRow track, ILookup<(string, int), TableRow> assigned, string words, bool isNew)
    {
        string read = Leader(Ranked(assigned[Key(track)]));
        string said = $"{words}: {track.Count("frames")} frames{(read == "none" ? "" : ", " + read)}";
        _answers.Add(
            About(track, "tracks", "bands.track") with
            {
                Kind = AnswerKind.Existence,
                Quantity = "track",
                Before = isNew ? null : read,
                After = isNew ? read : null,
                Statement = said,
            }
        );
    }

    /// <summary>Claims by id, with the number of the track as the other run counts; what a claim on a band says is said of its assignment already.</summary>
    private void Claims()
    {
        Dictionary<string, TableRow> old = Rows("before", "claims")
            .GroupBy(c => Renumbered(c.Text("id")!))
            .ToDictionary(g => g.Key, g => g.First());
        Dictionary<string, TableRow> now = Rows("after", "claims").GroupBy(c => c.Text("id")!).ToDictionary(g => g.Key, g => g.First());
        foreach (string id in old.Keys.Union(now.Keys))
        {
            (TableRow? a, TableRow? b) = (old.GetValueOrDefault(id), now.GetValueOrDefault(id));
            bool ofTrack = OfTrack().IsMatch(id);
            if (
                ofTrack
                && (
                    a is null
                    || b is null
                    || a.Text("verdict") == b.Text("verdict")
                    || _answers.Exists(x =>
                        x.Table == "assignments" && x.Kind <= AnswerKind.Verdict && x.Series == SeriesOfClaim(id) && Belongs(x, b)
                    )
                )
            )
                continue;
            Answer answer = new()
            {
                Kind = AnswerKind.Verdict,
                Series = SeriesOfClaim(id),
                Table = "claims",
                Subject = $"claim \"{(b ?? a)!.Text("statement")}\"",
                Quantity = "verdict",
                Before = a?.Text("verdict"),
                After = b?.Text("verdict"),
                Statement = "",
                Step = StepOf(SeriesOfClaim(id), "assign."),
            };
            if (a is null || b is null)
                _answers.Add(
                    answer with
                    {
                        Kind = AnswerKind.Existence,
                        Statement = a is null ? $"is new: {answer.After}" : "is no longer made",
                    }
                );
            else if (answer.Before != answer.After)
                _answers.Add(answer with { Statement = $"{answer.Before} -> {answer.After}" });
            else if (a.Text("grade") != b.Text("grade"))
                _answers.Add(
                    answer with
                    {
                        Kind = AnswerKind.Reading,
                        Quantity = "grade",
                        Statement = $"grade {a.Text("grade") ?? "none"} -> {b.Text("grade") ?? "none"}",
                    }
                );
        }
    }

    private static bool Belongs(Answer answer, TableRow claim) =>
        claim.Text("statement")!.StartsWith("The band at " + answer.Subject["band at ".Length..].Split(' ')[0], StringComparison.Ordinal);

    private string Renumbered(string id) =>
        OfTrack().Match(id) is { Success: true } m
            ? $"{m.Groups["series"].Value}/track-{Matching.After(m.Groups["series"].Value, int.Parse(m.Groups["track"].ValueSpan, CultureInfo.InvariantCulture))?.ToString(CultureInfo.InvariantCulture) ?? "gone-" + m.Groups["track"].Value}{m.Groups["rest"].Value}"
            : id;

    private string? SeriesOfClaim(string id) => _common.FirstOrDefault(s => id.StartsWith(s + "/", StringComparison.Ordinal));

    private Answer About(TableRow track, string table, string stage)
    {
        string series = TrackMatching.SeriesOf(track),
            unit = _after.Find(series)?.Unit ?? "";
        return new()
        {
            Kind = AnswerKind.Number,
            Series = series,
            Table = table,
            Subject = string.Create(CultureInfo.InvariantCulture, $"band at {track.Number("center"):0.0} {unit}").TrimEnd(),
            Quantity = "",
            Statement = "",
            Step = StepOf(series, stage),
        };
    }

    private string? StepOf(string? series, string stage) =>
        series is null ? null : _after.Find(series)?.Steps.LastOrDefault(s => s.Stage.StartsWith(stage, StringComparison.Ordinal))?.Id;

    private string UnitOf(TableRow row, string table, string column) =>
        _pair.Unit(table, column) is var unit && unit == "axis" ? _after.Find(TrackMatching.SeriesOf(row))?.Unit ?? ""
        : unit == "y" ? ""
        : unit;

    private static Answer Words(Answer answer, AnswerKind kind, string what, string? old, string? now) =>
        answer with
        {
            Kind = kind,
            Quantity = what,
            Before = old,
            After = now,
            Statement = $"{what} {old} -> {now}",
        };

    private static string Arrow(Measured one, Measured other, string unit) =>
        $"{one.Text(unit)} -> {other.Text(unit)}{(unit.Length > 0 ? " " + unit : "")}";

    private static List<TableRow> Ranked(IEnumerable<TableRow> rows) => [.. rows.OrderBy(r => r.Number("rank"))];

    private static string Leader(List<TableRow> ranked) =>
        ranked.Count == 0 ? "none" : $"{ranked[0].Text("species")} ({ranked[0].Text("verdict")}, {P(ranked[0])})";

    private static string P(TableRow row) => P(row.Number("probability"));

    private static string P(double probability) => probability.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Verdict(TableRow row, string column) => row.Text(column)?.Split(':')[0] ?? "not determined";

    private static string Sign(TableRow row) =>
        row.Number("sign") switch
        {
            > 0 => "positive",
            < 0 => "negative",
            _ => "changing",
        };

    [GeneratedRegex(@"^(?<series>.+)/track-(?<track>[0-9]+)(?<rest>/.*)?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex OfTrack();
}
