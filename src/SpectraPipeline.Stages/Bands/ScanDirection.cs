namespace SpectraPipeline.Stages.Bands;

/// <summary>Which way the potential runs in each frame of a sweep.</summary>
public static class ScanDirection
{
    /// <summary>−1 cathodic, +1 anodic, 0 where the potential never moves.</summary>
    /// <remarks>Turning points are extremes that the potential leaves by more than 2 % of its range, so that a noisy log does not turn at every frame;
    /// a turning point belongs to the run that starts there.</remarks>
    /// <param name="potentials">Potentials in order of frames (V), finite.</param>
    public static int[] Of(ReadOnlySpan<double> potentials)
    {
        int n = potentials.Length;
        int[] direction = new int[n];
        if (n == 0)
            return direction;
        double low = potentials[0],
            high = potentials[0];
        foreach (double e in potentials)
            (low, high) = (Math.Min(low, e), Math.Max(high, e));
        double leave = 0.02 * (high - low);
        if (leave == 0)
            return direction;

        // Until the first leave, both extremes are candidates for the start of a run.
        int lowest = 0,
            highest = 0,
            start = 0,
            current = 0;
        for (int i = 1; i < n; i++)
        {
            if (potentials[i] < potentials[lowest])
                lowest = i;
            if (potentials[i] > potentials[highest])
                highest = i;
            bool up = current <= 0 && potentials[i] - potentials[lowest] > leave,
                down = current >= 0 && potentials[highest] - potentials[i] > leave;
            if (!up && !down)
                continue;
            int turn = up ? lowest : highest;
            if (current != 0)
                direction.AsSpan(start, turn - start).Fill(current);
            start = current == 0 ? 0 : turn;
            current = up ? 1 : -1;
            (lowest, highest) = (i, i);
        }
        direction.AsSpan(start).Fill(current);
        return direction;
    }

    /// <summary>Rate at which the potential is swept (V/s): all of its way over all of the time, so that a staircase has the rate of its ramp. NaN = without times, or it never moves.</summary>
    /// <remarks>Of the steps beside a turning point a part of the way is not seen; they do not count, unless there are no others.</remarks>
    /// <param name="potentials">Potentials in order of frames (V); NaN = not known.</param>
    /// <param name="times">Their times (s).</param>
    public static double Rate(ReadOnlySpan<double> potentials, ReadOnlySpan<double> times)
    {
        List<double> e = [],
            t = [];
        for (int i = 0; i < potentials.Length; i++)
            if (double.IsFinite(potentials[i]) && double.IsFinite(times[i]) && (t.Count == 0 || times[i] > t[^1]))
            {
                e.Add(potentials[i]);
                t.Add(times[i]);
            }
        int[] direction = Of(e.ToArray());
        double way = 0,
            time = 0,
            wayOfAll = 0;
        for (int i = 1; i < e.Count; i++)
        {
            double step = Math.Abs(e[i] - e[i - 1]);
            wayOfAll += step;
            if (direction[i] == direction[i - 1] && (i < 2 || direction[i - 1] == direction[i - 2]))
                (way, time) = (way + step, time + t[i] - t[i - 1]);
        }
        return way > 0 ? way / time
            : wayOfAll > 0 ? wayOfAll / (t[^1] - t[0])
            : double.NaN;
    }
}
