namespace SpectraPipeline.Numerics.Clocks;

/// <summary>Offset and rate between two clocks from steps of potential in the log and the answer of the spectra.</summary>
/// <remarks>
/// Model: every channel relaxes exponentially to a level of its own after every step (<see cref="StepResponse"/>, one τ for all), plus a slow drift; begin and end of the log
/// count as steps, since a cell is switched there. χ²(offset, rate, τ) is scanned over all offsets, the best places are refined, channels are whitened by their residual covariance,
/// and τ is integrated out with a flat prior: a delay of the chemistry looks like an offset, so the error of the offset holds what τ leaves open. The covariance at each τ is
/// σ²(J'J)⁻¹, times the sum over correlated residuals (first-order, positive only), plus the half width of a log sample as an even distribution.
/// A pure transport delay (a pipe, a lag without a rise) cannot be told from an offset. Fails to determine: no steps, no answer, fewer than 3 frames a step; says
/// <see cref="ClockVerdict.Ambiguous"/> where regular steps fit shifted by a period. Cost: some thousand evaluations of <see cref="LevelRegression"/>.
/// </remarks>
public static class ClockFit
{
    /// <summary>Steps of a log that are matched at most.</summary>
    public const int MostSteps = 1000;

    private const int NodesOfTau = 17;

    /// <summary>Fits.</summary>
    public static ClockEstimate Fit(ClockProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        int frames = problem.Start.Length,
            channels = problem.Channels.Length;
        if (problem.Steps.Times.Length == 0 || frames < 8)
            return new(ClockVerdict.TooFew);
        if (problem.Steps.Times.Length > MostSteps)
            return new(ClockVerdict.TooManySteps);
        if (channels == 0)
            return new(ClockVerdict.NoChange);
        if (!(problem.Search.Low <= problem.Search.High))
            return new(ClockVerdict.NoOverlap);
        double middle = Middle(problem);
        double[] events = [problem.Log.First, .. problem.Steps.Times, problem.Log.Last];
        double[][] signals = Centred(problem.Channels);
        var scan = ClockScan.Of(problem, signals, events, middle);
        if (scan.Steps == 0)
            return new(ClockVerdict.NoOverlap);
        if (frames < 3 * (scan.Steps + 2))
            return new(ClockVerdict.TooFew, Steps: scan.Steps);
        if (!scan.Answers)
            return new(ClockVerdict.NoAnswer, Steps: scan.Steps);

        ClockModel Model(double[][] y, int[]? groups = null) => new(problem.Start, problem.End, y, events, middle, groups);
        ClockModel model = Model(signals);
        Point best = scan.Minima.Select(m => Refine(model, m, problem, scan)).MinBy(p => p.ChiSquare);
        model.At(best.Offset, best.Rate, best.Tau);
        signals = Whitening.Of(signals, model.Regression.Residuals);
        model = Model(signals);
        Point[] points = [.. scan.Minima.Select(m => Refine(model, m, problem, scan)).OrderBy(p => p.ChiSquare)];
        List<Point> equals = Equals(points, model.Freedom, scan);
        if (equals.Count > 1)
            equals = Reversible(equals, Model(signals, ClockScan.Groups(problem.Steps)));
        Point chosen = equals.MinBy(p => Math.Abs(p.Offset - problem.Expected));
        ClockEstimate estimate = Errors(model, chosen, problem, scan, middle);
        return estimate with
        {
            Verdict = equals.Count > 1 ? ClockVerdict.Ambiguous : ClockVerdict.Determined,
            Rivals = [.. equals.Where(p => p != chosen).Select(p => p.Offset - (p.Rate * middle)).Order()],
        };
    }

    /// <summary>A place on the way: offset at the middle, rate, relaxation time.</summary>
    internal readonly record struct Point(double Offset, double Rate, double Tau, double ChiSquare);

    /// <summary>Log time in the middle of what log and series share under the expected offset.</summary>
    private static double Middle(ClockProblem p)
    {
        double first = Math.Max(p.Log.First, p.Start[0] - p.Expected),
            last = Math.Min(p.Log.Last, p.End[^1] - p.Expected);
        return first < last ? (first + last) / 2 : (p.Log.First + p.Log.Last) / 2;
    }

    private static double[][] Centred(double[][] channels) =>
        [.. channels.Select(c => c.Average() is var m ? c.Select(v => v - m).ToArray() : c)];

    private static Point Refine(ClockModel model, Point start, ClockProblem problem, ClockScan scan)
    {
        Point best = start with { ChiSquare = double.PositiveInfinity };
        // The rate only when the offset lies in its valley: far from it the rate runs away.
        double at = start.Offset;
        foreach (double tau in (ReadOnlySpan<double>)[start.Tau, start.Tau / 4, start.Tau / 16, start.Tau * 3])
        {
            var d = model.Descend(at, problem.Rate, Math.Min(tau, scan.LongestTau), withRate: false, most: 8);
            if (d.ChiSquare < best.ChiSquare)
                best = new(d.Offset, problem.Rate, Math.Min(tau, scan.LongestTau), d.ChiSquare);
        }
        if (problem.FitRate)
        {
            var d = model.Descend(best.Offset, problem.Rate, best.Tau, withRate: true);
            best = best with { Offset = d.Offset, Rate = d.Rate, ChiSquare = d.ChiSquare };
        }
        return best;
    }

    /// <summary>Places that fit as well as the best: within 9 residual variances, and farther apart than a valley is wide.</summary>
    private static List<Point> Equals(Point[] sorted, int freedom, ClockScan scan)
    {
        double variance = sorted[0].ChiSquare / freedom;
        var equals = new List<Point>();
        foreach (Point p in sorted)
            if (p.ChiSquare <= sorted[0].ChiSquare + (9 * variance) && !equals.Exists(q => Math.Abs(q.Offset - p.Offset) < scan.Valley))
                equals.Add(p);
        return equals;
    }

    /// <summary>Of places that fit alike with a level a step, those at which one level a potential fits best: most answers are reversible.</summary>
    private static List<Point> Reversible(List<Point> equals, ClockModel tied)
    {
        var chi = equals.ConvertAll(p => tied.At(p.Offset, p.Rate, p.Tau));
        double least = chi.Min(),
            limit = least * (1 + (16.0 / tied.Freedom));
        return [.. equals.Where((_, i) => chi[i] <= limit)];
    }

    /// <summary>A relaxation time on the way through its prior: the place, and the inverse of J'J there for offset and rate.</summary>
    private readonly record struct Node(Point Point, double Det, double Offset, double Rate);

    /// <summary>Offset and rate with τ integrated out.</summary>
    private static ClockEstimate Errors(ClockModel model, Point at, ClockProblem problem, ClockScan scan, double middle)
    {
        List<Node> nodes = Relaxations(model, at, problem.FitRate, scan);
        Point best = nodes.MinBy(n => n.Point.ChiSquare).Point;
        double variance = best.ChiSquare / Math.Max(1, model.Freedom - 3);
        double[] shares = [.. nodes.Select(n => Math.Exp(-(n.Point.ChiSquare - best.ChiSquare) / (2 * variance)) / Math.Sqrt(n.Det))];
        double total = shares.Sum();
        double Mean(Func<Node, double> value) => nodes.Zip(shares, (n, s) => s * value(n)).Sum() / total;
        double offset = Mean(n => n.Point.Offset),
            rate = Mean(n => n.Point.Rate),
            varOffset = Mean(n => (variance * n.Offset) + Math.Pow(n.Point.Offset - offset, 2)),
            varRate = Mean(n => (variance * n.Rate) + Math.Pow(n.Point.Rate - rate, 2));
        model.At(best.Offset, best.Rate, best.Tau);
        model.Linearise(best.Offset, best.Rate, best.Tau, problem.FitRate);
        double correlation = ResidualCorrelation.Of(model.Regression.Residuals, model.Regression.Size);
        varOffset *= ResidualCorrelation.Inflation(model.Jacobian[0], model.Frames, correlation);
        if (problem.FitRate)
            varRate *= ResidualCorrelation.Inflation(model.Jacobian[1], model.Frames, correlation);
        // The samples of a log may be as regular as its steps: their width is not averaged away.
        double sample = problem.Steps.HalfWidths.Average();
        return new(
            ClockVerdict.Determined,
            offset - (rate * middle),
            Math.Sqrt(varOffset + (sample * sample / 3)),
            rate,
            problem.FitRate ? Math.Sqrt(varRate) : double.NaN,
            Mean(n => n.Point.Tau),
            scan.Steps
        )
        {
            Middle = middle + offset,
        };
    }

    /// <summary>Places along τ, even in u = ln(τ + τ₀): the prior is flat in u, which is flat in τ below τ₀ and without a scale above. Narrowed until enough
    /// nodes lie where the answer is.</summary>
    private static List<Node> Relaxations(ClockModel model, Point at, bool withRate, ClockScan scan)
    {
        const double Reach = 20,
            Core = 9; // χ² over its variance: what weighs less than e⁻¹⁰ and e⁻⁴·⁵ of the best
        double tau0 = scan.ShortestTau,
            low = Math.Log(tau0),
            high = Math.Log(scan.LongestTau + tau0);
        var nodes = new List<Node>();
        for (int pass = 0; pass < 6; pass++)
        {
            nodes = Nodes(model, at, withRate, low, high, tau0);
            Point best = nodes.MinBy(n => n.Point.ChiSquare).Point;
            at = best;
            double variance = best.ChiSquare / model.Freedom,
                step = (high - low) / (NodesOfTau - 1);
            int first = nodes.FindIndex(n => n.Point.ChiSquare < best.ChiSquare + (Reach * variance)),
                last = nodes.FindLastIndex(n => n.Point.ChiSquare < best.ChiSquare + (Reach * variance));
            if (nodes.Count < NodesOfTau || nodes.Count(n => n.Point.ChiSquare < best.ChiSquare + (Core * variance)) >= NodesOfTau / 2)
                break;
            (low, high) = (low + (Math.Max(0, first - 1) * step), low + (Math.Min(NodesOfTau - 1, last + 1) * step));
        }
        return nodes;
    }

    private static List<Node> Nodes(ClockModel model, Point at, bool withRate, double low, double high, double tau0)
    {
        var nodes = new List<Node>();
        double step = (high - low) / (NodesOfTau - 1);
        int middle = (int)Math.Clamp(Math.Round((Math.Log(at.Tau + tau0) - low) / step), 0, NodesOfTau - 1);
        // From the best outwards, each from its neighbour.
        foreach (int side in (ReadOnlySpan<int>)[1, -1])
        {
            Point from = at;
            for (int i = side > 0 ? middle : middle - 1; i >= 0 && i < NodesOfTau; i += side)
            {
                double tau = Math.Max(0, Math.Exp(low + (i * step)) - tau0);
                var d = model.Descend(from.Offset, from.Rate, tau, withRate);
                from = new(d.Offset, d.Rate, tau, d.ChiSquare);
                double det = withRate ? (d.Oo * d.Rr) - (d.Or * d.Or) : d.Oo;
                if (det > 0)
                    nodes.Add(withRate ? new(from, det, d.Rr / det, d.Oo / det) : new(from, det, 1 / d.Oo, 0));
            }
        }
        nodes.Sort((a, b) => a.Point.Tau.CompareTo(b.Point.Tau));
        return nodes;
    }
}
