using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Engine.Pipelines;

namespace SpectraPipeline.Engine.Ingest;

/// <summary>The clock of a log, with the row that says where it came from and what is doubtful about it.</summary>
/// <param name="Clock">The clock.</param>
/// <param name="Row">Row of the table <c>clocks</c>; null where it is only known in a run.</param>
/// <param name="Notes">Code, whether it is a warning, message.</param>
internal sealed record LogLink(ClockRelation Clock, ClockRow? Row, IReadOnlyList<(string Code, bool IsWarning, string Message)> Notes)
{
    /// <summary>Code of notes on the clock.</summary>
    public const string Code = "clock";

    /// <summary>A clock that is not fitted.</summary>
    /// <param name="plan">What the pipeline says.</param>
    /// <param name="log">The log.</param>
    /// <param name="series">Id of the series.</param>
    /// <param name="origin">Time of day at time 0 of the series; null when its files do not say.</param>
    /// <exception cref="LogException">One states UTC and the other the time of its place: hours between them are not known.</exception>
    public static LogLink Of(LogPlan plan, ElectrochemicalLog log, string series, DateTime? origin)
    {
        if (plan.Offset == ClockOffset.Stated)
            return Known(plan, log, series, plan.OffsetS, "stated", []);
        if (plan.Offset == ClockOffset.Fit)
            return new(
                ClockRelation.Unknown,
                null,
                [
                    (
                        Code,
                        false,
                        "clock-offset: fit looks at all spectra, which spectra run does; potentials of the log are not known before."
                    ),
                ]
            );
        if (Zones.Of(origin, log.Started) is { AreUnlike: true } zones)
            throw new LogException(zones.Refusal(log.Name));
        if (TimeOfDay(log, origin) is var byDay && double.IsFinite(byDay))
            return Known(plan, log, series, byDay, "time-of-day", []);
        string missing = origin is null
            ? log.Started is null
                ? "Neither the spectra nor the log state"
                : "The spectra do not state"
            : "The log does not state";
        return Known(
            plan,
            log,
            series,
            0,
            "assumed 0",
            [
                (
                    Code,
                    true,
                    $"{missing} a time of day, and log: has no clock-offset: both clocks are taken to begin together (offset 0 s). State it (clock-offset: 7.5 s) or let it be found from the steps (clock-offset: fit)."
                ),
            ]
        );
    }

    /// <summary>Offset by times of day; NaN where a side has none.</summary>
    public static double TimeOfDay(ElectrochemicalLog log, DateTime? origin) =>
        origin is DateTime zero && log.Started is DateTime started ? (started - zero).TotalSeconds : double.NaN;

    private static LogLink Known(
        LogPlan plan,
        ElectrochemicalLog log,
        string series,
        double offset,
        string method,
        IReadOnlyList<(string, bool, string)> notes
    ) =>
        new(
            new ClockRelation(offset, plan.Rate),
            new ClockRow
            {
                Series = series,
                Log = log.Name,
                OffsetS = offset,
                Rate = plan.Rate,
                Method = method,
            },
            notes
        );
}
