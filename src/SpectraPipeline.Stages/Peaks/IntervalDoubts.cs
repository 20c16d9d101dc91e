using System.Globalization;
using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>Why an interval is not to be relied upon, in words; and the rule for bands on a flank.</summary>
internal static class IntervalDoubts
{
    // In limits of detection, for two bands that overlap and for two that are hardly apart. Chosen on generated pairs (docs/peak-coverage.md): below, a quarter of
    // the intervals and more miss the truth.
    private const double LeastOnFlank = 2;
    private const double LeastUnresolved = 3;
    private const double Unresolved = 0.8;

    /// <summary>One lies within the widths of the other.</summary>
    public static bool Overlap(in PeakEstimate one, in PeakEstimate other) =>
        Math.Abs(one.Center - other.Center) < one.RecordedWidth + other.RecordedWidth;

    /// <summary>
    /// A band beside a stronger one that may be a piece of noise: two bands that cannot be told apart are fitted as a broad one and a narrow one that follows some noise, and the
    /// search over positions and widths finds pieces that no limit for a given position and width foresees.
    /// </summary>
    public static bool IsLostOnFlank(BandErrors[] bands, int k)
    {
        PeakEstimate band = bands[k].Estimate;
        double height = Math.Abs(band.Height) / bands[k].Limit.Height;
        for (int j = 0; j < bands.Length; j++)
        {
            PeakEstimate other = bands[j].Estimate;
            if (j == k || !Overlap(band, other) || Math.Abs(other.Height) < Math.Abs(band.Height))
                continue;
            bool apart = Math.Abs(band.Center - other.Center) > Unresolved * (band.RecordedWidth + other.RecordedWidth) / 2;
            // One that is not there at a distance is simply not there; one that is not there within the other may be a part of it.
            if (apart && bands[k].IsAbsent)
                continue;
            if (!(height >= (apart ? LeastOnFlank : LeastUnresolved)))
                return true;
        }
        return false;
    }

    /// <summary>Says so.</summary>
    public static string Flank(BandErrors[] bands, int k) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"band {k + 1} near {bands[k].Estimate.Center:g6}: beside a stronger band its height of {bands[k].Estimate.Height:g3} is too near its limit of detection of {bands[k].Limit.Height:g3} to tell it from noise on a flank"
        );

    /// <summary>Another arrangement of two bands.</summary>
    public static string Rival(BandErrors[] bands, int j, int k, bool isBetter) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"bands {j + 1} and {k + 1} near {bands[j].Estimate.Center:g6} and {bands[k].Estimate.Center:g6}: other widths and heights describe the data {(isBetter ? "better" : "as well")}"
        );

    /// <summary>An interval that does not close.</summary>
    public static string End(int k, int q, double center, in QuantityInterval found)
    {
        bool better = found.LowEnd == IntervalEnd.BetterMinimum || found.HighEnd == IntervalEnd.BetterMinimum;
        string what =
            better ? "a better fit exists elsewhere"
            : found.LowEnd == IntervalEnd.Open && found.HighEnd == IntervalEnd.Open ? "is not determined"
            : found.LowEnd == IntervalEnd.Open ? "has no lower end"
            : "has no upper end";
        return string.Create(CultureInfo.InvariantCulture, $"{BandErrors.Names[q]} of band {k + 1} near {center:g6}: {what}");
    }
}
