using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;

namespace SpectraPipeline.Engine.Ingest;

/// <summary>A frame that was looked at before the series is read.</summary>
internal sealed record SampledFrame(PlannedFrame Planned, PreparedSpectrum Spectrum, SpectrumData Data);

/// <summary>Where the times of the frames come from when no table states them.</summary>
internal enum TimeSource
{
    None,
    Header,
    Clock,
    Names,
}

/// <summary>Up to sixteen frames spread evenly over the series: they decide whose axis is that of the series and which statements of time hold.</summary>
internal sealed class SeriesSample(IReadOnlyList<SampledFrame> frames)
{
    /// <summary>Frames looked at, at most.</summary>
    public const int Most = 16;

    /// <summary>The healthy frames of the sample, in order; at least one.</summary>
    public IReadOnlyList<SampledFrame> Frames => frames;

    /// <summary>Numbers of the frames to look at: evenly spread, both ends among them.</summary>
    public static IEnumerable<int> Places(int count) =>
        count <= Most ? Enumerable.Range(0, count) : Enumerable.Range(0, Most).Select(k => (int)((long)k * (count - 1) / (Most - 1)));

    /// <summary>The first frame whose range most others share (within a step); where no two agree, the first.
    /// So one short file at the beginning cannot become the measure of many whole ones.</summary>
    public SampledFrame Axis()
    {
        SampledFrame best = frames[0];
        int most = 0;
        foreach (SampledFrame candidate in frames)
        {
            int same = frames.Count(f => Covers(f.Spectrum, candidate.Spectrum) && Covers(candidate.Spectrum, f.Spectrum));
            if (same > most)
                (best, most) = (candidate, same);
        }
        return best;
    }

    /// <summary>Header, then clock, then file names; a statement that is the same in all frames of several is no time of a frame.</summary>
    public TimeSource Times(bool inNames) =>
        Varies(f => f.Data.TimeS) ? TimeSource.Header
        : Varies(f => f.Data.Acquired is DateTime t ? t.Ticks : double.NaN) ? TimeSource.Clock
        : inNames ? TimeSource.Names
        : TimeSource.None;

    /// <summary>The times that the spectra state run backwards somewhere.</summary>
    public bool FallsInTime =>
        Falls([.. frames.Select(f => f.Data.TimeS).Where(double.IsFinite)])
        || (
            frames.All(f => double.IsNaN(f.Data.TimeS))
            && Falls([.. frames.Where(f => f.Data.Acquired is not null).Select(f => (double)f.Data.Acquired!.Value.Ticks)])
        );

    /// <summary>Usual time from one frame to the next, from some of them; NaN when times are not known or do not rise.</summary>
    public static double Spacing(IReadOnlyList<FrameInfo> some)
    {
        double[] spacings =
        [
            .. some.Zip(some.Skip(1), (a, b) => (b.TimeS - a.TimeS) / (b.Frame - a.Frame)).Where(d => double.IsFinite(d) && d > 0).Order(),
        ];
        return spacings.Length == 0 ? double.NaN : spacings[spacings.Length / 2];
    }

    /// <summary>Headers state a time, the same in all frames of the sample.</summary>
    public bool HasConstantHeaderTime => frames.Any(f => double.IsFinite(f.Data.TimeS)) && !Varies(f => f.Data.TimeS);

    private bool Varies(Func<SampledFrame, double> value)
    {
        double[] stated = [.. frames.Select(value).Where(double.IsFinite)];
        return stated.Length > 0 && (frames.Count == 1 || stated.Any(v => v != stated[0]));
    }

    private static bool Falls(double[] times) => Enumerable.Range(1, Math.Max(0, times.Length - 1)).Any(i => times[i] < times[i - 1]);

    private static bool Covers(PreparedSpectrum a, PreparedSpectrum b)
    {
        if (a.Unit != b.Unit)
            return false;
        double step = (b.X[^1] - b.X[0]) / (b.X.Length - 1);
        return a.X[0] <= b.X[0] + step && a.X[^1] >= b.X[^1] - step;
    }
}
