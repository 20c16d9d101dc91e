using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Xas;

/// <summary>How far a scan goes whose end is masked (partial: keep): what lies behind was never measured.</summary>
internal static class MeasuredRange
{
    private const double Tolerated = 0.1;

    /// <summary>Points up to the last one that counts; all where no mask is.</summary>
    public static int Of(ReadOnlySpan<bool> mask, int points) => mask.IsEmpty ? points : Math.Max(mask.LastIndexOf(true) + 1, 0);

    /// <summary>χ(k) must reach as far as a step reads it; behind its end stand zeros that were never measured.</summary>
    /// <param name="mask">Of the frame.</param>
    /// <param name="k">Wavenumbers.</param>
    /// <param name="kMax">Highest k that is read.</param>
    /// <param name="stage">Who asks, for the message.</param>
    /// <exception cref="FrameException"><c>k-range-short</c>.</exception>
    public static int CheckReach(ReadOnlySpan<bool> mask, ReadOnlySpan<double> k, double kMax, string stage)
    {
        int measured = Of(mask, k.Length);
        double wanted = Math.Min(kMax, k[^1]),
            end = measured == 0 ? 0 : k[measured - 1];
        // An E0 found a few eV higher loses a point or two.
        if (end < wanted - Tolerated)
            throw new FrameException(
                "k-range-short",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{stage} reads χ to k-max = {wanted:F2} Å-1, and this scan ends at {end:F2}. Set k-max to {Math.Floor(end * 10) / 10:F1} or less (for all frames, to compare them), or leave the frame out."
                )
            );
        return measured;
    }

    /// <summary>Copies what was measured and holds its last value behind it, where the mask says that nothing is.</summary>
    public static void CopyHeld(ReadOnlySpan<double> measured, Span<double> result)
    {
        measured.CopyTo(result);
        if (!measured.IsEmpty)
            result[measured.Length..].Fill(measured[^1]);
    }
}
