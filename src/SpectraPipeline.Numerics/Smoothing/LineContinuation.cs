namespace SpectraPipeline.Numerics.Smoothing;

/// <summary>Continues a spectrum beyond its ends by the least-squares lines through its end points.</summary>
/// <remarks>Index space. Cost: O(window).</remarks>
internal static class LineContinuation
{
    /// <summary>Fills what stands before and after the spectrum in <paramref name="padded"/>.</summary>
    /// <param name="padded">Spectrum with <paramref name="padding"/> free values on each side.</param>
    /// <param name="padding">Values to fill on each side; also the number of end points that fix a line, as far as there are so many.</param>
    public static void Fill(Span<double> padded, int padding)
    {
        Span<double> inside = padded[padding..^padding];
        int window = Math.Min(padding, inside.Length);
        Continue(inside[..window], padded[..padding], -padding);
        Continue(inside[^window..], padded[^padding..], window);
    }

    /// <param name="end">Points that fix the line.</param>
    /// <param name="beyond">Receives its continuation.</param>
    /// <param name="shift">From the first point of the end to the first continued one.</param>
    private static void Continue(ReadOnlySpan<double> end, Span<double> beyond, int shift)
    {
        double centre = (end.Length - 1) / 2.0,
            mean = 0,
            slope = 0,
            squares = 0;
        foreach (double value in end)
            mean += value;
        mean /= end.Length;
        for (int i = 0; i < end.Length; i++)
        {
            slope += (i - centre) * (end[i] - mean);
            squares += (i - centre) * (i - centre);
        }
        slope = squares > 0 ? slope / squares : 0;
        for (int i = 0; i < beyond.Length; i++)
            beyond[i] = mean + (slope * (i + shift - centre));
    }
}
