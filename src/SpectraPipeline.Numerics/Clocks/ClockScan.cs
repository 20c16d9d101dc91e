using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Clocks;

/// <summary>χ² over all offsets on frames taken together, and the places worth a closer look.</summary>
internal sealed class ClockScan
{
    private const int MostFrames = 1000;
    private const int MostPlaces = 6000;
    private const int MostMinima = 8;

    /// <summary>Places to refine, the best first; empty when nothing answers.</summary>
    public required ClockFit.Point[] Minima { get; init; }

    /// <summary>The best place stands out from what chance gives.</summary>
    public required bool Answers { get; init; }

    /// <summary>Steps within the series at the best place.</summary>
    public required int Steps { get; init; }

    /// <summary>Places closer than this are one.</summary>
    public required double Valley { get; init; }

    public required double ShortestTau { get; init; }

    public required double LongestTau { get; init; }

    public static ClockScan Of(ClockProblem problem, double[][] channels, double[] events, double middle)
    {
        double exposure = Typical(problem.Start.Zip(problem.End, (a, b) => b - a)),
            dwell = Typical(events.Zip(events.Skip(1), (a, b) => b - a));
        (double[] start, double[] end, double[][] y) = Together(problem, channels, events.Length);
        double width = Typical(start.Zip(end, (a, b) => b - a));
        // What chance gives is seen beside the places that were asked for, so the scan reaches over one dwell at least.
        double low = Math.Min(problem.Search.Low, ((problem.Search.Low + problem.Search.High) / 2) - dwell),
            high = Math.Max(problem.Search.High, ((problem.Search.Low + problem.Search.High) / 2) + dwell),
            // However far is searched, a valley as wide as a dwell must not lie between two places.
            step = Math.Max(width / 3, Math.Min((high - low) / MostPlaces, dwell / 8));
        int places = (int)Math.Ceiling((high - low) / step) + 1;
        var model = new ClockModel(start, end, y, events, middle);
        double[] taus = [width / 2, dwell / 6],
            chi = new double[places],
            tau = new double[places];
        for (int i = 0; i < places; i++)
        {
            chi[i] = double.PositiveInfinity;
            foreach (double t in taus)
                if (model.At(low + (i * step), problem.Rate, t) is var c && c < chi[i])
                    (chi[i], tau[i]) = (c, t);
        }
        bool Allowed(int i) => low + (i * step) >= problem.Search.Low - step && low + (i * step) <= problem.Search.High + step;
        ClockFit.Point[] minima =
        [
            .. Enumerable
                .Range(0, places)
                .Where(i => Allowed(i) && (i == 0 || chi[i] <= chi[i - 1]) && (i == places - 1 || chi[i] <= chi[i + 1]))
                .Select(i => new ClockFit.Point(low + (i * step), problem.Rate, tau[i], chi[i]))
                .OrderBy(p => p.ChiSquare)
                .Take(MostMinima),
        ];
        double best = minima.Length == 0 ? low : minima[0].Offset;
        int within = problem.Steps.Times.Count(t => t + best > problem.Start[0] && t + best < problem.End[^1]);
        return new()
        {
            Minima = minima,
            Steps = within,
            Answers = minima.Length > 0 && StandsOut(chi, minima[0].ChiSquare, model.Freedom, within, channels.Length),
            Valley = Math.Max(2 * step, Math.Min(dwell / 3, 3 * exposure)),
            ShortestTau = exposure / 30,
            LongestTau = dwell,
        };
    }

    /// <summary>A level more or less a step follows noise; five deviations of that, and something for the many places.</summary>
    private static bool StandsOut(double[] chi, double best, int freedom, int steps, int channels)
    {
        double[] all = [.. chi];
        double gain = (Median.InPlace(all) - best) / (best / freedom);
        return gain > 10 + (5 * Math.Sqrt(2.0 * Math.Max(1, steps) * channels));
    }

    /// <summary>Levels of one potential (within 2 mV of the next in order) as groups; what lies before and after the log is by itself.</summary>
    public static int[] Groups(PotentialSteps steps)
    {
        int[] order = [.. Enumerable.Range(0, steps.Levels.Length).OrderBy(i => steps.Levels[i])];
        var groups = new int[steps.Levels.Length + 2];
        int group = 1;
        for (int i = 0; i < order.Length; i++)
        {
            if (i > 0 && steps.Levels[order[i]] - steps.Levels[order[i - 1]] > 0.002)
                group++;
            groups[order[i] + 1] = group;
        }
        groups[^1] = group + 1;
        return groups;
    }

    private static double Typical(IEnumerable<double> values) => Median.InPlace(values.ToArray());

    /// <summary>Neighbouring frames as one, so that about a thousand are left, or six a step.</summary>
    private static (double[] Start, double[] End, double[][] Y) Together(ClockProblem p, double[][] channels, int events)
    {
        int n = p.Start.Length,
            of = Math.Max(1, n / Math.Max(MostFrames, 6 * events)),
            count = n / of;
        var start = new double[count];
        var end = new double[count];
        var y = channels.Select(_ => new double[count]).ToArray();
        for (int g = 0; g < count; g++)
        {
            (start[g], end[g]) = (p.Start[g * of], p.End[(g * of) + of - 1]);
            for (int c = 0; c < y.Length; c++)
                y[c][g] = channels[c].AsSpan(g * of, of).ToArray().Average();
        }
        return (start, end, y);
    }
}
