using SpectraPipeline.Report.Sources;

namespace SpectraPipeline.Report.Figures;

/// <summary>A quantity over the frames of a series, with the distances to the ends of its interval.</summary>
public sealed record FrameTrack(RichText Name, double[] X, double[] Value, double[] Below, double[] Above, IReadOnlyList<string> RowIds)
{
    /// <summary>Drawn open: followed from neighbours, at a bound.</summary>
    public bool[] Open { get; init; } = [];
}

/// <summary>One quantity's panel.</summary>
public sealed record FramePanel(FigureAxis Y, IReadOnlyList<FrameTrack> Tracks, string Words)
{
    public bool HasZero { get; init; }
}

/// <summary>What an XAS series does over its frames: edge, white line, mixture, energy scale.</summary>
[Figure(Name, 52)]
public sealed class XasSeriesFigure : FigureMaker
{
    public const string Name = "xas-series";

    /// <summary>Fewer frames are in the table.</summary>
    private const int Fewest = 4;

    /// <summary>More points than these are lines with bands: bars would cover each other.</summary>
    private const int MostBars = 60;

    public override IEnumerable<Figure> Make(ReportSource source)
    {
        List<(SeriesSource Series, List<FramePanel> Panels)> drawn =
        [
            .. source
                .Series.Where(s => s.Card.IsXas && s.Frames.Count >= Fewest)
                .Select(s => (s, XasSeriesTracks.Of(source, s)))
                .Where(s => s.Item2.Count > 0),
        ];
        return drawn.Select(d =>
            Draw(ReportSource.FigureName(Name, d.Series.Id, drawn.Count), d.Series.AxisOf(XasSeriesTracks.VariableOf(d.Series)), d.Panels)
        );
    }

    public static Figure Draw(string name, FigureAxis x, IReadOnlyList<FramePanel> panels)
    {
        double[] all = [.. panels.SelectMany(p => p.Tracks).SelectMany(t => t.X).Where(double.IsFinite)];
        double margin = all.Length == 0 ? 0 : 0.04 * Math.Max(all.Max() - all.Min(), 1e-9);
        FigureAxis shared = x with
        {
            Group = "x",
            Low = all.Length == 0 ? null : all.Min() - margin,
            High = all.Length == 0 ? null : all.Max() + margin,
        };
        return new Figure
        {
            Name = name,
            Width = FigureWidth.TwoColumns,
            HeightMillimetres = 14 + (44 * panels.Count),
            RowWeights = [.. Enumerable.Repeat(1.0, panels.Count)],
            Panels =
            [
                .. panels.Select(
                    (p, i) =>
                        new Panel
                        {
                            Row = i,
                            Letter = ((char)('a' + i)).ToString(),
                            X = i == panels.Count - 1 ? shared : shared with { Labelled = false },
                            Y = p.Y,
                            Layers = [.. p.HasZero ? (Layer[])[new HorizontalLineLayer(0)] : [], .. Layers(p)],
                        }
                ),
            ],
            Caption = RichText.Plain(
                string.Join(' ', panels.Select((p, i) => $"({(char)('a' + i)}) {p.Words}"))
                    + " Bars and bands: 95 % intervals."
                    + (panels.Any(p => p.Tracks.Count > 1) ? " Points of one frame are moved apart sideways." : "")
            ),
        };
    }

    private static IEnumerable<Layer> Layers(FramePanel panel)
    {
        for (int i = 0; i < panel.Tracks.Count; i++)
        {
            FrameTrack track = panel.Tracks[i];
            Colour colour = OkabeIto.Line(i);
            if (track.X.Length > MostBars)
            {
                yield return Band(track, colour);
                yield return new LineLayer(track.X, track.Value)
                {
                    Name = track.Name,
                    Colour = colour,
                    Dash = OkabeIto.Dash(i),
                    RowIds = track.RowIds,
                };
                continue;
            }
            double[] x = Aside(track.X, i, panel.Tracks.Count);
            yield return new LineLayer(x, track.Value) { Colour = colour, Thickness = 0.4 };
            foreach (bool open in (bool[])[true, false])
            {
                int[] chosen = [.. Enumerable.Range(0, x.Length).Where(f => (track.Open.Length > f && track.Open[f]) == open)];
                if (chosen.Length > 0)
                    yield return new PointsLayer([.. chosen.Select(f => x[f])], [.. chosen.Select(f => track.Value[f])])
                    {
                        Name = !open || chosen.Length == x.Length ? track.Name : null,
                        ErrorBelow = [.. chosen.Select(f => track.Below[f])],
                        ErrorAbove = [.. chosen.Select(f => track.Above[f])],
                        Colour = colour,
                        Marker = OkabeIto.Marker(i),
                        Hollow = open,
                        Size = 3.2,
                        RowIds = [.. chosen.Select(f => track.RowIds[f])],
                    };
            }
        }
    }

    private static BandLayer Band(FrameTrack track, Colour colour)
    {
        int[] known =
        [
            .. Enumerable.Range(0, track.X.Length).Where(i => double.IsFinite(track.Value[i] + track.Below[i] + track.Above[i])),
        ];
        return new BandLayer(
            [.. known.Select(i => track.X[i])],
            [.. known.Select(i => track.Value[i] - track.Below[i])],
            [.. known.Select(i => track.Value[i] + track.Above[i])]
        )
        {
            Colour = colour,
            Opacity = 0.18,
        };
    }

    /// <summary>Moved by a small part of the least distance of two frames, so that bars of several tracks do not cover each other.</summary>
    private static double[] Aside(double[] x, int track, int tracks)
    {
        double least = double.PositiveInfinity;
        for (int i = 1; i < x.Length; i++)
            least = x[i] != x[i - 1] ? Math.Min(least, Math.Abs(x[i] - x[i - 1])) : least;
        double shift = double.IsFinite(least) ? 0.5 * least / Math.Max(tracks, 2) * (track - ((tracks - 1) / 2.0)) : 0;
        return [.. x.Select(v => v + shift)];
    }
}
