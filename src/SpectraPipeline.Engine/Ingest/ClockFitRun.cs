using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Numerics.Clocks;

namespace SpectraPipeline.Engine.Ingest;

/// <summary>Fits the clock of a log: reads the series once, keeps a few numbers a frame, and compares their changes with the steps of the log.</summary>
internal static class ClockFitRun
{
    private const int BlockFrames = 64;
    private const int MostBins = 128;
    private const int FewestBins = 16;
    private const int MostValues = 1 << 22; // 32 MB: bins times frames, whatever the length of the series

    /// <summary>Fits.</summary>
    /// <param name="plan">What the pipeline says.</param>
    /// <param name="log">The log.</param>
    /// <param name="series">Id of the series.</param>
    /// <param name="source">The series, without a log.</param>
    /// <param name="stated">What its files state about times.</param>
    public static LogLink Of(LogPlan plan, ElectrochemicalLog log, string series, FrameSource source, StatedConditions stated)
    {
        double exposure = stated.Exposure(plan);
        DateTime? origin = stated.Origin;
        (List<double> times, List<double[]> bins) = Read(source);
        if (times.Count < 8 || !double.IsFinite(exposure))
            return Nothing(
                plan,
                log,
                series,
                0,
                times.Count < 8
                    ? $"{times.Count} frames have a time and values"
                    : "it is not known how long a frame takes (log: { exposure: 10 s })"
            );
        int[] order = [.. Enumerable.Range(0, times.Count).OrderBy(i => times[i])];
        (double Start, double End)[] frames = [.. order.Select(i => FrameConditions.Exposure(times[i], exposure, plan.TimeIs))];
        PotentialSteps steps = PotentialSteps.Find(log.Time, log.Potential);
        if (steps.Times.Length == 0)
            return Nothing(plan, log, series, 0, "the log has no steps of potential (a sweep has none)");
        ClockSearch search = ClockSearch.Of(plan, log, origin, frames[0].Start, frames[^1].End);
        double dwell = (log.Time[^1] - log.Time[0]) / (steps.Times.Length + 1);
        ClockEstimate found = ClockFit.Fit(
            new ClockProblem
            {
                Start = [.. frames.Select(f => f.Start)],
                End = [.. frames.Select(f => f.End)],
                Channels = ChangeComponents.Of([.. order.Select(i => bins[i])], (int)Math.Round(dwell / exposure / 4)),
                Steps = steps,
                Log = (log.Time[0], log.Time[^1]),
                Search = (search.Low, search.High),
                Expected = search.Expected,
                Rate = plan.Rate,
                FitRate = plan.FitRate,
            }
        );
        string? why = found.Verdict switch
        {
            ClockVerdict.NoAnswer => "the spectra show no answer to the steps of the log",
            ClockVerdict.NoChange => "nothing in the spectra changes",
            ClockVerdict.TooManySteps =>
                $"the log has {steps.Times.Length} steps, and {ClockFit.MostSteps} are matched at most; a part of it in a file of its own would do",
            ClockVerdict.NoOverlap => search.Low <= search.High
                ? $"at offsets from {Text(search.Low)} to {Text(search.High)} s no step of the log falls into the series{(double.IsFinite(search.Reach) ? "; a wider search (search: SECONDS) may find it" : "")}"
                : $"within {Text(search.Reach)} s of the offset by the times of day ({Text(search.Expected)} s) log and series do not meet; are these the files of one measurement?",
            ClockVerdict.TooFew => $"{times.Count} frames are too few for {found.Steps} steps within the series",
            _ => null,
        };
        LogLink link = why is null ? Found(plan, log, series, found, search) : Nothing(plan, log, series, found.Steps, why);
        return search.Zones is { } zones ? link with { Notes = [.. link.Notes, (LogLink.Code, false, Searched(zones, plan))] } : link;
    }

    private static string Searched(Zones zones, LogPlan plan) =>
        $"{zones.Words}: the hours between them are not known, so the offset was searched over all zones{(double.IsFinite(plan.SearchS) ? "; search: was not used" : "")}.";

    private static LogLink Found(LogPlan plan, ElectrochemicalLog log, string series, ClockEstimate found, ClockSearch search)
    {
        bool ambiguous = found.Verdict == ClockVerdict.Ambiguous;
        if (ambiguous && search.Zones is not null)
            return Undecided(plan, log, series, found);
        string rivals = string.Join(", ", found.Rivals.Take(4).Select(r => $"{Text(r)} s"));
        var row = new ClockRow
        {
            Series = series,
            Log = log.Name,
            OffsetS = found.Offset,
            OffsetSSe = found.OffsetSe,
            Rate = found.Rate,
            RateSe = found.RateSe,
            MiddleS = found.Middle,
            Steps = found.Steps,
            Method = $"steps; relaxation {Text(found.Tau)} s" + (ambiguous ? $"; ambiguous: {rivals} fit as well" : ""),
        };
        return new(
            new ClockRelation(found.Offset, plan.FitRate ? found.Rate : plan.Rate),
            row,
            ambiguous
                ?
                [
                    (
                        Code: "clock-ambiguous",
                        IsWarning: true,
                        $"The steps of the log fit the spectra as well at an offset of {rivals} as at {Text(found.Offset)} s, which is taken because it is nearest to the expected one: regular steps look the same a period later. State it (clock-offset: SECONDS), or narrow the search (search: SECONDS)."
                    ),
                ]
                : []
        );
    }

    /// <summary>Equals in different zones: none of them is nearer to what is expected, and a wrong one would be wrong by hours.</summary>
    private static LogLink Undecided(LogPlan plan, ElectrochemicalLog log, string series, ClockEstimate found)
    {
        string equals = string.Join(", ", found.Rivals.Append(found.Offset).Order().Take(6).Select(r => $"{Text(r)} s"));
        LogLink nothing = Nothing(
            plan,
            log,
            series,
            found.Steps,
            $"offsets of {equals} fit the spectra alike, and the zone of one clock is not known"
        );
        return nothing with
        {
            Row = nothing.Row!.Value with { Method = $"not determined: ambiguous, {equals} fit alike; the zone is not known" },
            Notes = [.. nothing.Notes.Select(n => n with { Code = "clock-ambiguous" })],
        };
    }

    private static LogLink Nothing(LogPlan plan, ElectrochemicalLog log, string series, int steps, string why) =>
        new(
            ClockRelation.Unknown,
            new ClockRow
            {
                Series = series,
                Log = log.Name,
                OffsetS = double.NaN,
                Rate = plan.Rate,
                Steps = steps,
                Method = $"not determined: {why}",
            },
            [
                (
                    "clock-undetermined",
                    true,
                    $"The offset between log and spectra could not be fitted: {why}. The frames have no potential. State the offset: log: {{ clock-offset: SECONDS }} (spectrometer time less log time)."
                ),
            ]
        );

    /// <summary>Times and a few means over the axis of all frames that can be read.</summary>
    private static (List<double> Times, List<double[]> Bins) Read(FrameSource source)
    {
        int points = source.Axis.Length,
            count = Math.Min(points, Math.Clamp(MostValues / Math.Max(1, source.Frames), FewestBins, MostBins));
        var times = new List<double>();
        var bins = new List<double[]>();
        var buffers = new SpectraBuffers();
        for (int first = 0; first < source.Frames; first += BlockFrames)
        {
            SpectralSeries block = source.ReadBlock(first, Math.Min(BlockFrames, source.Frames - first), buffers);
            for (int row = 0; row < block.Frames; row++)
                if (
                    block.Faults[row] is null
                    && double.IsFinite(block.Info[row].TimeS)
                    && Means(block.Channels[0][row], count) is { } means
                )
                {
                    times.Add(block.Info[row].TimeS);
                    bins.Add(means);
                }
        }
        return (times, bins);
    }

    private static double[]? Means(ReadOnlySpan<double> y, int count)
    {
        var means = new double[count];
        for (int b = 0; b < count; b++)
        {
            int from = (int)((long)b * y.Length / count),
                to = (int)((long)(b + 1) * y.Length / count);
            foreach (double v in y[from..to])
                means[b] += v / (to - from);
            if (!double.IsFinite(means[b]))
                return null;
        }
        return means;
    }

    private static string Text(double v) => v.ToString("0.###", CultureInfo.InvariantCulture);
}
