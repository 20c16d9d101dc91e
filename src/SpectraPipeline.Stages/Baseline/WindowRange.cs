using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Says that a window does not fit, before anything runs.</summary>
internal static class WindowRange
{
    /// <exception cref="UserException">A half window is not below the number of points.</exception>
    public static void Check(string stage, int points, params ReadOnlySpan<int?> halfWindows)
    {
        if (points < 3)
            throw new UserException($"{stage} needs three points or more; the axis has {points}.");
        foreach (int? half in halfWindows)
            if (half >= points)
                throw new UserException(
                    $"{stage}: a window of {half} points to each side does not fit into {points} points; lower it or keep more of the axis."
                );
    }
}
