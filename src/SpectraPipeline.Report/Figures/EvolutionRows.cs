using SpectraPipeline.Core.Rows;
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
        ILookup<int, BandRow> bands = series.Bands.Where(b => b.Track is not null).ToLookup(b => b.Track!.Value);
        ILookup<int, DetectionLimitRow> limits = source.DetectionLimits.Where(l => l.Series == series.Id).ToLookup(l => l.Frame);
        foreach (TrackRow track in Highest(series.Tracks))
        {
            List<BandRow> rows = [.. bands[track.Track].OrderBy(b => b.Frame)];
            rows = [.. SeriesSource.Even([.. Enumerable.Range(0, rows.Count)], BandEvolutionFigure.MostPoints).Select(i => rows[i])];
            if (rows.Count > 0)
                yield return Input(series, track, rows, limits, against);
        }
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

    private static TrackInput Input(
        SeriesSource series,
        TrackRow track,
        List<BandRow> rows,
        ILookup<int, DetectionLimitRow> limits,
        Variable variable
    )
    {
        double[] limit = [.. rows.Select(b => LimitAt(limits[b.Frame], b))];
        return new TrackInput
        {
            Heading = BandWords.Heading(track),
            X = [.. rows.Select(b => series.At(b.Frame, variable))],
            Height = new([.. rows.Select(b => b.Height)], Errors(rows, b => b.HeightSe)),
            Center = new([.. rows.Select(b => b.Center)], Errors(rows, b => b.CenterSe)),
            Fwhm = new([.. rows.Select(b => b.Fwhm)], Errors(rows, b => b.FwhmSe)),
            RowIds = [.. rows.Select(b => RowIds.Of(b))],
            AtBound = [.. rows.Select(b => b.AtBound.Length > 0)],
            DetectionLimit = limit.Any(double.IsFinite) ? limit : [],
            Sign = track.Sign == 0 ? 1 : track.Sign,
            Onset = Onset(track, variable),
        };
    }

    private static double[] Errors(List<BandRow> rows, Func<BandRow, double> error) =>
        rows.Any(b => double.IsFinite(error(b))) ? [.. rows.Select(error)] : [];

    /// <summary>The limit of the same frame at the nearest position, within the band's width.</summary>
    private static double LimitAt(IEnumerable<DetectionLimitRow> limits, BandRow band)
    {
        double best = double.NaN;
        double nearest = double.IsFinite(band.Fwhm) ? band.Fwhm : double.MaxValue;
        foreach (DetectionLimitRow limit in limits)
            if (Math.Abs(limit.Center - band.Center) <= nearest)
                (nearest, best) = (Math.Abs(limit.Center - band.Center), limit.LodHeight);
        return best;
    }

    private static (double, double, double, string)? Onset(TrackRow track, Variable variable)
    {
        (double at, double low, double high) = variable switch
        {
            Variable.Potential => (track.OnsetPotentialV, track.OnsetPotentialVLow, track.OnsetPotentialVHigh),
            Variable.Time => (track.OnsetTimeS, track.OnsetTimeSLow, track.OnsetTimeSHigh),
            _ => (double.NaN, double.NaN, double.NaN),
        };
        return double.IsFinite(at) ? (at, low, high, RowIds.Of(track)) : null;
    }
}
