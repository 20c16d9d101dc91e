namespace SpectraPipeline.IO;

/// <summary>A spectrum in a line of text: eight heights of block characters.</summary>
internal static class Sparkline
{
    private const string Heights = "▁▂▃▄▅▆▇█";

    /// <summary>Draws y over x rising: the mean of the points in each of a number of equal stretches; a blank where a stretch has none.</summary>
    /// <param name="x">x in either direction; points with x that is not finite are left out.</param>
    /// <param name="y">y, as many; NaN is left out.</param>
    /// <param name="width">Number of characters.</param>
    public static string Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y, int width)
    {
        (double left, double right) = Ends(x);
        if (!(right > left))
            return new string(' ', width);
        double[] sum = new double[width];
        int[] count = new int[width];
        for (int i = 0; i < x.Length; i++)
            if (double.IsFinite(x[i]) && double.IsFinite(y[i]))
            {
                int at = Math.Min(width - 1, (int)((x[i] - left) / (right - left) * width));
                sum[at] += y[i];
                count[at]++;
            }
        (double low, double high) = (double.PositiveInfinity, double.NegativeInfinity);
        for (int k = 0; k < width; k++)
            if (count[k] > 0)
            {
                sum[k] /= count[k];
                (low, high) = (Math.Min(low, sum[k]), Math.Max(high, sum[k]));
            }
        return string.Create(
            width,
            (sum, count, low, high),
            static (text, d) =>
            {
                for (int k = 0; k < text.Length; k++)
                    text[k] =
                        d.count[k] == 0 ? ' '
                        : d.high > d.low ? Heights[(int)Math.Min(7, (d.sum[k] - d.low) / (d.high - d.low) * 8)]
                        : Heights[0];
            }
        );
    }

    private static (double Left, double Right) Ends(ReadOnlySpan<double> x)
    {
        (double left, double right) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (double v in x)
            if (double.IsFinite(v))
                (left, right) = (Math.Min(left, v), Math.Max(right, v));
        return (left, right);
    }
}
