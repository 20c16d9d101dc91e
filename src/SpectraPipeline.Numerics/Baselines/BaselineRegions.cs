using System.Numerics;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>What the classification methods share: tidying up which points are band, finding them by a power spectrum, bridging them.</summary>
/// <remarks>True means band throughout. All cost O(n) a pass.</remarks>
internal static class BaselineRegions
{
    /// <summary>Stretches of baseline shorter than <paramref name="minLength"/> become band, then single band points between baseline become baseline.</summary>
    /// <remarks>A stretch at an end of the spectrum counts as minLength/2 points longer: what lies beyond is taken for baseline (the peers' habit).</remarks>
    public static void Refine(Span<bool> isBand, int minLength)
    {
        int length = isBand.Length,
            bonus = minLength / 2;
        for (int start = 0; start < length; start++)
        {
            if (isBand[start])
                continue;
            int end = start;
            while (end < length && !isBand[end])
                end++;
            int counted = end - start + (start == 0 ? bonus : 0) + (end == length ? bonus : 0);
            if (counted < minLength)
                isBand[start..end].Fill(true);
            start = end;
        }
        for (int i = 1; i < length - 1; i++)
            if (isBand[i] && !isBand[i - 1] && !isBand[i + 1])
                isBand[i++] = false; // its right neighbour is baseline already
    }

    /// <summary>Points whose power reaches mean + factor · deviation of the points that are not yet taken for band, until no more are found.</summary>
    /// <remarks>W. Dietrich, C. H. Rüdel, M. Neumann, J. Magn. Reson. 91 (1991) 1, doi:10.1016/0022-2364(91)90402-F. Deviation with n − 1.</remarks>
    public static void Threshold(ReadOnlySpan<double> power, double factor, Span<bool> isBand)
    {
        int quiet = power.Length,
            before;
        double limit = double.PositiveInfinity;
        int rounds = 0;
        do
        {
            before = quiet;
            limit = Limit(power, limit, quiet, factor);
            quiet = CountBelow(power, limit);
        } while (quiet != before && quiet >= 2 && rounds++ < power.Length);
        for (int i = 0; i < power.Length; i++)
            isBand[i] = !(power[i] < limit);
    }

    private static double Limit(ReadOnlySpan<double> power, double below, int count, double factor)
    {
        Vector<double> limit = new(below),
            sums = default,
            squares = default;
        int i = 0;
        for (; i <= power.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var p = new Vector<double>(power[i..]);
            sums += Vector.ConditionalSelect(Vector.LessThan(p, limit), p, Vector<double>.Zero);
        }
        double sum = Vector.Sum(sums),
            square = 0;
        for (; i < power.Length; i++)
            sum += power[i] < below ? power[i] : 0;
        double mean = sum / count;
        for (i = 0; i <= power.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var p = new Vector<double>(power[i..]);
            Vector<double> d = Vector.ConditionalSelect(Vector.LessThan(p, limit), p - new Vector<double>(mean), Vector<double>.Zero);
            squares += d * d;
        }
        for (; i < power.Length; i++)
        {
            double d = power[i] < below ? power[i] - mean : 0;
            square += d * d;
        }
        return mean + factor * Math.Sqrt((Vector.Sum(squares) + square) / (count - 1));
    }

    private static int CountBelow(ReadOnlySpan<double> power, double limit)
    {
        Vector<long> counts = default;
        int i = 0;
        for (; i <= power.Length - Vector<double>.Count; i += Vector<double>.Count)
            counts -= Vector.LessThan(new Vector<double>(power[i..]), new Vector<double>(limit)); // true is −1
        int count = (int)Vector.Sum(counts);
        for (; i < power.Length; i++)
            count += power[i] < limit ? 1 : 0;
        return count;
    }

    /// <summary>Straight lines over the bands, from mean to mean of ± <paramref name="halfWindow"/> points around the baseline points at their ends.</summary>
    /// <param name="x">The axis, strictly monotonic; the lines are straight in it.</param>
    /// <param name="y">The spectrum.</param>
    /// <param name="isBand">Which points are bridged.</param>
    /// <param name="halfWindow">Half width of the means.</param>
    /// <param name="baseline">Holds the spectrum; receives the bridges.</param>
    public static void Bridge(
        ReadOnlySpan<double> x,
        ReadOnlySpan<double> y,
        ReadOnlySpan<bool> isBand,
        int halfWindow,
        Span<double> baseline
    )
    {
        for (int start = 0; start < y.Length; start++)
        {
            if (!isBand[start])
                continue;
            int end = start;
            while (end + 1 < y.Length && isBand[end + 1])
                end++;
            int left = Math.Max(0, start - 1),
                right = Math.Min(y.Length - 1, end + 1);
            double leftMean = MeanAround(y, left, halfWindow),
                slope = (MeanAround(y, right, halfWindow) - leftMean) / (x[right] - x[left]);
            for (int i = left + 1; i < right; i++)
                baseline[i] = leftMean + (x[i] - x[left]) * slope;
            start = end;
        }
    }

    private static double MeanAround(ReadOnlySpan<double> y, int centre, int halfWindow)
    {
        int from = Math.Max(0, centre - halfWindow),
            to = Math.Min(y.Length - 1, centre + halfWindow);
        double sum = 0;
        for (int i = from; i <= to; i++)
            sum += y[i];
        return sum / (to - from + 1);
    }

    /// <summary>Outcome of a classification that is not iterated.</summary>
    public static BaselineOutcome Outcome(ReadOnlySpan<bool> isBand) =>
        isBand.Contains(false) ? BaselineOutcome.Direct : new BaselineOutcome(0, BaselineStop.NoBaselinePoints, double.NaN);

    /// <summary>Checks that x, y and baseline are spectra of so many points.</summary>
    public static void Check(int points, int x, int y, int baseline)
    {
        if (x != points || y != points || baseline != points)
            throw new ArgumentException($"x, y and baseline must hold {points} points, not {x}, {y} and {baseline}");
    }
}
