using System.Globalization;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Bands;

/// <summary>A straight line over a part of the frames.</summary>
internal sealed record StarkSelection(string Name, double Low, double High, double Slope, double SlopeSe, double Intercept, int Frames)
{
    public StarkWindowRow ToRow(string series, int track) =>
        new()
        {
            Series = series,
            Track = track,
            Selection = Name,
            PotentialLowV = Low,
            PotentialHighV = High,
            SlopeCm1PerV = Slope,
            SlopeCm1PerVSe = SlopeSe,
            InterceptCm1 = Intercept,
            Frames = Frames,
        };
}

/// <summary>Position against potential of one track: the slopes and the verdict.</summary>
/// <remarks>
/// Curved: the quadratic term exceeds three of its errors, or two windows differ by more than three of their combined errors.
/// Hysteresis: at mid-range, or in slope, the two scan directions differ by more than three combined errors. Three, not two, because the errors assume
/// independent frames.
/// </remarks>
internal sealed record StarkLine(double Slope, double SlopeSe, string Verdict, IReadOnlyList<StarkSelection> Selections)
{
    private const double Sigmas = 3;
    private const int MinFrames = 5;

    private readonly record struct Point(double E, double Center, double Se, int Direction);

    public static StarkLine Of(in RowGroup<BandRow> bands, RowGroups<DetectionLimitRow> limits, FramePotentials frames, Stark parameters)
    {
        if (BoundShare.Of(bands).CenterHeld)
            return Undetermined("the position was held, not fitted");
        Point[] points = [.. Points(bands, limits, frames, parameters.MinSnr).OrderBy(p => p.E).ThenBy(p => p.Center)];
        string used = Used(points.Length, bands);
        if (points.Length < MinFrames)
            return Undetermined(Text($"{used} frames with a converged fit and a potential, {MinFrames} are needed"));
        double span = points[^1].E - points[0].E;
        if (span < parameters.MinSpan - 1e-9)
            return Undetermined(Text($"the potentials span {span:0.###} V, a slope needs {parameters.MinSpan:0.###} V"));
        if (Fit(points, 1) is not { } all)
            return Undetermined("the potentials are too few and too uneven for a line");

        var selections = new List<StarkSelection> { Select("all", points, all) };
        var reasons = new List<string>();
        bool curved = Curved(points, all, parameters, selections, reasons);
        bool hysteresis = Hysteresis(points, parameters, selections, reasons);
        string word =
            curved && hysteresis ? "curved, hysteresis"
            : curved ? "curved"
            : hysteresis ? "hysteresis"
            : "linear";
        string line = Text(
            $"{all.Coefficient(1):0.0} ± {all.StandardError(1):0.0} cm-1/V over {points[0].E:0.000} to {points[^1].E:0.000} V ({used} frames{(frames.Corrected ? ", iR-corrected" : "")})"
        );
        return new(all.Coefficient(1), all.StandardError(1), $"{word}: {line}; {string.Join("; ", reasons)}", selections);
    }

    private static StarkLine Undetermined(string why) => new(double.NaN, double.NaN, "not-determined: " + why, []);

    /// <summary>'200', or '146 of 200 (54 with the position at a bound)'.</summary>
    private static string Used(int used, in RowGroup<BandRow> bands)
    {
        int atBound = BoundShare.Of(bands).Center;
        return used == bands.Count ? Text($"{used}")
            : atBound > 0 ? Text($"{used} of {bands.Count} ({atBound} left out with the position at a bound)")
            : Text($"{used} of {bands.Count}");
    }

    private static IEnumerable<Point> Points(
        RowGroup<BandRow> bands,
        RowGroups<DetectionLimitRow> limits,
        FramePotentials frames,
        double minSnr
    )
    {
        foreach (BandRow band in bands.All)
            if (
                band.Converged
                && double.IsFinite(band.Center)
                && !(band.Snr < minSnr)
                && !band.IsAtBound("center")
                && band.IsDetected(limits[band.Frame])
                && frames.TryGet(band.Frame, out double potential, out int direction)
            )
                yield return new(potential, band.Center, band.CenterSe, direction);
    }

    private static bool Curved(
        Point[] points,
        ScatterPolynomial all,
        Stark parameters,
        List<StarkSelection> selections,
        List<string> reasons
    )
    {
        bool curved = false;
        if (Fit(points, 2) is { } square)
        {
            double ratio = square.Coefficient(2) / square.StandardError(2);
            curved = Math.Abs(ratio) > Sigmas;
            reasons.Add(Text($"quadratic term {square.Coefficient(2):0.0} ± {square.StandardError(2):0.0} cm-1/V²"));
        }
        if (parameters.Windows.Count == 0 && Thirds(points, parameters) is { Count: 3 } thirds)
        {
            selections.AddRange(thirds);
            reasons.Add($"thirds of the range {string.Join(", ", thirds.Select(t => Text($"{t.Slope:0.0} ± {t.SlopeSe:0.0}")))}");
            curved |= Difference(thirds) > Sigmas;
        }
        List<StarkSelection> windows = [.. Windows(points, all, parameters)];
        if (windows.Count < 2)
        {
            reasons.Add(
                parameters.Windows.Count > 0 ? "fewer than two of the windows given hold enough frames" : "one line is enough (BIC)"
            );
            return curved;
        }
        selections.AddRange(windows);
        double difference = Difference(windows);
        reasons.Add(
            "windows "
                + string.Join(", ", windows.Select(w => Text($"{w.Slope:0.0} ± {w.SlopeSe:0.0} ({w.Low:0.000} to {w.High:0.000} V)")))
                + Text($", differ by up to {difference:0.0} combined errors")
        );
        return curved || difference > Sigmas;
    }

    /// <summary>Largest difference of two slopes in units of their combined errors.</summary>
    private static double Difference(IReadOnlyList<StarkSelection> parts) =>
        parts.SelectMany(a => parts.Select(b => (a.Slope - b.Slope) / Combined(a.SlopeSe, b.SlopeSe))).Max();

    /// <summary>Slopes in the three equal parts of the range: windows that no data chose, to hold beside those of another study.</summary>
    private static List<StarkSelection> Thirds(Point[] points, Stark parameters)
    {
        double low = points[0].E,
            step = (points[^1].E - low) / 3;
        if (3 * step < 3 * parameters.MinSpan - 1e-9)
            return [];
        return
        [
            .. Given(points, [low + step, low + (2 * step)])
                .Where(part => part.Length >= MinFrames)
                .Select(part => (Part: part, Line: Fit(part, 1)))
                .Where(p => p.Line is not null)
                .Select(p => Select("third", p.Part, p.Line!)),
        ];
    }

    private static IEnumerable<StarkSelection> Windows(Point[] points, ScatterPolynomial all, Stark parameters)
    {
        foreach (Point[] part in parameters.Windows.Count > 0 ? Given(points, parameters.Windows) : Found(points, all, parameters))
            if (part.Length >= MinFrames && Fit(part, 1) is { } line)
                yield return Select("window", part, line);
    }

    private static IEnumerable<Point[]> Given(Point[] points, IReadOnlyList<double> limits)
    {
        for (int i = 0; i <= limits.Count; i++)
        {
            double low = i == 0 ? double.NegativeInfinity : limits[i - 1],
                high = i == limits.Count ? double.PositiveInfinity : limits[i];
            yield return [.. points.Where(p => p.E >= low && p.E < high)];
        }
    }

    private static IEnumerable<Point[]> Found(Point[] points, ScatterPolynomial all, Stark parameters)
    {
        double[] x = [.. points.Select(p => p.E)],
            y = [.. points.Select(p => p.Center)],
            weight = [.. points.Select(p => all.Weight(p.Se))];
        // A window narrower than half the range that a slope needs would be noise with a slope.
        int[] breaks = SegmentedLine.Breaks(x, y, weight, parameters.MaxWindows, MinFrames, parameters.MinSpan / 2);
        int from = 0;
        foreach (int next in breaks.Append(points.Length))
        {
            yield return points[from..next];
            from = next;
        }
    }

    private static bool Hysteresis(Point[] points, Stark parameters, List<StarkSelection> selections, List<string> reasons)
    {
        var lines = new ScatterPolynomial?[2];
        for (int d = 0; d < 2; d++)
        {
            Point[] part = [.. points.Where(p => p.Direction == (d == 0 ? -1 : 1))];
            if (part.Length < MinFrames || part[^1].E - part[0].E < parameters.MinSpan - 1e-9 || Fit(part, 1) is not { } line)
                continue;
            lines[d] = line;
            selections.Add(Select(d == 0 ? "cathodic" : "anodic", part, line));
            reasons.Add(Text($"{(d == 0 ? "cathodic" : "anodic")} {line.Coefficient(1):0.0} ± {line.StandardError(1):0.0}"));
        }
        if (lines is not [{ } down, { } up])
            return false;
        double middle = (points[0].E + points[^1].E) / 2,
            offset = up.At(middle) - down.At(middle),
            offsetSe = Combined(up.StandardErrorAt(middle), down.StandardErrorAt(middle)),
            turn = up.Coefficient(1) - down.Coefficient(1),
            turnSe = Combined(up.StandardError(1), down.StandardError(1));
        reasons.Add(
            Text(
                $"anodic minus cathodic {offset:0.00} ± {offsetSe:0.00} cm-1 at {middle:0.000} V, {turn:0.0} ± {turnSe:0.0} cm-1/V in slope"
            )
        );
        return Math.Abs(offset) > Sigmas * offsetSe || Math.Abs(turn) > Sigmas * turnSe;
    }

    private static double Combined(double a, double b) => Math.Sqrt((a * a) + (b * b));

    private static ScatterPolynomial? Fit(Point[] points, int degree) =>
        ScatterPolynomial.Fit(
            points.Select(p => p.E).ToArray(),
            points.Select(p => p.Center).ToArray(),
            points.Select(p => p.Se).ToArray(),
            degree
        );

    private static StarkSelection Select(string name, Point[] points, ScatterPolynomial line) =>
        new(name, points[0].E, points[^1].E, line.Coefficient(1), line.StandardError(1), line.At(0), points.Length);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
