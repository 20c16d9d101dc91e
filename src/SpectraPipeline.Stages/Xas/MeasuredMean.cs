using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Xas;

/// <summary>Mean of frames of which some end early: at every point of those that were measured there.</summary>
internal static class MeasuredMean
{
    /// <summary>The mean as far as any of them goes, a straight line where none counts in between; empty where no point counts.</summary>
    /// <param name="series">Where they are.</param>
    /// <param name="channel">Channel; one beside the spectrum was recorded as far as the spectrum.</param>
    /// <param name="frames">Which; their values are finite.</param>
    public static double[] Of(SpectralSeries series, Channel channel, IReadOnlyList<int> frames)
    {
        int points = channel.Points;
        bool[]? mask = channel.Mask ?? (series.Primary.Points == points ? series.Primary.Mask : null);
        double[] mean = new double[points];
        int[] counts = new int[points];
        foreach (int frame in frames)
        {
            ReadOnlySpan<double> row = channel[frame];
            for (int i = 0; i < points; i++)
                if (mask is null || mask[(frame * points) + i])
                    (mean[i], counts[i]) = (mean[i] + row[i], counts[i] + 1);
        }
        for (int i = 0; i < points; i++)
            mean[i] /= Math.Max(1, counts[i]);
        int measured = Array.FindLastIndex(counts, c => c > 0) + 1;
        if (counts.AsSpan(0, measured).Contains(0))
            MaskBridge.Fill(
                series.Axis.Values[..measured],
                mean.AsSpan(0, measured),
                [.. counts.Take(measured).Select(c => c > 0)],
                mean.AsSpan(0, measured)
            );
        return mean[..measured];
    }
}
