using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Engine.Pipelines;

namespace SpectraPipeline.Engine.Ingest;

/// <summary>What the sample of a series showed about times and potentials.</summary>
/// <param name="Origin">Time of day at time 0 of the series; null when its times are not those of a clock.</param>
/// <param name="Spacing">Usual time from frame to frame (s); NaN when not known.</param>
/// <param name="HasTimes">Some source states times.</param>
/// <param name="HasPotentials">Table, names or headers state potentials.</param>
/// <param name="HasTable">There is a table of frames.</param>
internal sealed record StatedConditions(DateTime? Origin, double Spacing, bool HasTimes, bool HasPotentials, bool HasTable)
{
    /// <summary>Exposure of a frame (s).</summary>
    public double Exposure(LogPlan plan) => double.IsFinite(plan.ExposureS) ? plan.ExposureS : Spacing;
}

/// <summary>What log, reference electrode and pH give the frames of a series, with all that is to be said about it.</summary>
/// <param name="Frames">Goes over every frame that is read.</param>
/// <param name="Clocks">Clock of the log.</param>
/// <param name="Files">Files of the log.</param>
/// <param name="Notes">Code, whether it is a warning, message.</param>
internal sealed record SeriesConditions(
    FrameConditions Frames,
    IReadOnlyList<ClockRow> Clocks,
    IReadOnlyList<FileRow> Files,
    IReadOnlyList<(string Code, bool IsWarning, string Message)> Notes
)
{
    /// <summary>Before the series is known.</summary>
    public static SeriesConditions None { get; } = new(FrameConditions.None, [], [], []);

    /// <summary>A note of this code belongs to the line of <c>log:</c>.</summary>
    public static bool IsOfLog(string code) =>
        code.StartsWith("log-", StringComparison.Ordinal) || code.StartsWith(LogLink.Code, StringComparison.Ordinal);

    /// <summary>The conditions of a series.</summary>
    /// <param name="files">The series.</param>
    /// <param name="log">Its log; null = none.</param>
    /// <param name="fitted">Its clock where it was fitted; else null.</param>
    /// <param name="stated">What the sample showed.</param>
    public static SeriesConditions Of(SeriesFiles files, ElectrochemicalLog? log, LogLink? fitted, StatedConditions stated)
    {
        var scale = ReferenceScale.Of(files.Card.Context);
        var notes = new List<(string Code, bool IsWarning, string Message)>();
        if ((log is not null || stated.HasPotentials) && scale.Doubt is { } doubt)
            notes.Add(("reference-electrode", scale.IsWarning, doubt));
        if (log is null || files.Log is not { } plan)
            return new(new FrameConditions(scale, null, null, ClockRelation.Unknown, double.NaN), [], [], notes);
        LogLink link = fitted ?? LogLink.Of(plan, log, files.Id, stated.Origin);
        double exposure = stated.Exposure(plan);
        notes.AddRange(link.Notes);
        notes.AddRange(log.Notes);
        notes.AddRange(Doubts(plan, stated, exposure));
        if (double.IsFinite(plan.ResistanceOhm) && Currents(plan, log) is { } current)
            notes.Add(current);
        return new(new FrameConditions(scale, plan, log, link.Clock, exposure), link.Row is { } row ? [row] : [], log.Files, notes);
    }

    /// <summary>What a correction by current and resistance has to be told about the current; null = nothing.</summary>
    private static (string Code, bool IsWarning, string Message)? Currents(LogPlan plan, ElectrochemicalLog log) =>
        !log.HasCurrent && plan.ResistanceOhm * (1 - plan.Compensation) > 0
            ? (
                "log-without-current",
                true,
                $"log.resistance has nothing to work on: {log.Name} has no current (A), so the frames have neither potential_ir_v nor potential_rhe_v. Export the current too, give it in the table of frames (current_a), or leave the resistance out."
            )
        : plan.CurrentSign is null && log.Format == "chi-text"
            ? (
                "log-current-sign",
                false,
                "log.resistance: cathodic currents are taken as negative. CH Instruments writes them as positive unless it is told otherwise; then potential_ir_v is corrected to the wrong side: log: { current-sign: cathodic-positive }. current-sign: iupac says that they are negative."
            )
        : null;

    private static IEnumerable<(string Code, bool IsWarning, string Message)> Doubts(LogPlan plan, StatedConditions stated, double exposure)
    {
        if (!stated.HasTimes)
            yield return (
                "log-without-times",
                true,
                "The spectra state no times, so the log cannot be laid beside them and the frames have no potential. Give the times: frames: FILE.csv (file,time_s)."
            );
        else if (double.IsNaN(plan.ExposureS))
            yield return (
                "log-exposure",
                false,
                double.IsFinite(exposure)
                    ? FormattableString.Invariant(
                        $"Potentials of the log are means over {exposure:0.###} s, the time from frame to frame, around the time of each frame. log: {{ exposure: ..., time-is: start }} says otherwise."
                    )
                    : "Potentials of the log are those at the time of each frame: how long it took is not known. log: { exposure: 10 s } says it."
            );
        if (stated.HasPotentials)
            yield return (
                "log-and-potentials",
                true,
                stated.HasTable
                    ? "Both the table of frames and the log give potentials: where the table has one it is taken, else that of the log."
                    : "Both the spectra (names or headers) and the log give potentials: those of the log are taken."
            );
    }
}
