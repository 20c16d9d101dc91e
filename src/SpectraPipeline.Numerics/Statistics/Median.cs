namespace SpectraPipeline.Numerics.Statistics;

/// <summary>Median and median absolute deviation; both reorder the scratch they are given.</summary>
public static class Median
{
    /// <summary>MAD · this = standard deviation of a normal distribution: 1/Φ⁻¹(3/4).</summary>
    public const double MadToDeviation = 1.482602218505602;

    /// <summary>Middle value, mean of the two middle ones when the count is even; NaN for no values. Reorders <paramref name="values"/>. Cost: O(n).</summary>
    public static double InPlace(Span<double> values)
    {
        if (values.IsEmpty)
            return double.NaN;
        int middle = values.Length / 2;
        double upper = Select(values, middle);
        if (values.Length % 2 == 1)
            return upper;
        double lower = double.NegativeInfinity;
        foreach (double value in values[..middle])
            lower = Math.Max(lower, value);
        return (lower + upper) / 2;
    }

    /// <summary>Median of <paramref name="values"/>, which stay as they are.</summary>
    /// <param name="values">The values.</param>
    /// <param name="scratch">At least as long; its content is lost.</param>
    public static double Of(ReadOnlySpan<double> values, Span<double> scratch)
    {
        Span<double> copy = scratch[..values.Length];
        values.CopyTo(copy);
        return InPlace(copy);
    }

    /// <summary>Median of |v − median|, unscaled.</summary>
    /// <param name="values">The values; not changed.</param>
    /// <param name="median">Their median.</param>
    /// <param name="scratch">At least as long; its content is lost.</param>
    public static double AbsoluteDeviation(ReadOnlySpan<double> values, double median, Span<double> scratch)
    {
        Span<double> distances = scratch[..values.Length];
        for (int i = 0; i < values.Length; i++)
            distances[i] = Math.Abs(values[i] - median);
        return InPlace(distances);
    }

    /// <summary>Quickselect (Hoare 1961): afterwards values[rank] is in its sorted place and nothing before it is greater.</summary>
    private static double Select(Span<double> values, int rank)
    {
        int low = 0,
            high = values.Length - 1;
        while (low < high)
        {
            double pivot = values[(low + high) >>> 1];
            int i = low,
                j = high;
            while (i <= j)
            {
                while (values[i] < pivot)
                    i++;
                while (values[j] > pivot)
                    j--;
                if (i > j)
                    break;
                (values[i], values[j]) = (values[j], values[i]);
                i++;
                j--;
            }
            if (rank <= j)
                high = j;
            else if (rank >= i)
                low = i;
            else
                break;
        }
        return values[rank];
    }
}
