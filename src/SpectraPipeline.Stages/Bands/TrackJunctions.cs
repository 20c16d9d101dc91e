using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Bands;

/// <summary>Which piece goes on as which after a crossing, a merging or a gap: decided from all of both sides at once.</summary>
/// <remarks>
/// The line through up to 24 bands before and the line through up to 24 bands after must be one line: m = dᵀC⁻¹d of the differences d in position and slope at the middle
/// of the gap, C the sum of both covariances and of what a band may turn in between. Cost = 6 ln(1 + m/4) + ln det C (Student's t with 4 degrees of freedom: a
/// turn costs much, not everything) + (Δln Γ)²/var + (Δh)²/var; the assignment of least sum over all pieces that compete is taken: forward and backward filter joined, as in
/// D. C. Fraser, J. E. Potter, IEEE Trans. Autom. Control 1969, 14, 387. Probability of a link: 1/(1 + exp(−Δ/2)), Δ what the best assignment without it costs more.
/// </remarks>
internal sealed class TrackJunctions(FoundBands frames, TrackingLimits limits)
{
    private const int Evidence = 24;
    private const double Apart = 24; // cost of an end and a start that belong to no other
    private const double Forbidden = 1e6;
    private const double Freedom = 4;
    private const int LongestLeap = 100; // frames; only what was followed from frame to frame may be missing for longer
    private const double Farthest = 2; // widths from the prediction
    private const double WidthChange = 0.03; // of ln width, times the root of the frames between
    private const double HeightChange = 0.06; // of the height, the same
    private const double MostChange = 5; // times these

    /// <summary>Joins pieces into tracks by their Before and After.</summary>
    public void Link(IReadOnlyList<TrackPiece> pieces)
    {
        TrackPiece[] ends = [.. pieces.OrderBy(p => p.LastAt).ThenBy(p => p.FirstAt).ThenBy(p => p.Steps[0].Band.Row)],
            starts = [.. pieces.OrderBy(p => p.FirstAt).ThenBy(p => p.Steps[0].Band.Row)];
        var next = new Dictionary<TrackPiece, TrackPiece>();
        foreach (IGrouping<TrackPath, TrackPiece> path in starts.GroupBy(p => p.Path))
        foreach ((TrackPiece a, TrackPiece b) in path.Zip(path.Skip(1)))
            next[a] = b;
        foreach ((List<TrackPiece> before, List<TrackPiece> after) in Groups(ends, starts, next))
            Decide(before, after, next);
    }

    /// <summary>Ends and starts that compete, earliest first.</summary>
    private List<(List<TrackPiece> Before, List<TrackPiece> After)> Groups(
        TrackPiece[] ends,
        TrackPiece[] starts,
        Dictionary<TrackPiece, TrackPiece> next
    )
    {
        var groups = new List<(List<TrackPiece> Before, List<TrackPiece> After)>();
        var ofStart = new Dictionary<TrackPiece, (List<TrackPiece> Before, List<TrackPiece> After)>();
        foreach (TrackPiece end in ends)
        {
            (List<TrackPiece> Before, List<TrackPiece> After) group = ([end], []);
            foreach (TrackPiece start in starts)
            {
                if (start.FirstAt <= end.LastAt || !(next.GetValueOrDefault(end) == start || MayLink(end, start)))
                    continue;
                if (!ofStart.TryGetValue(start, out var other))
                {
                    group.After.Add(start);
                    ofStart[start] = group;
                }
                else if (other.After != group.After)
                {
                    other.Before.AddRange(group.Before);
                    other.After.AddRange(group.After);
                    foreach (TrackPiece moved in group.After)
                        ofStart[moved] = other;
                    groups.Remove(group);
                    group = other;
                }
            }
            if (group.After.Count > 0 && !groups.Contains(group))
                groups.Add(group);
        }
        return groups;
    }

    /// <summary>Near enough that one might be the other, where their lines meet or where the later begins.</summary>
    private bool MayLink(TrackPiece end, TrackPiece start)
    {
        int gap = start.FirstAt - end.LastAt;
        if (gap - 1 > Math.Min(LongestLeap, limits.MaxGap ?? int.MaxValue) || end.Steps.Count < 3 || start.Steps.Count < 3)
            return false;
        double width = Math.Max(end.Steps[^1].Band.Fwhm, start.Steps[0].Band.Fwhm);
        double farthest = limits.MaxShift * Math.Sqrt(Math.Min(gap, 4)) ?? Farthest * (width > 0 ? width : TrackingLimits.UsualWidth);
        foreach (double[] x in frames.Drift)
        {
            (Drift a, Drift b) = Sides(end, start, x);
            double half = (x[start.FirstAt] - x[end.LastAt]) / 2;
            if (
                Math.Abs(a.Position - b.Position) <= farthest
                || Math.Abs(a.Position + (a.Slope * half) - start.Steps[0].Band.Center) <= farthest
            )
                return true;
        }
        return false;
    }

    private void Decide(List<TrackPiece> before, List<TrackPiece> after, Dictionary<TrackPiece, TrackPiece> next)
    {
        (int[] best, double[] cost, double total, double[] along) chosen = ([], [], double.PositiveInfinity, []);
        int columns = after.Count + before.Count;
        foreach (double[] x in frames.Drift)
        {
            double[] cost = Costs(before, after, next, x);
            int[] columnOf = new int[before.Count];
            LinearAssignment.Solve(cost, before.Count, columns, columnOf);
            double total = Total(cost, columnOf, columns);
            // Time and potential both may explain a drift; the one under which the tracks are smoothest does.
            if (total < chosen.total)
                chosen = (columnOf, cost, total, x);
        }
        for (int i = 0; i < before.Count; i++)
        {
            if (chosen.best[i] >= after.Count)
                continue;
            TrackPiece start = after[chosen.best[i]];
            (before[i].After, start.Before) = (start, before[i]);
            start.Along = chosen.along;
            start.Probability = Certainty(chosen.cost, before.Count, columns, (i * columns) + chosen.best[i], chosen.total);
        }
    }

    /// <summary>1/(1 + exp(−Δ/2)): what the best assignment without this link costs more.</summary>
    private static double Certainty(double[] cost, int rows, int columns, int link, double total)
    {
        double kept = cost[link];
        cost[link] = Forbidden;
        int[] columnOf = new int[rows];
        LinearAssignment.Solve(cost, rows, columns, columnOf);
        double rival = Total(cost, columnOf, columns);
        cost[link] = kept;
        return 1 / (1 + Math.Exp(-(rival - total) / 2));
    }

    private static double Total(double[] cost, int[] columnOf, int columns)
    {
        double sum = 0;
        for (int i = 0; i < columnOf.Length; i++)
            sum += cost[(i * columns) + columnOf[i]];
        return sum;
    }

    private double[] Costs(List<TrackPiece> before, List<TrackPiece> after, Dictionary<TrackPiece, TrackPiece> next, double[] x)
    {
        int columns = after.Count + before.Count;
        double[] cost = new double[before.Count * columns];
        for (int i = 0; i < before.Count; i++)
        for (int j = 0; j < columns; j++)
        {
            double c = Apart;
            if (j < after.Count)
            {
                bool same = next.GetValueOrDefault(before[i]) == after[j];
                c =
                    after[j].FirstAt > before[i].LastAt && (same || MayLink(before[i], after[j]))
                        ? Cost(before[i], after[j], x)
                        : Forbidden;
                // What was followed from frame to frame is only given up for something better.
                if (same)
                    c = Math.Min(c, Apart - 1);
            }
            cost[(i * columns) + j] = c;
        }
        return cost;
    }

    private static double Cost(TrackPiece end, TrackPiece start, double[] x)
    {
        (Drift a, Drift b) = Sides(end, start, x);
        double width = (a.Width + b.Width) / 2,
            gap = start.FirstAt - end.LastAt,
            turn = (0.005 * width) + (0.15 * Math.Max(Math.Abs(a.Slope), Math.Abs(b.Slope))),
            position = a.PositionVariance + b.PositionVariance + (width * width * (0.0025 + (0.0004 * gap))),
            slope = a.SlopeVariance + b.SlopeVariance + (turn * turn),
            both = a.Covariance + b.Covariance,
            determinant = (position * slope) - (both * both),
            d = b.Position - a.Position,
            s = b.Slope - a.Slope,
            m = ((slope * d * d) - (2 * both * d * s) + (position * s * s)) / determinant;
        double change = Math.Min(MostChange, Math.Sqrt(gap)),
            scale = Math.Max(Math.Abs(a.Height), Math.Abs(b.Height)) * HeightChange * change;
        return ((Freedom + 2) * Math.Log(1 + (m / Freedom)))
            + Math.Log(determinant / Math.Pow(0.05 * width * width * 0.02, 2))
            + (Square(a.LogWidth - b.LogWidth) / (a.LogWidthVariance + b.LogWidthVariance + Square(WidthChange * change)))
            + (Square(a.Height - b.Height) / (a.HeightVariance + b.HeightVariance + (scale * scale)));
    }

    private static (Drift Before, Drift After) Sides(TrackPiece end, TrackPiece start, double[] x)
    {
        double middle = (x[end.LastAt] + x[start.FirstAt]) / 2;
        return (Drift.Of(end.Last(Evidence), x, middle), Drift.Of(start.First(Evidence), x, middle));
    }

    private static double Square(double value) => value * value;
}
