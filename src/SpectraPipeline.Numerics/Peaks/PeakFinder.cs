namespace SpectraPipeline.Numerics.Peaks;

/// <summary>Local maxima of a spectrum, with prominence and width; the definitions of scipy.signal.find_peaks.</summary>
/// <remarks>
/// A maximum is a point, or a plateau, with lower neighbours on both sides; the ends of the spectrum are none. Filters act in the order height, distance, prominence, width.
/// Prominence after the topographic definition: go outwards until higher ground or the end; the base is the higher of the two lowest points met.
/// Negative bands: search −y. Values must be finite. Cost: O(n) plus, per peak, the distance to higher ground.
/// </remarks>
public static class PeakFinder
{
    /// <summary>Finds the peaks in ascending position.</summary>
    /// <param name="y">The spectrum; not changed.</param>
    /// <param name="filter">Which maxima count.</param>
    /// <exception cref="ArgumentException">A relative height or distance out of range.</exception>
    public static IReadOnlyList<Peak> Find(ReadOnlySpan<double> y, PeakFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (!(filter.RelativeHeight >= 0))
            throw new ArgumentException($"the relative height must not be negative, {filter.RelativeHeight} is", nameof(filter));
        if (!(filter.MinDistance >= 1))
            throw new ArgumentException($"the distance must be at least one point, not {filter.MinDistance}", nameof(filter));
        List<int> maxima = Maxima(y, filter.MinHeight);
        if (filter.MinDistance > 1)
            maxima = Thin(y, maxima, (int)Math.Ceiling(filter.MinDistance));
        var peaks = new List<Peak>();
        foreach (int index in maxima)
        {
            Peak peak = Measure(y, index, filter.RelativeHeight);
            if (peak.Prominence >= filter.MinProminence && peak.Width >= filter.MinWidth)
                peaks.Add(peak);
        }
        return peaks;
    }

    /// <summary>Prominence and width of the maximum at <paramref name="index"/>.</summary>
    public static Peak Measure(ReadOnlySpan<double> y, int index, double relativeHeight)
    {
        double height = y[index];
        int leftBase = index,
            rightBase = index;
        for (int i = index; i >= 0 && y[i] <= height; i--)
            if (y[i] < y[leftBase])
                leftBase = i;
        for (int i = index; i < y.Length && y[i] <= height; i++)
            if (y[i] < y[rightBase])
                rightBase = i;
        double prominence = height - Math.Max(y[leftBase], y[rightBase]);
        double level = height - prominence * relativeHeight;
        int a = index,
            b = index;
        while (a > leftBase && level < y[a])
            a--;
        while (b < rightBase && level < y[b])
            b++;
        double left = y[a] < level ? a + (level - y[a]) / (y[a + 1] - y[a]) : a;
        double right = y[b] < level ? b - (level - y[b]) / (y[b - 1] - y[b]) : b;
        return new Peak(index, height, prominence, leftBase, rightBase, right - left, level, left, right);
    }

    private static List<int> Maxima(ReadOnlySpan<double> y, double minHeight)
    {
        var maxima = new List<int>();
        for (int i = 1; i < y.Length - 1; i++)
        {
            if (!(y[i - 1] < y[i]))
                continue;
            int after = i + 1;
            while (after < y.Length - 1 && y[after] == y[i])
                after++;
            if (!(y[after] < y[i]))
                continue;
            int middle = (i + after - 1) / 2;
            if (y[middle] >= minHeight)
                maxima.Add(middle);
            i = after - 1;
        }
        return maxima;
    }

    /// <summary>From the highest down, each peak removes its lower neighbours closer than the distance; of equal heights the right one is kept.</summary>
    private static List<int> Thin(ReadOnlySpan<double> y, List<int> maxima, int distance)
    {
        double[] heights = new double[maxima.Count];
        int[] order = new int[maxima.Count];
        bool[] keep = new bool[maxima.Count];
        for (int k = 0; k < order.Length; k++)
            (heights[k], order[k], keep[k]) = (y[maxima[k]], k, true);
        Array.Sort(order, (p, q) => heights[p] != heights[q] ? heights[q].CompareTo(heights[p]) : q.CompareTo(p));
        foreach (int k in order)
        {
            if (!keep[k])
                continue;
            for (int j = k - 1; j >= 0 && maxima[k] - maxima[j] < distance; j--)
                keep[j] = false;
            for (int j = k + 1; j < keep.Length && maxima[j] - maxima[k] < distance; j++)
                keep[j] = false;
        }
        var kept = new List<int>();
        for (int k = 0; k < keep.Length; k++)
            if (keep[k])
                kept.Add(maxima[k]);
        return kept;
    }
}
