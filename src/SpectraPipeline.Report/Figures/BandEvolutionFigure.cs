using System.Globalization;
using SpectraPipeline.Report.Sources;

namespace SpectraPipeline.Report.Figures;

/// <summary>F3: height, position and width of each track with what is known of their uncertainty.</summary>
[Figure("band-evolution", 30)]
public sealed class BandEvolutionFigure : FigureMaker
{
    /// <summary>More points than this touch each other in print; evenly chosen ones are drawn.</summary>
    public const int MostPoints = 250;

    /// <summary>Figures a series; the highest tracks come first, all are in the tables.</summary>
    public const int MostFigures = 4;

    public override IEnumerable<Figure> Make(ReportSource source)
    {
        List<SeriesSource> makers = [.. source.Series.Where(s => s.Tracks.Any() && s.Tracked.Count > 0)];
        foreach (SeriesSource series in makers)
        {
            List<TrackInput> inputs = [.. EvolutionRows.Tracks(source, series)];
            List<TrackInput[]> groups = [.. inputs.Chunk(MostTracks).Take(MostFigures)];
            int shown = groups.Sum(group => group.Length);
            for (int i = 0; i < groups.Count; i++)
            {
                string name = ReportSource.FigureName("band-evolution", series.Id, makers.Count);
                if (i > 0)
                    name += "-" + (i + 1).ToString(CultureInfo.InvariantCulture);
                string rest =
                    i == groups.Count - 1 && shown < inputs.Count
                        ? $" The {shown} highest of {inputs.Count} tracks are drawn; all are in the tables."
                        : "";
                Figure figure = Draw(
                    name,
                    series.AxisOf(series.Variable),
                    SeriesSource.YAxisOf(series.VibrationalSignal),
                    groups[i],
                    EvolutionRows.Companions(series, series.Variable)
                );
                yield return figure with
                {
                    Caption = figure.Caption + RichText.Plain(rest + EvolutionRows.Thinned(series)),
                };
            }
        }
    }

    /// <summary>Tracks beside each other in one figure.</summary>
    public const int MostTracks = 3;

    public static Figure Draw(
        string name,
        FigureAxis x,
        FigureAxis height,
        IReadOnlyList<TrackInput> tracks,
        IReadOnlyList<CompanionInput> companions
    )
    {
        int rows = 3 + companions.Count;
        List<Panel> panels = [];
        int merged = tracks.ToList().FindIndex(track => track.Merged.Count > 0);
        for (int column = 0; column < tracks.Count; column++)
        {
            TrackInput track = tracks[column];
            Colour colour = OkabeIto.Line(column);
            FigureAxis shared = x with { Group = "x" };
            panels.Add(
                Cell(track, shared, 0, column, rows, HeightLayers(track, colour, column == 0), TrackRange.OfHeights(height, [track])) with
                {
                    Letter = tracks.Count > 1 ? ((char)('a' + column)).ToString() : "",
                    Heading = track.Heading,
                }
            );
            panels[^1] = panels[^1] with
            {
                Layers = [.. TrackLayers.Merged(track, panels[^1].Y, named: column == merged), .. panels[^1].Layers],
            };
            FigureAxis center = TrackRange.Of(new() { Quantity = "Position", Unit = track.AxisUnit }, track, track.Center);
            panels.Add(
                Cell(
                    track,
                    shared,
                    1,
                    column,
                    rows,
                    [.. TrackLayers.Merged(track, center, false), .. Points(track, track.Center, colour)],
                    center
                )
            );
            FigureAxis width = TrackRange.Of(new() { Quantity = "FWHM", Unit = track.AxisUnit }, track, track.Fwhm);
            panels.Add(
                Cell(
                    track,
                    shared,
                    2,
                    column,
                    rows,
                    [.. TrackLayers.Merged(track, width, false), .. Points(track, track.Fwhm, colour)],
                    width
                )
            );
            for (int i = 0; i < companions.Count; i++)
                panels.Add(Cell(track, shared, 3 + i, column, rows, CompanionLayers(companions[i], named: column == 0), companions[i].Y));
        }
        return new Figure
        {
            Name = name,
            Width = tracks.Count > 1 ? FigureWidth.TwoColumns : FigureWidth.OneColumn,
            HeightMillimetres = 30 + (26 * rows),
            ColumnWeights = [.. Enumerable.Repeat(1.0, tracks.Count)],
            RowWeights = [1.4, 1, 1, .. Enumerable.Repeat(0.8, companions.Count)],
            Panels = panels,
            Caption = RichText.Plain(Caption(tracks) + Outside(panels)),
        };
    }

    /// <summary>A sentence where a point lies beyond the range that its panel shows.</summary>
    private static string Outside(List<Panel> panels)
    {
        int outside = panels.Sum(panel =>
            panel.Layers.OfType<PointsLayer>().Sum(points => points.Y.Count(y => y < panel.Y.Low || y > panel.Y.High))
        );
        return outside == 0 ? ""
            : outside == 1 ? " One point lies beyond the range drawn."
            : $" {outside.ToString(CultureInfo.InvariantCulture)} points lie beyond the range drawn.";
    }

    private static string Caption(IReadOnlyList<TrackInput> tracks)
    {
        string caption =
            $"Height, position and width of each track. Bars: {string.Join(" or ", tracks.Select(track => track.Bars).Distinct())}.";
        if (tracks.Any(track => track.Merged.Count > 0))
            caption += $" {TrackLayers.MergedWords}";
        if (tracks.Any(track => track.DetectionLimit.Length > 0))
            caption += " Grey floor: below the limit of detection.";
        if (tracks.Any(track => track.Below.Any(below => below)))
            caption += " Open and grey: band below its limit of detection, without position and width.";
        if (tracks.Any(track => track.AtBound.Any(at => at)))
            caption += " Open and coloured: the fit ended at a bound.";
        if (tracks.Any(track => TurnsBack(track.X)))
            caption += " Triangles up: while the potential rose, down: while it fell.";
        if (tracks.Any(track => !track.IsJoined))
            caption += " Points are not joined: between two frames drawn the potential turned.";
        if (tracks.Any(track => track.Onset is not null))
            caption += " Bar with a tick over the axis of the heights: onset with its 95 % interval.";
        return caption;
    }

    private static Panel Cell(TrackInput track, FigureAxis x, int row, int column, int rows, IReadOnlyList<Layer> layers, FigureAxis y) =>
        new()
        {
            Row = row,
            Column = column,
            X = row == rows - 1 ? x : x with { Labelled = false },
            Y = y,
            Layers = track.X.Length == 0 ? [] : layers,
        };

    private static List<Layer> HeightLayers(TrackInput track, Colour colour, bool named)
    {
        List<Layer> layers = [];
        if (track.DetectionLimit.Length > 0)
        {
            // In order of x: where a potential turns back, an area drawn in order of time would fold over itself.
            int[] order =
            [
                .. Enumerable.Range(0, track.X.Length).Where(i => double.IsFinite(track.DetectionLimit[i])).OrderBy(i => track.X[i]),
            ];
            double[] limit = [.. order.Select(i => track.DetectionLimit[i])];
            double[] minus = [.. limit.Select(height => -height)];
            double[] zero = new double[limit.Length];
            layers.Add(
                new BandLayer([.. order.Select(i => track.X[i])], track.Sign > 0 ? zero : minus, track.Sign < 0 ? zero : limit)
                {
                    Name = named ? "below detection" : null,
                }
            );
        }
        layers.Add(new HorizontalLineLayer(0));
        layers.AddRange(TrackLayers.Onset(track, colour, lane: 0));
        layers.AddRange(Points(track, track.Height, colour));
        return layers;
    }

    private static IEnumerable<Layer> Points(TrackInput track, TrackedQuantity quantity, Colour colour)
    {
        if (track.IsJoined)
            yield return new LineLayer(track.X, quantity.Value) { Colour = colour, Thickness = 0.4 };
        MarkerShape[] shapes =
            track.Rises.Length > 0
                ? [.. track.Rises.Select(rises => rises ? MarkerShape.TriangleUp : MarkerShape.TriangleDown)]
                : Shapes(track.X);
        foreach (
            IGrouping<(bool Below, bool AtBound, MarkerShape Shape), int> group in Enumerable
                .Range(0, track.X.Length)
                .Where(i => double.IsFinite(quantity.Value[i]))
                .GroupBy(i => (Below: track.IsBelow(i), AtBound: i < track.AtBound.Length && track.AtBound[i], Shape: shapes[i]))
                .OrderBy(group => (group.Key.Below, group.Key.AtBound))
        )
        {
            yield return TrackLayers.Points(track, quantity, [.. group], group.Key.Below ? Colour.Grey : colour) with
            {
                Marker = group.Key.Shape,
                Hollow = group.Key.Below || group.Key.AtBound,
            };
        }
    }

    private static bool TurnsBack(double[] x) =>
        Enumerable.Range(1, Math.Max(0, x.Length - 1)).Select(i => Math.Sign(x[i] - x[i - 1])).Where(s => s != 0).Distinct().Count() > 1;

    /// <summary>Circles; where x turns back (a cycled potential) triangles that point the way it went, so that hysteresis can be read.</summary>
    private static MarkerShape[] Shapes(double[] x)
    {
        MarkerShape[] shapes = new MarkerShape[x.Length];
        if (!TurnsBack(x))
            return shapes;
        for (int i = 0; i < x.Length; i++)
        {
            double slope = x[Math.Min(i + 1, x.Length - 1)] - x[Math.Max(i - 1, 0)];
            shapes[i] = slope >= 0 ? MarkerShape.TriangleUp : MarkerShape.TriangleDown;
        }
        return shapes;
    }

    internal static List<Layer> CompanionLayers(CompanionInput companion, bool named)
    {
        List<Layer> layers = [new HorizontalLineLayer(0) { Colour = Colour.LightGrey }];
        for (int i = 0; i < companion.Curves.Count; i++)
        {
            (RichText name, double[] x, double[] y, double[] error, string rowId) = companion.Curves[i];
            RichText? legend = named && companion.Curves.Count > 1 ? name : null;
            Colour colour = companion.Curves.Count == 1 ? Colour.Ink : OkabeIto.Line(i);
            if (error.Length > 0 || y.Length < 15)
                layers.Add(
                    new PointsLayer(x, y)
                    {
                        Name = legend,
                        ErrorBelow = error.Length > 0 ? error : null,
                        ErrorAbove = error.Length > 0 ? error : null,
                        Colour = colour,
                        Marker = OkabeIto.Marker(i),
                        RowIds = [rowId],
                    }
                );
            else
                layers.Add(
                    new LineLayer(x, y)
                    {
                        Name = legend,
                        Colour = colour,
                        Dash = OkabeIto.Dash(i),
                        RowIds = [rowId],
                    }
                );
        }
        return layers;
    }
}
