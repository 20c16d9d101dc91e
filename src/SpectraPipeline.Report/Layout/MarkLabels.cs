namespace SpectraPipeline.Report.Layout;

/// <summary>Upright labels of marks over a plot, moved apart where they would touch.</summary>
public static class MarkLabels
{
    private const double Spacing = Typography.Small + 0.6;

    /// <summary>Length of the thread from a mark up to its label.</summary>
    public const double Thread = 6;

    /// <summary>Ink, or the mark's own colour darkened until small letters can be read.</summary>
    internal static Colour Colour(MarksLayer marks, int index) =>
        index < marks.Colours.Count ? Report.Colour.Mix(marks.Colours[index], Report.Colour.Ink, 0.4) : Report.Colour.Ink;

    internal static double Room(Panel panel)
    {
        double widest = panel
            .Layers.OfType<MarksLayer>()
            .SelectMany(marks => marks.Labels)
            .Select(label => FontMetrics.Width(label, Typography.Small))
            .DefaultIfEmpty(0)
            .Max();
        return widest > 0 ? widest + Thread + 3 : 0;
    }

    /// <summary>Label positions as near to the marks as spacing and the ends allow; in the order of the input.</summary>
    public static double[] Spread(double[] wanted, double low, double high)
    {
        int[] order = [.. Enumerable.Range(0, wanted.Length).OrderBy(i => wanted[i])];
        double[] placed = [.. order.Select(i => wanted[i])];
        // Push right, then push the overhang back left: the least movement that keeps the order.
        for (int pass = 0; pass < 20; pass++)
        {
            bool moved = false;
            for (int i = 1; i < placed.Length; i++)
            {
                double overlap = Spacing - (placed[i] - placed[i - 1]);
                if (overlap <= 1e-6)
                    continue;
                placed[i - 1] -= overlap / 2;
                placed[i] += overlap / 2;
                moved = true;
            }
            if (!moved)
                break;
        }
        for (int i = 0; i < placed.Length; i++)
            placed[i] = Math.Max(placed[i], low + (Spacing * (i + 0.5)));
        for (int i = placed.Length - 1; i >= 0; i--)
            placed[i] = Math.Min(placed[i], high - (Spacing * (placed.Length - i - 0.5)));
        double[] result = new double[wanted.Length];
        for (int i = 0; i < order.Length; i++)
            result[order[i]] = placed[i];
        return result;
    }
}
