using SpectraPipeline.Core.Rows;
using SpectraPipeline.Report.Sources;

namespace SpectraPipeline.Report.Figures;

/// <summary>Rows of an XAS series as its figure over the frames draws them.</summary>
internal static class XasSeriesTracks
{
    private const double Normal975 = 1.959963984540054;
    private const int Fewest = 4;
    private const int MostComponents = 6;

    /// <summary>Time where frames were taken one after the other, potential where it was stepped, else the number.</summary>
    public static Variable VariableOf(SeriesSource series) => series.Variable;

    public static List<FramePanel> Of(ReportSource source, SeriesSource series)
    {
        HashSet<int> faulted = [.. series.Frames.Where(f => f.Status == "faulted").Select(f => f.Frame)];
        List<EdgePositionRow> positions = XasSource
            .Newest(series, source.Xas.Positions.Of(series.Id), p => p.Step)
            .FindAll(p => !faulted.Contains(p.Frame));
        List<FramePanel> panels = [];
        Add(Edge(series, positions));
        Add(WhiteLine(series, positions));
        Add(Mixture(source, series, faulted));
        Add(Energies(source, series));
        return panels;

        void Add(FramePanel? panel)
        {
            if (panel is { Tracks.Count: > 0 })
                panels.Add(panel);
        }
    }

    /// <summary>Each definition against its own first frame: they differ by more than they move.</summary>
    private static FramePanel Edge(SeriesSource series, List<EdgePositionRow> positions)
    {
        List<FrameTrack> tracks = [];
        foreach (var group in positions.Where(p => p.Definition != "white-line").GroupBy(p => (p.Channel, p.Definition)))
        {
            EdgePositionRow[] rows = [.. group.Where(p => double.IsFinite(p.Energy)).OrderBy(p => p.Frame)];
            if (rows.Length < Fewest)
                continue;
            string name = group.Key.Definition.Replace('-', ' ') + (group.Key.Channel == "norm" ? "" : $" ({group.Key.Channel})");
            double first = rows[0].Energy;
            tracks.Add(Track(series, name, rows, p => p.Frame, p => p.Energy - first, p => Normal975 * p.EnergySe, p => RowIds.Of(p)));
        }
        return new FramePanel(
            new FigureAxis { Quantity = RichText.Markup("Edge − first frame"), Unit = "eV" },
            tracks,
            "Edge by each definition, less that of its first frame; bars hold the noise of the points alone."
        )
        {
            HasZero = true,
        };
    }

    private static FramePanel? WhiteLine(SeriesSource series, List<EdgePositionRow> positions)
    {
        EdgePositionRow[] rows =
        [
            .. positions.Where(p => p is { Definition: "white-line", Channel: "norm" } && double.IsFinite(p.Height)).OrderBy(p => p.Frame),
        ];
        return rows.Length < Fewest
            ? null
            : new FramePanel(
                new FigureAxis { Quantity = "White line", Unit = "edge steps" },
                [Track(series, "white line", rows, p => p.Frame, p => p.Height, p => Normal975 * p.HeightSe, p => RowIds.Of(p))],
                "Height of the white line."
            );
    }

    /// <summary>Weights of standards; where there are none, scores of the first principal components.</summary>
    private static FramePanel? Mixture(ReportSource source, SeriesSource series, HashSet<int> faulted)
    {
        List<ComponentRow> all = source
            .Xas.Components.Of(series.Id, "ORDER BY frame, file_row_number")
            .FindAll(c => !faulted.Contains(c.Frame));
        List<ComponentRow> rows = XasSource.Newest(series, all.FindAll(c => c.Method == "lcf"), c => c.Step);
        bool isLcf = rows.Count > 0;
        if (!isLcf)
            rows = XasSource.Newest(series, all.FindAll(c => c.Method == "pca"), c => c.Step);
        List<FrameTrack> tracks = [];
        foreach (var group in rows.GroupBy(c => c.Component).Take(isLcf ? MostComponents : 3))
        {
            ComponentRow[] of = [.. group];
            if (of.Length < Fewest)
                continue;
            tracks.Add(
                new FrameTrack(
                    RichText.Plain(group.Key),
                    [.. of.Select(c => series.At(c.Frame, VariableOf(series)))],
                    [.. of.Select(c => c.Weight)],
                    [.. of.Select(c => c.Weight - c.WeightLow)],
                    [.. of.Select(c => c.WeightHigh - c.Weight)],
                    [.. of.Select(c => RowIds.Of(c))]
                )
                {
                    Open = [.. of.Select(c => c.AtBound)],
                }
            );
        }
        return tracks.Count == 0
            ? null
            : new FramePanel(
                new FigureAxis { Quantity = isLcf ? "Weight" : "Score" },
                tracks,
                isLcf
                    ? "Weights of the standards with all of them in the combination (open: at a bound); long bars: standards stand for each other."
                    : "Scores of the first principal components."
            )
            {
                HasZero = true,
            };
    }

    private static FramePanel? Energies(ReportSource source, SeriesSource series)
    {
        AlignmentRow[] rows =
        [
            .. XasSource
                .Newest(series, source.Xas.Alignments.Of(series.Id), a => a.Step)
                .Where(a => double.IsFinite(a.ShiftEv))
                .OrderBy(a => a.Frame),
        ];
        return rows.Length < Fewest
            ? null
            : new FramePanel(
                new FigureAxis { Quantity = "Energy shift", Unit = "eV" },
                [
                    Track(series, "shift", rows, a => a.Frame, a => a.ShiftEv, a => Normal975 * a.ShiftSe, a => RowIds.Of(a)) with
                    {
                        Open = [.. rows.Select(a => a.Origin != "measured")],
                    },
                ],
                "What was added to the energies of each frame (open: by its neighbours, its own reference missing or contradicting)."
            )
            {
                HasZero = true,
            };
    }

    private static FrameTrack Track<TRow>(
        SeriesSource series,
        string name,
        TRow[] rows,
        Func<TRow, int> frame,
        Func<TRow, double> value,
        Func<TRow, double> half,
        Func<TRow, string> row
    )
    {
        double[] halves = [.. rows.Select(half)];
        return new(
            RichText.Plain(name),
            [.. rows.Select(r => series.At(frame(r), VariableOf(series)))],
            [.. rows.Select(value)],
            halves,
            halves,
            [.. rows.Select(row)]
        );
    }
}
