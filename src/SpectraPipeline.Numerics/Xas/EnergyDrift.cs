using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>How measured shifts of a series become those that are applied.</summary>
public enum DriftFollowing
{
    /// <summary>Every frame its own.</summary>
    Each,

    /// <summary>A random walk seen through the errors of the shifts: follows as fast as the data say that the drift is.</summary>
    Smooth,

    /// <summary>A straight line over the frames; through one frame alone it is level.</summary>
    Linear,

    /// <summary>One for all: the median.</summary>
    Median,
}

/// <summary>How a frame came to its shift.</summary>
public enum DriftOrigin
{
    /// <summary>Its own reference was measured and believed.</summary>
    Measured,

    /// <summary>Its reference was measured and contradicts those around it.</summary>
    Rejected,

    /// <summary>It has no reference that could be measured.</summary>
    Missing,
}

/// <summary>Energy drift over a series: outliers are rejected, gaps bridged, and the rest followed as asked.</summary>
/// <remarks>
/// <para>
/// Outliers: distance from the straight lines (of medians: H. Theil, Proc. K. Ned. Akad. Wet. 53 (1950) 386) through the up to five measured frames before
/// and those behind, and from the mean of the two next to it, whichever is nearest, so that neither a drift nor a jump that lasts is one; against the largest of six times its scaled median over
/// the series, six of the frame's own errors, and 0.05 eV, below which no monochromator is worth an argument.
/// </para>
/// <para>
/// Gaps: between the nearest believed frames by a straight line, before the first and behind the last as they are; their error grows with the distance as that
/// of a random walk. Smooth: see <see cref="EnergyWalk"/>.
/// </para>
/// <para>Frames stand for time: they are taken as evenly spaced. Cost O(frames), times 60 for smooth.</para>
/// </remarks>
public static class EnergyDrift
{
    private const int Reach = 5;
    private const int FewestInLine = 3;
    private const double Beyond = 6;
    private const double Negligible = 0.05;

    /// <summary>Follows the drift.</summary>
    /// <param name="shifts">Measured shift of each frame (eV), NaN where there is none.</param>
    /// <param name="errors">Their standard errors. A shift whose error is no number, infinite or below 0 counts as missing.</param>
    /// <param name="how">How.</param>
    /// <param name="followed">Receives the shift of each frame.</param>
    /// <param name="followedErrors">Receives its standard error.</param>
    /// <param name="origins">Receives where it came from.</param>
    /// <exception cref="ArgumentException">Lengths disagree, or no shift is a number.</exception>
    public static void Follow(
        ReadOnlySpan<double> shifts,
        ReadOnlySpan<double> errors,
        DriftFollowing how,
        Span<double> followed,
        Span<double> followedErrors,
        Span<DriftOrigin> origins
    )
    {
        int n = shifts.Length;
        if (errors.Length != n || followed.Length != n || followedErrors.Length != n || origins.Length != n)
            throw new ArgumentException("Shifts, errors and results differ in number.", nameof(errors));
        double[] known = new double[n];
        for (int f = 0; f < n; f++)
            known[f] = double.IsFinite(errors[f]) && errors[f] >= 0 ? shifts[f] : double.NaN;
        Reject(known, errors, origins);
        var believed = new List<int>();
        for (int f = 0; f < n; f++)
            if (origins[f] == DriftOrigin.Measured)
                believed.Add(f);
        if (believed.Count == 0)
            throw new ArgumentException("No shift is known.", nameof(shifts));
        double walk = WalkVariance(shifts, errors, believed);
        switch (how)
        {
            case DriftFollowing.Smooth:
                EnergyWalk.Smooth(shifts, errors, believed, followed, followedErrors);
                break;
            case DriftFollowing.Linear when believed.Count > 1:
                Line(shifts, errors, believed, followed, followedErrors);
                break;
            case DriftFollowing.Each:
                Bridge(shifts, errors, believed, walk, followed, followedErrors);
                break;
            default:
                One(shifts, errors, believed, followed, followedErrors);
                break;
        }
    }

    /// <summary>Marks missing and contradicting shifts.</summary>
    private static void Reject(ReadOnlySpan<double> shifts, ReadOnlySpan<double> errors, Span<DriftOrigin> origins)
    {
        int n = shifts.Length;
        double[] distance = new double[n];
        var known = new List<double>();
        for (int f = 0; f < n; f++)
        {
            origins[f] = double.IsFinite(shifts[f]) ? DriftOrigin.Measured : DriftOrigin.Missing;
            distance[f] = Math.Min(Math.Min(FromSide(shifts, f, -1), FromSide(shifts, f, 1)), FromNext(shifts, f));
            if (double.IsFinite(distance[f]))
                known.Add(distance[f]);
        }
        if (known.Count < 3)
            return;
        double typical = Median.MadToDeviation * Median.InPlace(known.ToArray());
        for (int f = 0; f < n; f++)
            if (double.IsFinite(distance[f]) && distance[f] > Math.Max(Beyond * Math.Max(typical, errors[f]), Negligible))
                origins[f] = DriftOrigin.Rejected;
    }

    /// <summary>Distance of a shift from the line through the next five on one side; infinite where there are not three.</summary>
    private static double FromSide(ReadOnlySpan<double> shifts, int frame, int direction)
    {
        Span<double> x = stackalloc double[Reach];
        Span<double> y = stackalloc double[Reach];
        int count = 0;
        for (int g = frame + direction; g >= 0 && g < shifts.Length && count < Reach; g += direction)
            if (double.IsFinite(shifts[g]))
                (x[count], y[count], count) = (g - frame, shifts[g], count + 1);
        if (count < FewestInLine || !double.IsFinite(shifts[frame]))
            return double.PositiveInfinity;
        Span<double> slopes = stackalloc double[Reach * (Reach - 1) / 2];
        int pairs = 0;
        for (int i = 0; i < count; i++)
        for (int j = 0; j < i; j++)
            slopes[pairs++] = (y[i] - y[j]) / (x[i] - x[j]);
        double slope = Median.InPlace(slopes[..pairs]);
        for (int i = 0; i < count; i++)
            y[i] -= slope * x[i];
        return Math.Abs(shifts[frame] - Median.InPlace(y[..count]));
    }

    private static double FromNext(ReadOnlySpan<double> shifts, int frame)
    {
        (int before, int behind) = (frame - 1, frame + 1);
        while (before >= 0 && !double.IsFinite(shifts[before]))
            before--;
        while (behind < shifts.Length && !double.IsFinite(shifts[behind]))
            behind++;
        return before < 0 || behind >= shifts.Length || !double.IsFinite(shifts[frame])
            ? double.PositiveInfinity
            : Math.Abs(shifts[frame] - ((shifts[before] + shifts[behind]) / 2));
    }

    // Mean square of steps between believed neighbours less what their errors explain, a frame.
    private static double WalkVariance(ReadOnlySpan<double> shifts, ReadOnlySpan<double> errors, List<int> believed)
    {
        double sum = 0;
        for (int k = 1; k < believed.Count; k++)
        {
            (int a, int b) = (believed[k - 1], believed[k]);
            double step = shifts[b] - shifts[a];
            sum += ((step * step) - (errors[a] * errors[a]) - (errors[b] * errors[b])) / (b - a);
        }
        return believed.Count > 1 ? Math.Max(0, sum / (believed.Count - 1)) : 0;
    }

    private static void Bridge(
        ReadOnlySpan<double> shifts,
        ReadOnlySpan<double> errors,
        List<int> believed,
        double walk,
        Span<double> followed,
        Span<double> followedErrors
    )
    {
        int next = 0;
        for (int f = 0; f < shifts.Length; f++)
        {
            while (next < believed.Count && believed[next] < f)
                next++;
            int right = believed[Math.Min(next, believed.Count - 1)];
            int left = next < believed.Count && believed[next] == f ? f : believed[Math.Max(0, next - 1)];
            double part = right == left ? 0 : (double)(f - left) / (right - left);
            part = Math.Clamp(part, 0, 1);
            double away = right == left ? Math.Abs(f - left) : (double)(f - left) * (right - f) / (right - left);
            followed[f] = shifts[left] + (part * (shifts[right] - shifts[left]));
            followedErrors[f] = Math.Sqrt(
                Math.Pow((1 - part) * errors[left], 2)
                    + (right == left ? 0 : Math.Pow(part * errors[right], 2))
                    + (walk * Math.Max(0, away))
            );
        }
    }

    private static void One(
        ReadOnlySpan<double> shifts,
        ReadOnlySpan<double> errors,
        List<int> believed,
        Span<double> followed,
        Span<double> followedErrors
    )
    {
        double[] values = new double[believed.Count];
        double square = 0;
        for (int k = 0; k < values.Length; k++)
            (values[k], square) = (shifts[believed[k]], square + Math.Pow(errors[believed[k]], 2));
        double[] scratch = new double[values.Length];
        double median = Median.Of(values, scratch);
        double spread = Median.MadToDeviation * Median.AbsoluteDeviation(values, median, scratch);
        // √(π/2): the median's error over the mean's.
        double error =
            Math.Max(spread, Math.Sqrt(square / values.Length))
            * Math.Sqrt(values.Length > 2 ? Math.PI / 2 / values.Length : 1.0 / values.Length);
        followed.Fill(median);
        followedErrors.Fill(error);
    }

    // Weights 1/(error² + scatter²) with the scatter about the line that the errors leave unexplained.
    private static void Line(
        ReadOnlySpan<double> shifts,
        ReadOnlySpan<double> errors,
        List<int> believed,
        Span<double> followed,
        Span<double> followedErrors
    )
    {
        double extra = 0;
        for (int pass = 0; pass < 3; pass++)
        {
            (double weight, double centre, double mean, double squares, double products) = (0, 0, 0, 0, 0);
            foreach (int f in believed)
            {
                double w = 1 / ((errors[f] * errors[f]) + extra + 1e-18);
                (weight, centre, mean) = (weight + w, centre + (w * f), mean + (w * shifts[f]));
            }
            (centre, mean) = (centre / weight, mean / weight);
            foreach (int f in believed)
            {
                double w = 1 / ((errors[f] * errors[f]) + extra + 1e-18);
                (squares, products) = (squares + (w * (f - centre) * (f - centre)), products + (w * (f - centre) * (shifts[f] - mean)));
            }
            double slope = products / squares;
            (double rest, double explained) = (0, 0);
            foreach (int f in believed)
            {
                double r = shifts[f] - mean - (slope * (f - centre));
                (rest, explained) = (rest + (r * r), explained + (errors[f] * errors[f]));
            }
            // Through two points any line goes exactly: they say nothing about scatter.
            extra = believed.Count > 2 ? Math.Max(0, (rest / (believed.Count - 2)) - (explained / believed.Count)) : 0;
            for (int f = 0; f < followed.Length; f++)
            {
                followed[f] = mean + (slope * (f - centre));
                followedErrors[f] = Math.Sqrt((1 / weight) + ((f - centre) * (f - centre) / squares));
            }
        }
    }
}
