using System.Globalization;

namespace SpectraPipeline.IO.Readers.Opus;

/// <summary>The numbers of a block: y = CSF x stored value, on an even axis from FXV to LXV.</summary>
internal static class OpusValues
{
    private const int BytesAValue = 4;

    /// <summary>Why a curve cannot be read with its status block; null when it can.</summary>
    public static string? Fault(FileBytes file, OpusCurve curve)
    {
        (OpusBlock block, OpusParameters status) = (curve.Block, curve.Status);
        int points = status.Count("NPT");
        if (points < 1)
            return "its status block states no number of points";
        if (!double.IsFinite(status["FXV"]) || !double.IsFinite(status["LXV"]))
            return "its status block states no axis";
        if (Format(status) is not (1 or 2))
            return string.Create(
                CultureInfo.InvariantCulture,
                $"its numbers are of the format {status["DPF"]}; 1 (real) and 2 (whole) are known"
            );
        if (block.Code.Form == BlockForm.Series)
            return OpusSeries.Fault(file, block, points);
        if (!file.Holds(block.Offset, block.Length))
            return $"truncated: it needs {block.Length} bytes, the file ends after {Math.Max(0, file.Length - block.Offset)}";
        return points > block.Length / BytesAValue ? $"{points} points are stated, {block.Length / BytesAValue} are stored" : null;
    }

    /// <summary>The values of a plain or compact block, without the padding that often follows them.</summary>
    public static double[] Read(FileBytes file, OpusCurve curve)
    {
        int points = curve.Status.Count("NPT");
        return Read(file, First(curve, points), points, Format(curve.Status), curve.Status["CSF"]);
    }

    /// <summary>Values from a place in the file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">First value.</param>
    /// <param name="points">Number of values.</param>
    /// <param name="format">1 real, 2 whole numbers, 4 bytes each.</param>
    /// <param name="factor">Factor of all values; 1 when it is not finite or 0.</param>
    /// <remarks>The product is taken in single precision: OPUS divided single values by the factor to store them, and the extremes that it
    /// states are single values. Almost all factors are powers of two, for which it makes no difference.</remarks>
    public static double[] Read(FileBytes file, long offset, int points, int format, double factor)
    {
        double scale = double.IsFinite(factor) && factor != 0 ? factor : 1;
        if (format == 2)
        {
            file.Slice(offset, (long)points * BytesAValue, "the values");
            double[] whole = new double[points];
            for (int i = 0; i < points; i++)
                whole[i] = scale * file.I32(offset + (long)i * BytesAValue, "the values");
            return whole;
        }
        double[] values = file.F32s(offset, points, "the values");
        if (scale == 1)
            return values;
        float single = (float)scale;
        for (int i = 0; i < values.Length; i++)
            values[i] = (float)values[i] * single;
        return values;
    }

    /// <summary>Smallest and largest value; null for series, and when no value is finite.</summary>
    public static (double Low, double High)? Extremes(FileBytes file, OpusCurve curve) =>
        curve.Block.Code.Form == BlockForm.Series ? null : Extremes(Read(file, curve));

    /// <summary>Smallest and largest value; null when none is finite.</summary>
    public static (double Low, double High)? Extremes(ReadOnlySpan<double> values)
    {
        (double low, double high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (double v in values)
            if (double.IsFinite(v))
                (low, high) = (Math.Min(low, v), Math.Max(high, v));
        return low <= high ? (low, high) : null;
    }

    /// <summary>1 (real) when the status block does not say.</summary>
    public static int Format(OpusParameters status) => double.IsNaN(status["DPF"]) ? 1 : status.Count("DPF");

    private static long First(OpusCurve curve, int points) =>
        curve.Block.Code.Form == BlockForm.Compact
            ? curve.Block.Offset + curve.Block.Length - (long)points * BytesAValue
            : curve.Block.Offset;
}
