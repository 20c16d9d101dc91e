namespace SpectraPipeline.Report.Layout;

/// <summary>One entry of a legend and where its swatch begins.</summary>
public sealed record LegendEntry(Layer Layer, RichText Text, double X, double Baseline);

/// <summary>Sets legend entries in rows (above) or in a column (in a corner).</summary>
internal static class LegendRow
{
    public const double SwatchWidth = 14;
    public const double RowHeight = 11;
    private const double Gap = 9;

    public static double Width(RichText text) => SwatchWidth + 3 + FontMetrics.Width(text, Typography.Small);

    public static IReadOnlyList<Layer> Named(Panel panel) => [.. panel.Layers.Where(layer => layer.Name is { IsEmpty: false })];

    /// <summary>Rows that entries over a plot of this width need.</summary>
    public static int RowsAbove(Panel panel, double width)
    {
        IReadOnlyList<Layer> named = Named(panel);
        return panel.Legend != LegendPlace.Above || named.Count == 0 ? 0 : (int)Flow(named, width).Max(place => place.Row) + 1;
    }

    public static IReadOnlyList<LegendEntry> Place(Panel panel, Box plot, double labelRoom)
    {
        IReadOnlyList<Layer> named = Named(panel);
        if (panel.Legend == LegendPlace.None || named.Count == 0)
            return [];
        if (panel.Legend == LegendPlace.Above)
        {
            int rows = RowsAbove(panel, plot.Width);
            return
            [
                .. Flow(named, plot.Width)
                    .Select(
                        (place, i) =>
                            new LegendEntry(
                                named[i],
                                FontMetrics.Fit(named[i].Name!, Typography.Small, plot.Width - SwatchWidth - 3),
                                plot.Left + place.X,
                                plot.Top - labelRoom - 3 - ((rows - 1 - place.Row) * RowHeight)
                            )
                    ),
            ];
        }
        double width = Math.Min(named.Max(layer => Width(layer.Name!)), plot.Width - 8);
        bool left = panel.Legend is LegendPlace.TopLeft or LegendPlace.BottomLeft;
        bool top = panel.Legend is LegendPlace.TopLeft or LegendPlace.TopRight;
        double x = left ? plot.Left + 4 : plot.Right - 4 - width;
        double first = top ? plot.Top + 9 : plot.Bottom - 5 - ((named.Count - 1) * RowHeight);
        return
        [
            .. named.Select(
                (layer, i) =>
                    new LegendEntry(
                        layer,
                        FontMetrics.Fit(layer.Name!, Typography.Small, width - SwatchWidth - 2),
                        x,
                        first + (i * RowHeight)
                    )
            ),
        ];
    }

    private static List<(double X, int Row)> Flow(IReadOnlyList<Layer> named, double width)
    {
        List<(double, int)> places = [];
        double x = 0;
        int row = 0;
        foreach (Layer layer in named)
        {
            double needed = Width(layer.Name!);
            if (x > 0 && x + needed > width)
            {
                x = 0;
                row++;
            }
            places.Add((x, row));
            x += needed + Gap;
        }
        return places;
    }
}
