using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.Stages.Bands;

/// <summary>The clock of the potentiostat's log as the bands see it: potentials, and times since a step of the log, are only as sure as its offset.</summary>
/// <param name="OffsetS">Offset (s).</param>
/// <param name="OffsetSe">Its standard error (s); NaN where the offset was stated without one.</param>
/// <param name="Rate">Relative rate.</param>
/// <param name="RateSe">Its standard error; 0 when not known.</param>
/// <param name="Middle">Spectrometer time at which the error of the offset is smallest (s): that of the table, else the middle of the frames.</param>
internal sealed record LogClock(double OffsetS, double OffsetSe, double Rate, double RateSe, double Middle)
{
    /// <summary>How the offset is known, or why it is not, as the table says it.</summary>
    public string Method { get; init; } = "";

    /// <summary>There is an offset, so that a time of the spectrometer has one of the log.</summary>
    public bool HasOffset => double.IsFinite(OffsetS);

    /// <summary>The offset was not measured: nobody knows its error.</summary>
    public bool IsAssumed => HasOffset && !double.IsFinite(OffsetSe);

    /// <summary>The clock of a series; null when its table has none. Of several logs the least sure one counts.</summary>
    public static LogClock? Of(IReadOnlyList<ClockRow> rows, IReadOnlyList<FrameRow> frames)
    {
        if (rows.Count == 0)
            return null;
        ClockRow row = rows.MaxBy(r => double.IsFinite(r.OffsetSSe) ? r.OffsetSSe : double.PositiveInfinity);
        double[] times = [.. frames.Select(f => f.TimeS).Where(double.IsFinite)];
        return new(
            row.OffsetS,
            row.OffsetSSe,
            row.Rate,
            double.IsFinite(row.RateSe) ? row.RateSe : 0,
            double.IsFinite(row.MiddleS) ? row.MiddleS
                : times.Length == 0 ? 0
                : (times.Min() + times.Max()) / 2
        )
        {
            Method = row.Method,
        };
    }

    /// <summary>The log's time at a time of the spectrometer (s).</summary>
    public double LogTime(double spectrometerTime) => (spectrometerTime - OffsetS) / (1 + Rate);

    /// <summary>Standard error of the link between the clocks at a time (s); NaN when nothing says.</summary>
    public double ErrorAt(double spectrometerTime)
    {
        double drift = (spectrometerTime - Middle) * RateSe;
        return Math.Sqrt((OffsetSe * OffsetSe) + (drift * drift));
    }

    /// <summary>An interval about a time with the error of the clocks added in quadrature on both sides; as it was where that error is not known.</summary>
    public (double Low, double High) Widen(double at, double low, double high)
    {
        double error = 1.96 * ErrorAt(at);
        return double.IsFinite(error) ? (at - Root(at - low, error), at + Root(high - at, error)) : (low, high);
    }

    private static double Root(double a, double b) => Math.Sqrt((a * a) + (b * b));
}
