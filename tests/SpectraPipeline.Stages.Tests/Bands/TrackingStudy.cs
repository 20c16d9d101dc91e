using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Stages.Bands;
using SpectraPipeline.Stages.Peaks;
using SpectraPipeline.Testing.Generators;
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

    /// <summary>peaks.fit on spectra, two bands listed, started near.</summary>
    FitStarted,
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
        set.Set<BandRow>(by == SeenBy.Errors ? [.. series.Detections().Select(Row)] : Fitted(about, series, frames, by, set));
        return set;
    }

    private static List<BandRow> Fitted(CrossingCase about, CrossingBands series, FrameRow[] frames, SeenBy by, TableSet set)
    {
        var bands = new List<BandRow>();
        var limits = new List<DetectionLimitRow>();
        if (by == SeenBy.FitStarted)
            foreach (FrameRow frame in frames)
                Add([frame], Started(about, series, frame.Frame));
        else
            Add(frames, by == SeenBy.Find ? new Find() : new Fit { Shape = LineShape.Gaussian });
        set.Set<DetectionLimitRow>(limits);
        return bands;

        void Add(FrameRow[] some, FrameStage stage)
        {
            Findings found = FrameStageRun
                .Of(
                    FrameStageRun.Series(s_axis, SignalKind.Absorbance, [.. some.Select(f => series.Spectrum(f.Frame, s_axis))]),
                    null,
                    stage
                )
                .Findings;
            bands.AddRange(found.List<BandRow>().Select(b => b with { Series = BandTables.Series, Frame = some[b.Frame].Frame }));
            limits.AddRange(
                found.List<DetectionLimitRow>().Select(l => l with { Series = BandTables.Series, Frame = some[l.Frame].Frame })
            );
        }
    }

    /// <summary>Two listed bands in any order, started within a third of a width of the truth, as a fit of the frame before would.</summary>
    private static Fit Started(CrossingCase about, CrossingBands series, int frame)
    {
        NoiseSource draw = NoiseSource.For(about.Seed + ((ulong)frame << 32), "starts");
        // Where a band is gone the fit still has it, where it would be.
        ListedBand[] listed = [.. new[] { 0, 1 }.Select(k => Near(series.Truth(frame, k) ?? series.Truth(0, k)!.Value))];
        if (draw.NextUniform() < 0.5)
            Array.Reverse(listed);
        return new() { Shape = LineShape.Gaussian, Bands = new FitBands(listed) };

        ListedBand Near(SeriesBand truth) =>
            new()
            {
                Center = new BandValue
                {
                    Start = truth.Center + (0.33 * truth.Fwhm * draw.NextUniform(-1, 1)),
                    Lower = 885,
                    Upper = 1115,
                },
                Fwhm = new BandValue
                {
                    Start = 12,
                    Lower = 4,
                    Upper = 36,
                },
                Height = new BandValue { Lower = 0, Upper = double.PositiveInfinity },
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
        // Right before and right after: the nearest four frames on each side that show both apart, the majority speaks.
        ILookup<int, BandRow> bands = set.Rows<BandRow>().ToLookup(b => b.Frame);
        int[] apart = [.. Enumerable.Range(0, about.Frames).Where(f => series.Present[f] && series.IsResolved(f) && IsSeen(f))];
        int[] before = [.. apart.Where(f => f < series.Meet).TakeLast(Nearest)],
            after = [.. apart.Where(f => f > series.Meet).Take(Nearest)];
        (int? Track, int? Other) was = (Of(0, before), Of(1, before)),
            next = (Of(0, after), Of(1, after));
        bool right = was.Track is not null && was.Other is not null && was.Track != was.Other && was == next;
        return new(
            before.Length == Nearest && after.Length == Nearest,
            right,
            set.Rows<TrackStretchRow>().Any(s => s.Kind == "uncertain"),
            set.Rows<TrackRow>().Count
        );

        bool IsSeen(int frame) =>
            RowOf(frame, 0) is { } a
            && RowOf(frame, 1) is { } b
            && a != b
            && (
                by == SeenBy.Errors
                || Math.Abs(series.Truth(frame, 0)!.Value.Center - series.Truth(frame, 1)!.Value.Center) > 0.5 * series.MeanWidth
            );

        int? Of(int band, int[] frames) =>
            frames
                .Select(f => RowOf(f, band)?.Track)
                .Where(t => t is not null)
                .GroupBy(t => t)
                .OrderByDescending(g => g.Count())
                .FirstOrDefault(g => 2 * g.Count() > frames.Length)
                ?.Key;

        BandRow? RowOf(int frame, int band)
        {
            if (series.Truth(frame, band) is not { } truth)
                return null;
            BandRow? row = bands[frame]
                .Where(b => by != SeenBy.Errors || b.Band == band + 1)
                .OrderBy(b => Math.Abs(b.Center - truth.Center))
                .Cast<BandRow?>()
                .FirstOrDefault();
            return row is { } r && (by == SeenBy.Errors || Math.Abs(r.Center - truth.Center) < 0.25 * truth.Fwhm) ? r : null;
        }
    }
}
