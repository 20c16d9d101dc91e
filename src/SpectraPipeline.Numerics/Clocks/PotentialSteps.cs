using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Clocks;

/// <summary>Steps of the potential in a potentiostat's log: when, how exactly known, and the level before and after each.</summary>
/// <param name="Times">Time of each step, log clock (s), ascending.</param>
/// <param name="HalfWidths">Half the time between the samples that enclose it (s): the step is known no better.</param>
/// <param name="Levels">Median potential before, between and after the steps (V): one more than steps.</param>
public sealed record PotentialSteps(double[] Times, double[] HalfWidths, double[] Levels)
{
    private const double NoiseFactor = 8; // a change between two samples that sweep and noise do not make

    /// <summary>Steps from sample to sample that stand out from noise and sweep.</summary>
    /// <remarks>
    /// A sample pair is part of a step when |ΔE| &gt; max(<paramref name="least"/>, 8 · 1.4826 · median |ΔE|); the median is the slope of a sweep or the noise of a level.
    /// Neighbouring pairs of one sign are one step, timed where half of it is passed; a single sample that leaves a level and comes back is a spike and no step.
    /// A ramp has no steps. Fails where fewer than about three samples lie between steps. O(n log n).
    /// </remarks>
    /// <param name="time">Times (s), not falling.</param>
    /// <param name="potential">Potentials (V); NaN is passed over.</param>
    /// <param name="least">Least step (V).</param>
    public static PotentialSteps Find(ReadOnlySpan<double> time, ReadOnlySpan<double> potential, double least = 0.005)
    {
        if (time.Length != potential.Length)
            throw new ArgumentException("time and potential must have one length.", nameof(potential));
        var t = new List<double>(time.Length);
        var e = new List<double>(time.Length);
        for (int i = 0; i < time.Length; i++)
            if (double.IsFinite(potential[i]))
            {
                t.Add(time[i]);
                e.Add(potential[i]);
            }
        if (t.Count < 4)
            return new([], [], t.Count == 0 ? [double.NaN] : [Middle(e, 0, e.Count)]);
        var changes = new double[t.Count - 1];
        for (int i = 0; i < changes.Length; i++)
            changes[i] = Math.Abs(e[i + 1] - e[i]);
        double limit = Math.Max(least, NoiseFactor * Median.MadToDeviation * Median.InPlace(changes));
        List<(int From, int To)> jumps = Jumps(e, limit);
        Spikes(jumps, e, limit);
        return Timed(jumps, t, e);
    }

    private static List<(int From, int To)> Jumps(List<double> e, double limit)
    {
        var jumps = new List<(int From, int To)>();
        for (int i = 0; i + 1 < e.Count; i++)
        {
            double change = e[i + 1] - e[i];
            if (Math.Abs(change) <= limit)
                continue;
            if (jumps.Count > 0 && jumps[^1].To == i && Math.Sign(e[jumps[^1].To] - e[jumps[^1].From]) == Math.Sign(change))
                jumps[^1] = (jumps[^1].From, i + 1);
            else
                jumps.Add((i, i + 1));
        }
        return jumps;
    }

    /// <summary>Takes away pairs of jumps around one sample that end where they began.</summary>
    private static void Spikes(List<(int From, int To)> jumps, List<double> e, double limit)
    {
        for (int k = jumps.Count - 2; k >= 0; k--)
            if (k + 1 < jumps.Count && jumps[k + 1].From == jumps[k].To && Math.Abs(e[jumps[k + 1].To] - e[jumps[k].From]) <= limit)
                jumps.RemoveRange(k, 2);
    }

    private static PotentialSteps Timed(List<(int From, int To)> jumps, List<double> t, List<double> e)
    {
        var times = new double[jumps.Count];
        var widths = new double[jumps.Count];
        var levels = new double[jumps.Count + 1];
        for (int k = 0; k <= jumps.Count; k++)
        {
            int first = k == 0 ? 0 : jumps[k - 1].To,
                end = k == jumps.Count ? e.Count : jumps[k].From + 1;
            levels[k] = Middle(e, first, Math.Max(first + 1, end));
        }
        for (int k = 0; k < jumps.Count; k++)
        {
            (int from, int to) = jumps[k];
            double half = (e[from] + e[to]) / 2;
            int i = from;
            while (i + 1 < to && (e[i + 1] - half) * (e[from] - half) > 0)
                i++;
            // Between two samples nothing is known, so the middle; the first sample after a switch may lie on the way.
            (times[k], widths[k]) = ((t[i] + t[i + 1]) / 2, (t[i + 1] - t[i]) / 2);
        }
        return new(times, widths, levels);
    }

    private static double Middle(List<double> e, int first, int end) => Median.InPlace(e.GetRange(first, end - first).ToArray());
}
