namespace SpectraPipeline.Numerics.Xas;

/// <summary>Index searches on an increasing energy axis, as the ranges of XAS analysis are defined by them.</summary>
public static class EnergyGrid
{
    /// <summary>Last index whose value is at or below <paramref name="value"/>; 0 when all are above. O(log n).</summary>
    /// <param name="axis">Increasing.</param>
    /// <param name="value">In the axis's unit.</param>
    public static int AtOrBelow(ReadOnlySpan<double> axis, double value)
    {
        int low = 0;
        int high = axis.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (axis[middle] <= value)
                low = middle + 1;
            else
                high = middle;
        }
        return Math.Max(0, low - 1);
    }

    /// <summary>Index of the value nearest to <paramref name="value"/>; the lower one of two equally near. O(log n).</summary>
    /// <param name="axis">Increasing.</param>
    /// <param name="value">In the axis's unit.</param>
    public static int Nearest(ReadOnlySpan<double> axis, double value)
    {
        int below = AtOrBelow(axis, value);
        return below + 1 < axis.Length && Math.Abs(axis[below + 1] - value) < Math.Abs(axis[below] - value) ? below + 1 : below;
    }
}
