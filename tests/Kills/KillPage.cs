using System.Globalization;
using System.Text;

namespace SpectraPipeline.Kills;

/// <summary>docs/kills.md: the last study.</summary>
internal static class KillPage
{
    public static string Of(KillSettings settings, IReadOnlyList<KillRecord> records)
    {
        var text = new StringBuilder("# Last run of ./kills\n\n");
        void Say(FormattableString line) => text.Append(FormattableString.Invariant(line)).Append('\n');
        double[] times = [.. settings.UnbrokenSeconds.Order()];
        Say(
            $"`{settings.Command}`, {settings.Day}, version {settings.Version}, {settings.Machine}, load {settings.Load} at the beginning."
        );
        Say($"");
        Say(
            $"`spectra run` with two workers is killed (SIGKILL) at moments drawn over the whole run, one in each of equal stretches of its wall time, and at"
        );
        Say(
            $"moments that its folder is watched for; then `--resume` finishes it. Every fifth resume is killed too, at a drawn moment, and resumed again."
        );
        Say(
            $"Every fourth of the drawn runs goes over the finished results of another lambda (re-run) and takes the steps that did not change; killed before it touched them, those must be whole."
        );
        Say(
            $"The run: {string.Join(", ", settings.Frames.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Value} frames '{f.Key}'")))}, one refused file and one frame cut short among them; steps on frames and on tables, figures, report."
        );
        Say($"An unbroken run took {times[0]:F1} to {times[^1]:F1} s here ({times.Length} runs).");
        Say($"");
        Say(
            $"After each kill: `query` and `report` refuse the folder, unless the manifest is there; then everything must be whole. After the resume: every frame once,"
        );
        Say(
            $"and {settings.Compared.Count} parts equal to those of the unbroken run: each table (rows and their order, floating point by its bits), each stored spectrum with all channels (bits), the ledger, which must add up"
        );
        Say(
            $"by itself too, inputs with their hashes, names of files, figures and page without the times of the run. No `.parts` and no `*.tmp` is left."
        );
        Say($"");
        int bad = records.Count(r => r.Problems.Count > 0);
        Say($"**{records.Count} kills, {records.Count(r => r.AgainSeconds is not null)} resumes killed too, {bad} with a finding.**");
        Say($"");
        Say(
            $"{records.Count(r => r.AmidSeries)} of the kills met a series of which some blocks were there and some were not (a block holds up to {Workload.BlockFrames} frames)."
        );
        Say($"");
        Summary(records, Say);
        Say($"");
        Say($"## Every kill");
        Say($"");
        Say(
            $"| no | moment | killed at (s) | the folder was at | blocks | resume killed at (s) | the folder was at | last resume (s) | result |"
        );
        Say($"|---|---|---|---|---|---|---|---|---|");
        foreach (KillRecord r in records)
            Say(
                $"| {r.Number} | {Moment(r.Moment)} | {At(r.Seconds, r.Ended)} | {r.Phase} | {r.Blocks}{(r.AmidSeries ? ", amid a series" : "")} | {(r.AgainSeconds is { } again ? At(again, r.AgainEnded) : "")} | {r.AgainPhase} | {r.ResumeSeconds:F2} | {Result(r)} |"
            );
        return text.ToString();
    }

    private static void Summary(IReadOnlyList<KillRecord> records, Action<FormattableString> say)
    {
        say($"| the folder was at | kills | of them drawn | resumes killed | ended before the kill | with a finding |");
        say($"|---|---|---|---|---|---|");
        foreach (string phase in FolderState.Phases)
        {
            KillRecord[] here = [.. records.Where(r => r.Phase == phase)];
            say(
                $"| {phase} | {here.Length} | {here.Count(r => r.Moment.Fraction is not null)} | {records.Count(r => r.AgainPhase == phase)} | {here.Count(r => r.Ended)} | {here.Count(r => r.Problems.Count > 0)} |"
            );
        }
    }

    private static string Moment(KillMoment moment) =>
        moment.Fraction is { } f
            ? string.Create(CultureInfo.InvariantCulture, $"drawn {f:F3}{(moment.Over ? ", re-run" : "")}")
            : moment.Name;

    private static string At(double seconds, bool ended) =>
        string.Create(CultureInfo.InvariantCulture, $"{(ended ? "ended " : "")}{seconds:F2}");

    private static string Result(KillRecord record) =>
        record.Problems.Count == 0
            ? "same"
            : string.Join("<br>", record.Problems).Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
