using SpectraPipeline.Report.Layout;

namespace SpectraPipeline.Report.Figures;

/// <summary>The y-range of a track's quantity: from the points above detection, not from the few that lie far off.</summary>
internal static class TrackRange
{
    /// <summary>Half the range shown of a quantity that was held: its unit either side, so that no noise of rounding is enlarged.</summary>
    private const double HeldHalf = 1;

    /// <summary>Fewer points than these have no outliers.</summary>
    private const int Few = 8;

    /// <summary>Part of the range kept free at the bottom for one lane of an onset bar.</summary>
    private const double LaneShare = 0.07;

    /// <summary>Position or width; without a point above detection the axis bears no numbers.</summary>
    public static FigureAxis Of(FigureAxis axis, TrackInput track, TrackedQuantity quantity)
    {
        Extent data = Robust(track, quantity);
        if (data.IsEmpty)
            return axis with { Low = 0, High = 1, Ticked = false };
        double span = data.High - data.Low;
        return span <= 1e-6 * Math.Abs(data.High)
            ? axis with
            {
                Low = data.Low - Math.Max(HeldHalf, 1.1 * LargestError(track, quantity)),
                High = data.High + Math.Max(HeldHalf, 1.1 * LargestError(track, quantity)),
            }
            : axis with
            {
                Low = data.Low - (0.06 * span),
                High = data.High + (0.06 * span),
            };
    }

    /// <summary>Heights: zero, the detection limits and what is above them, with room for onset bars.</summary>
    public static FigureAxis OfHeights(FigureAxis axis, IReadOnlyList<TrackInput> tracks)
    {
        Extent data = Extent.Nothing.Include(0);
        foreach (TrackInput track in tracks)
        {
            data = data.Include(Robust(track, track.Height));
            double[] limits = [.. track.DetectionLimit.Where(double.IsFinite).Order()];
            foreach (
                int side in limits.Length == 0 ? []
                : track.Sign == 0 ? (int[])[-1, 1]
                : [Math.Sign(track.Sign)]
            )
                data = data.Include(side * limits[limits.Length / 2]);
        }
        double span = data.High - data.Low;
        if (!(span > 0))
            return axis;
        int lanes = tracks.Count(track => track.Onset is not null);
        return axis with { Low = data.Low - (span * (0.06 + (LaneShare * lanes))), High = data.High + (0.06 * span) };
    }

    /// <summary>Median length of the bars.</summary>
    private static double Usual(TrackedQuantity quantity, int[] above)
    {
        if (quantity.Below.Length == 0)
            return 0;
        double[] bars = [.. above.SelectMany(i => (double[])[quantity.Below[i], quantity.Above[i]]).Where(double.IsFinite).Order()];
        return bars.Length == 0 ? 0 : bars[bars.Length / 2];
    }

    private static double LargestError(TrackInput track, TrackedQuantity quantity) =>
        Enumerable
            .Range(0, quantity.Below.Length)
            .Where(i => double.IsFinite(quantity.Value[i]) && !track.IsBelow(i))
            .SelectMany(i => (double[])[quantity.Below[i], quantity.Above[i]])
            .Where(double.IsFinite)
            .DefaultIfEmpty(0)
            .Max();

    /// <summary>The points above detection with their error bars; of many points those further out than the width of the inner 90 % are left out.</summary>
    private static Extent Robust(TrackInput track, TrackedQuantity quantity)
    {
        int[] above = [.. Enumerable.Range(0, quantity.Value.Length).Where(i => double.IsFinite(quantity.Value[i]) && !track.IsBelow(i))];
        if (above.Length == 0)
            return Extent.Nothing;
        double[] sorted = [.. above.Select(i => quantity.Value[i]).Order()];
        (double low, double high) = (sorted[0], sorted[^1]);
        if (sorted.Length >= Few)
        {
            double inner = sorted[(int)(0.95 * (sorted.Length - 1))] - sorted[(int)Math.Ceiling(0.05 * (sorted.Length - 1))];
            if (inner > 0)
                (low, high) = (
                    Math.Max(low, sorted[(int)Math.Ceiling(0.05 * (sorted.Length - 1))] - inner),
                    Math.Min(high, sorted[(int)(0.95 * (sorted.Length - 1))] + inner)
                );
        }
        Extent extent = new(low, high);
        // Bars of the usual length are shown whole, also where they exceed the scatter of the points.
        double most = Math.Max(high - low, Usual(quantity, above));
        if (quantity.Below.Length > 0)
            foreach (int i in above)
                if (quantity.Value[i] >= low && quantity.Value[i] <= high)
                {
                    if (quantity.Below[i] <= 1.5 * most)
                        extent = extent.Include(quantity.Value[i] - quantity.Below[i]);
                    if (quantity.Above[i] <= 1.5 * most)
                        extent = extent.Include(quantity.Value[i] + quantity.Above[i]);
                }
        return extent;
    }
}
