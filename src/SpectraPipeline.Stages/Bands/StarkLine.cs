using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Statistics;
using static SpectraPipeline.Stages.Bands.Wording;

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
/// Curved: <see cref="StarkCurvature"/>. Hysteresis: at mid-range, or in slope, the two scan directions differ by more than chance at 0.27 % over both tests (three standard deviations; Student's
/// where the scatter is estimated). Three, not two, because the errors assume independent frames.
/// </remarks>
internal sealed record StarkLine(double Slope, double SlopeSe, string Verdict, IReadOnlyList<StarkSelection> Selections)
{
    private const double Sigmas = 3;

    /// <summary>Frames that a slope needs.</summary>
    public const int MinFrames = 5;

    public static StarkLine Of(
        in RowGroup<BandRow> bands,
        RowGroups<DetectionLimitRow> limits,
        FramePotentials frames,
        IReadOnlySet<(int Frame, int Band)> betterAsTwo,
        Stark parameters
    )
    {
        if (BoundShare.Of(bands).CenterHeld)
            return Undetermined("the position was held, not fitted");
        StarkPoint[] points = [.. Points(bands, limits, frames, betterAsTwo, parameters.MinSnr).OrderBy(p => p.E).ThenBy(p => p.Center)];
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
        bool curved = new StarkCurvature(points, all, parameters).Test(selections, reasons);
        bool hysteresis = Hysteresis(points, frames, parameters, all.Coefficient(1), selections, reasons);
        StarkDoublet doublet = StarkDoublet.Check(points, all.Coefficient(1));
        reasons.Add(doublet.Reason);
        // CO and most else on an electrode move up with the potential: what moves down must first be shown not to be two bands.
        bool down = all.Coefficient(1) < -Sigmas * all.StandardError(1);
        string[] words =
        [
            .. new[]
            {
                (doublet.Suspected, "doublet-suspected"),
                (down && !doublet.Suspected && !doublet.Excluded, "doublet-not-excluded"),
                (curved, "curved"),
                (hysteresis, "hysteresis"),
            }
                .Where(w => w.Item1)
                .Select(w => w.Item2),
        ];
        string word = words.Length > 0 ? string.Join(", ", words) : "linear";
        Potentials(points, frames, reasons);
        string line = Text(
            $"{Rounded.Pair(all.Coefficient(1), all.StandardError(1))} cm-1/V over {points[0].E:0.000} to {points[^1].E:0.000} V ({used} frames{(frames.Corrected ? ", iR-corrected" : "")})"
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

    private static IEnumerable<StarkPoint> Points(
        RowGroup<BandRow> bands,
        RowGroups<DetectionLimitRow> limits,
        FramePotentials frames,
        IReadOnlySet<(int Frame, int Band)> betterAsTwo,
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
                yield return new(
                    potential,
                    band.Center,
                    band.CenterSeTotal > band.CenterSe ? band.CenterSeTotal : band.CenterSe,
                    band.IsAtBound("fwhm") ? double.NaN : band.Fwhm,
                    band.FwhmSeTotal > band.FwhmSe ? band.FwhmSeTotal : band.FwhmSe,
                    direction,
                    betterAsTwo.Contains((band.Frame, band.Band))
                );
    }

    /// <summary>What each frame averages: its position is that of the mean potential, its width holds the spread, and a slope against a scattered abscissa is too small.</summary>
    private static void Potentials(StarkPoint[] points, FramePotentials frames, List<string> reasons)
    {
        if (!(frames.Spread > 0))
            return;
        double mean = points.Average(p => p.E),
            variance = points.Average(p => (p.E - mean) * (p.E - mean));
        reasons.Add(
            Text(
                $"each frame averages ± {1000 * frames.Spread:0.#} mV; were that scatter of the potential, the slope would be low by {100 * frames.Spread * frames.Spread / variance:0.##} %"
            )
        );
    }

    private static bool Hysteresis(
        StarkPoint[] points,
        FramePotentials frames,
        Stark parameters,
        double slope,
        List<StarkSelection> selections,
        List<string> reasons
    )
    {
        if (frames.NoSweep is { } why)
        {
            reasons.Add("directions not compared, " + why);
            return false;
        }
        var lines = new ScatterPolynomial?[2];
        for (int d = 0; d < 2; d++)
        {
            StarkPoint[] part = [.. points.Where(p => p.Direction == (d == 0 ? -1 : 1))];
            if (part.Length < MinFrames || part[^1].E - part[0].E < parameters.MinSpan - 1e-9 || Fit(part, 1) is not { } line)
                continue;
            lines[d] = line;
            selections.Add(Select(d == 0 ? "cathodic" : "anodic", part, line));
            reasons.Add(Text($"{(d == 0 ? "cathodic" : "anodic")} {Rounded.Pair(line.Coefficient(1), line.StandardError(1))}"));
        }
        if (lines is not [{ } down, { } up])
            return false;
        double middle = (points[0].E + points[^1].E) / 2,
            offset = up.At(middle) - down.At(middle),
            // A log that is late by dt shifts one direction by slope · rate · dt, the other by as much the other way; the slopes stay.
            clock = frames.HasClock && frames.OffsetSe > 0 ? 2 * Math.Abs(slope) * frames.ScanRate * frames.OffsetSe : 0,
            offsetSe = Combined(Combined(up.StandardErrorAt(middle), down.StandardErrorAt(middle)), double.IsFinite(clock) ? clock : 0),
            turn = up.Coefficient(1) - down.Coefficient(1),
            turnSe = Combined(up.StandardError(1), down.StandardError(1));
        reasons.Add(
            Text(
                $"anodic minus cathodic {Rounded.Pair(offset, offsetSe)} cm-1 at {middle:0.000} V, {Rounded.Pair(turn, turnSe)} cm-1/V in slope"
            )
        );
        if (clock > 0)
            reasons.Add(
                Text(
                    $"of which the clocks' offset (± {frames.OffsetSe:0.##} s at {1000 * frames.ScanRate:0.##} mV/s) may make {clock:0.00} cm-1"
                )
            );
        else if (frames.HasClock && frames.ScanRate > 0)
            reasons.Add(Text($"each second that the log is off would make {2 * Math.Abs(slope) * frames.ScanRate:0.00} cm-1 of it"));
        double freedom = down.Scatter > 0 || up.Scatter > 0 ? down.Count + up.Count - 4 : double.PositiveInfinity;
        return Math.Min(StarkCurvature.Probability(offset / offsetSe, freedom), StarkCurvature.Probability(turn / turnSe, freedom))
            < StarkCurvature.Level / 2;
    }

    public static double Combined(double a, double b) => Math.Sqrt((a * a) + (b * b));

    public static ScatterPolynomial? Fit(StarkPoint[] points, int degree) =>
        ScatterPolynomial.Fit(
            points.Select(p => p.E).ToArray(),
            points.Select(p => p.Center).ToArray(),
            points.Select(p => p.Se).ToArray(),
            degree
        );

    public static StarkSelection Select(string name, StarkPoint[] points, ScatterPolynomial line) =>
        new(name, points[0].E, points[^1].E, line.Coefficient(1), line.StandardError(1), line.At(0), points.Length);
}
