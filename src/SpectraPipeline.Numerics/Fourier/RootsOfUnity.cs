namespace SpectraPipeline.Numerics.Fourier;

/// <summary>cos and sin of 2πj/n for a power of two n.</summary>
internal static class RootsOfUnity
{
    /// <summary>Fills both tables; only one eighth of the circle is computed, the rest mirrored, so that symmetries hold to the last bit.</summary>
    /// <param name="cos">n values; n a power of two.</param>
    /// <param name="sin">n values.</param>
    public static void Fill(Span<double> cos, Span<double> sin)
    {
        int n = cos.Length;
        if (n < 8)
        {
            for (int j = 0; j < n; j++)
                (cos[j], sin[j]) = QuarterTurns(4 / n * j);
            return;
        }
        int quarter = n / 4;
        for (int j = 0; j <= n / 8; j++)
        {
            (double s, double c) = Math.SinCos(2 * Math.PI * j / n);
            (cos[j], sin[j]) = (c, s);
            (cos[quarter - j], sin[quarter - j]) = (s, c);
        }
        for (int j = 0; j < quarter; j++)
        {
            (cos[quarter + j], sin[quarter + j]) = (-sin[j], cos[j]);
            (cos[2 * quarter + j], sin[2 * quarter + j]) = (-cos[j], -sin[j]);
            (cos[3 * quarter + j], sin[3 * quarter + j]) = (sin[j], -cos[j]);
        }
    }

    private static (double Cos, double Sin) QuarterTurns(int turns) =>
        turns switch
        {
            0 => (1, 0),
            1 => (0, 1),
            2 => (-1, 0),
            _ => (0, -1),
        };
}
