using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;

namespace SpectraPipeline.Engine.Ingest;

/// <summary>What becomes of frames that end before the others do (<c>partial:</c>).</summary>
public enum PartialFrames
{
    /// <summary>They are faulted.</summary>
    Refuse,

    /// <summary>They keep what they have; the rest of the axis is masked.</summary>
    Keep,

    /// <summary>All frames are cut to the range that all have.</summary>
    Cut,
}

/// <summary>Scans that end early: aborted, or still being measured.</summary>
internal static class PartialScans
{
    // What is left of a scan must be some points of an axis, and a frame of another range altogether is no partial one.
    private const int FewestPoints = 10;
    private const int HeldPoints = 5;

    /// <summary>The scan begins where the axis does and ends before it.</summary>
    public static bool EndsEarly(Axis axis, double[] x) =>
        x.Length >= FewestPoints
        && x[0] <= axis[0] + axis.MeanStep
        && x[^1] < axis[axis.Length - 1] - axis.MeanStep
        && axis.IndexAtOrAbove(x[^1]) >= FewestPoints;

    /// <summary>Values up to the end of the scan; behind it the mean of the last ones, which nobody is to take for measured.</summary>
    public static void Fill(Axis axis, double[] x, ReadOnlySpan<double> y, Span<double> result)
    {
        int measured = Measured(axis, x);
        AxisFit.Interpolate(x, y, axis.Values[..measured], result[..measured]);
        double sum = 0;
        foreach (double v in result[(measured - HeldPoints)..measured])
            sum += v;
        result[measured..].Fill(sum / HeldPoints);
    }

    /// <summary>Points of the axis that the scan reaches.</summary>
    public static int Measured(Axis axis, double[] x) => axis.IndexAtOrAbove(Math.BitIncrement(x[^1]));

    /// <summary>The part of an axis that all spectra cover, and what to say about it; the axis itself where they cover it all.</summary>
    /// <param name="axis">Axis of most.</param>
    /// <param name="spectra">File and x of every spectrum that can be read.</param>
    public static (Axis Axis, string? Message) Common(Axis axis, IEnumerable<(string File, double[] X)> spectra)
    {
        double low = double.NegativeInfinity,
            high = double.PositiveInfinity;
        string first = "",
            last = "";
        foreach ((string file, double[] x) in spectra)
        {
            if (x[0] > axis[axis.Length - 1] || axis.IndexAtOrAbove(x[^1]) < FewestPoints)
                continue;
            if (x[0] > low)
                (low, first) = (x[0], file);
            if (x[^1] < high)
                (high, last) = (x[^1], file);
        }
        int begin = low <= axis[0] + axis.MeanStep ? 0 : axis.IndexAtOrAbove(low),
            end = high >= axis[axis.Length - 1] - axis.MeanStep ? axis.Length : axis.IndexAtOrAbove(Math.BitIncrement(high));
        if (begin == 0 && end == axis.Length)
            return (axis, null);
        if (end - begin < FewestPoints)
            throw new UserException(
                $"partial: cut leaves {Math.Max(0, end - begin)} points: {first} begins at {Text(low)}, {last} ends at {Text(high)} {axis.Unit}. Leave one of them out."
            );
        string limits =
            (begin > 0 ? $"{first} begins at {Text(low)}" : "")
            + (begin > 0 && end < axis.Length ? ", " : "")
            + (end < axis.Length ? $"{last} ends at {Text(high)}" : "");
        return (
            new Axis(axis.Name, axis.Unit, axis.Values[begin..end]),
            $"All frames were cut to {Text(axis[begin])} to {Text(axis[end - 1])} {axis.Unit}, what they have in common (partial: cut): {limits}. Without that file the series would run from {Text(axis[0])} to {Text(axis[axis.Length - 1])}; partial: keep leaves the others whole."
        );
    }

    private static string Text(double v) => v.ToString("G7", CultureInfo.InvariantCulture);
}
