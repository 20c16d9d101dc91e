using SpectraPipeline.Numerics.Statistics;
using static SpectraPipeline.Stages.Bands.Wording;

namespace SpectraPipeline.Stages.Bands;

/// <summary>Whether one straight line is enough, and the slopes of its parts.</summary>
/// <remarks>
/// Three tests share the level of three standard deviations (0.27 %) evenly: the quadratic term; the slopes of the thirds; the slopes of the windows, where each pair, and each place that the
/// breaks could have been found at, has its part (C. E. Bonferroni). Parts of a range are few frames each, so the scatter beyond the stated errors is that of all
/// parts together about their own lines, and what it comes from are n − 2k points: then the test is Student's. Stated errors that explain the scatter leave it normal.
/// </remarks>
internal sealed class StarkCurvature(StarkPoint[] points, ScatterPolynomial all, Stark parameters)
{
    /// <summary>False alarms of a verdict: those of three standard deviations, 2 Φ(−3).</summary>
    public const double Level = 0.0026997960632601866;

    private const int Tests = 3;

    /// <summary>True when it bends; what was found goes to the selections and reasons.</summary>
    public bool Test(List<StarkSelection> selections, List<string> reasons)
    {
        bool curved = false;
        if (StarkLine.Fit(points, 2) is { } square)
        {
            double ratio = square.Coefficient(2) / square.StandardError(2),
                freedom = square.Scatter > 0 ? points.Length - 3 : double.PositiveInfinity;
            curved = Probability(ratio, freedom) < Level / Tests;
            reasons.Add(Text($"quadratic term {Rounded.Pair(square.Coefficient(2), square.StandardError(2))} cm-1/V²"));
        }
        if (parameters.Windows.Count == 0 && Fitted(Thirds(), "third") is { Count: 3 } thirds)
        {
            selections.AddRange(thirds.Select(t => t.Line));
            reasons.Add($"thirds of the range {string.Join(", ", thirds.Select(t => Rounded.Pair(t.Line.Slope, t.Line.SlopeSe)))}");
            curved |= Difference(thirds, 1).Differ;
        }
        List<Part> windows = Fitted(parameters.Windows.Count > 0 ? Given(parameters.Windows) : Found(), "window");
        if (windows.Count < 2)
        {
            reasons.Add(
                parameters.Windows.Count > 0 ? "fewer than two of the windows given hold enough frames" : "one line is enough (BIC)"
            );
            return curved;
        }
        selections.AddRange(windows.Select(w => w.Line));
        (bool differ, double largest) = Difference(windows, parameters.Windows.Count > 0 ? 1 : Breaks(windows.Count - 1));
        reasons.Add(
            "windows "
                + string.Join(
                    ", ",
                    windows.Select(w => Text($"{Rounded.Pair(w.Line.Slope, w.Line.SlopeSe)} ({w.Line.Low:0.000} to {w.Line.High:0.000} V)"))
                )
                + Text($", differ by up to {largest:0.0} combined errors")
        );
        return curved || differ;
    }

    /// <summary>Probability of a ratio to an estimated error, or a larger one of either sign.</summary>
    public static double Probability(double ratio, double freedom) =>
        double.IsFinite(ratio) ? 2 * Student.Above(Math.Abs(ratio), freedom) : 1;

    /// <summary>Places that so many breaks may have.</summary>
    private double Breaks(int breaks)
    {
        double places = 1;
        for (int i = 0; i < breaks; i++)
            places *= Math.Max(1.0, points.Length - (2 * StarkLine.MinFrames) + 1 - i) / (i + 1);
        return Math.Max(1, places);
    }

    /// <summary>Whether two slopes differ, and the largest difference in units of its error.</summary>
    private static (bool Differ, double Largest) Difference(List<Part> parts, double choices)
    {
        double squares = 0;
        int freedom = 0;
        foreach (Part part in parts)
        {
            squares += (part.Points.Length - 2) * part.Scatter * part.Scatter;
            freedom += part.Points.Length - 2;
        }
        double scatter = Math.Sqrt(squares / freedom),
            largest = 0;
        double[] errors = [.. parts.Select(p => Error(p, scatter))];
        for (int i = 0; i < parts.Count; i++)
        for (int j = 0; j < i; j++)
            largest = Math.Max(largest, Math.Abs(parts[i].Line.Slope - parts[j].Line.Slope) / StarkLine.Combined(errors[i], errors[j]));
        double tests = Tests * choices * parts.Count * (parts.Count - 1) / 2;
        return (Probability(largest, scatter > 0 ? freedom : double.PositiveInfinity) < Level / tests, largest);
    }

    /// <summary>Error of a slope when the frames scatter at least as those of all parts do.</summary>
    private static double Error(Part part, double scatter)
    {
        StarkPoint[] wider = [.. part.Points.Select(p => p with { Se = StarkLine.Combined(double.IsFinite(p.Se) ? p.Se : 0, scatter) })];
        return Math.Max(part.Line.SlopeSe, StarkLine.Fit(wider, 1)?.StandardError(1) ?? part.Line.SlopeSe);
    }

    private static List<Part> Fitted(IEnumerable<StarkPoint[]> parts, string name)
    {
        var fitted = new List<Part>();
        foreach (StarkPoint[] part in parts)
            if (part.Length >= StarkLine.MinFrames && StarkLine.Fit(part, 1) is { } line)
                fitted.Add(new(part, StarkLine.Select(name, part, line), line.Scatter));
        return fitted;
    }

    /// <summary>The three equal parts of the range: windows that no data chose, to hold beside those of another study.</summary>
    private IEnumerable<StarkPoint[]> Thirds()
    {
        double low = points[0].E,
            step = (points[^1].E - low) / 3;
        return 3 * step < 3 * parameters.MinSpan - 1e-9 ? [] : Given([low + step, low + (2 * step)]);
    }

    private IEnumerable<StarkPoint[]> Given(IReadOnlyList<double> limits)
    {
        for (int i = 0; i <= limits.Count; i++)
        {
            double low = i == 0 ? double.NegativeInfinity : limits[i - 1],
                high = i == limits.Count ? double.PositiveInfinity : limits[i];
            yield return [.. points.Where(p => p.E >= low && p.E < high)];
        }
    }

    private IEnumerable<StarkPoint[]> Found()
    {
        double[] x = [.. points.Select(p => p.E)],
            y = [.. points.Select(p => p.Center)],
            weight = [.. points.Select(p => all.Weight(p.Se))];
        // A window narrower than half the range that a slope needs would be noise with a slope.
        int[] breaks = SegmentedLine.Breaks(x, y, weight, parameters.MaxWindows, StarkLine.MinFrames, parameters.MinSpan / 2);
        int from = 0;
        foreach (int next in breaks.Append(points.Length))
        {
            yield return points[from..next];
            from = next;
        }
    }

    /// <summary>A part of the points and its line.</summary>
    private readonly record struct Part(StarkPoint[] Points, StarkSelection Line, double Scatter);
}
