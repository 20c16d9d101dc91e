using System.Globalization;

namespace SpectraPipeline.Stages.Bands;

/// <summary>Whether the clock of a series runs backwards: then no frame is before another.</summary>
internal static class FallingTimes
{
    /// <summary>Where the times fall first, for the end of 'not-determined: '; null when they never do. Unknown times are passed over.</summary>
    /// <param name="times">Times in order of frames (s).</param>
    public static string? Of(double[] times)
    {
        double before = double.NegativeInfinity;
        foreach (double time in times)
        {
            if (time < before)
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"the times fall, {time:g6} s comes after {before:g6} s: cut the series there, or give the frames one clock"
                );
            before = double.IsFinite(time) ? time : before;
        }
        return null;
    }
}
