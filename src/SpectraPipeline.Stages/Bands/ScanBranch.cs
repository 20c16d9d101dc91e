using System.Globalization;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Bands;

/// <summary>Values of one scan direction in order of potential, those at one potential averaged.</summary>
/// <param name="E">Potentials, ascending (V).</param>
/// <param name="Y">Values.</param>
/// <param name="Se">Standard errors.</param>
internal sealed record ScanBranch(double[] E, double[] Y, double[] Se)
{
    public int Count => E.Length;

    public static ScanBranch Of(IEnumerable<(double E, double Y, double Se)> points)
    {
        List<double> e = [],
            y = [],
            se = [];
        foreach (IGrouping<double, (double E, double Y, double Se)> at in points.GroupBy(p => p.E).OrderBy(g => g.Key))
        {
            e.Add(at.Key);
            y.Add(at.Average(p => p.Y));
            se.Add(Math.Sqrt(at.Sum(p => p.Se * p.Se)) / at.Count());
        }
        return new([.. e], [.. y], [.. se]);
    }

    /// <summary>The points within a range.</summary>
    public int CountIn(double low, double high) => E.Count(v => v >= low && v <= high);

    /// <summary>Errors raised to the scatter that the values themselves show, where that is larger.</summary>
    public ScanBranch WithScatter()
    {
        double[] sorted = [.. Se.Order()];
        double scatter = NoiseEstimate.FromSecondDifference(Y, new double[Y.Length]),
            median = sorted.Length > 0 ? sorted[sorted.Length / 2] : double.NaN,
            factor = scatter > median && median > 0 ? scatter / median : 1;
        return this with { Se = [.. Se.Select(s => s > 0 ? factor * s : scatter)] };
    }

    /// <summary>∫ of the straight lines between the points, and its standard error. The integral is a weighted sum, so its error is exact for independent points.</summary>
    public (double Value, double Se) Integral(double low, double high)
    {
        double[] weight = new double[Count];
        for (int i = 0; i + 1 < Count; i++)
        {
            double step = E[i + 1] - E[i],
                from = (Math.Max(low, E[i]) - E[i]) / step,
                to = (Math.Min(high, E[i + 1]) - E[i]) / step;
            if (!(to > from))
                continue;
            double right = step * ((to * to) - (from * from)) / 2;
            weight[i + 1] += right;
            weight[i] += (step * (to - from)) - right;
        }
        double sum = 0,
            variance = 0;
        for (int i = 0; i < Count; i++)
            (sum, variance) = (sum + (weight[i] * Y[i]), variance + (weight[i] * weight[i] * Se[i] * Se[i]));
        return (sum, Math.Sqrt(variance));
    }

    /// <summary>Mean of the fifth of the points at one end of a range.</summary>
    public double Level(double low, double high, bool atHigh)
    {
        int[] inside = [.. Enumerable.Range(0, Count).Where(i => E[i] >= low && E[i] <= high)];
        int fifth = Math.Max(1, inside.Length / 5);
        return (atHigh ? inside[^fifth..] : inside[..fifth]).Average(i => Y[i]);
    }

    /// <summary>Potential at which the values pass a level on their way from one end to the other, with its standard error; NaN when they do not.</summary>
    /// <remarks>The monotone curve nearest to the values says which points lie on the flank (a quarter to three quarters of the way); a line through these
    /// gives the potential. A flank of fewer than three points is known to the gap between them.</remarks>
    public (double E, double Se) Passes(double level, double from, double to)
    {
        int sign = Math.Sign(to - from);
        double[] upright = [.. Y.Select(v => sign * v)],
            curve = new double[Count];
        MonotoneRise.Fit(upright, curve);
        double quarter = Math.Abs(to - from) / 4;
        int first = Array.FindIndex(curve, v => v > (sign * level) - quarter),
            last = Array.FindLastIndex(curve, v => v < (sign * level) + quarter),
            above = Array.FindIndex(curve, v => v >= sign * level);
        if (above <= 0 || first < 0 || last < 0)
            return (double.NaN, double.NaN);
        (int start, int end) = (Math.Min(first, above - 1), Math.Max(last, above));
        double gap = E[above] - E[above - 1];
        if (
            end - start < 2
            || ScatterPolynomial.Fit(
                E.AsSpan(start, end - start + 1),
                Y.AsSpan(start, end - start + 1),
                Se.AsSpan(start, end - start + 1),
                1
            )
                is not { } line
            || sign * line.Coefficient(1) <= 0
        )
            return (E[above - 1] + (gap / 2), gap / Math.Sqrt(12));
        double at = line.Origin + ((level - line.Coefficient(0)) / line.Coefficient(1));
        return (at, line.StandardErrorAt(at) / Math.Abs(line.Coefficient(1)));
    }
}

/// <summary>The potentials of a series cut by direction, with the rate and the clock.</summary>
internal sealed class Scan
{
    private readonly HealthyFrames _frames;
    private readonly int[] _known;
    private readonly int[] _direction;

    public Scan(HealthyFrames frames, LogClock? clock)
    {
        (_frames, Clock) = (frames, clock);
        _known = [.. Enumerable.Range(0, frames.Count).Where(i => double.IsFinite(frames.Potential[i]))];
        _direction = ScanDirection.Of([.. _known.Select(i => frames.Potential[i])]);
        NoSweep = PotentialSteps.Of([.. _known.Select(i => frames.Potential[i])], _direction);
        Rate = ScanDirection.Rate(frames.Potential, frames.Time);
    }

    /// <summary>Why the potentials are no sweep; null when they are one.</summary>
    public string? NoSweep { get; }

    /// <summary>Scan rate (V/s); NaN without times, or when it is held.</summary>
    public double Rate { get; }

    /// <summary>The clock of the log; null when nothing is known of it.</summary>
    public LogClock? Clock { get; }

    /// <summary>Cathodic and anodic values of a quantity given for each healthy frame; NaN = not there.</summary>
    public (ScanBranch Cathodic, ScanBranch Anodic) Branches(double[] value, double[] error) =>
        (Branch(value, error, -1), Branch(value, error, 1));

    /// <summary>What to say of a track that one scan hardly has: it may be another track on the way back. Empty when both have it.</summary>
    public string OneSided(in RowGroup<BandRow> bands)
    {
        HashSet<int> found = [.. bands.All.Select(b => b.Frame)];
        int cathodic = Found(-1),
            anodic = Found(1);
        return 10 * Math.Min(cathodic, anodic) >= Math.Max(cathodic, anodic)
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"; found in {cathodic} frames of the cathodic and {anodic} of the anodic scan: look whether another track is this band on the way back"
            );

        int Found(int direction) =>
            Enumerable.Range(0, _known.Length).Count(k => _direction[k] == direction && found.Contains(_frames.Number[_known[k]]));
    }

    private ScanBranch Branch(double[] value, double[] error, int direction) =>
        ScanBranch
            .Of(
                Enumerable
                    .Range(0, _known.Length)
                    .Where(k => _direction[k] == direction && double.IsFinite(value[_known[k]]))
                    .Select(k => (_frames.Potential[_known[k]], value[_known[k]], error[_known[k]]))
            )
            .WithScatter();
}
