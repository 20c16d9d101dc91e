using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Engine.Pipelines;

namespace SpectraPipeline.Engine.Ingest;

/// <summary>Clock of a log against that of the spectra: spectrometer time = log time · (1 + Rate) + Offset; NaN where it is not determined.</summary>
internal readonly record struct ClockRelation(double Offset, double Rate)
{
    public static ClockRelation Unknown { get; } = new(double.NaN, 0);

    public double LogTime(double spectrometerTime) => (spectrometerTime - Offset) / (1 + Rate);
}

/// <summary>What becomes of time, potential and current of a frame once it is read: potentials of a log, iR drop, RHE. Immutable; used by several threads.</summary>
/// <param name="scale">From the logged potential to RHE.</param>
/// <param name="plan">What the pipeline says about the log; null = there is none.</param>
/// <param name="log">The log; null = there is none.</param>
/// <param name="clock">Its clock.</param>
/// <param name="exposure">Exposure of a frame (s), NaN when not known: then the instant counts.</param>
internal sealed class FrameConditions(ReferenceScale scale, LogPlan? plan, ElectrochemicalLog? log, ClockRelation clock, double exposure)
{
    /// <summary>Note on a frame that the log says nothing about.</summary>
    public const string Outside = "outside the potentiostat's log: no potential";

    /// <summary>Note on a frame of which the log covers only a part.</summary>
    public const string Partly = "the potentiostat's log covers only a part of the exposure: the mean is over that part";

    private const double SameTime = 1e-9;

    /// <summary>Before the series is known.</summary>
    public static FrameConditions None { get; } = new(new ReferenceScale(double.NaN), null, null, ClockRelation.Unknown, double.NaN);

    /// <summary>All that it depends on, as text; two series of one text have the same potentials for the same files.</summary>
    public string Text =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{scale.Shift:R} {plan?.Text} {string.Join(',', log?.Files.Select(f => f.Sha256) ?? [])} {clock.Offset:R} {clock.Rate:R} {exposure:R}"
        );

    /// <summary>Begin and end of the exposure of a frame (spectrometer clock), from its time as the files state it.</summary>
    public static (double Start, double End) Exposure(double time, double exposure, FrameMoment moment)
    {
        double length = double.IsFinite(exposure) ? exposure : 0,
            start = moment switch
            {
                FrameMoment.Start => time,
                FrameMoment.End => time - length,
                _ => time - (length / 2),
            };
        return (start, start + length);
    }

    /// <summary>The frame with all that is known of it.</summary>
    /// <param name="info">As files, names and table say.</param>
    /// <param name="table">As the table of frames alone says: its cells win over the log.</param>
    public FrameInfo Of(FrameInfo info, FrameInfo? table)
    {
        if (log is not null && plan is not null && double.IsFinite(info.TimeS))
            info = Logged(info, table);
        else if (log is not null)
            // A potential that a name states is no substitute for a log that could not be read at this frame's time.
            info = info with
            {
                PotentialV = table?.PotentialV ?? double.NaN,
            };
        double uncompensated = plan is null ? double.NaN : plan.ResistanceOhm * (1 - plan.Compensation),
            // Where nothing is left to correct the current need not be known.
            corrected = uncompensated == 0 ? info.PotentialV : info.PotentialV - (info.CurrentA * uncompensated);
        return info with
        {
            PotentialIrV = corrected,
            // One column is on one scale: with a resistance a frame without a current has no corrected potential, and none against RHE.
            PotentialRheV = (double.IsNaN(uncompensated) ? info.PotentialV : corrected) + scale.Shift,
        };
    }

    private FrameInfo Logged(FrameInfo info, FrameInfo? table)
    {
        (double start, double end) = Exposure(info.TimeS, exposure, plan!.TimeIs);
        double middle = (start + end) / 2;
        if (Math.Abs(middle - info.TimeS) > SameTime)
            info = info with { TimeS = middle };
        var mean = double.IsFinite(clock.Offset) ? log!.Over(clock.LogTime(start), clock.LogTime(end)) : null;
        bool stated = table is not null && double.IsFinite(table.PotentialV);
        if (mean is not { } m)
            return stated
                ? info
                : info with
                {
                    PotentialV = double.NaN,
                    PotentialSdV = double.NaN,
                    // Where the clock itself is not known the series says so once.
                    Note = double.IsFinite(clock.Offset) ? Joined(info.Note, Outside) : info.Note,
                };
        return info with
        {
            PotentialV = stated ? info.PotentialV : m.Potential,
            PotentialSdV = stated ? info.PotentialSdV : m.Spread,
            CurrentA = double.IsFinite(info.CurrentA) ? info.CurrentA : m.Current,
            Note = m.IsPart ? Joined(info.Note, Partly) : info.Note,
        };
    }

    private static string Joined(string before, string note) => before.Length > 0 ? $"{before}; {note}" : note;
}
