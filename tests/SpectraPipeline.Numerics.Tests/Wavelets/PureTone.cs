using SpectraPipeline.Numerics.Wavelets;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Wavelets;

/// <summary>The map of sin(2kR₀) far from the ends of a long signal is |H_R(2R₀)|/2 at every k: its width in R is the kernel's own.</summary>
internal static class PureTone
{
    public static void CheckWidth(Func<WaveletGrid, WaveletBank> bank, double distance, double stated, double tolerance)
    {
        // 51 Å⁻¹ of signal: at the middle no kernel here feels an end.
        var grid = new WaveletGrid(0.05, 1023, 6, 2048);
        double[] signal = [.. Enumerable.Range(0, 1023).Select(i => Math.Sin(2 * distance * 0.05 * i))];
        WaveletBank made = bank(grid);
        double[] map = new double[made.MapPoints];
        made.Magnitude(signal, map);
        double[] profile = [.. Enumerable.Range(0, grid.RPoints).Select(row => map[row * 1023 + 511])];
        int top = Array.IndexOf(profile, profile.Max());
        double peak = profile[top];
        int right = Enumerable.Range(top, profile.Length - top).First(i => profile[i] < peak / 2);
        int left = Enumerable.Range(0, top).Last(i => profile[i] < peak / 2);
        double width = grid.R(right) - grid.R(1) * Part(profile[right], profile[right - 1], peak) - grid.R(left);
        width -= grid.R(1) * Part(profile[left], profile[left + 1], peak);
        Assert.InRange(width / stated, 1 - tolerance, 1 + tolerance);
    }

    private static double Part(double below, double above, double peak) => (peak / 2 - below) / (above - below);
}
