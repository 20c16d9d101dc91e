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
}
