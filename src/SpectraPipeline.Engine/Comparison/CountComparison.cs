using System.Globalization;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Engine.Comparison;

/// <summary>What became of files and frames, faults new and gone, stored spectra, and rows of tables that nothing else speaks of.</summary>
internal sealed class CountComparison(ResultPair pair, RunManifest before, RunManifest after)
{
    private const int MostFaults = 12;

    private bool IsCommon(string? series) => series is null || (before.Find(series) is not null && after.Find(series) is not null);

    public IEnumerable<Answer> Find() =>
        [
            .. Series(),
            .. Files(),
            .. Frames(),
            .. Outcomes(),
            .. Faults(),
            .. Spectra(),
            .. new AxisComparison(pair).Find().Where(a => IsCommon(a.Series)),
            .. Others(),
        ];

    private IEnumerable<Answer> Series()
    {
        foreach (ManifestSeries gone in before.Series.Where(s => after.Find(s.Id) is null))
            yield return Of(gone, "only in the first run", isNew: false);
        foreach (ManifestSeries fresh in after.Series.Where(s => before.Find(s.Id) is null))
            yield return Of(fresh, "only in the second run", isNew: true);
    }

    private static Answer Of(ManifestSeries series, string words, bool isNew) =>
        new()
        {
            Kind = AnswerKind.Existence,
            Series = series.Id,
            Table = "frames",
            Subject = "the whole series",
            Quantity = "series",
            Before = isNew ? null : series.Frames,
            After = isNew ? series.Frames : null,
            Statement = $"{words} ({series.Frames} frames)",
            Step = StepPlace.Read,
        };

    private IEnumerable<Answer> Files()
    {
        foreach (
            var (what, old, now) in new[]
            {
                ("read", before.FilesRead, after.FilesRead),
                ("refused", before.FilesRefused, after.FilesRefused),
            }
        )
            if (old != now)
                yield return Count(null, "files", what, old, now, $"{what} {old} -> {now}", StepPlace.Read);
    }

    private IEnumerable<Answer> Frames()
    {
        if (!pair.Tables.Contains("frames"))
            yield break;
        string Side(string name) => $"SELECT series, status, count(*) AS n FROM {name}.frames GROUP BY ALL";
        foreach (
            TableRow row in TableRow.Of(
                pair.Query(
                    $"SELECT series, status, coalesce(a.n, 0) AS old, coalesce(b.n, 0) AS now FROM ({Side("before")}) a FULL OUTER JOIN ({Side("after")}) b USING (series, status) WHERE old <> now ORDER BY ALL"
                )
            )
        )
            if (row.Text("series") is { } series && IsCommon(series))
                yield return Count(
                    series,
                    "frames",
                    row.Text("status")!,
                    row.Text("old")!,
                    row.Text("now")!,
                    $"{row.Text("status")} {row.Text("old")} -> {row.Text("now")}",
                    LastCounted(series)
                );
    }

    /// <summary>Frames that both have and that met another end: as many of each as before can be others.</summary>
    private IEnumerable<Answer> Outcomes()
    {
        if (!pair.Columns("frames").Contains("status"))
            yield break;
        List<TableRow> rows = TableRow.Of(
            pair.Query(
                "SELECT series, a.status AS old, b.status AS now, count(*) AS n, min(frame) AS first FROM before.frames a JOIN after.frames b USING (series, frame) "
                    + "WHERE a.status IS DISTINCT FROM b.status GROUP BY ALL ORDER BY series, n DESC, first"
            )
        );
        foreach (var changes in rows.Where(r => IsCommon(r.Text("series"))).GroupBy(r => r.Text("series")!))
        {
            TableRow most = changes.First();
            string words = string.Join(", ", changes.Select(c => $"{c.Text("old")} -> {c.Text("now")} {Where(c)}"));
            yield return Count(changes.Key, "frames", "status", most.Text("old")!, most.Text("now")!, words, LastCounted(changes.Key));
        }
    }

    private static string Where(TableRow change) =>
        change.Count("n") == 1 ? $"in frame {change.Text("first")}" : $"in {change.Text("n")} frames from {change.Text("first")} on";

    /// <summary>The last step whose ledger differs: by then every frame has met its end.</summary>
    private string? LastCounted(string series) =>
        after
            .Counts.LastOrDefault(c => c.Series == series && before.Counts.FirstOrDefault(b => b.Series == series && b.Step == c.Step) != c)
            ?.Step;

    private static Answer Count(string? series, string subject, string what, string old, string now, string words, string? step) =>
        new()
        {
            Kind = AnswerKind.Count,
            Series = series,
            Table = subject,
            Subject = subject,
            Quantity = what,
            Before = old,
            After = now,
            Statement = words,
            Step = step,
        };

    /// <summary>By place and code: how often in each run, with one message as an example.</summary>
    private IEnumerable<Answer> Faults()
    {
        if (!pair.Tables.Contains("faults"))
            yield break;
        string Side(string name) =>
            $"SELECT series, step, code, severity, count(*) AS n, any_value(message) AS message, list_sort(list(DISTINCT coalesce(frame, -1))) AS frames FROM {name}.faults GROUP BY ALL";
        const string keys = "series, step, code, severity";
        List<TableRow> rows = TableRow.Of(
            pair.Query(
                $"SELECT {keys}, coalesce(a.n, 0) AS old, coalesce(b.n, 0) AS now, coalesce(b.message, a.message) AS message, [f FOR f IN b.frames IF NOT list_contains(a.frames, f)][1] AS first_now FROM ({Side("before")}) a FULL OUTER JOIN ({Side("after")}) b USING ({keys}) WHERE old <> now OR a.frames <> b.frames ORDER BY abs(old - now) DESC, {keys}"
            )
        );
        foreach (TableRow row in rows.Where(r => IsCommon(r.Text("series"))).Take(MostFaults))
        {
            (string old, string now) = (row.Text("old")!, row.Text("now")!);
            string change =
                old == "0" ? $"new, {Times(now)}"
                : old == now
                    ? $"{Times(now)} as before, but not in the same frames{(row.Text("first_now") is { } first ? $" (frame {first} is new)" : "")}"
                : now == "0" ? $"gone, was there {Times(old)}"
                : $"{old} -> {now} times";
            yield return new()
            {
                Kind = AnswerKind.Fault,
                Series = row.Text("series"),
                Table = "faults",
                Subject = $"{row.Text("severity")} '{row.Text("code")}' in {row.Text("step")}",
                Quantity = "count",
                Before = old,
                After = now,
                Statement = $"{change}: {Short(row.Text("message") ?? "")}",
                Step = row.Text("step"),
            };
        }
    }

    private IEnumerable<Answer> Spectra()
    {
        foreach (var (series, step, frames, different) in pair.Spectra(Measured.Rounding))
            if (different > 0 && IsCommon(series))
                yield return new()
                {
                    Kind = AnswerKind.Rows,
                    Series = series,
                    Table = "spectra",
                    Subject = $"stored spectra of {step}",
                    Quantity = "y",
                    Statement = string.Create(CultureInfo.InvariantCulture, $"{different} of {frames} differ"),
                    Step = step,
                };
    }

    /// <summary>Tables that this comparison does not know: rows of one run that the other lacks.</summary>
    private IEnumerable<Answer> Others()
    {
        foreach (
            string table in pair.Tables.Except(AnswerTable.All.Select(t => t.Name)).Except(AnswerTable.Others).Order(StringComparer.Ordinal)
        )
        {
            string columns = string.Join(", ", pair.Columns(table).Select(c => $"\"{c}\""));
            string series = pair.Columns(table).Contains("series") ? "series" : "NULL::VARCHAR";
            string Only(string one, string other) =>
                $"SELECT {series} AS series, count(*) AS n FROM (SELECT {columns} FROM {one}.\"{table}\" EXCEPT ALL SELECT {columns} FROM {other}.\"{table}\") GROUP BY ALL";
            foreach (
                TableRow row in TableRow.Of(
                    pair.Query(
                        $"SELECT series, max(n) AS n FROM ({Only("before", "after")} UNION ALL {Only("after", "before")}) GROUP BY series ORDER BY ALL"
                    )
                )
            )
                if (IsCommon(row.Text("series")))
                    yield return new()
                    {
                        Kind = AnswerKind.Rows,
                        Series = row.Text("series"),
                        Table = table,
                        Subject = $"table {table}",
                        Quantity = "rows",
                        Statement = $"{row.Text("n")} rows differ",
                    };
        }
    }

    private static string Times(string count) => count == "1" ? "once" : count + " times";

    private static string Short(string message)
    {
        string line = message.Split('\n')[0];
        return line.Length <= 160 ? line : line[..159] + "…";
    }
}
