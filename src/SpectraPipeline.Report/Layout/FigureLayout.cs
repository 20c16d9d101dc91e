namespace SpectraPipeline.Report.Layout;

/// <summary>A panel with its place on the page and its axes.</summary>
/// <param name="CellLeft">Left end of the panel's room, where the letter stands.</param>
/// <param name="CellTop">Upper end of the room of the row, so that letters and headings of a row stand at one height.</param>
/// <param name="MarkLabelRoom">Height over the plot kept for upright labels of marks.</param>
/// <param name="YLabel">The label of y, in two lines where one is longer than the panel is high.</param>
public sealed record PanelLayout(
    Panel Panel,
    Box Plot,
    AxisScale X,
    AxisScale Y,
    AxisScale? Bar,
    double CellLeft,
    double CellTop,
    double MarkLabelRoom,
    IReadOnlyList<RichText> YLabel,
    IReadOnlyList<LegendEntry> Legend
);

/// <summary>Where everything of a figure lies: plots of one column share their left and right ends, those of one row their top and bottom.</summary>
/// <param name="Width">Points (1/72 inch).</param>
/// <param name="Height">Points (1/72 inch).</param>
public sealed record FigureLayout(Figure Figure, double Width, double Height, IReadOnlyList<PanelLayout> Panels)
{
    private const double Margin = 2;
    private const double ColumnGap = 8;
    private const double RowGap = 5;

    public static FigureLayout Of(Figure figure)
    {
        double width = (int)figure.Width * Typography.PointsPerMillimetre;
        double height = figure.HeightMillimetres * Typography.PointsPerMillimetre;
        Dictionary<string, Extent> groups = Groups(figure);
        Insets[] insets = new Insets[figure.Panels.Count];
        Array.Fill(insets, new Insets(30, 4, 6, 26));
        PanelLayout[] panels = [];
        // Ticks depend on the room and the room on the ticks' labels: three rounds settle it, and the last uses the room of the round before.
        for (int round = 0; round < 4; round++)
        {
            panels = PlacePanels(figure, width, height, insets, groups);
            for (int i = 0; i < panels.Length; i++)
                insets[i] = PanelInsets.Of(panels[i]);
        }
        return new(figure, width, height, panels);
    }

    private static PanelLayout[] PlacePanels(Figure figure, double width, double height, Insets[] insets, Dictionary<string, Extent> groups)
    {
        int columns = figure.ColumnWeights.Count;
        int rows = figure.RowWeights.Count;
        double[] left = new double[columns];
        double[] right = new double[columns];
        double[] top = new double[rows];
        double[] bottom = new double[rows];
        for (int i = 0; i < insets.Length; i++)
        {
            Panel p = figure.Panels[i];
            left[p.Column] = Math.Max(left[p.Column], insets[i].Left);
            right[p.Column + p.ColumnSpan - 1] = Math.Max(right[p.Column + p.ColumnSpan - 1], insets[i].Right);
            top[p.Row] = Math.Max(top[p.Row], insets[i].Top);
            bottom[p.Row + p.RowSpan - 1] = Math.Max(bottom[p.Row + p.RowSpan - 1], insets[i].Bottom);
        }
        (double[] x, double[] w) = Share(width, figure.ColumnWeights, left, right, ColumnGap);
        (double[] y, double[] h) = Share(height, figure.RowWeights, top, bottom, RowGap);
        return
        [
            .. figure.Panels.Select(p =>
            {
                int lastColumn = p.Column + p.ColumnSpan - 1;
                int lastRow = p.Row + p.RowSpan - 1;
                Box plot = new(x[p.Column], y[p.Row], x[lastColumn] + w[lastColumn] - x[p.Column], y[lastRow] + h[lastRow] - y[p.Row]);
                return PlacePanel(p, plot, x[p.Column] - left[p.Column], y[p.Row] - top[p.Row], groups);
            }),
        ];
    }

    private static PanelLayout PlacePanel(Panel panel, Box plot, double cellLeft, double cellTop, Dictionary<string, Extent> groups)
    {
        AxisScale x = Scale(panel, panel.X, Extent.X, plot.Left, plot.Right, groups).WithTicks(Typography.Small, upright: false);
        AxisScale y = Scale(panel, panel.Y, YOf(panel), plot.Bottom, plot.Top, groups).WithTicks(Typography.Small, upright: true);
        AxisScale? bar = panel.Bar is null ? null : BarScale(panel.Bar, plot);
        double room = MarkLabels.Room(panel);
        return new(
            panel,
            plot,
            x,
            y,
            bar,
            cellLeft,
            cellTop,
            room,
            LabelLines.Of(y.Axis.Label(y.Power), plot.Height),
            LegendRow.Place(panel, plot, room)
        );
    }

    private static AxisScale BarScale(ColourBar bar, Box plot)
    {
        FigureAxis axis = bar.Axis with { Kind = AxisKind.Linear, Direction = AxisDirection.Ascending };
        return new AxisScale(
            axis,
            Math.Min(bar.Scale.Low, bar.Scale.High),
            Math.Max(bar.Scale.Low, bar.Scale.High),
            plot.Bottom,
            plot.Top
        ).WithTicks(Typography.Small, upright: true);
    }

    private static AxisScale Scale(
        Panel panel,
        FigureAxis axis,
        Func<Layer, Extent> extentOf,
        double start,
        double end,
        Dictionary<string, Extent> groups
    )
    {
        Extent range = axis.Group is not null ? groups[axis.Group] : Range(panel, axis, extentOf);
        return new(axis, range.Low, range.High, start, end);
    }

    private static Dictionary<string, Extent> Groups(Figure figure)
    {
        Dictionary<string, Extent> groups = [];
        foreach (Panel panel in figure.Panels)
        {
            Add(panel, panel.X, Extent.X);
            Add(panel, panel.Y, YOf(panel));
        }
        return groups;

        void Add(Panel panel, FigureAxis axis, Func<Layer, Extent> extentOf)
        {
            if (axis.Group is not null)
                groups[axis.Group] = groups.GetValueOrDefault(axis.Group, Extent.Nothing).Include(Range(panel, axis, extentOf));
        }
    }

    /// <summary>Heights of what an x-axis with ends of its own lets be seen.</summary>
    private static Func<Layer, Extent> YOf(Panel panel) =>
        layer => Extent.Y(layer, panel.X.Low ?? double.NegativeInfinity, panel.X.High ?? double.PositiveInfinity);

    /// <summary>The range an axis shows: its own ends, else the data with air where a curve would touch the frame.</summary>
    private static Extent Range(Panel panel, FigureAxis axis, Func<Layer, Extent> extentOf)
    {
        if (axis.Kind == AxisKind.Categorical)
            return new(-0.5, axis.Categories.Count - 0.5);
        Extent data = Extent.Nothing;
        foreach (Layer layer in panel.Layers)
            data = data.Include(extentOf(layer));
        if (data.IsEmpty)
            data = new(0, 1);
        bool isY = ReferenceEquals(axis, panel.Y);
        bool tight = panel.Layers.Any(layer => layer is HeatmapLayer || (layer is BarsLayer && !isY));
        double air =
            tight ? 0
            : isY ? 0.05
            : panel.Layers.Any(layer => layer is PointsLayer) ? 0.03
            : 0;
        double low = data.Low;
        double high = data.High;
        if (axis.Kind == AxisKind.Log)
        {
            low = low > 0 ? low : high / 1000;
            double factor = Math.Pow(high / low, air);
            return new(axis.Low ?? (low / factor), axis.High ?? (high * factor));
        }
        double span = high - low;
        // A constant, up to what rounding leaves of it: a band held at 1643 cm-1 is read off near 1643, not between 800 and 2500.
        if (span <= 1e-12 * Math.Max(Math.Abs(high), Math.Abs(low)))
            (span, air) = high != 0 ? (Math.Abs(high), 0.05) : (1, 0.5);
        return new(axis.Low ?? (low - (air * span)), axis.High ?? (high + (air * span)));
    }

    private static (double[] At, double[] Length) Share(
        double total,
        IReadOnlyList<double> weights,
        double[] before,
        double[] after,
        double gap
    )
    {
        double free = total - (2 * Margin) - before.Sum() - after.Sum() - (gap * (weights.Count - 1));
        double sum = weights.Sum();
        double[] at = new double[weights.Count];
        double[] length = new double[weights.Count];
        double position = Margin;
        for (int i = 0; i < weights.Count; i++)
        {
            length[i] = Math.Max(10, free * weights[i] / sum);
            at[i] = position + before[i];
            position = at[i] + length[i] + after[i] + gap;
        }
        return (at, length);
    }
}
