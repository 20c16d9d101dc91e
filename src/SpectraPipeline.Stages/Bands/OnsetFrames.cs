using System.Globalization;

namespace SpectraPipeline.Stages.Bands;

/// <summary>An onset in (fractional) frames; NaN = not determined, of an end of the interval: open.</summary>
/// <param name="At">Onset.</param>
/// <param name="Low">95 % interval, low.</param>
/// <param name="High">95 % interval, high.</param>
/// <param name="Frames">Frames that the method used.</param>
/// <param name="Words">Method, or why there is none.</param>
internal readonly record struct OnsetFrames(double At, double Low, double High, int Frames, string Words)
{
    /// <summary>No onset by this method.</summary>
    public static OnsetFrames None(FormattableString why) =>
        new(double.NaN, double.NaN, double.NaN, 0, "not-determined: " + why.ToString(CultureInfo.InvariantCulture));

    /// <summary>The same with an interval of at least the gap between frames that holds the onset: what happened inside it, no frame saw.</summary>
    public OnsetFrames OfWholeGaps() => this with { Low = Math.Min(Low, Math.Floor(At)), High = Math.Max(High, Math.Ceiling(At)) };

    /// <summary>Onset and interval on an axis that rises with the frames (time).</summary>
    public (double At, double Low, double High) On(double[] axis) => (Value(axis, At), Value(axis, Low), Value(axis, High));

    /// <summary>Onset and interval on an axis that may fall or turn (potential): the interval holds all that the axis passes between its ends.</summary>
    public (double At, double Low, double High) Across(double[] axis)
    {
        (double at, double low, double high) = On(axis);
        if (!(Low >= 0) || !(High >= 0))
            // In a cathodic scan the earlier frame has the higher potential, also where one end is open.
            return Falls(axis) ? (at, high, low) : (at, low, high);
        (double least, double most) = (Math.Min(low, high), Math.Max(low, high));
        for (int i = (int)Math.Ceiling(Low); i <= High && i < axis.Length; i++)
            if (double.IsFinite(axis[i]))
                (least, most) = (Math.Min(least, axis[i]), Math.Max(most, axis[i]));
        return (at, least, most);
    }

    /// <summary>The axis falls with the frames where the onset lies.</summary>
    private bool Falls(double[] axis)
    {
        double at =
            At >= 0 ? At
            : High >= 0 ? High
            : Low;
        int[] known = [.. Enumerable.Range(0, axis.Length).Where(i => double.IsFinite(axis[i]))];
        if (!(at >= 0) || known.Length == 0)
            return false;
        int[] direction = ScanDirection.Of([.. known.Select(i => axis[i])]);
        int place = Array.FindLastIndex(known, i => i <= at);
        return direction[Math.Max(0, place)] < 0;
    }

    private static double Value(double[] axis, double at)
    {
        if (!(at >= 0))
            return double.NaN;
        int i = Math.Min((int)at, axis.Length - 1),
            next = Math.Min(i + 1, axis.Length - 1);
        return at == i ? axis[i] : axis[i] + ((at - i) * (axis[next] - axis[i]));
    }
}
