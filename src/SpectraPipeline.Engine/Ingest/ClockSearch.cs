using SpectraPipeline.Engine.Pipelines;

namespace SpectraPipeline.Engine.Ingest;

/// <summary>Which offsets a fit of clocks looks at.</summary>
/// <param name="Low">First offset (s).</param>
/// <param name="High">Last offset; below <paramref name="Low"/> where log and series cannot meet.</param>
/// <param name="Expected">The one that is taken of equals.</param>
/// <param name="Reach">How far on each side of the expected one; NaN where all offsets at which half of the shorter record lies in the other are looked at.</param>
/// <param name="Zones">Set where hours between the clocks are not known.</param>
internal readonly record struct ClockSearch(double Low, double High, double Expected, double Reach, Zones? Zones)
{
    private const double TimeOfDayReach = 600; // clocks of two computers in one zone

    /// <summary>Of a series (from its first exposure to the end of its last) and a log.</summary>
    public static ClockSearch Of(LogPlan plan, ElectrochemicalLog log, DateTime? origin, double first, double last)
    {
        double byDay = LogLink.TimeOfDay(log, origin),
            expected = double.IsFinite(byDay) ? byDay : 0;
        // Offsets of the fit are at the middle of the log; under a rate the offset at its time 0 is another, but by far less than a search.
        double need = 0.5 * Math.Min(last - first, log.Time[^1] - log.Time[0]),
            low = first + need - log.Time[^1],
            high = last - need - log.Time[0];
        if (Ingest.Zones.Of(origin, log.Started) is { AreUnlike: true } zones)
        {
            double reach = Ingest.Zones.Farthest + TimeOfDayReach;
            (low, high) = (Math.Max(low, expected - reach), Math.Min(high, expected + reach));
            return new(low, high, Math.Clamp(expected, Math.Min(low, high), Math.Max(low, high)), reach, zones);
        }
        double asked =
            double.IsFinite(plan.SearchS) ? plan.SearchS
            : double.IsFinite(byDay) ? TimeOfDayReach
            : double.NaN;
        if (double.IsNaN(asked))
            return new(low, high, expected, asked, null);
        // Where log and series cannot meet nothing needs to be looked at.
        return new(Math.Max(expected - asked, first - log.Time[^1]), Math.Min(expected + asked, last - log.Time[0]), expected, asked, null);
    }
}
