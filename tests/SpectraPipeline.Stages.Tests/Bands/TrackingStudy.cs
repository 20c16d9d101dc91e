using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Stages.Bands;
using SpectraPipeline.Stages.Peaks;
using SpectraPipeline.Testing.Generators.Series;

namespace SpectraPipeline.Stages.Tests.Bands;

/// <summary>Where the detections of a generated series come from.</summary>
public enum SeenBy
{
    /// <summary>Detections with known errors.</summary>
    Errors,

    /// <summary>peaks.find on spectra.</summary>
    Find,

    /// <summary>peaks.fit on spectra, bands found.</summary>
    FitFound,

    /// <summary>peaks.fit on spectra, two bands listed with wide bounds.</summary>
    FitListed,
}

/// <summary>How a series of two bands was tracked.</summary>
/// <param name="Counts">Both bands were seen apart before and after they met.</param>
/// <param name="Right">Each has one track, before and after, and not the other's.</param>
/// <param name="Uncertain">The stage said that it does not know.</param>
/// <param name="Tracks">Tracks in all.</param>
internal readonly record struct TrackingOutcome(bool Counts, bool Right, bool Uncertain, int Tracks);

/// <summary>Tracks generated series and compares with their truth.</summary>
internal static class TrackingStudy
{
    private const int Nearest = 4;
    private static readonly double[] s_axis = FrameStageRun.Grid(880, 1, 241);

    public static TrackingOutcome Run(CrossingCase about, SeenBy by, Track? stage = null)
    {
        var series = new CrossingBands(about);
        TableSet set = Tables(about, series, by);
        BandTables.Run(stage ?? new Track(), set);
        return Score(about, series, set, by);
    }

    public static TableSet Tables(CrossingCase about, CrossingBands series, SeenBy by)
    {
        FrameRow[] frames =
        [
            .. Enumerable
                .Range(0, about.Frames)
                .Where(f => series.Present[f])
                .Select(f => new FrameRow
                {
                    Series = BandTables.Series,
                    Frame = f,
                    File = "f",
                    Status = "ok",
                    TimeS = f,
                    PotentialV = CrossingBands.Potential(f),
                }),
        ];
        var set = new TableSet(new SeriesCard { Id = BandTables.Series }, null);
        set.Set<FrameRow>(frames);
        set.Set<BandRow>(by == SeenBy.Errors ? [.. series.Detections().Select(Row)] : Fitted(series, frames, by, set));
        return set;
    }

    private static List<BandRow> Fitted(CrossingBands series, FrameRow[] frames, SeenBy by, TableSet set)
    {
        FrameStage stage = by switch
        {
            SeenBy.Find => new Find(),
            SeenBy.FitFound => new Fit { Shape = LineShape.Gaussian },
            _ => new Fit
            {
                Shape = LineShape.Gaussian,
                Bands = new FitBands([Wide(970), Wide(1030)]),
            },
        };
        FrameStageRun run = FrameStageRun.Of(
            FrameStageRun.Series(s_axis, SignalKind.Absorbance, [.. frames.Select(f => series.Spectrum(f.Frame, s_axis))]),
            null,
            stage
        );
        set.Set<DetectionLimitRow>([
            .. run.Findings.List<DetectionLimitRow>().Select(l => l with { Series = BandTables.Series, Frame = frames[l.Frame].Frame }),
        ]);
        return [.. run.Findings.List<BandRow>().Select(b => b with { Series = BandTables.Series, Frame = frames[b.Frame].Frame })];

        static ListedBand Wide(double start) =>
            new()
            {
                Center = new BandValue
                {
                    Start = start,
                    Lower = 885,
                    Upper = 1115,
                },
                Fwhm = new BandValue
                {
                    Start = 12,
                    Lower = 4,
                    Upper = 36,
                },
            };
    }

    private static BandRow Row(SeenInSeries seen) =>
        new()
        {
            Series = BandTables.Series,
            Frame = seen.Frame,
            Band = seen.Truth,
            Center = seen.Center,
            CenterSe = seen.CenterSe,
            Fwhm = seen.Fwhm,
            FwhmSe = seen.FwhmSe,
            Height = seen.Height,
            HeightSe = seen.HeightSe,
            Snr = Math.Abs(seen.Height),
            Converged = true,
        };

    private static TrackingOutcome Score(CrossingCase about, CrossingBands series, TableSet set, SeenBy by)
    {
        // Right before and right after: the nearest four resolved frames on each side, the majority speaks.
        int[] resolved = [.. Enumerable.Range(0, about.Frames).Where(f => series.Present[f] && series.IsResolved(f))];
        int[] before = [.. resolved.Where(f => f < series.Meet).TakeLast(Nearest)],
            after = [.. resolved.Where(f => f > series.Meet).Take(Nearest)];
        ILookup<int, BandRow> bands = set.Rows<BandRow>().ToLookup(b => b.Frame);
        int?[] was = [Of(0, before), Of(1, before)],
            is_ = [Of(0, after), Of(1, after)];
        bool uncertain = set.Rows<TrackStretchRow>().Any(s => s.Kind == "uncertain");
        bool right = was[0] is not null && was[1] is not null && was[0] != was[1] && was[0] == is_[0] && was[1] == is_[1];
        return new(before.Length == Nearest && after.Length == Nearest, right, uncertain, set.Rows<TrackRow>().Count);

        int? Of(int band, int[] frames) =>
            frames
                .Select(f => Track(f, band))
                .Where(t => t is not null)
                .GroupBy(t => t)
                .OrderByDescending(g => g.Count())
                .FirstOrDefault(g => 2 * g.Count() > frames.Length)
                ?.Key;

        int? Track(int frame, int band)
        {
            if (series.Truth(frame, band) is not { } truth)
                return null;
            if (by == SeenBy.Errors)
                return bands[frame].FirstOrDefault(b => b.Band == band + 1).Track;
            BandRow? nearest = bands[frame].Where(b => b.Track is not null).OrderBy(b => Math.Abs(b.Center - truth.Center)).Cast<BandRow?>().FirstOrDefault();
            return nearest is { } n && Math.Abs(n.Center - truth.Center) < 0.5 * truth.Fwhm ? n.Track : null;
        }
    }
}
