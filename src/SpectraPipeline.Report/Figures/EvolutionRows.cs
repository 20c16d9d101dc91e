using SpectraPipeline.Core.Rows;
using SpectraPipeline.Report.Html;
using SpectraPipeline.Report.Sources;

namespace SpectraPipeline.Report.Figures;

/// <summary>Rows of bands, tracks, detection limits and frames as the evolution figures draw them.</summary>
internal static class EvolutionRows
{
    /// <summary>Tracks by the height of their largest band.</summary>
    public static IEnumerable<TrackRow> Highest(IEnumerable<TrackRow> tracks) =>
        tracks.OrderByDescending(t => double.IsFinite(t.MaxHeight) ? Math.Abs(t.MaxHeight) : 0);

    /// <summary>Tracks of a series, the highest first.</summary>
    public static IEnumerable<TrackInput> Tracks(ReportSource source, SeriesSource series, Variable? variable = null)
    {
        Variable against = variable ?? series.Variable;
        IReadOnlyList<int> frames =
        [
            .. series.Healthy(BandEvolutionFigure.MostPoints).Where(frame => double.IsFinite(series.At(frame, against))),
        ];
        // Of a long series only the frames drawn are read.
        ILookup<int, BandRow> bands = source.Bands.Of(series.Id, frames).Where(b => b.Track is not null).ToLookup(b => b.Track!.Value);
        ILookup<int, DetectionLimitRow> limits = source.DetectionLimits.Of(series.Id, frames).ToLookup(l => l.Frame);
        ILookup<int, TrackStretchRow> stretches = source.Stretches.Of(series.Id).Where(s => s.Kind != "missing").ToLookup(s => s.Track);
        // One kind of bar in all figures of a series: intervals are 95 %, and so is what is drawn beside them.
        bool are95 = bands.SelectMany(track => track).Any(b => BandErrors.HasInterval(b));
        foreach (TrackRow track in Highest(series.Tracks))
            if (series.Tracked.Contains(track.Track))
                yield return Input(
                    series,
                    track,
                    frames,
                    new TrackBars(bands[track.Track].DistinctBy(b => b.Frame).ToDictionary(b => b.Frame), frames, are95),
                    limits,
                    against
                ) with
                {
                    Merged = MergedStretches.Of(stretches[track.Track], frame => series.At(frame, against)),
                };
    }

    /// <summary>The current, where it was logged, on the same axis.</summary>
    public static IReadOnlyList<CompanionInput> Companions(SeriesSource series, Variable variable)
    {
        List<FrameRow> known = [.. series.Frames.Where(f => double.IsFinite(f.CurrentA) && double.IsFinite(series.At(f.Frame, variable)))];
        if (known.Count < 2)
            return [];
        IReadOnlyList<int> shown = SeriesSource.Even([.. Enumerable.Range(0, known.Count)], BandEvolutionFigure.MostPoints);
        double[] x = [.. shown.Select(i => series.At(known[i].Frame, variable))];
        double[] y = [.. shown.Select(i => known[i].CurrentA)];
        return
        [
            new CompanionInput(
                new FigureAxis { Quantity = RichText.Markup("*I*"), Unit = "A" },
                [("current", x, y, [], "frames:" + series.Id)]
            ),
        ];
    }

    /// <summary>A sentence where not every frame is drawn.</summary>
    public static string Thinned(SeriesSource series) =>
        series.Frames.Count > BandEvolutionFigure.MostPoints
            ? $" At most {BandEvolutionFigure.MostPoints} frames of {series.Frames.Count} are drawn, evenly chosen."
            : "";

    /// <summary>One value for every frame drawn; NaN where the track has no band, so that no line bridges what was not found.</summary>
    private static TrackInput Input(
        SeriesSource series,
        TrackRow track,
        IReadOnlyList<int> frames,
        TrackBars bands,
        ILookup<int, DetectionLimitRow> limits,
        Variable variable
    )
    {
        double[] limit = [.. frames.Select(frame => LimitAt(limits[frame], track))];
        bool[] below =
        [
            .. frames.Select(
                (frame, i) =>
                    bands.At(frame) is { } band && (Math.Abs(band.Height) < limit[i] || band.IntervalMethod == BandErrors.NotDetected)
            ),
        ];
        double[] x = [.. frames.Select(frame => series.At(frame, variable))];
        bool jumps = series.Frames.Count > BandEvolutionFigure.MostPoints && Jumps(x);
        return new TrackInput
        {
            IsJoined = !jumps,
            Rises = jumps ? [.. frames.Select(frame => series.Rises(frame, variable))] : [],
            Heading = BandWords.Heading(track, series.AxisUnit),
            AxisUnit = series.AxisUnit,
            Bars = bands.Words(series.HasRivalBaselines),
            X = x,
            Height = bands.Heights(),
            // Of a band that cannot be told from noise neither position nor width is known.
            Center = bands.Centers(below),
            Fwhm = bands.Widths(below),
            RowIds = [.. frames.Select(frame => bands.At(frame) is { } band ? RowIds.Of(band) : "")],
            Below = below,
            AtBound = [.. frames.Select(frame => bands.At(frame) is { AtBound.Length: > 0 })],
            DetectionLimit = limit.Any(double.IsFinite) ? limit : [],
            Sign = track.Sign,
            Onset = Onset(track, variable),
        };
    }

    /// <summary>Neighbours lie a tenth of the range apart or more, most of them: of a potential cycled many times too few frames are drawn to follow it.</summary>
    internal static bool Jumps(IReadOnlyList<double> x)
    {
        if (x.Count < 3)
            return false;
        double[] steps = [.. Enumerable.Range(1, x.Count - 1).Select(i => Math.Abs(x[i] - x[i - 1])).Order()];
        return steps[steps.Length / 2] > 0.1 * (x.Max() - x.Min());
    }

    /// <summary>The limit of a frame at the nearest position, within the track's width.</summary>
    private static double LimitAt(IEnumerable<DetectionLimitRow> limits, TrackRow track)
    {
        double best = double.NaN;
        double nearest = double.IsFinite(track.Fwhm) ? track.Fwhm : double.MaxValue;
        foreach (DetectionLimitRow limit in limits)
            if (Math.Abs(limit.Center - track.Center) <= nearest)
                (nearest, best) = (Math.Abs(limit.Center - track.Center), limit.LodHeight);
        return best;
    }

    private static (double, double, double, string)? Onset(TrackRow track, Variable variable)
    {
        // A band that changes sign has no one onset.
        if (track.Sign == 0)
            return null;
        (double at, double low, double high) = variable switch
        {
            Variable.Potential => (track.OnsetPotentialV, track.OnsetPotentialVLow, track.OnsetPotentialVHigh),
            Variable.Time => (track.OnsetTimeS, track.OnsetTimeSLow, track.OnsetTimeSHigh),
            _ => (double.NaN, double.NaN, double.NaN),
        };
        return double.IsFinite(at) ? (at, low, high, RowIds.Of(track)) : null;
    }
}
