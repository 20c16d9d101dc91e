using SpectraPipeline.Engine.Comparison;

namespace SpectraPipeline.Cli.Commands;

/// <summary>A difference of two runs as a reader wants it: what became of the answers, why, then each of them, then what differs without an effect.</summary>
internal sealed class DiffText(RunDifference difference, TextWriter output)
{
    private const int MostNumbers = 30;
    private const int MostWithin = 12;
    private const int MostCauses = 6;
    private const int MostLeaders = 2;
    private const int FewCauses = 3;

    private readonly List<Answer> _changed = [.. difference.Answers.Where(a => !a.WithinError)];
    private readonly List<Answer> _within = [.. difference.Answers.Where(a => a.WithinError)];

    public void Write()
    {
        if (difference.Same)
        {
            WriteSame();
            return;
        }
        output.WriteLine(Headline());
        output.WriteLine(Reason());
        output.WriteLine();
        output.WriteLine($"  before  {About(difference.Before)}");
        output.WriteLine($"  after   {About(difference.After)}");
        Section("Readings and verdicts", _changed.Where(a => a.Kind <= AnswerKind.Reading), int.MaxValue);
        Section("Found in one run only", _changed.Where(a => a.Kind == AnswerKind.Existence), MostNumbers);
        Section("Numbers changed beyond their errors", _changed.Where(a => a.Kind == AnswerKind.Number), MostNumbers);
        Section("Frame by frame (medians of what differs)", _changed.Where(a => a.Kind == AnswerKind.FrameByFrame), MostNumbers);
        Section("Files, frames, faults, spectra", _changed.Where(a => a.Kind > AnswerKind.FrameByFrame), MostNumbers);
        Section("Changed, but within the error", _within, MostWithin);
        WriteCauses();
    }

    private void WriteSame()
    {
        string folders = $"{difference.Before.Folder} and {difference.After.Folder}";
        if (difference.Causes.Count == 0)
        {
            output.WriteLine($"No difference: {folders} hold the same answers from the same inputs and parameters.");
            return;
        }
        output.WriteLine($"The answers are the same in {folders}, although these differ:");
        foreach (Cause cause in difference.Causes)
            output.WriteLine("  " + cause.Statement);
    }

    /// <summary>The readings first, since they are what a paper says.</summary>
    private string Headline()
    {
        int leaders = _changed.Count(a => a.Kind == AnswerKind.Leader),
            verdicts = _changed.Count(a => a.Kind == AnswerKind.Verdict);
        List<string> parts =
        [
            (leaders, verdicts) switch
            {
                (0, 0) => "No leading species and no verdict changed",
                (_, 0) => $"{Many(leaders, "leading species", "leading species")} changed",
                (0, _) => $"No leading species changed, but {Many(verdicts, "verdict", "verdicts")} did",
                _ => $"{Many(leaders, "leading species", "leading species")} and {Many(verdicts, "verdict", "verdicts")} changed",
            },
        ];
        if (_changed.Count(a => a.Kind == AnswerKind.Reading) is > 0 and var readings)
            parts.Add($"{Many(readings, "other reading", "other readings")} changed");
        if (_changed.Count(a => a is { Kind: AnswerKind.Existence, Table: "tracks", Before: null }) is > 0 and var fresh)
            parts.Add($"{Many(fresh, "band is", "bands are")} new");
        if (_changed.Count(a => a is { Kind: AnswerKind.Existence, Table: "tracks", After: null }) is > 0 and var gone)
            parts.Add($"{Many(gone, "band is", "bands are")} gone");
        string[] counts =
        [
            .. Counted(AnswerKind.Number, "number", "numbers"),
            .. Counted(AnswerKind.FrameByFrame, "quantity of frames", "quantities of frames"),
        ];
        parts.AddRange(counts.Length > 0 ? counts : ["no number of a band, a fit or an edge changed"]);
        string[] named =
        [
            .. _changed
                .Where(a => a.Kind == AnswerKind.Leader)
                .Take(MostLeaders + 1)
                .Select(a => $"{Place(a.Series, a.Subject)}: {a.Before} -> {a.After}"),
        ];
        return string.Join("; ", parts) + (named.Length is > 0 and <= MostLeaders ? $". {string.Join("; ", named)}." : ".");
    }

    private IEnumerable<string> Counted(AnswerKind kind, string one, string many)
    {
        (int beyond, int within) = (_changed.Count(a => a.Kind == kind), _within.Count(a => a.Kind == kind));
        if (beyond + within > 0)
            yield return $"{Many(beyond, one, many)} changed beyond the error, {within} within it";
    }

    /// <summary>One line for all answers together; the section of causes tells them apart.</summary>
    private string Reason()
    {
        List<int> all = [.. difference.Answers.SelectMany(a => a.BecauseOf.Concat(a.MayAdd)).Distinct().Order()];
        bool unexplained = difference.Answers.Any(a => a.BecauseOf.Count == 0);
        return all.Count switch
        {
            0 => "Nothing in the manifests explains it; please report this, with both folders.",
            1 when !unexplained => $"Because of {difference.Causes[all[0]].Statement}.",
            <= FewCauses when !unexplained => $"Because of one or more of: {Names(all, "or")}.",
            _ =>
                $"Because of {Many(all.Count, "difference", "differences")} of parameters, inputs or program{(unexplained ? ", and of something that the manifests do not show" : "")}: told apart below.",
        };
    }

    private void Section(string title, IEnumerable<Answer> answers, int most)
    {
        // A number that differs only in digits that nobody is shown says nothing: it is counted.
        List<Answer> all = [.. answers];
        List<Answer> shown = [.. all.Where(a => a.Kind != AnswerKind.Number || a.Before is null || a.Before != a.After)];
        List<string> lines =
        [
            .. shown
                .GroupBy(a => (a.Series, a.Subject))
                .Select(g => $"{Place(g.Key.Series, g.Key.Subject)}: {string.Join("; ", g.Select(a => a.Statement))}"),
        ];
        if (shown.Count < all.Count)
            lines.Add($"{Many(all.Count - shown.Count, "more number differs", "more numbers differ")} in digits that are not shown");
        if (lines.Count == 0)
            return;
        output.WriteLine();
        output.WriteLine(title);
        foreach (string line in lines.Take(most))
            output.WriteLine("  " + line);
        if (lines.Count > most)
            output.WriteLine($"  and {lines.Count - most} more: --json lists all");
    }

    private void WriteCauses()
    {
        output.WriteLine();
        output.WriteLine("Why");
        foreach (
            var group in difference.Answers.GroupBy(a =>
                (a.Series, Because: string.Join(',', a.BecauseOf), More: string.Join(',', a.MayAdd))
            )
        )
        {
            Answer one = group.First();
            string tables = string.Join(", ", group.Select(a => a.Table).Distinct()),
                first = group.Select(a => a.FirstToDiffer).FirstOrDefault(f => f is not null) is { } step
                    ? $" (first to differ: {step})"
                    : "";
            output.WriteLine($"  {Place(one.Series, tables)}: {Sentence(one)}{first}");
        }
        HashSet<int> used = [.. difference.Answers.SelectMany(a => a.BecauseOf.Concat(a.MayAdd))];
        List<Cause> idle = [.. difference.Causes.Where((_, i) => !used.Contains(i))];
        if (idle.Count == 0)
            return;
        output.WriteLine();
        output.WriteLine("Differs too, but lies upstream of nothing that changed");
        foreach (Cause cause in idle)
            output.WriteLine("  " + cause.Statement);
    }

    private string Sentence(Answer answer)
    {
        string more = answer.MayAdd.Count > 0 ? Names(answer.MayAdd, "and", answer.Series) : "";
        return (answer.BecauseOf.Count, more.Length) switch
        {
            (0, 0) => "nothing in the manifests explains it; please report",
            (0, _) => $"nothing in the manifests explains where it begins; please report. Further down {more} may add to it",
            (1, 0) => $"because of {Names(answer.BecauseOf, "or", answer.Series)}",
            (_, 0) => $"because of one or more of: {Names(answer.BecauseOf, "or", answer.Series)}",
            _ => $"because of one or more of: {Names(answer.BecauseOf, "or", answer.Series)}; or, further down, {more}",
        };
    }

    private string Names(IReadOnlyList<int> causes, string last, string? series = null)
    {
        List<string> names = [.. causes.Take(MostCauses).Select(i => Without(difference.Causes[i], series))];
        if (causes.Count > MostCauses)
            names.Add($"{causes.Count - MostCauses} more");
        return names.Count == 1 ? names[0] : $"{string.Join("; ", names.SkipLast(1))}; {last} {names[^1]}";
    }

    /// <summary>Behind the name of a series its own causes need it no more.</summary>
    private static string Without(Cause cause, string? series) =>
        series is not null && cause.Statement.StartsWith(series + ", ", StringComparison.Ordinal)
            ? cause.Statement[(series.Length + 2)..]
            : cause.Statement;

    private static string Place(string? series, string what) => series is null ? what : $"{series}, {what}";

    private static string About(RunAbout run) =>
        run.Folder
        + (run.Started.Length >= 16 ? $"  run {run.Started[..10]} {run.Started[11..16]} UTC, version {run.Version.Split('+')[0]}" : "");

    private static string Many(int count, string one, string many) => $"{count} {(count == 1 ? one : many)}";
}
