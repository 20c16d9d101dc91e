namespace SpectraPipeline.Report.Layout;

/// <summary>The room that a panel needs round its plot.</summary>
internal static class PanelInsets
{
    /// <summary>From the plot to the colour bar, the bar, and from the bar to its labels.</summary>
    public const double BarGap = 6;
    public const double BarWidth = 6;
    public const double LabelGap = 2;

    /// <summary>For a scale bar and its words between the plot and the axis label.</summary>
    public const double ScaleBarRoom = 6 + (Typography.Small * 1.3);
    public const double HeadingHeight = 10.5;

    public static Insets Of(PanelLayout layout) => new(Left(layout), Top(layout), Right(layout), Bottom(layout));

    public static double TickLabelWidth(AxisScale scale) =>
        scale.Ticks.Labels.Select(label => FontMetrics.Width(label, Typography.Small)).DefaultIfEmpty(0).Max();

    private static double Left(PanelLayout layout)
    {
        double ticks = layout.Y.Axis is { Ticked: true, Labelled: true } ? Typography.TickLength + LabelGap + TickLabelWidth(layout.Y) : 0;
        if (layout.Panel.Layers.Any(layer => layer is ScaleBarLayer))
            ticks = ScaleBarRoom;
        double label = layout.Y.Axis.Labelled ? layout.YLabel.Count * (Typography.Label + 2) + 1 : 0;
        double letter = layout.Panel.Letter.Length > 0 ? 8 : 0;
        return Math.Max(Math.Max(ticks + label, letter), FirstLabelOverhang(layout));
    }

    private static double Top(PanelLayout layout)
    {
        double legend = LegendRow.RowsAbove(layout.Panel, layout.Plot.Width) * LegendRow.RowHeight;
        if (!layout.Panel.Heading.IsEmpty)
            return legend + layout.MarkLabelRoom + HeadingHeight + (legend > 0 ? 2 : 0);
        double letter = layout.Panel.Letter.Length > 0 ? 9.5 : 0;
        // Half a tick label of the y axis stands over the plot's upper end.
        return Math.Max(Math.Max(legend + layout.MarkLabelRoom + (legend > 0 ? 3 : 0), letter), 3.5);
    }

    private static double Right(PanelLayout layout)
    {
        double bar = 0;
        if (layout.Bar is not null)
        {
            bar = BarGap + BarWidth + Typography.TickLength + LabelGap + TickLabelWidth(layout.Bar);
            if (!layout.Bar.Axis.Quantity.IsEmpty)
                bar += Typography.Label + 4;
        }
        double words = layout.Panel.RightLabels.Select(label => FontMetrics.Width(label, Typography.Small) + 5).DefaultIfEmpty(0).Max();
        return Math.Max(Math.Max(Math.Max(bar, words), LastLabelOverhang(layout)), 1.5);
    }

    private static double Bottom(PanelLayout layout)
    {
        if (!layout.X.Axis.Labelled)
            return Typography.TickLength;
        double ticks = layout.X.Axis.Ticked ? Typography.TickLength + 1 + Typography.Small : 0;
        // 0.3 of the size hangs below the baseline.
        return ticks + (layout.X.Axis.Quantity.IsEmpty ? 0 : (Typography.Label * 1.3) + 2.5);
    }

    private static double LastLabelOverhang(PanelLayout layout) => Overhang(layout, position => position - layout.Plot.Right);

    private static double FirstLabelOverhang(PanelLayout layout) => Overhang(layout, position => layout.Plot.Left - position);

    private static double Overhang(PanelLayout layout, Func<double, double> beyond)
    {
        double overhang = 0;
        if (layout.X.Axis is { Ticked: true, Labelled: true })
            for (int i = 0; i < layout.X.Ticks.Values.Count; i++)
                overhang = Math.Max(
                    overhang,
                    beyond(layout.X.TickPosition(layout.X.Ticks.Values[i]))
                        + (FontMetrics.Width(layout.X.Ticks.Labels[i], Typography.Small) / 2)
                );
        return overhang;
    }
}
